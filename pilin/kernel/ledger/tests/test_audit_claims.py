"""The audit derives every claim and its postings again from the signed events, and the effects that envelopes keep."""

from typing import Any

import pytest

from pilin.base import canonical, ids
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import audit as federation_audit
from pilin.kernel.federation.models import Envelope
from pilin.kernel.federation.protocol.desk import Declined
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.ledger import audit, models
from pilin.kernel.ledger.audit import claims as audit_of_claims
from pilin.kernel.ledger.delivery import book
from pilin.kernel.ledger.rules import claims
from tests.support.neighbour import CODE, Neighbour

US, CLAUSE, OBJECTED = "330482", "clause:a/1", "?"
CHANGES = {
    "id": "0190",
    "asker": "330421",
    "payer": "330421",
    "amount_fen": 1,
    "purpose": "other",
    "basis": "other",
    "event": "f" * 64,
    "state": "forged",
    "entry": "forged",
}
EXEMPT = {"moved_at": "our own clock, signed by nobody"}


@pytest.fixture
def told(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Neighbour:
    """Let both sides claim: each has one pending and one posted, and one of each other state is somewhere."""
    monkeypatch.setitem(federation.registry.basis_checks, "clause:", lambda _event, _at: None)
    monkeypatch.setattr(book, "OBJECTIONS", [lambda claim: "no" if claim.purpose == OBJECTED else ""])
    asked_by_us(neighbour)
    end(neighbour, asked_by_us(neighbour), claims.POST)
    end(neighbour, asked_by_us(neighbour), claims.VOID)
    asked_by_them(neighbour)
    asked_by_them(neighbour, OBJECTED)
    theirs = asked_by_them(neighbour)
    neighbour.tell(claims.end(neighbour.node.tables.claims[theirs], kind=claims.POST))
    neighbour.exchange()
    asked_by_us(neighbour, meet=False)
    assert audit.findings() == []
    return neighbour


def asked_by_us(neighbour: Neighbour, *, meet: bool = True) -> str:
    claim = ids.new_id(neighbour.now)
    draft = claims.ask(claim=claim, payer=CODE, amount_fen=12_345, purpose="line 207", basis=CLAUSE)
    federation.tell([draft], at=neighbour.now)
    if meet:
        neighbour.exchange()
    return claim


def asked_by_them(neighbour: Neighbour, purpose: str = "repair") -> str:
    claim = ids.new_id(neighbour.now)
    neighbour.tell(claims.ask(claim=claim, payer=US, amount_fen=500, purpose=purpose, basis=CLAUSE))
    neighbour.exchange()
    return claim


def end(neighbour: Neighbour, claim: str, kind: str) -> None:
    held = book.TableBook().get(claim)
    assert held is not None
    federation.tell([claims.end(held, kind=kind)], at=neighbour.now)
    neighbour.exchange()


def found() -> set[tuple[str, Any]]:
    return {(one.where, one.facts["column"]) for one in audit.findings()}


def test_the_story_has_a_claim_in_every_state(told: Neighbour) -> None:
    states = set(models.Claim.objects.values_list("state", flat=True))
    assert states == {claims.ASKED, claims.PENDING, claims.DECLINED, claims.POSTED, claims.VOIDED}
    assert {column.attname for column in models.Claim._meta.concrete_fields} == CHANGES.keys() | EXEMPT.keys()


@pytest.mark.parametrize("column", CHANGES)
def test_each_column_of_a_claim_is_named(told: Neighbour, column: str) -> None:
    for row in models.Claim.objects.order_by("pk"):
        models.Claim.objects.filter(pk=row.pk).update(**{column: CHANGES[column]})
        name = CHANGES[column] if column == "id" else row.pk
        assert (f"ledger_claim {name}", column) in found()
        models.Claim.objects.filter(pk=name).update(**{column: getattr(row, column)})
    assert found() == set()


def test_a_claim_that_vanished_is_named(told: Neighbour) -> None:
    row = models.Claim.objects.order_by("pk")[0]
    models.Claim.objects.filter(pk=row.pk).delete()
    assert found() == {(f"ledger_claim {row.pk}", "")}


def test_a_claim_that_names_the_posting_of_another_is_named(told: Neighbour) -> None:
    ours, theirs = (models.Claim.objects.filter(asker=code, state=claims.PENDING).get() for code in (US, CODE))
    models.Claim.objects.filter(pk=ours.pk).update(entry=theirs.entry)
    columns = {column for where, column in found() if where == f"ledger_entry {theirs.entry.replace('-', '')}"}
    assert columns == {"amount_fen", "subject", "event_hash", "debit_id", "credit_id"}


def test_a_claim_that_is_ended_without_a_settlement_is_named(told: Neighbour) -> None:
    pending = models.Claim.objects.filter(asker=US, state=claims.PENDING).get()
    posted = models.Claim.objects.filter(asker=US, state=claims.POSTED).get()
    models.Claim.objects.filter(pk=posted.pk).update(entry=pending.entry)
    assert (f"ledger_entry {pending.entry.replace('-', '')}", "kind") in found()


def test_a_claim_that_the_peer_refused_is_declined(told: Neighbour) -> None:
    refused = asked_by_us(told, meet=False)
    told.node.rooms.admits = lambda _event, _at: Declined(LinkRefusal.BASIS_IS_UNKNOWN)
    told.exchange()
    assert models.Claim.objects.get(pk=refused).state == claims.DECLINED
    assert found() == set()
    models.Claim.objects.filter(pk=refused).update(state=claims.ASKED)
    assert found() == {(f"ledger_claim {refused}", "state")}


def facts_of_envelopes() -> list[tuple[Any, Envelope]]:
    rows = Envelope.objects.filter(scope="ledger").exclude(line=b"")
    lines: list[Any] = [canonical.decode(bytes(row.line)) for row in rows]
    return [(line["envelope"]["event"]["fact"], row) for line, row in zip(lines, rows, strict=True)]


def test_effects_are_derived_as_they_were_stored(told: Neighbour) -> None:
    effect = audit_of_claims.effects()
    stored = [(effect(fact), row.effect) for fact, row in facts_of_envelopes() if row.outcome == "applied"]
    assert len(stored) > 10
    assert [pair for pair in stored if pair[0] != pair[1]] == []
    assert effect({"kind": "ledger.other", "body": {}}) is None


def test_an_altered_effect_is_named_by_the_federations_audit(told: Neighbour) -> None:
    row = Envelope.objects.filter(scope="ledger", kind=claims.POST, author=CODE).get()
    finding = (f"envelope {row.pk}", "effect")
    seen = [{(one.where, one.facts.get("column")) for one in federation_audit.findings(at=told.now)}]
    Envelope.objects.filter(pk=row.pk).update(effect="0" * 64)
    seen.append({(one.where, one.facts.get("column")) for one in federation_audit.findings(at=told.now)})
    assert [finding in found for found in seen] == [False, True]
