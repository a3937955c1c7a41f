"""The tables keep what the protocol needs: a node over tables and a neighbour in memory come to the same."""

from collections.abc import Iterator

import pytest

from pilin.kernel.federation import actions, models
from pilin.kernel.federation.protocol import documents
from tests.support.neighbour import CODE, Neighbour

US = "330482"


@pytest.fixture
def notes() -> Iterator[str]:
    """Register a document type that nobody objects to."""
    actions.registry.documents("note", check=lambda _text, _parties: None, agreed=lambda _document, _at: None)
    yield "note"
    del actions.registry.text_checks["note"], actions.registry.agreed_listeners["note"]


def test_an_offer_of_ours_is_countersigned_and_both_settle(neighbour: Neighbour, notes: str) -> None:
    actions.offer({"type": notes, "n": 1}, basis=neighbour.charter, parties=[US, CODE], at=neighbour.now)
    neighbour.exchange()
    document = next(iter(neighbour.node.tables.documents.values()))
    neighbour.tell(documents.sign(document))
    neighbour.exchange()
    assert models.Document.objects.get().state == "agreed"
    assert neighbour.node.tables.documents[document.hash].state == "agreed"
    out, into = models.OutLane.objects.get(lane="work"), models.InLane.objects.get(lane="work")
    assert (out.seq, out.settled) == (out.acked, out.seq)
    assert into.decided == into.seq == into.put
