"""What follows its matters: cases stand as their two matters stand; what only this node can tell holds a step back."""

from collections.abc import Sequence
from datetime import date

from pilin.base.clock import Instant, day_of
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters.actions import Attempt, Moved
from pilin.modules.petitions import models
from pilin.modules.petitions.rules import papers
from pilin.modules.petitions.rules.following import HANDLING, TRANSFER, course_of, standing_of


def follow(moved: Sequence[Moved], at: Instant) -> None:
    """Keep cases as their matters stand now; a transfer that came from the other side makes one."""
    for one in moved:
        case = _case_of(one, at)
        if case is not None:
            _stand(case, one)


def _case_of(one: Moved, at: Instant) -> models.Case | None:
    asserted, roles = one.matter.asserted, one.matter.roles
    if one.kind.name == HANDLING:
        named = asserted.get("transfer", {}).get("handler", "")
        case = models.Case.objects.filter(matter=named).first()
        fits = case is not None and case.handler == roles["handler"] and case.handling in ("", one.id)
        return case if fits else None
    case = models.Case.objects.filter(matter=one.id).first()
    if case is not None:
        return case
    said = {name: by.get("sender") for name, by in asserted.items()}
    if roles["sender"] == facts.me():  # we transfer a case that stands here already
        case = models.Case.objects.filter(sender=facts.me(), number=str(said.get("title", "")), matter="").first()
        if case is not None:
            case.matter = one.id
        return case
    return models.Case(
        id=one.id,
        matter=one.id,
        number=str(said.get("title", ""))[:200],
        sender=roles["sender"],
        peer=roles["receiver"],
        urgent=said.get("urgent") is True,
        received_on=date.fromisoformat(said["received_on"] or day_of(at).isoformat()),
        is_readable=False,
    )


def _stand(case: models.Case, one: Moved) -> None:
    found = standing_of(one.matter, one.kind, refused_by=one.refused_by)
    case.course = {**case.course, one.kind.name: found.part}
    days = course_of(case.course, case.received_on).days
    case.transferred_on, case.accepted_on = days.get("transferred"), days.get("accepted")
    case.answered_on = days.get("answered")
    if one.kind.name == HANDLING:
        case.handling = one.id
    if one.kind.name == HANDLING or not case.handling:
        case.state, case.turn, case.is_over = found.state, found.turn, found.is_over
    case.handler = found.handler or case.handler
    if found.handler and one.kind.name == TRANSFER and not case.handling:
        case.turn = found.handler
    case.save()


def object_to_step(attempt: Attempt, _at: Instant) -> None:
    """Hold back a step before its paper is written by us (信访工作条例 23(3): reasons; 32: the opinion)."""
    case = models.Case.objects.filter(matter=attempt.matter.id).first()
    case = case or models.Case.objects.filter(handling=attempt.matter.id).first()
    sorts = list(case.papers.filter(author=facts.me()).values_list("sort", flat=True)) if case is not None else []
    papers.check_written(attempt.step, sorts)
