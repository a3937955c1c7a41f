"""What many come to the counter for at once: the same verbs as `counter`, for a batch in one transaction each.

Asking and telling cost the same for one settlement as for dozens, so those who come together are asked together. Each
is answered for himself: what is refused to one is in his place, and concerns nobody else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import Event, many
from pilin.kernel.federation.queries import facts
from pilin.modules.medical import models
from pilin.modules.medical.actions import billing, counter, settling, visiting
from pilin.modules.medical.actions.counter import SETTLED_IN, Case, Terms, Told
from pilin.modules.medical.actions.settling import Ending, Question
from pilin.modules.medical.actions.visiting import Said
from pilin.modules.medical.rules import claim as claims
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.claim import Half


@dataclass(frozen=True)
class Order:
    """What somebody comes for: a settlement, or where it does not bind a pre-settlement."""

    said: Said
    terms: Terms
    binding: bool


@dataclass(frozen=True)
class Waiting:
    """An order that was asked next door; `event` is the hash of the question."""

    order: Order
    case: Case
    question: Question
    event: str
    row: models.CareSettlement | None


Begun = Waiting | Refused | None
Ended = Told | Refused


def ask(orders: Sequence[Order], *, at: Instant) -> list[Begun]:
    """Ask next door for all orders at once, in the caller's transaction; return for each what became of it.

    Every message is new, and no two orders that bind are of one visit. None stands for one that is not for next door
    and is to be done by itself. What is raised concerns all of them; then nothing is to be written.
    """
    cases = _cases(orders)
    asked: dict[int, tuple[Case, Question, models.CareSettlement | None]] = {}
    begun: list[Begun] = []
    bases: dict[str, str] = {}
    for place, (order, case) in enumerate(zip(orders, cases, strict=True)):
        begun.append(case if isinstance(case, Refused) else None)
        if isinstance(case, Case) and case.asked.insured != facts.me():
            try:
                asked[place] = _asking(order, case, bases, at)
            except Refused as refused:
                begun[place] = refused
    counter.write_down([(case, row) for case, _, row in asked.values() if row is not None])
    told = _tell([(one, row is not None) for _, one, row in asked.values()], at)
    for place, (case, one, row) in asked.items():
        begun[place] = Waiting(orders[place], case, one, told[one.settlement.id], row)
    return begun


def _tell(asked: Sequence[tuple[Question, bool]], at: Instant) -> dict[str, str]:
    """Tell questions, each that binds by a fact of its own; return the hash of the fact of each by its settlement."""
    askings = [(one.draft(at), [one.settlement]) for one, binding in asked if binding]
    askings += settling.quote_drafts([one for one, binding in asked if not binding], at)
    events = federation.tell([draft for draft, _ in askings], at=at)
    return {one.id: event.hash for event, (_, batch) in zip(events, askings, strict=True) for one in batch}


def _asking(
    order: Order, case: Case, bases: dict[str, str], at: Instant
) -> tuple[Case, Question, models.CareSettlement | None]:
    """Return what is asked for an order, and the row of one that binds. Raises SETTLEMENT_HAS_NO_BASIS."""
    insured = case.asked.insured
    if insured not in bases:
        bases[insured] = settling.basis_for(insured, at)
    row = counter.written(order.said, case.visit) if order.binding else None
    name = row.pk if row else ""
    return case, settling.question(case.claim, case.asked, at=at, settlement=name, basis=bases[insured]), row


def _cases(orders: Sequence[Order]) -> list[Case | Refused]:
    held = visiting.locked({order.terms.visit for order in orders})
    rows = list(held.values())
    lines, courses = billing.lines_of(rows), billing.courses_of(rows)
    nodes = [facts.me(), *facts.peers()]
    found: list[Case | Refused] = []
    for order in orders:
        said, terms = order.said, order.terms
        try:
            insured = visiting.agency_of(said.insured, nodes)
            visit = visiting.checked(held, terms.visit, (said, terms.person, insured), SETTLED_IN)
            free = billing.free(lines[visit.pk], courses[visit.pk], terms.batch, said.at)
            found.append(counter.case_of(said, terms, visit, free))
        except Refused as refused:
            found.append(refused)
    return found


def heard() -> int:
    """Return a number that changes whenever next door is heard: as long as it stands nobody was answered."""
    return federation.heard()


def answered(waiting: Sequence[Waiting]) -> list[Waiting]:
    """Return those of whom next door has said something; one query."""
    said = federation.answered(list({one.event for one in waiting}))
    return [one for one in waiting if one.event in said]


def end(waiting: Sequence[Waiting], *, at: Instant) -> list[Ended]:
    """End orders as they stand, in the caller's transaction: post what was answered, give up what was not."""
    binding = [one.question.settlement.id for one in waiting if one.row is not None]
    ended = settling.finish(binding, at=at, explained=True) if binding else {}
    declined = [one.settlement.answer for one in ended.values() if one.settlement.state == rules.DECLINED]
    said = {event.hash: event for event in facts.events(declined)} if declined else {}
    answers = federation.answers_to(list({one.event for one in waiting if one.row is None}))
    quoted = settling.quotes_of(answers.values())
    halves = settling.halves([one.settlement.answer for one in ended.values() if one.settlement.answer])
    found: list[Ended] = []
    quotes: dict[int, Half] = {}
    for one in waiting:
        try:
            if one.row is None:
                half = quotes[one.case.visit.pk] = settling.quoted(one.question, answers.get(one.event), quoted)
                found.append(Told(one.case.visit, "", half.amounts, half.illustrative))
            else:
                found.append(_told(one, one.row, ended[one.row.pk], said, halves))
        except Refused as refused:
            found.append(refused)
    many.update(models.CareVisit, "id", ("told",), [(claims.as_told(half), pk) for pk, half in quotes.items()])
    return found


def _told(
    one: Waiting,
    row: models.CareSettlement,
    ending: Ending,
    said: Mapping[str, Event],
    halves: Mapping[str, bytes],
) -> Told:
    """Return what the hospital is told of a settlement. Raises why nothing was paid."""
    ended = settling.reached(ending)
    if ended.state != rules.POSTED:
        raise counter.declined(ended, said.get(ended.answer))
    half = claims.read_half(halves.get(ended.answer, b""))
    return Told(one.case.visit, row.number, half.amounts, half.illustrative)
