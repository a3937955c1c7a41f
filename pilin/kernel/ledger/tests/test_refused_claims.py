"""Claims between two nodes in memory: what is refused, what waits, and who alone may end what is pending."""

from typing import Any

import pytest

from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.protocol.store import APPLIED, REFUSED, WAITING, Row
from pilin.kernel.federation.tests.pairing import CHARTER, STRANGER, THEM, US, Pair, refusal
from pilin.kernel.ledger.rules import claims
from pilin.kernel.ledger.rules.claims import (
    ANSWER,
    ASKED,
    CLAIM,
    DECLINED,
    PENDING,
    POST,
    POSTED,
    VOID,
    VOIDED,
    Claim,
    ClaimRefusal,
)

CLAIM_ID = "01980000-0000-7000-8000-0000000000c1"
BODY = {"claim": CLAIM_ID, "amount_fen": 1200, "purpose": "清淤"}


@pytest.fixture
def pair() -> Pair:
    return Pair()


def theirs(pair: Pair, kind: str, body: dict[str, Any], **members: Any) -> Row:
    """Let them say something of a claim; return our row of it."""
    return pair.heard(event(pair, kind, body, **members), lane="ask")


def event(pair: Pair, kind: str, body: dict[str, Any], **members: Any) -> Event:
    return pair.event(body, kind=kind, scope="ledger", **members)


def claim(pair: Pair) -> Claim:
    found: Claim = pair.us.store.t.claims[CLAIM_ID]
    return found


def is_refused(row: Row, expected: ClaimRefusal) -> bool:
    return (row.outcome, row.code) == (REFUSED, expected.value)


@pytest.fixture
def asked(pair: Pair) -> Pair:
    """Return a pair in which we asked them for money and they have not answered."""
    draft = claims.ask(claim=CLAIM_ID, payer=THEM, amount_fen=1200, purpose="清淤", basis=CHARTER)
    pair.tell(pair.us, draft)
    return pair


@pytest.fixture
def pending(asked: Pair) -> Pair:
    """Return a pair in which they accepted what we asked for."""
    theirs(asked, ANSWER, {"claim": CLAIM_ID, "accepted": True, "reason": ""})
    assert claim(asked).state == PENDING
    return asked


def test_a_claim_is_answered_in_the_transaction_in_which_it_is_applied(pair: Pair) -> None:
    question = event(pair, CLAIM, BODY)
    assert pair.heard(question, lane="ask").outcome == APPLIED
    told = pair.us.store.reply(US, question.hash, ANSWER)
    assert told.body == {"claim": CLAIM_ID, "accepted": True, "reason": ""}
    assert (claim(pair).state, claim(pair).asker, claim(pair).payer) == (PENDING, THEM, US)


def test_a_claim_that_the_book_objects_to_is_declined_with_the_reason(pair: Pair) -> None:
    question = event(pair, CLAIM, {**BODY, "amount_fen": 900_001})
    pair.heard(question, lane="ask")
    told = pair.us.store.reply(US, question.hash, ANSWER)
    assert (told.body["accepted"], told.body["reason"]) == (False, "above the limit")
    assert claim(pair).state == DECLINED


@pytest.mark.parametrize(("kind", "state"), [(POST, POSTED), (VOID, VOIDED)])
def test_the_asker_ends_what_is_pending(pair: Pair, kind: str, state: str) -> None:
    theirs(pair, CLAIM, BODY)
    assert theirs(pair, kind, {"claim": CLAIM_ID}).outcome == APPLIED
    assert claim(pair).state == state


@pytest.mark.parametrize("kind", [ANSWER, POST, VOID])
def test_an_unknown_claim_is_waited_for(pair: Pair, kind: str) -> None:
    row = theirs(pair, kind, {"claim": CLAIM_ID, "accepted": True})
    assert (row.outcome, row.code) == (WAITING, ClaimRefusal.CLAIM_IS_UNKNOWN.value)
    assert pair.us.store.t.claims == {}


def test_an_end_that_overtook_its_answer_waits(pair: Pair) -> None:
    pair.us.store.t.claims[CLAIM_ID] = Claim(CLAIM_ID, THEM, US, 1200, "清淤", CHARTER, "a" * 64, ASKED)
    row = theirs(pair, POST, {"claim": CLAIM_ID})
    assert (row.outcome, row.code) == (WAITING, ClaimRefusal.CLAIM_IS_UNKNOWN.value)


WRONG: list[dict[str, Any]] = [
    {"amount_fen": 0},
    {"amount_fen": -1},
    {"amount_fen": True},
    {"amount_fen": "1200"},
    {"purpose": ""},
    {"purpose": 1},
    {"purpose": "x" * 201},
    {"purpose": "a\nb"},
    {"claim": ""},
    {"claim": "x" * 130},
    {"claim": "c1"},
    {"claim": None},
]


@pytest.mark.parametrize("members", WRONG, ids=str)
def test_a_claim_of_another_shape_is_refused(pair: Pair, members: dict[str, Any]) -> None:
    assert is_refused(theirs(pair, CLAIM, BODY | members), ClaimRefusal.CLAIM_IS_MALFORMED)
    assert pair.us.store.t.claims == {}


@pytest.mark.parametrize("parties", [(THEM, US, STRANGER)])
def test_a_claim_has_one_payer(pair: Pair, parties: tuple[str, ...]) -> None:
    assert is_refused(theirs(pair, CLAIM, BODY, parties=parties), ClaimRefusal.CLAIM_IS_MALFORMED)


def test_nobody_asks_for_nothing(pair: Pair) -> None:
    draft = claims.ask(claim=CLAIM_ID, payer=THEM, amount_fen=0, purpose="清淤", basis=CHARTER)
    assert refusal(pair.tell, pair.us, draft) is ClaimRefusal.CLAIM_IS_MALFORMED
    assert pair.us.store.t.rows == {}


def test_a_claim_is_made_once(pair: Pair) -> None:
    theirs(pair, CLAIM, BODY)
    row = theirs(pair, CLAIM, BODY | {"amount_fen": 1})
    assert is_refused(row, ClaimRefusal.CLAIM_EXISTS)
    assert claim(pair).amount_fen == 1200


def test_the_payer_does_not_end_a_claim(pending: Pair) -> None:
    for kind in (POST, VOID):
        assert is_refused(theirs(pending, kind, {"claim": CLAIM_ID}), ClaimRefusal.CLAIM_IS_NOT_THE_AUTHORS)
    assert claim(pending).state == PENDING


def test_the_asker_does_not_answer_its_own_claim(pair: Pair) -> None:
    theirs(pair, CLAIM, BODY)
    row = theirs(pair, ANSWER, {"claim": CLAIM_ID, "accepted": True})
    assert is_refused(row, ClaimRefusal.CLAIM_IS_NOT_THE_AUTHORS)


@pytest.mark.parametrize("accepted", [True, False])
def test_a_claim_is_answered_once(pending: Pair, accepted: bool) -> None:
    row = theirs(pending, ANSWER, {"claim": CLAIM_ID, "accepted": accepted})
    assert is_refused(row, ClaimRefusal.CLAIM_IS_NOT_IN_THAT_STATE)
    assert claim(pending).state == PENDING


@pytest.mark.parametrize(("first", "second"), [(POST, VOID), (VOID, POST), (POST, POST)])
def test_a_claim_is_ended_once(pair: Pair, first: str, second: str) -> None:
    theirs(pair, CLAIM, BODY)
    theirs(pair, first, {"claim": CLAIM_ID})
    state = claim(pair).state
    assert is_refused(theirs(pair, second, {"claim": CLAIM_ID}), ClaimRefusal.CLAIM_IS_NOT_IN_THAT_STATE)
    assert claim(pair).state == state


def test_only_true_accepts(asked: Pair) -> None:
    theirs(asked, ANSWER, {"claim": CLAIM_ID, "accepted": 1})
    assert claim(asked).state == DECLINED


def test_a_claim_that_the_peer_refused_was_never_pending(asked: Pair) -> None:
    body = {"code": "basis_is_unknown", "facts": {}, "remedy": "final"}
    asked.heard(asked.event(body, kind="link.refusal", scope="link", re=claim(asked).event), lane="ask")
    assert claim(asked).state == DECLINED


def test_a_refusal_of_the_claim_comes_too_late_for_what_is_pending(pending: Pair) -> None:
    book: Any = pending.us.store.t.claims
    before = dict(book)
    claims.refused(_Book(book), CLAIM_ID, before[CLAIM_ID].event, pending.now)
    claims.refused(_Book(book), "unknown", "a" * 64, pending.now)
    assert book == before


class _Book:
    """A book that only shows its claims."""

    def __init__(self, found: dict[str, Claim]) -> None:
        self.found = found

    def get(self, claim: str) -> Claim | None:
        return self.found.get(claim)

    def put(self, claim: Claim, event_hash: str, at: Any) -> None:
        self.found[claim.id] = claim

    def answer(self, claim: Claim) -> str:
        return ""


@pytest.mark.parametrize(("kind", "state"), [(POST, POSTED), (VOID, VOIDED)])
def test_both_books_say_the_same_at_the_end(asked: Pair, kind: str, state: str) -> None:
    asked.carry()
    asked.tell(asked.us, claims.end(claim(asked), kind=kind))
    asked.carry()
    there: Claim = asked.them.store.t.claims[CLAIM_ID]
    assert there == claim(asked)
    assert (there.state, there.amount_fen) == (state, 1200)
