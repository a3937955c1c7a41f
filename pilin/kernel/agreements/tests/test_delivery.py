"""What the federation tells us: texts, agreed documents, and messages that cite a clause or a charter."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.agreements import actions as agreements
from pilin.kernel.agreements import audit, delivery, models, queries, rules
from pilin.kernel.agreements.rules import AgreementRefusal
from pilin.kernel.agreements.tests import samples
from pilin.kernel.agreements.tests.neighbour import Neighbour
from pilin.kernel.agreements.tests.samples import AT, BOTH, ID, THEM, THIRD, US, clause, days, later
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import sessions
from pilin.kernel.federation.actions.registry import registry
from pilin.kernel.federation.models import Charter, Document
from pilin.kernel.federation.protocol import documents
from pilin.kernel.federation.protocol.desk import Applied, Declined, Delivered, Waiting
from pilin.kernel.federation.protocol.event import Draft, Event
from pilin.kernel.federation.protocol.refusals import LinkRefusal

pytestmark = pytest.mark.django_db

CLAUSE = rules.basis_of(ID, "1")
KINDS = ("probe.open", "probe.close")


@pytest.fixture(autouse=True)
def _probe() -> Iterator[None]:
    """Let the federation know two kinds of messages that do nothing."""

    def applied(delivered: Sequence[Delivered], _at: Instant) -> Sequence[Applied]:
        return [Applied("") for _ in delivered]

    registry.handle(KINDS, applied)
    yield
    for kind in KINDS:
        del registry.handlers[kind]


def probed(**members: Any) -> rules.Agreement:
    """Return the sample agreement with a clause for the two kinds."""
    return samples.agreement(clauses=(clause("1", kinds=("probe.*",), winding_down_kinds=("probe.close",)),), **members)


@pytest.fixture
def framework(them: Neighbour) -> str:
    """Agree on an agreement about the two kinds; return the hash of its document."""
    return agreed(them, agreements.offer(agreement=probed(), at=AT))


def agreed(them: Neighbour, offered: str, *, at: Instant = AT) -> str:
    """Let the other side sign what we offered."""
    them.sign(offered, at=at)
    return offered


def probe(kind: str = "probe.open", *, basis: str = CLAUSE, parties: Sequence[str] = BOTH, lane: str = "work") -> Draft:
    """Return a message of no content."""
    return Draft(kind, "matters", basis, {}, parties, lane=lane)


def told(them: Neighbour, draft: Draft, *, at: Instant = AT) -> tuple[str, str]:
    """Return outcome and code of a message of theirs."""
    return them.outcome(them.tell(draft, at=at))


def ours(draft: Draft, *, at: Instant = AT) -> Event:
    """Tell a message of our own."""
    return federation.tell([draft], at=at)[0]


def refused(draft: Draft, *, at: Instant = AT) -> object:
    """Return the code with which our own message is refused."""
    with pytest.raises(Refused) as caught:
        ours(draft, at=at)
    return caught.value.code


# Messages under a clause


def test_both_may_speak_under_a_clause(them: Neighbour, framework: str) -> None:
    assert told(them, probe()) == ("applied", "")
    assert ours(probe()).basis == CLAUSE


@pytest.mark.parametrize(
    ("draft", "code"),
    [
        (probe("probe.other.kind"), None),
        (probe(basis=rules.basis_of(ID, "9")), AgreementRefusal.CLAUSE_IS_UNKNOWN),
        (probe(basis="clause:"), AgreementRefusal.CLAUSE_IS_UNKNOWN),
        (probe(basis=f"clause:{ID}"), AgreementRefusal.CLAUSE_IS_UNKNOWN),
        (probe("document.withdraw"), AgreementRefusal.CLAUSE_DOES_NOT_ALLOW_KIND),
        (probe(parties=(*BOTH, THIRD)), AgreementRefusal.EVENT_GOES_BEYOND_THE_PARTIES),
    ],
)
def test_both_sides_refuse_alike(
    them: Neighbour, third: Neighbour, framework: str, draft: Draft, code: AgreementRefusal | None
) -> None:
    expected = code or LinkRefusal.KIND_IS_UNKNOWN
    assert told(them, draft) == ("refused", expected.value)
    assert refused(draft) is expected


def test_a_stranger_to_the_agreement_is_refused(third: Neighbour, framework: str) -> None:
    assert told(third, probe(parties=(US,))) == ("refused", AgreementRefusal.AUTHOR_IS_NOT_A_PARTY.value)


def test_a_refusal_says_what_was_cited_when(them: Neighbour, framework: str) -> None:
    told(them, probe(basis=rules.basis_of(ID, "9")))
    (refusal,) = them.heard("link.refusal")
    assert refusal.body["facts"] == {"basis": f"clause:{ID}/9", "kind": "probe.open", "day": "2026-03-04"}


def test_the_day_of_the_event_counts_and_not_the_day_of_its_arrival(them: Neighbour, framework: str) -> None:
    suspended = agreements.suspend(agreement=ID, from_day=days(3), reason="防汛", at=AT)
    agreed(them, suspended, at=later(2))
    early, late = probe(), probe("probe.open")
    assert them.outcome(them.tell(early, at=later(2), known_at=later(5))) == ("applied", "")
    assert told(them, late, at=later(5)) == ("refused", AgreementRefusal.CLAUSE_IS_SUSPENDED.value)
    assert told(them, probe("probe.close"), at=later(5)) == ("applied", "")


def test_the_day_is_a_day_in_china(them: Neighbour, framework: str) -> None:
    agreed(them, agreements.suspend(agreement=ID, from_day=date(2026, 3, 5), reason="防汛", at=AT))
    evening = Instant(AT.replace(hour=15, minute=59))
    midnight = Instant(AT.replace(hour=16, minute=0))
    assert told(them, probe(), at=evening) == ("applied", "")
    assert told(them, probe(), at=midnight) == ("refused", AgreementRefusal.CLAUSE_IS_SUSPENDED.value)


@pytest.mark.parametrize(
    ("count", "code"),
    [
        (2, ""),
        (3, AgreementRefusal.CLAUSE_IS_WINDING_DOWN.value),
        (14, AgreementRefusal.AGREEMENT_HAS_ENDED.value),
    ],
)
def test_an_ended_agreement_is_wound_down(them: Neighbour, framework: str, count: int, code: str) -> None:
    terms: dict[str, Any] = {"last_day": days(2), "winding_down_days": 10}
    agreed(them, agreements.terminate(agreement=ID, reason="另订新约", at=AT, **terms))
    assert told(them, probe(), at=later(count))[1] == code
    closing = told(them, probe("probe.close"), at=later(count))
    assert closing[1] == (code if count == 14 else "")
    assert told(them, Draft("directory.probe", "directory", them.charter, {}, BOTH), at=later(count))[1] == (
        LinkRefusal.KIND_IS_UNKNOWN.value
    ), "the charter still admits what the link needs; only nobody handles this kind here"


def test_not_before_it_is_in_force(them: Neighbour) -> None:
    agreed(them, agreements.offer(agreement=probed(from_day=days(5)), at=AT))
    not_yet = AgreementRefusal.CLAUSE_IS_NOT_IN_FORCE_YET
    assert told(them, probe(), at=later(4)) == ("refused", not_yet.value)
    assert refused(probe("probe.close"), at=later(4)) is not_yet
    assert told(them, probe(), at=later(5)) == ("applied", "")


# What is not known here yet


def test_a_message_waits_for_its_agreement(them: Neighbour) -> None:
    offered = agreements.offer(agreement=probed(), at=AT)
    early = them.tell(probe(lane="ask"))
    assert them.outcome(early) == ("waiting", AgreementRefusal.AGREEMENT_IS_NOT_KNOWN_YET.value)
    assert refused(probe()) is AgreementRefusal.AGREEMENT_IS_NOT_KNOWN_YET
    agreed(them, offered)
    federation.due(at=later(1))
    assert them.outcome(early) == ("applied", "")


def test_a_message_waits_for_a_change_that_we_have_signed(them: Neighbour, framework: str) -> None:
    """Their signature travels on one lane and their first use of the new clause on another, which may be faster."""
    new = clause("2", kinds=("probe.*",), winding_down_kinds=())
    offered = agreements.amend(agreement=ID, from_day=days(1), clauses=[new], reason="补充", at=AT)
    early = them.tell(probe(basis=rules.basis_of(ID, "2"), lane="ask"), at=later(1))
    assert them.outcome(early) == ("waiting", AgreementRefusal.VERSION_IS_NOT_KNOWN_YET.value)
    agreed(them, offered, at=later(1))
    federation.due(at=later(2))
    assert them.outcome(early) == ("applied", "")


def test_a_change_that_we_have_not_signed_lets_nothing_wait(them: Neighbour, framework: str) -> None:
    new = clause("2", kinds=("probe.*",), winding_down_kinds=())
    them.offer(samples.amendment(framework, from_day=days(1), clauses=(new,)), BOTH)
    outcome = told(them, probe(basis=rules.basis_of(ID, "2"), lane="ask"), at=later(1))
    assert outcome == ("refused", AgreementRefusal.CLAUSE_IS_UNKNOWN.value)


def test_one_transaction_sees_what_was_agreed_in_it(them: Neighbour) -> None:
    them.offer(probed(), BOTH)
    (offer,) = queries.offers_for_us()
    with sessions.session():
        assert refused(probe()) is AgreementRefusal.AGREEMENT_IS_NOT_KNOWN_YET
        agreements.sign(document_hash=offer.hash, at=AT)
        assert ours(probe()).kind == "probe.open"


def test_one_transaction_admits_nothing_any_more_that_was_suspended_in_it(them: Neighbour, framework: str) -> None:
    suspended = agreements.suspend(agreement=ID, from_day=days(1), reason="防汛", at=AT)
    with sessions.session():
        assert ours(probe(), at=later(2)).kind == "probe.open"
        agreed(them, suspended)
        assert refused(probe(), at=later(2)) is AgreementRefusal.CLAUSE_IS_SUSPENDED


def test_what_was_admitted_admits_nothing_else_in_the_same_transaction(them: Neighbour, framework: str) -> None:
    with sessions.session():
        assert ours(probe()).kind == "probe.open"
        assert ours(probe()).kind == "probe.open"
        assert refused(probe("document.withdraw")) is AgreementRefusal.CLAUSE_DOES_NOT_ALLOW_KIND
        assert refused(probe(basis=rules.basis_of(ID, "9"))) is AgreementRefusal.CLAUSE_IS_UNKNOWN
        assert refused(probe(), at=later(-5000)) is AgreementRefusal.CLAUSE_IS_NOT_IN_FORCE_YET


def test_what_a_message_would_open_is_looked_at_for_each(
    them: Neighbour, framework: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = iter(["topic", "topic", "plan"])
    monkeypatch.setitem(agreements.openers, "probe.open", lambda _event: (rules.Opening.MATTER, next(names)))
    with sessions.session():
        assert [ours(probe()).kind for _ in range(2)] == ["probe.open"] * 2
        assert refused(probe()) is AgreementRefusal.CLAUSE_DOES_NOT_OPEN_IT


# Texts


def code_of(text: rules.Text, parties: Sequence[str] = BOTH) -> object:
    """Return what the check of a text answers: the class of the answer and its code."""
    found = delivery.check(text.as_json(), parties)
    return found and (type(found), found.code)


def test_offers_of_theirs_are_checked_too(them: Neighbour, third: Neighbour) -> None:
    event = them.offer(samples.agreement(clauses=()), BOTH)
    assert them.outcome(event) == ("refused", AgreementRefusal.AGREEMENT_NEEDS_A_CLAUSE.value)
    event = them.offer({"type": "agreement"}, BOTH)
    assert them.outcome(event) == ("refused", AgreementRefusal.AGREEMENT_DOES_NOT_READ.value)
    event = them.offer(samples.agreement(), (*BOTH, THIRD))
    assert them.outcome(event) == ("refused", AgreementRefusal.DOCUMENT_MUST_GO_TO_ALL_PARTIES.value)
    assert not Document.objects.exists()


def test_changes_have_their_place(them: Neighbour, framework: str) -> None:
    agreed(them, agreements.suspend(agreement=ID, from_day=days(5), reason="防汛", at=AT))
    head = queries.need(ID).head
    assert code_of(samples.termination(head)) is None
    assert code_of(samples.termination(framework)) == (Declined, AgreementRefusal.VERSION_IS_STALE)
    assert code_of(samples.termination("a" * 64)) == (Waiting, AgreementRefusal.VERSION_IS_NOT_KNOWN_YET)
    assert code_of(samples.resumption(head, clauses=("7",))) == (Declined, AgreementRefusal.CLAUSE_IS_UNKNOWN)
    elsewhere = (Declined, AgreementRefusal.DOCUMENT_MUST_GO_TO_ALL_PARTIES)
    assert code_of(samples.termination(head), samples.ALL) == elsewhere
    assert code_of(probed(from_day=days(1))) == (Declined, AgreementRefusal.AGREEMENT_IS_KNOWN_ALREADY)


def test_a_change_of_an_unknown_agreement_waits(them: Neighbour) -> None:
    event = them.offer(samples.amendment(), BOTH)
    assert them.outcome(event) == ("waiting", AgreementRefusal.AGREEMENT_IS_NOT_KNOWN_YET.value)


def test_rows_follow_the_last_signature(them: Neighbour, framework: str) -> None:
    agreed(them, agreements.terminate(agreement=ID, last_day=days(3), winding_down_days=4, reason="止", at=AT))
    row = models.Agreement.objects.get()
    assert (row.last_day, row.winding_down_days, row.terminated) == (days(3), 4, True)
    numbers = models.Version.objects.order_by("number").values_list("number", "first_day")
    assert list(numbers) == [(1, samples.START), (2, days(4))]
    assert audit.findings() == []


# Messages under a charter


def charter_verdict(author: str, kind: str, basis: str, parties: Sequence[str] = BOTH) -> object:
    """Return the code with which a charter refuses an event, or None."""
    event = Neighbour(author).event(Draft(kind, "documents", basis, {}, parties))
    found = delivery.judge_charter(event, AT)
    return found and found.code


def test_a_charter_admits_what_a_link_needs(them: Neighbour) -> None:
    for kind in ("link.refusal", "document.offer", "directory.entries"):
        assert charter_verdict(THEM, kind, them.charter) is None
        assert charter_verdict(US, kind, them.charter) is None
    for kind in ("matters.open", "ledger.claim", "link"):
        assert charter_verdict(THEM, kind, them.charter) is LinkRefusal.BASIS_DOES_NOT_ALLOW_KIND


def test_a_charter_is_the_one_of_the_link(them: Neighbour, third: Neighbour) -> None:
    unknown = LinkRefusal.BASIS_IS_UNKNOWN
    assert charter_verdict(THEM, "document.offer", third.charter) is unknown
    assert charter_verdict(US, "document.offer", third.charter) is unknown
    assert charter_verdict(THEM, "document.offer", "charter:") is unknown
    assert charter_verdict("320583", "document.offer", them.charter) is unknown


def test_an_earlier_charter_of_the_link_still_holds(them: Neighbour, third: Neighbour) -> None:
    Charter.objects.create(hash="e" * 64, link_id=THEM, serial=1, text=b"{}", signatures={})
    assert charter_verdict(THEM, "document.offer", f"charter:{'e' * 64}") is None
    assert charter_verdict(THIRD, "document.offer", f"charter:{'e' * 64}", (US,)) is LinkRefusal.BASIS_IS_UNKNOWN


def test_among_three_the_charter_may_be_of_another_link(them: Neighbour, third: Neighbour) -> None:
    event = third.tell(documents.offer(samples.of_three().as_json(), basis=them.charter, parties=samples.ALL))
    assert third.outcome(event) == ("applied", "")
    assert charter_verdict("320583", "document.offer", them.charter, samples.ALL) is LinkRefusal.BASIS_IS_UNKNOWN


def test_a_withdrawal_that_we_cannot_answer_to_all_is_refused_and_the_next_event_is_taken(them: Neighbour) -> None:
    offer = them.offer(samples.of_three(), samples.ALL)
    row = Document.objects.get(offer=offer.hash)
    draft = Draft("document.withdraw", "documents", row.basis, {"document": row.pk}, row.parties, re=offer.hash)
    assert them.outcome(them.tell(draft)) == ("refused", "link_is_unknown")
    assert them.outcome(them.offer(samples.agreement(), BOTH)) == ("applied", "")


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("topic", ("applied", "")), ("", ("applied", "")), ("plan", ("refused", "clause_does_not_open_it"))],
)
def test_a_clause_opens_what_it_names_and_nothing_else(
    them: Neighbour, framework: str, monkeypatch: pytest.MonkeyPatch, name: str, outcome: tuple[str, str]
) -> None:
    monkeypatch.setitem(agreements.openers, "probe.open", lambda _event: (rules.Opening.MATTER, name))
    assert them.outcome(them.tell(probe())) == outcome
    if outcome[0] == "refused":
        with pytest.raises(Refused) as refused:
            ours(probe())
        assert refused.value.code is AgreementRefusal.CLAUSE_DOES_NOT_OPEN_IT
    assert them.outcome(them.tell(probe("probe.close"))) == ("applied", "")
