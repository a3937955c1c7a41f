"""Both nodes at work: what is agreed here is agreed there, by the same signatures, and both commit to the same."""

from typing import Any

import pytest

from pilin.base.clock import day_of
from pilin.kernel.agreements import actions as agreements
from pilin.kernel.agreements import audit, queries
from pilin.kernel.agreements.rules import AgreementRefusal, State
from pilin.kernel.agreements.tests import samples
from pilin.kernel.agreements.tests.samples import BOTH, ID, US
from pilin.kernel.federation.models import Alarm, Document, Envelope
from pilin.kernel.federation.protocol import documents

pytestmark = pytest.mark.django_db


def states(neighbour: Any) -> list[tuple[str, str]]:
    """Return type and state of every document, which must be the same on both nodes."""
    here = dict(Document.objects.values_list("hash", "state"))
    assert {name: document.state for name, document in neighbour.node.tables.documents.items()} == here
    assert not Alarm.objects.exists()
    return sorted((row.type, row.state) for row in Document.objects.all())


def theirs(neighbour: Any, document_hash: str) -> Any:
    """Return a document as the neighbour holds it."""
    return neighbour.node.tables.documents[document_hash]


def framework(neighbour: Any) -> str:
    """Agree on the sample agreement, offered by us."""
    offered = agreements.offer(agreement=samples.agreement(), at=neighbour.now)
    neighbour.exchange()
    neighbour.tell(documents.sign(theirs(neighbour, offered)))
    neighbour.exchange()
    return offered


def test_offered_here_and_signed_there(neighbour: Any) -> None:
    framework(neighbour)
    assert states(neighbour) == [("agreement", "agreed")]
    assert [held.state for held in queries.held(day=day_of(neighbour.now))] == [State.IN_FORCE]
    assert audit.findings() == []


def test_offered_there_and_signed_here(neighbour: Any) -> None:
    written = samples.agreement().as_json()
    neighbour.tell(documents.offer(written, basis=neighbour.charter, parties=BOTH))
    neighbour.exchange()
    (offer,) = queries.offers_for_us()
    agreements.sign(document_hash=offer.hash, at=neighbour.now)
    neighbour.exchange()
    assert states(neighbour) == [("agreement", "agreed")]
    (signed,) = queries.versions_of(ID)
    assert signed.signatures.keys() == set(BOTH)


def test_declined_here_is_dead_there(neighbour: Any) -> None:
    neighbour.tell(documents.offer(samples.agreement().as_json(), basis=neighbour.charter, parties=BOTH))
    neighbour.exchange()
    (offer,) = queries.offers_for_us()
    agreements.decline(document_hash=offer.hash, reason="须先协商", at=neighbour.now)
    neighbour.exchange()
    assert states(neighbour) == [("agreement", "dead")]


def test_an_unsound_offer_of_theirs_is_a_dead_letter_there(neighbour: Any) -> None:
    """Their node, which has no such check in this test, learns by our refusal that its offer is dead."""
    unsound = samples.agreement(clauses=()).as_json()
    (event,) = neighbour.tell(documents.offer(unsound, basis=neighbour.charter, parties=BOTH))
    neighbour.exchange()
    (document,) = neighbour.node.tables.documents.values()
    assert document.answers == {neighbour.code: "signed", US: "declined"}
    row = Envelope.objects.get(event_hash=event.hash)
    assert (row.outcome, row.code) == ("refused", AgreementRefusal.AGREEMENT_NEEDS_A_CLAUSE.value)
    assert not Document.objects.exists()


def test_taken_back_before_it_was_signed(neighbour: Any) -> None:
    offered = agreements.offer(agreement=samples.agreement(), at=neighbour.now)
    agreements.withdraw(document_hash=offered, at=neighbour.now)
    neighbour.exchange()
    assert states(neighbour) == [("agreement", "dead")]
    again = samples.agreement(from_day=samples.days(1))
    assert agreements.offer(agreement=again, at=neighbour.now) != offered, "the table is free again"


def test_taken_back_too_late(neighbour: Any) -> None:
    offered = agreements.offer(agreement=samples.agreement(), at=neighbour.now)
    neighbour.exchange()
    neighbour.tell(documents.sign(theirs(neighbour, offered)))
    agreements.withdraw(document_hash=offered, at=neighbour.now)
    neighbour.exchange()
    assert states(neighbour) == [("agreement", "agreed")]
    assert audit.findings() == []


def test_a_change_goes_the_same_way(neighbour: Any) -> None:
    framework(neighbour)
    ended = agreements.terminate(
        agreement=ID, last_day=samples.days(2), winding_down_days=5, reason="另订新约", at=neighbour.now
    )
    neighbour.exchange()
    neighbour.tell(documents.sign(theirs(neighbour, ended)))
    neighbour.exchange()
    assert states(neighbour) == [("agreement", "agreed"), ("agreement.termination", "agreed")]
    assert queries.need(ID).is_terminated
    assert audit.findings() == []


def test_both_offer_a_change_at_once(neighbour: Any) -> None:
    base = framework(neighbour)
    ours = agreements.suspend(agreement=ID, from_day=samples.days(5), reason="我方", at=neighbour.now)
    rival = samples.suspension(base, from_day=samples.days(6)).as_json()
    neighbour.tell(documents.offer(rival, basis=neighbour.charter, parties=BOTH))
    neighbour.exchange()
    (offer,) = queries.offers_for_us()
    agreements.decline(document_hash=offer.hash, reason="已另提一案", at=neighbour.now)
    neighbour.exchange()
    neighbour.tell(documents.sign(theirs(neighbour, ours)))
    neighbour.exchange()
    assert queries.need(ID).head == ours
    assert [state for _, state in states(neighbour)] == ["agreed", "agreed", "dead"]
