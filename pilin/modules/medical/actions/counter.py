"""What is settled at a hospital's counter: asked what it would be, settled, cancelled, and taken back by 2601.

A settlement of the hospital is written down with its message before the insured agency is asked; so whatever stops in
between, the same message, a reversal of it, or a look at the visit finds out what became of it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from pilin.base import ids
from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import Event, many
from pilin.kernel.federation.queries import facts
from pilin.modules.medical import models
from pilin.modules.medical.actions import billing, clearing, settling, visiting
from pilin.modules.medical.actions.billing import HeldLine
from pilin.modules.medical.actions.booking import TableBook
from pilin.modules.medical.actions.settling import Asked
from pilin.modules.medical.actions.visiting import Said
from pilin.modules.medical.rules import claim as claims
from pilin.modules.medical.rules import explain, split
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules import visiting as visits
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.settlement import Settlement


@dataclass(frozen=True)
class Terms:
    """What a settlement is asked for. `echo` are the four parts of the pre-settlement, None where not repeated."""

    visit: str
    person: str
    total_fen: int
    insurance: str
    account_used: bool
    batch: str = ""
    med_type: str = ""
    echo: tuple[int | None, ...] = (None, None, None, None)


@dataclass(frozen=True)
class Told:
    """What the hospital is told: visit, its number of the settlement (none of a pre-settlement), and the amounts."""

    visit: models.CareVisit
    number: str
    amounts: Mapping[str, int]
    illustrative: bool


SETTLED_IN = (visits.OPEN, visits.DISCHARGED)
"""The states of a visit in which it may be settled."""
_WRITTEN = ("settlement", "number", "visit", "institution", "msgid", "cancels", "asked_at")


@dataclass(frozen=True)
class Case:
    """A visit with its free lines, and what is claimed for them of whom; `retyped`: its type of care is another now."""

    visit: models.CareVisit
    lines: list[HeldLine]
    claim: Claim
    asked: Asked
    retyped: bool


def quote(*, said: Said, terms: Terms) -> Told:
    """Say what would be paid; nothing follows from it but that it was said, which is kept with the visit."""
    with transaction.atomic():
        case = _case(said, terms)
    half = settling.quote(case.claim, case.asked, at=said.at)
    models.CareVisit.objects.filter(pk=case.visit.pk).update(told=claims.as_told(half))
    return Told(case.visit, "", half.amounts, half.illustrative)


def settle(*, said: Said, terms: Terms) -> Told:
    """Settle and say what was paid. What is raised says why nothing was; then the lines are free again."""
    if known := _known(said):
        return told(known)
    with transaction.atomic():
        case = _case(said, terms)
        row = _written(said, case.visit)
        _hold([(case, row)])
    ended = _ended(row, lambda: settling.settle(case.claim, case.asked, at=said.at, settlement=row.pk, explained=True))
    half = settling.half_of(ended)
    return Told(case.visit, row.number, half.amounts, half.illustrative)


def write_down(binding: Sequence[tuple[Case, models.CareSettlement]]) -> None:
    """Write new settlements down, before they are asked for, and let each hold its lines; a statement for each table.

    Raises IntegrityError where a message asked for one by another way meanwhile.
    """
    rows = [
        (row.pk, row.number, row.visit_id, row.institution_id, row.msgid, row.cancels_id, row.asked_at)
        for _, row in binding
    ]
    many.insert(models.CareSettlement, _WRITTEN, rows)
    _hold(binding)


def _hold(binding: Sequence[tuple[Case, models.CareSettlement]]) -> None:
    """Let settlements hold their lines; where the type of care is another now, their visits are told."""
    retyped = [(case.visit.med_type, case.visit.pk) for case, _ in binding if case.retyped]
    many.update(models.CareVisit, "id", ("med_type",), retyped)
    held = [(row.pk, line.pk) for case, row in binding for line in case.lines]
    many.update(models.FeeLine, "id", ("settled",), held)


def cancel(*, said: Said, visit: str, person: str, number: str) -> Told:
    """Cancel a settlement of a visit: a new one with every amount negative. Raises SETTLEMENT_IS_OF_ANOTHER_VISIT."""
    if known := _known(said):
        return told(known)
    with transaction.atomic():
        held = visiting.found(said=said, visit=visit, person=person)
        original = held.settlements.filter(number=number, cancels=None).first()
        if original is None:
            raise Refused(MedicalRefusal.SETTLEMENT_IS_OF_ANOTHER_VISIT)
        steps = billing.course_of(held).steps
        if not visits.stands(original.pk, steps):
            found = TableBook().get(original.pk)
            raise Refused(MedicalRefusal.SETTLEMENT_DOES_NOT_STAND, state=found.state if found else rules.ASKED)
        taken = visits.last_of(original.pk, steps)
        clearing.check_cancel(taken, held.insured, said.at)
        row = _written(said, held, cancels=original)
    _take_back(row, taken, said)
    return told(row)


def told(row: models.CareSettlement) -> Told:
    """Return what the hospital is told of a settlement that was posted; of a cancel the negative of its original."""
    source = row if row.cancels is None else row.cancels
    ended = TableBook().get(source.pk)
    assert ended is not None, "what was posted is kept"
    half = settling.half_of(ended)
    sign = 1 if row.cancels is None else -1
    amounts = {name: sign * amount for name, amount in half.amounts.items() if sign > 0 or name != "balc"}
    return Told(row.visit, row.number, amounts, half.illustrative)


def check_reversal(*, said: Said, msgid: str, person: str) -> None:
    """Refuse a reversal before it is remembered: VISIT_IS_OF_ANOTHER_PERSON, or LINES_ARE_SETTLED.

    What a confirmed clearing batch holds is not reversed: BATCH_HOLDS_SETTLEMENT. A cancel is not taken back while
    another settlement holds the lines that it freed.
    """
    row = _asked_by(said, msgid)
    admitted = models.CareVisit.objects.filter(institution=said.institution, msgid=msgid)
    whose = {row.visit.person} if row else set(admitted.values_list("person", flat=True))
    if whose - {person}:
        raise Refused(MedicalRefusal.VISIT_IS_OF_ANOTHER_PERSON)
    if row is not None:
        clearing.check_not_held(row.pk)
    if row is not None and row.cancels is not None and _counts(row):
        _check_lines(row.cancels)


def reverse(*, said: Said, msgid: str) -> None:
    """Take back what a settlement or cancel of the institution's message did, whatever became of it; 2601."""
    row = _asked_by(said, msgid)
    if row is None:
        return
    found = TableBook().get(row.pk)
    if found is not None and found.state in (rules.ASKED, rules.PENDING):
        settling.give_up(row.pk, at=said.at)
    _leave_earlier(row, said)
    if not _counts(row):
        return
    if _asked_by(said, said.msgid) is not None:  # this very reversal was asked before a process stopped, and is void
        raise Refused(MedicalRefusal.MESSAGE_CAME_TO_NOTHING)
    with transaction.atomic():
        undo = _written(said, row.visit, cancels=row)
    _take_back(undo, visits.last_of(row.pk, billing.course_of(row.visit).steps), said)


def _leave_earlier(row: models.CareSettlement, said: Said) -> None:
    """Give up what earlier messages asked to take this back with and nobody ended: this message asks anew."""
    written = models.CareSettlement.objects.filter(cancels=row).values("pk")
    waits = models.Settlement.objects.filter(pk__in=written, state__in=(rules.ASKED, rules.PENDING))
    for pk in list(waits.values_list("pk", flat=True)):
        settling.give_up(pk, at=said.at)


def _asked_by(said: Said, msgid: str) -> models.CareSettlement | None:
    rows = models.CareSettlement.objects.select_related("visit", "cancels")
    return rows.filter(institution=said.institution, msgid=msgid).first()


def _counts(row: models.CareSettlement) -> bool:
    """Tell whether there is something to reverse."""
    course = billing.course_of(row.visit)
    messages = [one.msgid for one in course.written.values()]
    gone = models.Answered.objects.filter(institution=row.institution.code, msgid__in=messages).exclude(
        reversed_at=None
    )
    return visits.counts(row.pk, course, taken_back=set(gone.values_list("msgid", flat=True)))


def _case(said: Said, terms: Terms) -> Case:
    """Return the claim of a visit's free lines. Raises what does not fit, with both amounts."""
    visit = visiting.found(said=said, visit=terms.visit, person=terms.person, states=SETTLED_IN)
    return case_of(said, terms, visit, billing.free_lines(visit, terms.batch, said.at))


def case_of(said: Said, terms: Terms, visit: models.CareVisit, lines: list[HeldLine]) -> Case:
    """Return the claim of these free lines of a visit. Raises what does not fit, with both amounts."""
    if visit.insurance != terms.insurance:
        raise Refused(MedicalRefusal.VISIT_IS_OF_ANOTHER_INSURANCE, insurance=visit.insurance)
    if not lines:
        raise Refused(MedicalRefusal.LINES_ARE_UNKNOWN)
    billing.check_entries(visit, lines)
    splits = [line.split for line in lines]
    parts = split.parts_of(splits)
    visits.check_total(parts, terms.total_fen)
    visits.check_echo(parts, terms.echo)
    where, before, visit.med_type = visit.institution, visit.med_type, terms.med_type or visit.med_type
    claim = Claim(
        person=visit.person,
        visit=visit.number,
        area=where.area,
        med_type=visit.med_type,
        level=where.level,
        diseases=tuple(visit.diseases),
        parts=parts,
        hospital_fen=0,
        account_used=terms.account_used,
        lines=explain.of_lines(splits),
    )
    served = Instant((visit.ended_at or said.at) if visit.inpatient else visit.begun_at)
    asked = Asked(visit.insured, where.code, visit.insurance, day_of(served))
    return Case(visit, lines, claim, asked, retyped=visit.med_type != before)


def _written(
    said: Said, visit: models.CareVisit, cancels: models.CareSettlement | None = None
) -> models.CareSettlement:
    """Write a settlement down before it is asked for; not for a message that was taken back before it came."""
    answered = models.Answered.objects.select_for_update().filter(institution=said.institution.code, msgid=said.msgid)
    if any(row.reversed_at for row in answered):
        raise Refused(MedicalRefusal.MESSAGE_WAS_REVERSED)
    row = written(said, visit)
    row.cancels = cancels
    row.save(force_insert=True)
    return row


def _known(said: Said) -> models.CareSettlement | None:
    """Return what the same message brought about before this process or machine stopped, if it stands.

    Raises MESSAGE_CAME_TO_NOTHING: it was asked and never posted, and never will be.
    """
    row = _asked_by(said, said.msgid)
    found = TableBook().get(row.pk) if row is not None else None
    if row is not None and found is not None and found.state in (rules.ASKED, rules.PENDING):
        settling.give_up(row.pk, at=said.at)  # or else an answer that is late yet might be taken by whoever waits
    if row is not None and not visits.stands(row.pk, billing.course_of(row.visit).steps):
        raise Refused(MedicalRefusal.MESSAGE_CAME_TO_NOTHING)
    return row


def _take_back(row: models.CareSettlement, taken: str, said: Said) -> None:
    _ended(row, lambda: settling.take_back(taken, at=said.at, cancel=row.pk))


def _ended(row: models.CareSettlement, ask: Callable[[], Settlement]) -> Settlement:
    """Ask, and return how it ended: posted. One that was never asked leaves nothing."""
    try:
        ended = ask()
    except Refused:
        if TableBook().get(row.pk) is None:
            row.delete()
        raise
    if ended.state != rules.POSTED:
        raise declined(ended, facts.event(ended.answer))
    return ended


def declined(ended: Settlement, answer: Event | None) -> Refused:
    """Return why an agency does not pay, in the words of its answer."""
    reason = str(answer.body.get("reason", "")) if answer else ""
    return Refused(MedicalRefusal.INSURED_AGENCY_DECLINES, insured=ended.insured, reason=reason)


def written(said: Said, visit: models.CareVisit) -> models.CareSettlement:
    """Return a settlement as it is written down before it is asked for; it is not kept yet."""
    return models.CareSettlement(
        settlement=ids.new_id(said.at),
        number=visiting.number(said.at),
        visit=visit,
        institution=said.institution,
        msgid=said.msgid,
        asked_at=said.at,
    )


def _check_lines(original: models.CareSettlement) -> None:
    """Let a settlement stand again only while its lines are still its own. Raises LINES_ARE_SETTLED."""
    held = TableBook().get(original.pk)
    assert held is not None, "what was cancelled is kept"
    if sum(line.amount_fen for line in original.lines.all()) != held.total_fen:
        raise Refused(MedicalRefusal.LINES_ARE_SETTLED)
