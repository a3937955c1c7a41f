"""What an institution finds again of its own visits: settlements, fee lines, open stays. Nothing is changed."""

from collections.abc import Sequence

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.medical import models
from pilin.modules.medical.actions import billing, counter, visiting
from pilin.modules.medical.actions.counter import Told
from pilin.modules.medical.actions.visiting import Said
from pilin.modules.medical.rules import settlement as settlements
from pilin.modules.medical.rules import visiting as rules
from pilin.modules.medical.rules.codes import MedicalRefusal

LINES_MAX = 5000


def settlement(*, said: Said, visit: str, person: str, number: str = "") -> tuple[models.CareSettlement, Told]:
    """Return a settlement of a visit that stands, and what its hospital was told; by number, or the last one.

    Raises VISIT_IS_UNKNOWN, VISIT_IS_OF_ANOTHER_PERSON, SETTLEMENT_IS_OF_ANOTHER_VISIT, and SETTLEMENT_DOES_NOT_STAND:
    nothing was settled, or it was taken back.
    """
    held = visiting.found(said=said, visit=visit, person=person)
    rows = held.settlements.select_related("cancels", "visit").order_by("-asked_at", "-number")
    named = list(rows.filter(number=number) if number else rows.filter(cancels=None))
    if number and not named:
        raise Refused(MedicalRefusal.SETTLEMENT_IS_OF_ANOTHER_VISIT)
    steps = billing.course_of(held).steps
    standing = next((row for row in named if rules.stands(row.pk, steps)), None)
    if standing is None:
        waits = any(steps[row.pk].waits for row in named if row.pk in steps)
        state = settlements.PENDING if waits else settlements.VOIDED
        raise Refused(MedicalRefusal.SETTLEMENT_DOES_NOT_STAND, state=state)
    return standing, counter.told(standing)


def asked_at(row: models.CareSettlement) -> Instant:
    """Return when a settlement was asked for."""
    return Instant(row.asked_at)


def lines(*, said: Said, visit: str, person: str, number: str = "") -> Sequence[models.FeeLine]:
    """Return the lines of a visit in their order, or those that one settlement took.

    Raises VISIT_IS_UNKNOWN, VISIT_IS_OF_ANOTHER_PERSON or SETTLEMENT_IS_OF_ANOTHER_VISIT.
    """
    held = visiting.found(said=said, visit=visit, person=person)
    rows = held.lines.select_related("entry", "settled", "visit").order_by("pk")
    if number:
        if not held.settlements.filter(number=number).exists():
            raise Refused(MedicalRefusal.SETTLEMENT_IS_OF_ANOTHER_VISIT)
        rows = rows.filter(settled__number=number)
    return list(rows[:LINES_MAX])


def stays(*, said: Said, person: str, since: Instant | None, until: Instant | None) -> Sequence[models.CareVisit]:
    """Return the open stays of a person at the institution, begun between two moments."""
    rows = models.CareVisit.objects.filter(
        institution=said.institution, person=person, insured=visiting.agency_of(said.insured), inpatient=True,
        state=rules.OPEN,
    )  # fmt: skip
    rows = rows.filter(begun_at__gte=since) if since else rows
    rows = rows.filter(begun_at__lte=until) if until else rows
    return list(rows.select_related("institution").order_by("begun_at"))
