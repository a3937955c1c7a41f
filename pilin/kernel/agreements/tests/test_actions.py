"""Offering, signing, declining and changing agreements, with the other side as a signing key."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pilin.base.clock import Instant
from pilin.base.refusal import Code, Refused
from pilin.kernel.agreements import actions as agreements
from pilin.kernel.agreements import audit, queries, rules
from pilin.kernel.agreements.rules import AgreementRefusal, Party, State, Term
from pilin.kernel.agreements.tests import samples
from pilin.kernel.agreements.tests.neighbour import Neighbour
from pilin.kernel.agreements.tests.samples import AT, BOTH, ID, THEM, THIRD, TODAY, US, clause, days, later
from pilin.kernel.federation.models import Document
from pilin.kernel.federation.protocol.refusals import LinkRefusal

pytestmark = pytest.mark.django_db


def refusal(verb: Callable[..., object], **arguments: Any) -> Code:
    """Return the code with which a verb refuses."""
    with pytest.raises(Refused) as caught:
        verb(**arguments)
    return caught.value.code


def agree(them: Neighbour, offered: str) -> str:
    """Let the other side sign what we offered; return its hash, once the audit agrees with the rows."""
    them.sign(offered)
    assert Document.objects.get(pk=offered).state == "agreed"
    assert audit.findings() == []
    return offered


@pytest.fixture
def framework(them: Neighbour) -> str:
    """Agree on the sample agreement; return the hash of its document."""
    return agree(them, agreements.offer(agreement=samples.agreement(), at=AT))


def test_an_offer_is_no_agreement(them: Neighbour) -> None:
    offered = agreements.offer(agreement=samples.agreement(), at=AT)
    assert offered == samples.hash_of(samples.agreement())
    assert queries.histories() == []
    (told,) = them.heard("document.offer")
    assert (told.basis, told.parties, told.body["document"]["id"]) == (them.charter, BOTH, ID)


def test_what_both_signed_is_agreed(framework: str) -> None:
    (held,) = queries.held(day=TODAY)
    assert held.history.agreement == samples.agreement()
    assert (held.history.head, held.state) == (framework, State.IN_FORCE)


def test_we_sign_what_they_offer(them: Neighbour) -> None:
    them.offer(samples.agreement(), BOTH)
    (offer,) = queries.offers_for_us()
    agreements.sign(document_hash=offer.hash, at=AT)
    agreements.sign(document_hash=offer.hash, at=later(1))
    assert len(them.heard("document.sign")) == 1, "a second signature is the first one"
    assert [history.head for history in queries.histories()] == [offer.hash]
    assert audit.findings() == []


def test_the_same_text_from_both_sides_is_one_agreement(them: Neighbour) -> None:
    agreements.offer(agreement=samples.agreement(), at=AT)
    them.offer(samples.agreement(), BOTH)
    assert len(queries.histories()) == 1


def test_three_sign_or_nothing_is_agreed(them: Neighbour, third: Neighbour) -> None:
    offered = agreements.offer(agreement=samples.of_three(), at=AT)
    them.sign(offered)
    assert queries.histories() == []
    third.sign(offered)
    assert [history.head for history in queries.histories()] == [offered]
    assert audit.findings() == []


def test_we_decline_with_a_reason(them: Neighbour) -> None:
    them.offer(samples.agreement(), BOTH)
    (offer,) = queries.offers_for_us()
    agreements.decline(document_hash=offer.hash, reason="期限过长", at=AT)
    agreements.decline(document_hash=offer.hash, reason="期限过长", at=later(1))
    (told,) = them.heard("document.decline")
    assert told.body["code"] == AgreementRefusal.PARTY_DOES_NOT_AGREE
    assert told.body["reason"] == "期限过长"
    assert queries.open_offers() == []


def test_what_is_dead_is_not_signed(them: Neighbour) -> None:
    offered = agreements.offer(agreement=samples.agreement(), at=AT)
    them.decline(offered)
    not_open = LinkRefusal.DOCUMENT_IS_NOT_OPEN
    assert refusal(agreements.withdraw, document_hash=offered, at=AT) is not_open
    assert refusal(agreements.decline, document_hash=offered, reason="晚", at=AT) is not_open
    changed = samples.agreement(title=rules.Words(zh="新文本", en="New text"))
    assert agreements.offer(agreement=changed, at=AT) != offered


def test_a_declined_offer_of_theirs_is_not_signed(them: Neighbour) -> None:
    them.offer(samples.agreement(), BOTH)
    (offer,) = queries.offers_for_us()
    agreements.decline(document_hash=offer.hash, reason="否", at=AT)
    assert refusal(agreements.sign, document_hash=offer.hash, at=AT) is LinkRefusal.DOCUMENT_IS_NOT_OPEN


def test_other_documents_are_not_ours(them: Neighbour) -> None:
    for verb in (agreements.sign, agreements.withdraw):
        code = refusal(verb, document_hash="0" * 64, at=AT)
        assert code is AgreementRefusal.DOCUMENT_IS_NOT_AN_AGREEMENT


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"clauses": ()}, AgreementRefusal.AGREEMENT_NEEDS_A_CLAUSE),
        ({"id": "1"}, AgreementRefusal.AGREEMENT_DOES_NOT_READ),
        ({"parties": (Party(code=US, body="一"),)}, AgreementRefusal.AGREEMENT_NEEDS_TWO_PARTIES),
        (
            {"parties": (Party(code=THEM, body="一"), Party(code=THIRD, body="二"))},
            AgreementRefusal.DOCUMENT_MUST_GO_TO_ALL_PARTIES,
        ),
    ],
)
def test_an_unsound_agreement_is_not_offered(third: Neighbour, members: dict[str, Any], code: Code) -> None:
    assert refusal(agreements.offer, agreement=samples.agreement(**members), at=AT) is code
    assert queries.open_offers() == []


def test_nobody_agrees_with_a_stranger(them: Neighbour) -> None:
    assert refusal(agreements.offer, agreement=samples.of_three(), at=AT) is LinkRefusal.LINK_IS_UNKNOWN


def test_an_id_is_agreed_on_once(framework: str) -> None:
    again = samples.agreement(from_day=date(2026, 2, 1))
    assert refusal(agreements.offer, agreement=again, at=AT) is AgreementRefusal.AGREEMENT_IS_KNOWN_ALREADY
    assert refusal(agreements.offer, agreement=samples.agreement(), at=AT) is LinkRefusal.DOCUMENT_IS_ANSWERED


# Changes


def test_an_amendment_keeps_the_old_wording(them: Neighbour, framework: str) -> None:
    new = clause("1", kinds=("ledger.*",), winding_down_kinds=())
    amended = agreements.amend(agreement=ID, from_day=days(10), clauses=[new], reason="改为结算", at=AT)
    agree(them, amended)
    assert [row.version_id for row in queries.wordings_of(ID, "1")] == [framework, amended]
    assert [queries.held_one(ID, day=days(n)).reading.clauses["1"] == new for n in (9, 10)] == [False, True]


def test_an_amendment_may_change_the_term_alone(them: Neighbour, framework: str) -> None:
    term = Term(last_day=days(50), winding_down_days=3)
    agree(them, agreements.amend(agreement=ID, from_day=days(1), term=term, reason="定期", at=AT))
    states = [queries.held_one(ID, day=days(count)).state for count in (50, 53, 54)]
    assert states == [State.IN_FORCE, State.WINDING_DOWN, State.ENDED]


def test_suspended_and_resumed(them: Neighbour, framework: str) -> None:
    agree(them, agreements.suspend(agreement=ID, from_day=days(5), reason="防汛", at=AT))
    agree(them, agreements.resume(agreement=ID, from_day=days(9), clauses=["1"], reason="汛期结束", at=AT))
    held = queries.held_one(ID, day=days(9))
    assert held.clause_states == {"1": State.IN_FORCE, "2": State.SUSPENDED}


def test_terminated_and_wound_down(them: Neighbour, framework: str) -> None:
    agree(them, agreements.terminate(agreement=ID, last_day=TODAY, winding_down_days=10, reason="另订新约", at=AT))
    states = [queries.held_one(ID, day=days(count)).state for count in (0, 1, 10, 11)]
    assert states == [State.IN_FORCE, State.WINDING_DOWN, State.WINDING_DOWN, State.ENDED]
    amend = {"agreement": ID, "from_day": days(3), "clauses": [clause("3")], "reason": "补充", "at": AT}
    assert refusal(agreements.amend, **amend) is AgreementRefusal.AGREEMENT_IS_TERMINATED


@pytest.mark.parametrize(
    ("verb", "arguments", "code"),
    [
        (agreements.amend, {"from_day": days(1)}, AgreementRefusal.CHANGE_CHANGES_NOTHING),
        (agreements.amend, {"from_day": days(0), "clauses": [clause("3")]}, AgreementRefusal.CHANGE_MUST_LIE_AHEAD),
        (agreements.suspend, {"from_day": days(0)}, AgreementRefusal.CHANGE_MUST_LIE_AHEAD),
        (agreements.suspend, {"from_day": days(1), "clauses": ["9"]}, AgreementRefusal.CLAUSE_IS_UNKNOWN),
        (agreements.resume, {"from_day": days(1)}, AgreementRefusal.CLAUSE_IS_NOT_SUSPENDED),
        (
            agreements.terminate,
            {"last_day": days(-1), "winding_down_days": 0},
            AgreementRefusal.CHANGE_MUST_LIE_AHEAD,
        ),
    ],
)
def test_an_unsound_change_is_not_offered(
    framework: str, verb: Callable[..., str], arguments: dict[str, Any], code: Code
) -> None:
    assert refusal(verb, agreement=ID, reason="试", at=AT, **arguments) is code
    assert queries.open_offers() == []


def test_what_is_not_agreed_is_not_changed(them: Neighbour) -> None:
    agreements.offer(agreement=samples.agreement(), at=AT)
    code = refusal(agreements.suspend, agreement=ID, from_day=days(5), reason="早", at=AT)
    assert code is AgreementRefusal.AGREEMENT_IS_NOT_KNOWN_YET


def test_an_offer_is_signed_before_its_day(them: Neighbour, framework: str) -> None:
    them.offer(samples.suspension(framework), BOTH)
    (offer,) = queries.offers_for_us()
    late: dict[str, Any] = {"document_hash": offer.hash, "at": later(10)}
    assert refusal(agreements.sign, **late) is AgreementRefusal.CHANGE_MUST_LIE_AHEAD
    agreements.sign(document_hash=offer.hash, at=later(9))
    assert queries.need(ID).head == offer.hash


# One signature on a version


def test_a_party_signs_one_change_of_a_version(them: Neighbour, framework: str) -> None:
    """Both write a change at the same time; neither signs the other's before its own is off the table."""
    ours = agreements.suspend(agreement=ID, from_day=days(5), reason="我方", at=AT)
    them.offer(samples.suspension(framework), BOTH)
    (theirs,) = queries.offers_for_us()
    taken = AgreementRefusal.ANOTHER_CHANGE_IS_ON_THE_TABLE
    assert refusal(agreements.sign, document_hash=theirs.hash, at=AT) is taken
    assert refusal(agreements.resume, agreement=ID, from_day=days(6), reason="又一", at=AT) is taken
    agreements.withdraw(document_hash=ours, at=AT)
    assert refusal(agreements.sign, document_hash=theirs.hash, at=AT) is taken, "they may have signed it"
    them.decline(ours)
    agreements.sign(document_hash=theirs.hash, at=AT)
    assert queries.need(ID).head == theirs.hash
    assert audit.findings() == []


def test_a_change_of_an_old_version_is_not_signed(them: Neighbour, framework: str) -> None:
    them.offer(samples.suspension(framework), BOTH)
    them.offer(samples.amendment(framework), BOTH)
    first, second = queries.offers_for_us()
    agreements.sign(document_hash=first.hash, at=AT)
    assert refusal(agreements.sign, document_hash=second.hash, at=AT) is AgreementRefusal.VERSION_IS_STALE
    agreements.decline(document_hash=second.hash, reason="已有新版本", at=AT)
    assert queries.open_offers() == []


def test_only_the_offerer_withdraws(them: Neighbour) -> None:
    them.offer(samples.agreement(), BOTH)
    (offer,) = queries.offers_for_us()
    code = refusal(agreements.withdraw, document_hash=offer.hash, at=AT)
    assert code is LinkRefusal.DOCUMENT_IS_NOT_FOR_AUTHOR


# The programme

PROGRAMME = Path(__file__).parents[4] / "nodes" / "programme"


def test_the_programme_is_offered_once(them: Neighbour) -> None:
    (framework,) = agreements.load_programme(PROGRAMME, at=AT)
    assert queries.open_offers() == []
    offered = agreements.offer(agreement=framework, at=AT)
    assert agreements.load_programme(PROGRAMME, at=AT) == []
    agree(them, offered)
    assert agreements.load_programme(PROGRAMME, at=AT) == []


def test_a_side_offers_its_own_part_only(them: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "our_code", lambda: THEM)
    assert agreements.load_programme(PROGRAMME, at=AT) == []


@pytest.mark.parametrize(("last_day", "count"), [(days(-1), 0), (TODAY, 1)])
def test_what_is_over_is_not_offered(
    them: Neighbour, monkeypatch: pytest.MonkeyPatch, last_day: date, count: int
) -> None:
    over = replace(samples.agreement(), term=Term(last_day=last_day, winding_down_days=0))
    monkeypatch.setattr(rules, "from_row", lambda _row: over)
    assert len(agreements.load_programme(PROGRAMME, at=Instant(AT))) == count
