"""Fee lines of a visit: split by our catalogue as they come, withdrawn while no settlement holds them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from pilin.base.clock import Instant, after
from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import many
from pilin.modules.medical import models, queries
from pilin.modules.medical.queries import counter as reads
from pilin.modules.medical.rules import split
from pilin.modules.medical.rules import visiting as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.split import Approval, Entry, Kept, Line, Split, SplitRule
from pilin.modules.medical.rules.visiting import Course, Written

FRESH_SECONDS = 300
"""How long lines are held for a settlement that was prepared and not asked yet."""
ASKED_AT_ONCE = 512
"""How many lines of a stay are asked for by their numbers at once, so that no statement has too many places."""
_KEPT = (
    "visit", "number", "batch", "day", "unit_price", "quantity", "approval", "original", "entry",
    "amount_fen", "full_self_fen", "over_limit_fen", "prior_self_fen", "in_scope_fen", "selfpay_bp", "use_refused",
)  # fmt: skip


class HeldLine(NamedTuple):
    """A line as it is kept: what it gives back, the settlement that took it last, and its split."""

    pk: int
    batch: str
    day: date
    original: str
    settled: str | None
    split: Split


class Stands(NamedTuple):
    """A line that stands as the hospital said it, and its entry."""

    line: Line
    entry: Entry


class Uploaded(NamedTuple):
    """A line as it was split, and its kind of charge (`med_chrgitm_type`)."""

    split: Split
    charge: str


def upload(*, visit: models.CareVisit, lines: Sequence[Line], batches: Mapping[str, str]) -> list[Uploaded]:
    """Split lines by the entries in force on their days and keep them; what the rules refuse is raised.

    `batches` names the charge batch of each line by its number, where it has one.
    """
    entries = reads.entries_of_items(sorted({line.item for line in lines}))
    catalogue = split.catalogue(reads.entry_of(row) for row in entries)
    splits = split.split_lines(lines, catalogue, _rule(visit, lines), earlier=_standing(_touched(visit, lines)))
    held = {(row.item, row.from_day): row for row in entries}  # what comes back is of the item of its original
    rows = [held[one.entry.item, one.entry.from_day] for one in splits]
    told = [
        _row(visit.pk, line, one, row.id, batches.get(line.number, ""))
        for line, one, row in zip(lines, splits, rows, strict=True)
    ]
    many.insert(models.FeeLine, _KEPT, told)
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


def free_lines(visit: models.CareVisit, batch: str, at: Instant) -> list[HeldLine]:
    """Return the lines that a settlement may take: of a batch, or all where no batch is named. In their order."""
    return free(lines_of([visit])[visit.pk], courses_of([visit])[visit.pk], batch, at)


def free(lines: Iterable[HeldLine], course: Course, batch: str, at: Instant) -> list[HeldLine]:
    """Return those lines of a visit that no settlement holds: of a batch, or all where no batch is named."""
    held: Collection[str | None] = rules.holding(course, young=after(at, seconds=-FRESH_SECONDS))
    named = batch not in ("", rules.ALL_BATCHES)
    return [row for row in lines if row.settled not in held and (row.batch == batch or not named)]


def lines_of(visits: Sequence[models.CareVisit]) -> dict[int, list[HeldLine]]:
    """Return the lines of visits with their splits, in their order, by two queries; many lines are of few entries."""
    found: dict[int, list[HeldLine]] = {visit.pk: [] for visit in visits}
    rows = reads.lines(list(found))
    entries = _entries({row.entry_id for row in rows})
    for pk, visit, batch, day, original, entry, settled, number, *parts in rows:
        found[visit].append(HeldLine(pk, batch, day, original, settled, Split(number, entries[entry], *parts)))
    return found


def _entries(keys: Collection[int]) -> dict[int, Entry]:
    return {row.id: reads.entry_of(row) for row in reads.entries(sorted(keys))}


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


def check_entries(visit: models.CareVisit, lines: Iterable[HeldLine]) -> None:
    """Refuse lines whose entry was ended under their day after they came, where the next one splits them otherwise.

    Raises CATALOGUE_CHANGED_UNDER_LINES with both amounts, and ITEM_IS_NOT_IN_FORCE where none took its place. What
    comes back goes by the entry of its original.
    """
    old = {row.split.number: row.split for row in lines if not row.original and _is_over(row.split.entry, row.day)}
    if not old:
        return
    entries = reads.entries_of_items(sorted({one.entry.item for one in old.values()}))
    catalogue = split.catalogue(reads.entry_of(entry) for entry in entries)
    numbers = list(old)
    for first in range(0, len(numbers), ASKED_AT_ONCE):
        for line, _ in _stand(reads.lines_numbered(visit.pk, numbers[first : first + ASKED_AT_ONCE])):
            anew = split.split_line(line, split.in_force(catalogue, line), _rule(visit, [line]))
            rules.check_split(old[line.number], anew)


def _is_over(entry: Entry, day: date) -> bool:
    return entry.until_day is not None and entry.until_day <= day


def course_of(visit: models.CareVisit) -> Course:
    """Return every settlement of a visit, and what became of it."""
    return courses_of([visit])[visit.pk]


def courses_of(visits: Sequence[models.CareVisit]) -> dict[int, Course]:
    """Return every settlement of visits, and what became of each; two queries for any number."""
    written: dict[int, dict[str, Written]] = {visit.pk: {} for visit in visits}
    for visit, pk, msgid, cancels, at in reads.written(list(written)):
        written[visit][pk] = Written(msgid, cancels or "", Instant(at))
    names = [pk for one in written.values() for pk in one]
    steps = {
        pk: rules.step_of(state, cancelled_by, given_up=given_up)
        for pk, state, cancelled_by, given_up in reads.asked(names)
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


def _touched(visit: models.CareVisit, lines: Sequence[Line]) -> list[Stands]:
    """Return the lines that stand on which new ones touch: of the same number, or given back now or before."""
    originals = sorted({line.original for line in lines if line.original})
    rows = reads.lines_numbered(visit.pk, sorted({line.number for line in lines}.union(originals)))
    if originals:
        rows = sorted({*rows, *reads.lines_returning(visit.pk, originals)})
    return _stand(rows)


def _stand(rows: Sequence[Any]) -> list[Stands]:
    """Return lines as the hospital said them, of rows with the columns of `kept.SAID`, in their order."""
    entries = _entries({row.entry_id for row in rows})
    found = []
    for _, key, number, day, price, quantity, amount_fen, approval, original in sorted(rows):
        entry = entries[key]
        line = Line(number, entry.item, day, price, quantity, amount_fen, Approval(approval), original)
        found.append(Stands(line, entry))
    return found


def _standing(rows: Sequence[Stands]) -> dict[str, Kept]:
    """Return the lines that stand, with what of each has not come back."""
    found = {line.number: Kept(line, entry, line.quantity) for line, entry in rows if line.quantity >= 0}
    for line, _ in rows:
        if line.original in found:
            one = found[line.original]
            found[line.original] = Kept(one.line, one.entry, one.quantity + line.quantity)
    return found | {line.number: Kept(line, entry, line.quantity) for line, entry in rows if line.original}


def _row(visit: int, line: Line, one: Split, entry: int, batch: str) -> tuple[Any, ...]:
    """Return a line as it is kept, with the columns of `_KEPT`."""
    price, quantity = str(line.unit_price), str(line.quantity)  # both databases read a decimal number as it is written
    said = (line.number, batch, line.day, price, quantity, line.approval.value, line.original)
    return (visit, *said, entry, *one[2:])
