"""What comes from another node: policies before anybody signs them, and what the other agency says of settlements."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeVar

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import Applied, Declined, Delivered, Event
from pilin.kernel.federation.queries import facts
from pilin.modules.medical import queries
from pilin.modules.medical.actions.booking import TableBook
from pilin.modules.medical.actions.diary import TableDiary
from pilin.modules.medical.actions.inquiring import Clerk
from pilin.modules.medical.actions.insuring import Reckoning
from pilin.modules.medical.actions.telling import Teller
from pilin.modules.medical.rules import days
from pilin.modules.medical.rules import inquiry as inquiries
from pilin.modules.medical.rules import quote as quotes
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.policy import check_versions
from pilin.modules.medical.rules.reading import read_policy
from pilin.modules.medical.rules.settlement import Settlement
from pilin.modules.medical.rules.terms import read_terms
from pilin.modules.medical.rules.waiver import read_waiver

T = TypeVar("T")


def check_policy(text: Mapping[str, Any], parties: Sequence[str]) -> Declined | None:
    """A policy reads, is that of one of the parties, and follows the versions that hold already."""
    try:
        policy = read_policy(text)
        if policy.version.side not in parties:
            raise Refused(MedicalRefusal.POLICY_IS_OF_NO_PARTY, side=policy.version.side)
        check_versions([*queries.agreed_policies(policy.version.side, policy.version.insurance), policy])
    except Refused as refused:
        return Declined(refused.code, {name: str(fact) for name, fact in refused.facts.items()})
    return None


def check_waiver(text: Mapping[str, Any], parties: Sequence[str]) -> Declined | None:
    """A waiver of filing reads, and is for the persons of one of the parties."""
    try:
        waiver = read_waiver(text)
        if waiver.side not in parties:
            raise Refused(MedicalRefusal.POLICY_IS_OF_NO_PARTY, side=waiver.side)
    except Refused as refused:
        return Declined(refused.code, {name: str(fact) for name, fact in refused.facts.items()})
    return None


def decide(delivered: Sequence[Delivered], at: Instant) -> list[Applied]:
    """Decide facts about settlements, in order, as one batch. Where the rules refuse one, nothing is written.

    The federation then tries them one by one, and what is raised decides that one fact.
    """
    events = [item.event for item in delivered]
    teller = Teller(events)
    book = _book(events, teller)
    effects = [Applied(rules.decide(book, teller, event, at)) for event in events]
    book.write(at)
    teller.tell(at)
    return effects


def _book(events: Sequence[Event], teller: Teller) -> TableBook:
    """Return the book with all that facts name, and with the claims of those that ask us."""
    named = [
        str(event.body.get(name)) for event in events for name in ("settlement", "cancels") if event.body.get(name)
    ]
    asked = _asked(events)
    return TableBook(named, asked, {one.event for one in asked if teller.replied(one.event, rules.SETTLED)})


def _asked(events: Sequence[Event]) -> list[Settlement]:
    """Return what peers ask of us; what does not read is left to the rules."""
    return [one for event in events if event.kind == rules.SETTLE for one in _read(rules.read, event)]


def _read(read: Callable[[Event], T], event: Event) -> list[T]:
    """Return what an event of a peer asks as the only member of a list; none where it does not read."""
    if event.author != facts.me():
        with suppress(Refused):
            return [read(event)]
    return []


def quote(delivered: Sequence[Delivered], at: Instant) -> list[Applied]:
    """Decide questions without effect and their answers: the insured side answers, and nothing is kept."""
    events = [item.event for item in delivered]
    asked = [batch for event in events if event.kind == quotes.QUOTE for batch in _read(quotes.read, event)]
    desk, teller = Reckoning.of_quotes(asked), Teller(events)
    effects = [Applied(quotes.decide(desk, teller, event, at)) for event in events]
    teller.tell(at)
    return effects


def day(delivered: Sequence[Delivered], at: Instant) -> list[Applied]:
    """Decide statements of a day and remarks on its differences, in order."""
    return [Applied(days.decide(TableDiary(), item.event, at)) for item in delivered]


def check_terms(text: Mapping[str, Any], parties: Sequence[str]) -> Declined | None:
    """Terms of clearing read, and name none but the parties."""
    try:
        terms = read_terms(text)
        named = {terms.generator, *(one.payer for one in terms.advances)}
        if not named <= {*parties}:
            raise Refused(MedicalRefusal.TERMS_DO_NOT_READ, where="generator, advances", wants=", ".join(parties))
    except Refused as refused:
        return Declined(refused.code, {name: str(fact) for name, fact in refused.facts.items()})
    return None


def inquire(delivered: Sequence[Delivered], at: Instant) -> list[Applied]:
    """Decide inquiries about our insured persons, and the answers to ours."""
    clerk = Clerk()
    return [Applied(inquiries.decide(clerk, clerk, item.event, at)) for item in delivered]


def refused(event: Event, at: Instant) -> None:
    """The other agency refused a question of ours itself."""
    question = facts.event(event.re)
    if question is not None and question.kind == rules.SETTLE:
        book = TableBook()
        rules.refused(book, question, event.hash, at)
        book.write(at)
