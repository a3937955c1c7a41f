"""Claims over tables: pending on both sides, ended by the asker alone, positions negatives of each other."""

from collections.abc import Iterator

import pytest

from pilin.base import ids
from pilin.base.money import FEN_MAX
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.protocol.desk import Applied
from pilin.kernel.ledger import models, queries
from pilin.kernel.ledger.delivery import book
from pilin.kernel.ledger.rules import claims
from tests.support.neighbour import CODE, Neighbour

AMOUNT_FEN = 12_345


@pytest.fixture
def clauses() -> Iterator[None]:
    """Let every clause allow everything: agreements have their own tests."""
    known = federation.registry.basis_checks["clause:"]
    federation.registry.basis_checks["clause:"] = lambda _event, _at: None
    yield
    federation.registry.basis_checks["clause:"] = known


def asked(neighbour: Neighbour) -> str:
    claim = ids.new_id(neighbour.now)
    draft = claims.ask(claim=claim, payer=CODE, amount_fen=AMOUNT_FEN, purpose="line 207", basis="clause:a/1")
    federation.tell([draft], at=neighbour.now)
    neighbour.exchange()
    return claim


def test_an_accepted_claim_is_pending_on_both_sides(neighbour: Neighbour, clauses: None) -> None:
    claim = asked(neighbour)
    assert models.Claim.objects.get(pk=claim).state == claims.PENDING
    assert neighbour.node.tables.claims[claim].state == claims.PENDING
    assert models.Entry.objects.get().kind == "pending"


def test_a_posted_claim_makes_the_peer_owe_us(neighbour: Neighbour, clauses: None) -> None:
    claim = book.TableBook().get(asked(neighbour))
    assert claim is not None
    federation.tell([claims.end(claim, kind=claims.POST)], at=neighbour.now)
    neighbour.exchange()
    assert [(row.peer, row.balance_fen) for row in queries.positions()] == [(CODE, AMOUNT_FEN)]
    assert neighbour.node.tables.claims[claim.id].state == claims.POSTED


def test_a_voided_claim_moves_nothing(neighbour: Neighbour, clauses: None) -> None:
    claim = book.TableBook().get(asked(neighbour))
    assert claim is not None
    federation.tell([claims.end(claim, kind=claims.VOID)], at=neighbour.now)
    neighbour.exchange()
    assert [row.balance_fen for row in queries.positions()] == [0]


def test_what_the_neighbour_posts_we_owe(neighbour: Neighbour, clauses: None) -> None:
    claim = ids.new_id(neighbour.now)
    ask = claims.ask(claim=claim, payer="330482", amount_fen=AMOUNT_FEN, purpose="repair", basis="clause:a/1")
    neighbour.tell(ask)
    neighbour.exchange()
    neighbour.tell(claims.end(neighbour.node.tables.claims[claim], kind=claims.POST))
    neighbour.exchange()
    assert [(row.peer, row.balance_fen) for row in queries.positions()] == [(CODE, -AMOUNT_FEN)]


def test_a_room_above_may_object(neighbour: Neighbour, clauses: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "OBJECTIONS", [lambda _claim: "no such line"])
    claim = ids.new_id(neighbour.now)
    ask = claims.ask(claim=claim, payer="330482", amount_fen=AMOUNT_FEN, purpose="?", basis="clause:a/1")
    neighbour.tell(ask)
    neighbour.exchange()
    assert neighbour.node.tables.claims[claim].state == claims.DECLINED
    assert not models.Entry.objects.exists()


def test_a_claim_above_what_an_account_holds_is_refused_and_the_next_is_taken(
    neighbour: Neighbour, clauses: None
) -> None:
    claims_ = [ids.new_id(neighbour.now) for _ in range(3)]
    for claim, amount_fen in zip(claims_, (FEN_MAX - 1, 2, 1), strict=True):
        neighbour.tell(claims.ask(claim=claim, payer="330482", amount_fen=amount_fen, purpose="?", basis="clause:a/1"))
    neighbour.node.rooms.decide = lambda _kind, items, _at: [Applied("") for _ in items]
    neighbour.exchange()
    found = [models.Claim.objects.filter(pk=claim).values_list("state", flat=True).first() for claim in claims_]
    assert found == [claims.PENDING, None, claims.PENDING]
