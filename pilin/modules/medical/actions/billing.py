"""Fee lines of a visit: split by our catalogue as they come, withdrawn while no settlement holds them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Q

from pilin.base.clock import Instant, after
from pilin.base.refusal import Refused
from pilin.modules.medical import models, queries
from pilin.modules.medical.rules import split
from pilin.modules.medical.rules import visiting as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.split import Approval, Kept, Line, Split, SplitRule
from pilin.modules.medical.rules.visiting import Course, Written

FRESH_SECONDS = 300
"""How long lines are held for a settlement that was prepared and not asked yet."""


class Uploaded(NamedTuple):
    """A line as it was split, and its kind of charge (`med_chrgitm_type`)."""

    split: Split
    charge: str


def upload(*, visit: models.CareVisit, lines: Sequence[Line], batches: Mapping[str, str]) -> list[Uploaded]:
    """Split lines by the entries in force on their days and keep them; what the rules refuse is raised.

    `batches` names the charge batch of each line by its number, where it has one.
    """
    entries = list(models.CatalogueEntry.objects.filter(item__in={line.item for line in lines}))
    kept = _touched(visit, lines)
    catalogue = split.catalogue(queries.entry_of(row) for row in entries)
    splits = split.split_lines(lines, catalogue, _rule(visit, lines), earlier=_standing(kept))
    held = {(row.item, row.from_day): row for row in [*entries, *(line.entry for line in kept)]}
    rows = [held[one.entry.item, one.entry.from_day] for one in splits]
    models.FeeLine.objects.bulk_create(
        _row(visit, line, one, row, batches.get(line.number, ""))
        for line, one, row in zip(lines, splits, rows, strict=True)
    )
    return [Uploaded(one, row.charge) for one, row in zip(splits, rows, strict=True)]


def withdraw(*, visit: models.CareVisit, batch: str = "", numbers: Iterable[str] = (), at: Instant) -> None:
    """Delete lines of a batch, or named ones, or all that no settlement holds ("0000").

    Raises LINES_ARE_SETTLED where a named one is held, and LINES_ARE_UNKNOWN where none is there.
    """
    named = set(numbers)
    every = rules.ALL_BATCHES in {batch, *named}
    rows = list(visit.lines.all())
    chosen = rows if every else [row for row in rows if (row.batch == batch if batch else row.number in named)]
    held = holding(visit, at)
    free = [row for row in chosen if row.settled_id not in held]
    if not every and (not chosen or len(free) < len(chosen)):
        raise Refused(MedicalRefusal.LINES_ARE_SETTLED if chosen else MedicalRefusal.LINES_ARE_UNKNOWN)
    gone = {row.number for row in free}
    if any(row.original in gone and row.number not in gone for row in rows):
        raise Refused(MedicalRefusal.LINES_ARE_RETURNED)
    visit.lines.filter(number__in=gone).delete()


def free_lines(visit: models.CareVisit, batch: str, at: Instant) -> list[models.FeeLine]:
    """Return the lines that a settlement may take: of a batch, or all where no batch is named. In their order."""
    return free(lines_of([visit])[visit.pk], courses_of([visit])[visit.pk], batch, at)


def free(lines: Iterable[models.FeeLine], course: Course, batch: str, at: Instant) -> list[models.FeeLine]:
    """Return those lines of a visit that no settlement holds: of a batch, or all where no batch is named."""
    held: Collection[str | None] = rules.holding(course, young=after(at, seconds=-FRESH_SECONDS))
    named = batch not in ("", rules.ALL_BATCHES)
    return [row for row in lines if row.settled_id not in held and (row.batch == batch or not named)]


def lines_of(visits: Sequence[models.CareVisit]) -> dict[int, list[models.FeeLine]]:
    """Return the lines of visits with their entries, in their order, by two queries; many lines are of few entries."""
    found: dict[int, list[models.FeeLine]] = {visit.pk: [] for visit in visits}
    rows = list(models.FeeLine.objects.filter(visit__in=list(found)).order_by("pk"))
    entries = models.CatalogueEntry.objects.in_bulk({row.entry_id for row in rows})
    for row in rows:
        row.entry = entries[row.entry_id]
        found[row.visit_id].append(row)
    return found


def split_of(row: models.FeeLine) -> Split:
    """Return the split of a line as it is kept."""
    return Split(
        row.number,
        queries.entry_of(row.entry),
        row.amount_fen,
        row.full_self_fen,
        row.over_limit_fen,
        row.prior_self_fen,
        row.in_scope_fen,
        row.selfpay_bp,
        row.use_refused,
    )


def check_entries(visit: models.CareVisit, lines: Iterable[models.FeeLine]) -> None:
    """Refuse lines whose entry was ended under their day after they came, where the next one splits them otherwise.

    Raises CATALOGUE_CHANGED_UNDER_LINES with both amounts, and ITEM_IS_NOT_IN_FORCE where none took its place. What
    comes back goes by the entry of its original.
    """
    old = [row for row in lines if not row.original and row.entry.until_day and row.entry.until_day <= row.day]
    if not old:
        return
    entries = models.CatalogueEntry.objects.filter(item__in={row.entry.item for row in old})
    catalogue = split.catalogue(queries.entry_of(entry) for entry in entries)
    for row in old:
        line = _line(row)
        rules.check_split(split_of(row), split.split_line(line, split.in_force(catalogue, line), _rule(visit, [line])))


def course_of(visit: models.CareVisit) -> Course:
    """Return every settlement of a visit, and what became of it."""
    return courses_of([visit])[visit.pk]


def courses_of(visits: Sequence[models.CareVisit]) -> dict[int, Course]:
    """Return every settlement of visits, and what became of each; two queries for any number."""
    written: dict[int, dict[str, Written]] = {visit.pk: {} for visit in visits}
    rows = models.CareSettlement.objects.filter(visit__in=list(written))
    for visit, pk, msgid, cancels, at in rows.values_list("visit_id", "pk", "msgid", "cancels", "asked_at"):
        written[visit][pk] = Written(msgid, cancels or "", Instant(at))
    names = [pk for one in written.values() for pk in one]
    asked = models.Settlement.objects.filter(pk__in=names) if names else models.Settlement.objects.none()
    steps = {
        pk: rules.step_of(state, cancelled_by, given_up=given_up)
        for pk, state, cancelled_by, given_up in asked.values_list("pk", "state", "cancelled_by", "given_up")
    }
    return {visit: Course(known, {pk: steps[pk] for pk in known if pk in steps}) for visit, known in written.items()}


def holding(visit: models.CareVisit, at: Instant) -> Collection[str | None]:
    """Return the settlements of a visit that hold their lines: they stand, or may come to."""
    return rules.holding(course_of(visit), young=after(at, seconds=-FRESH_SECONDS))


def _rule(visit: models.CareVisit, lines: Sequence[Line]) -> SplitRule:
    """Return what the insured place's signed policy says of the split; without one the catalogue decides."""
    day = max((line.day for line in lines), default=date.min)
    try:
        return queries.policy_on(visit.insured, visit.insurance, day).split_rule
    except Refused:
        return SplitRule()


def _touched(visit: models.CareVisit, lines: Sequence[Line]) -> list[models.FeeLine]:
    """Return the lines that stand on which new ones touch: of the same number, or given back now or before."""
    originals = {line.original for line in lines if line.original}
    touched = Q(number__in={line.number for line in lines} | originals)
    if originals:
        touched |= Q(original__in=originals)
    return list(visit.lines.select_related("entry").filter(touched).order_by("pk"))


def _standing(rows: Sequence[models.FeeLine]) -> dict[str, Kept]:
    """Return the lines that stand, with what of each has not come back."""
    found = {
        row.number: Kept(_line(row), queries.entry_of(row.entry), row.quantity) for row in rows if row.quantity >= 0
    }
    for row in rows:
        if row.original in found:
            kept = found[row.original]
            found[row.original] = Kept(kept.line, kept.entry, kept.quantity + row.quantity)
    return found | {
        row.number: Kept(_line(row), queries.entry_of(row.entry), row.quantity) for row in rows if row.original
    }


def _line(row: models.FeeLine) -> Line:
    return Line(
        row.number,
        row.entry.item,
        row.day,
        row.unit_price,
        row.quantity,
        row.amount_fen,
        Approval(row.approval),
        row.original,
    )


def _row(visit: models.CareVisit, line: Line, one: Split, entry: models.CatalogueEntry, batch: str) -> models.FeeLine:
    return models.FeeLine(
        visit=visit,
        number=line.number,
        batch=batch,
        day=line.day,
        unit_price=line.unit_price,
        quantity=line.quantity,
        approval=line.approval.value,
        original=line.original,
        entry=entry,
        amount_fen=one.amount_fen,
        full_self_fen=one.full_self_fen,
        over_limit_fen=one.over_limit_fen,
        prior_self_fen=one.prior_self_fen,
        in_scope_fen=one.in_scope_fen,
        selfpay_bp=one.selfpay_bp,
        use_refused=one.use_refused,
    )
