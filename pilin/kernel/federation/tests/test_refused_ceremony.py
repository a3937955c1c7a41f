"""The key ceremony over tables: cards, fingerprints and charters that do not fit, and acts that need two persons."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pilin.base import canonical
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import cellar, links, sessions
from pilin.kernel.federation.protocol.desk import Applied
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.suite import Ed25519Signer
from pilin.kernel.federation.tests.links import AT
from pilin.kernel.federation.tests.pairing import STRANGER, THEM, US, note, refusal
from tests.support.neighbour import Neighbour

PEER_KEY = Ed25519Signer(b"\3" * 32)


@pytest.fixture
def ours(db: None, node_folder: Path) -> links.Card:
    """Return the card of a node that has its key."""
    links.init(at=AT)
    return links.card()


@pytest.fixture
def theirs(ours: links.Card) -> dict[str, Any]:
    """Return a peer's card."""
    key = PEER_KEY.key
    return {**ours, "code": THEM, "name": "金山区", "suite": key.suite, "public": key.public, "url": "https://peer:1"}


@pytest.fixture
def paper(ours: links.Card, theirs: dict[str, Any]) -> dict[str, Any]:
    """Return the paper of a charter with an introduced peer, which has signed it."""
    links.introduce(theirs, fingerprint=PEER_KEY.key.fingerprint)
    read: Any = canonical.decode(links.offer_charter(theirs, at=AT))
    return {"charter": read["charter"], "signatures": signed(read["charter"])}


def signed(charter: Any) -> dict[str, Any]:
    """Return the peer's signature of a charter."""
    return {THEM: {"kid": PEER_KEY.key.kid, "sig": PEER_KEY.sign(canonical.encode(charter))}}


def signing(paper: Any) -> Any:
    """Return the code with which a paper is not signed."""
    return refusal(links.sign_charter, canonical.encode(paper))


def test_a_link_opens_when_both_have_signed(paper: dict[str, Any]) -> None:
    both: Any = canonical.decode(links.sign_charter(canonical.encode(paper)))
    assert both["signatures"].keys() == {US, THEM}
    link = tables.Link.objects.get(peer=THEM)
    assert (link.mode, link.charter) == ("open", f"charter:{canonical.digest_of(paper['charter'])}")
    assert tables.Charter.objects.get().serial == 1
    assert links.pinned() == {link.certificate: THEM}


def test_an_introduced_peer_is_not_known_on_the_wire(paper: dict[str, Any]) -> None:
    assert tables.Link.objects.get(peer=THEM).mode == "introduced"
    assert links.pinned() == {}


CARDS: list[Callable[[dict[str, Any]], Any]] = [
    lambda card: {**card, "suite": "sm2"},
    lambda card: {**card, "name": 1},
    lambda card: {**card, "more": ""},
    lambda card: {name: value for name, value in card.items() if name != "url"},
    lambda card: {**card, "code": US},
    lambda card: {**card, "code": "31011"},
    lambda card: {**card, "code": "3101l6"},
    lambda _card: [],
]


@pytest.mark.parametrize("change", CARDS)
def test_a_card_of_another_shape_is_not_readable(theirs: dict[str, Any], change: Callable[[Any], Any]) -> None:
    told = refusal(links.introduce, change(theirs), fingerprint=PEER_KEY.key.fingerprint)
    assert told is LinkRefusal.CARD_IS_NOT_READABLE
    assert not tables.Link.objects.exists()


@pytest.mark.parametrize("read_out", ["", "0" * 64, PEER_KEY.key.kid])
def test_a_card_that_was_not_read_out_is_not_introduced(theirs: dict[str, Any], read_out: str) -> None:
    assert refusal(links.introduce, theirs, fingerprint=read_out) is LinkRefusal.FINGERPRINT_DIFFERS
    assert not tables.Link.objects.exists()


def test_a_fingerprint_may_be_read_in_groups(theirs: dict[str, Any]) -> None:
    name = PEER_KEY.key.fingerprint.upper()
    groups = " ".join(name[place : place + 4] for place in range(0, 64, 4))
    assert links.introduce(theirs, fingerprint=groups) == THEM


@pytest.mark.parametrize("wrong", [{}, [], {"charter": {}}, {"charter": {}, "signatures": {}}], ids=str)
def test_a_paper_of_another_shape_does_not_fit(paper: dict[str, Any], wrong: Any) -> None:
    assert signing(wrong) is LinkRefusal.CHARTER_DOES_NOT_FIT


@pytest.mark.parametrize("name", ["url", "certificate"])
@pytest.mark.parametrize("whose", [US, THEM])
def test_a_charter_names_the_cards_that_were_shown(paper: dict[str, Any], whose: str, name: str) -> None:
    parties = [{**card, name: "other"} if card["code"] == whose else card for card in paper["charter"]["parties"]]
    charter = {**paper["charter"], "parties": parties}
    assert signing({"charter": charter, "signatures": signed(charter)}) is LinkRefusal.CHARTER_DOES_NOT_FIT
    assert tables.Link.objects.get(peer=THEM).mode == "introduced"


def test_a_charter_with_somebody_who_was_not_introduced_does_not_fit(paper: dict[str, Any]) -> None:
    parties = [{**card, "code": STRANGER} if card["code"] == THEM else card for card in paper["charter"]["parties"]]
    charter = {**paper["charter"], "parties": parties}
    assert signing({"charter": charter, "signatures": signed(charter)}) is LinkRefusal.CHARTER_DOES_NOT_FIT


@pytest.mark.parametrize("signatures", [{}, {THEM: "signed"}, {THEM: {"kid": "", "sig": PEER_KEY.sign(b"other")}}])
def test_a_charter_needs_the_signature_of_the_peer(paper: dict[str, Any], signatures: Any) -> None:
    assert signing({**paper, "signatures": signatures}) is LinkRefusal.CHARTER_DOES_NOT_FIT
    assert not tables.Charter.objects.exists()


@pytest.mark.parametrize(("first", "second"), [("", "乙"), ("甲", ""), ("甲", "甲")])
def test_quarantined_bytes_are_opened_by_two_persons(ours: links.Card, first: str, second: str) -> None:
    told = refusal(cellar.open_quarantine, quarantine_id=1, first=first, second=second)
    assert told is LinkRefusal.TWO_PERSONS_ARE_NEEDED


@pytest.mark.parametrize(("first", "second"), [("", "乙"), ("甲", ""), ("甲", "甲")])
def test_a_recovery_is_overridden_by_two_persons(neighbour: Neighbour, first: str, second: str) -> None:
    told = refusal(sessions.override, peer=THEM, first=first, second=second, at=AT)
    assert told is LinkRefusal.TWO_PERSONS_ARE_NEEDED
    assert not tables.Alarm.objects.filter(code="recovery_overridden").exists()


def test_an_attachment_has_an_upper_size(ours: links.Card, settings: Any) -> None:
    settings.NODE = replace(settings.NODE, limits=replace(settings.NODE.limits, attachment_bytes_max=8))
    assert len(cellar.keep_blob(b"12345678", [US])) == 64
    assert refusal(cellar.keep_blob, b"123456789", [US]) is LinkRefusal.BLOB_IS_TOO_LARGE
    assert tables.Blob.objects.count() == 1


def test_a_fact_on_no_basis_is_refused(neighbour: Neighbour) -> None:
    event = neighbour.tell(note(basis="custom:of-the-place"))[0]
    neighbour.exchange()
    row = tables.Envelope.objects.get(event_hash=event.hash)
    assert (row.outcome, row.code) == ("refused", LinkRefusal.BASIS_IS_UNKNOWN.value)


def test_a_charter_allows_only_what_concerns_the_link(neighbour: Neighbour) -> None:
    draft = note(kind="matters.open", scope="matters", basis=neighbour.charter, body={"matter": "x"})
    neighbour.node.rooms.decide = lambda _kind, items, _at: [Applied("") for _ in items]
    event = neighbour.tell(draft)[0]
    neighbour.exchange()
    row = tables.Envelope.objects.get(event_hash=event.hash)
    assert (row.outcome, row.code) == ("refused", LinkRefusal.BASIS_DOES_NOT_ALLOW_KIND.value)


def test_a_document_of_a_type_that_no_room_owns_is_refused(neighbour: Neighbour) -> None:
    offer = {"basis": neighbour.charter, "parties": [US, THEM], "at": neighbour.now}
    assert refusal(federation.offer, {"type": "poem"}, **offer) is LinkRefusal.KIND_IS_UNKNOWN
    assert not tables.Document.objects.exists()
