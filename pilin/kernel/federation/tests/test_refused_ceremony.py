"""The key ceremony over tables: cards, fingerprints and charters that do not fit, and acts that need two persons."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from pilin.base import canonical
from pilin.base.refusal import Code, Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import cellar, links, sessions
from pilin.kernel.federation.audit import verify
from pilin.kernel.federation.protocol.ceremony import Card
from pilin.kernel.federation.protocol.desk import Applied
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.suite import Ed25519Signer
from pilin.kernel.federation.tests.distortion import distorted
from pilin.kernel.federation.tests.links import AT
from pilin.kernel.federation.tests.pairing import STRANGER, THEM, US, note, refusal
from tests.support.neighbour import Neighbour

PEER_KEY = Ed25519Signer(b"\3" * 32)


@pytest.fixture
def ours(db: None, node_folder: Path) -> Card:
    """Return the card of a node that has its key."""
    links.init(at=AT)
    return links.card()


@pytest.fixture
def theirs(ours: Card) -> dict[str, Any]:
    """Return a peer's card."""
    key = PEER_KEY.key
    return {**ours, "code": THEM, "name": "金山区", "suite": key.suite, "public": key.public, "url": "https://peer:1"}


@pytest.fixture
def paper(ours: Card, theirs: dict[str, Any]) -> dict[str, Any]:
    """Return the paper of a charter with an introduced peer, which has signed it."""
    links.introduce(theirs, fingerprint=PEER_KEY.key.fingerprint)
    read: Any = canonical.decode(links.offer_charter(theirs, at=AT))
    return {"charter": read["charter"], "signatures": signed(read["charter"])}


def signed(charter: Any, by: Ed25519Signer = PEER_KEY) -> dict[str, Any]:
    """Return the peer's signature of a charter, whatever it holds."""
    return {THEM: {"kid": by.key.kid, "sig": by.sign(verify.canonical(charter))}}


def changed(paper: dict[str, Any], *, by: Ed25519Signer = PEER_KEY, **members: Any) -> dict[str, Any]:
    """Return a paper whose peer's card has other members, signed by a key."""
    parties = [{**card, **members} if card["code"] == THEM else card for card in paper["charter"]["parties"]]
    charter = {**paper["charter"], "parties": parties}
    return {"charter": charter, "signatures": signed(charter, by)}


def stored() -> list[Any]:
    """Return what a ceremony may change."""
    return [list(model.objects.order_by("pk").values()) for model in (tables.Link, tables.Charter, tables.Key)]


def signing(paper: Any) -> Any:
    """Return the code with which a paper is not signed."""
    before = stored()
    code = refusal(links.sign_charter, verify.canonical(paper))
    assert stored() == before
    return code


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
    lambda card: {**card, "name": "\ud800"},
    lambda card: {**card, "name": "\x1b[2J"},
    lambda card: {**card, "v": True},
    lambda card: {**card, "more": ""},
    lambda card: {name: value for name, value in card.items() if name != "url"},
    lambda card: {**card, "code": US},
    lambda card: {**card, "code": "31011"},
    lambda card: {**card, "code": "3101l6"},
    lambda card: {**card, "suite": []},
    lambda card: {**card, "public": "A"},
    lambda card: {**card, "code": "\uff11\uff11\uff10\uff11\uff11\uff16"},
    lambda card: {**card, "url": "https://h:99999"},
    lambda card: {**card, "certificate": "no certificate"},
    lambda card: {**card, "certificate": card["certificate"] * 2},
    lambda card: {**card, "certificate": f"ours:\n{card['certificate']}"},
    lambda _card: [],
]


@pytest.mark.parametrize("change", CARDS)
def test_a_card_of_another_shape_is_not_readable(theirs: dict[str, Any], change: Callable[[Any], Any]) -> None:
    told = refusal(links.introduce, change(theirs), fingerprint=PEER_KEY.key.fingerprint)
    assert told is LinkRefusal.CARD_IS_NOT_READABLE
    assert refusal(links.offer_charter, change(theirs), at=AT) is LinkRefusal.CARD_IS_NOT_READABLE
    assert not tables.Link.objects.exists()


@pytest.mark.parametrize("read_out", ["", "0" * 64, PEER_KEY.key.kid])
def test_a_card_that_was_not_read_out_is_not_introduced(theirs: dict[str, Any], read_out: str) -> None:
    assert refusal(links.introduce, theirs, fingerprint=read_out) is LinkRefusal.FINGERPRINT_DIFFERS
    assert not tables.Link.objects.exists()


def test_a_fingerprint_may_be_read_in_groups(theirs: dict[str, Any]) -> None:
    name = PEER_KEY.key.fingerprint.upper()
    groups = " ".join(name[place : place + 4] for place in range(0, 64, 4))
    assert links.introduce(theirs, fingerprint=groups) == THEM


@pytest.mark.parametrize("wrong", [{}, [], 7, {"charter": {}}, {"charter": {}, "signatures": {}}], ids=str)
def test_a_paper_of_another_shape_does_not_fit(paper: dict[str, Any], wrong: Any) -> None:
    assert signing(wrong) is LinkRefusal.CHARTER_DOES_NOT_FIT


@pytest.mark.parametrize(
    "data",
    [b"", b"hello", b"\xff\xfe", b"[" * 100_000, b'{"charter":"\\ud800"}', b'{"charter":{},"charter":{}}'],
    ids=len,
)
def test_bytes_that_are_no_paper_do_not_fit(paper: dict[str, Any], data: bytes) -> None:
    assert refusal(links.sign_charter, data) is LinkRefusal.CHARTER_DOES_NOT_FIT


@pytest.mark.parametrize("signatures", [[], 7, None, "x"])
def test_signatures_of_another_shape_do_not_fit(paper: dict[str, Any], signatures: Any) -> None:
    assert signing({**paper, "signatures": signatures}) is LinkRefusal.CHARTER_DOES_NOT_FIT


@pytest.mark.parametrize("name", ["suite", "public", "name"])
def test_a_card_in_a_charter_is_whole(paper: dict[str, Any], name: str) -> None:
    for party in paper["charter"]["parties"]:
        if party["code"] == THEM:
            del party[name]
    paper["signatures"] = signed(paper["charter"])
    assert signing(paper) is LinkRefusal.CHARTER_DOES_NOT_FIT


NO_PARTIES: list[Any] = [[], [[], []], {}, 7, "xy", [None, None]]
MEMBERS: list[dict[str, Any]] = [
    *({"serial": serial} for serial in ("x", 0, True, None, 2**31)),
    *({"date": day} for day in (7, "", "2026-3-4", "20260304", "2026-02-30")),
    *({"parties": parties} for parties in NO_PARTIES),
    {"type": "other"},
    {"type": ["charter"]},
    {"v": 2},
    {"v": True},
    {"more": ""},
]


@pytest.mark.parametrize("members", MEMBERS, ids=str)
def test_a_charter_has_its_own_shape(paper: dict[str, Any], members: dict[str, Any]) -> None:
    charter = {**paper["charter"], **members}
    assert signing({"charter": charter, "signatures": signed(charter)}) is LinkRefusal.CHARTER_DOES_NOT_FIT


@pytest.mark.parametrize("name", ["url", "certificate", "name"])
@pytest.mark.parametrize("whose", [US, THEM])
def test_a_charter_names_the_cards_that_were_shown(paper: dict[str, Any], whose: str, name: str) -> None:
    parties = [{**card, name: "other"} if card["code"] == whose else card for card in paper["charter"]["parties"]]
    charter = {**paper["charter"], "parties": parties}
    assert signing({"charter": charter, "signatures": signed(charter)}) is LinkRefusal.CHARTER_DOES_NOT_FIT
    assert tables.Link.objects.get(peer=THEM).mode == "introduced"


def test_a_charter_names_the_key_that_was_read_out(paper: dict[str, Any]) -> None:
    other = Ed25519Signer(b"\x33" * 32)
    assert signing(changed(paper, by=other, public=other.key.public)) is LinkRefusal.CHARTER_DOES_NOT_FIT
    assert tables.Link.objects.get(peer=THEM).mode == "introduced"
    links.sign_charter(canonical.encode(paper))
    assert set(tables.Key.objects.filter(node=THEM).values_list("kid", flat=True)) == {PEER_KEY.key.kid}


def test_a_charter_with_another_key_is_not_offered(paper: dict[str, Any], theirs: dict[str, Any]) -> None:
    other = {**theirs, "public": Ed25519Signer(b"\x33" * 32).key.public}
    before = stored()
    assert refusal(links.offer_charter, other, at=AT) is LinkRefusal.CHARTER_DOES_NOT_FIT
    assert stored() == before


def test_a_true_that_stands_for_one_is_another_card(paper: dict[str, Any]) -> None:
    assert signing(changed(paper, v=True)) is LinkRefusal.CHARTER_DOES_NOT_FIT


def test_the_parties_stand_in_the_order_of_their_codes(paper: dict[str, Any]) -> None:
    charter = {**paper["charter"], "parties": paper["charter"]["parties"][::-1]}
    assert signing({"charter": charter, "signatures": signed(charter)}) is LinkRefusal.CHARTER_DOES_NOT_FIT


def test_our_card_stands_in_a_charter_as_it_is_now(paper: dict[str, Any], settings: Any) -> None:
    settings.NODE = replace(settings.NODE, link=replace(settings.NODE.link, url="https://moved:1"))
    assert signing(paper) is LinkRefusal.CHARTER_DOES_NOT_FIT


def test_what_was_introduced_before_it_was_kept_is_introduced_again(
    paper: dict[str, Any], theirs: dict[str, Any]
) -> None:
    tables.Link.objects.update(introduced="")
    assert signing(paper) is LinkRefusal.CHARTER_DOES_NOT_FIT
    assert refusal(links.offer_charter, theirs, at=AT) is LinkRefusal.CHARTER_DOES_NOT_FIT
    links.introduce(theirs, fingerprint=PEER_KEY.key.fingerprint)
    links.sign_charter(canonical.encode(paper))
    assert tables.Link.objects.get().mode == "open"


@pytest.mark.parametrize("mode", ["open", "paused", "halted"])
def test_the_charter_of_a_link_changes_nothing_a_second_time(paper: dict[str, Any], mode: str) -> None:
    first = links.sign_charter(canonical.encode(paper))
    tables.Link.objects.update(introduced="", mode=mode)
    before = stored()
    assert links.sign_charter(canonical.encode(paper)) == first
    assert stored() == before


def test_a_link_that_stands_takes_no_charter_without_an_introduction(paper: dict[str, Any]) -> None:
    links.sign_charter(canonical.encode(paper))
    charter = {**paper["charter"], "serial": 2}
    assert signing({"charter": charter, "signatures": signed(charter)}) is LinkRefusal.CHARTER_DOES_NOT_FIT


def test_a_charter_has_a_higher_number_than_the_one_before(paper: dict[str, Any], theirs: dict[str, Any]) -> None:
    links.sign_charter(canonical.encode(paper))
    links.introduce(theirs, fingerprint=PEER_KEY.key.fingerprint)
    charter = {**paper["charter"], "date": "2026-03-05"}
    assert signing({"charter": charter, "signatures": signed(charter)}) is LinkRefusal.CHARTER_IS_NOT_NEWER
    newer: Any = canonical.decode(links.offer_charter(theirs, at=AT))
    links.sign_charter(canonical.encode({**newer, "signatures": signed(newer["charter"])}))
    assert tables.Link.objects.get().charter == f"charter:{canonical.digest_of(newer['charter'])}"


def test_a_charter_with_somebody_who_was_not_introduced_does_not_fit(paper: dict[str, Any]) -> None:
    parties = [{**card, "code": STRANGER} if card["code"] == THEM else card for card in paper["charter"]["parties"]]
    charter = {**paper["charter"], "parties": parties}
    assert signing({"charter": charter, "signatures": signed(charter)}) is LinkRefusal.CHARTER_DOES_NOT_FIT


NO_SIGNATURES: list[Any] = ["signed", None, [], {}, {"kid": "", "sig": PEER_KEY.sign(b"other")}]
NO_SIGNATURES += [{"kid": PEER_KEY.key.kid, "sig": sig} for sig in ("", "é", None, 7, PEER_KEY.sign(b"other"))]


@pytest.mark.parametrize("signatures", [{}, *({THEM: signature} for signature in NO_SIGNATURES)], ids=str)
def test_a_charter_needs_the_signature_of_the_peer(paper: dict[str, Any], signatures: Any) -> None:
    assert signing({**paper, "signatures": signatures}) is LinkRefusal.CHARTER_DOES_NOT_FIT
    assert not tables.Charter.objects.exists()


@pytest.mark.parametrize(
    "more", [{US: None}, {US: {"kid": "", "sig": ""}}, {STRANGER: {"kid": "", "sig": ""}}], ids=str
)
def test_a_charter_bears_no_other_signatures(paper: dict[str, Any], more: Any) -> None:
    assert signing({**paper, "signatures": {**paper["signatures"], **more}}) is LinkRefusal.CHARTER_DOES_NOT_FIT


def test_a_signature_names_its_key(paper: dict[str, Any]) -> None:
    signature = {**paper["signatures"][THEM], "kid": "0" * 32}
    assert signing({**paper, "signatures": {THEM: signature}}) is LinkRefusal.CHARTER_DOES_NOT_FIT


# Anything, anywhere


def said(verb: Callable[..., Any], *arguments: Any, **named: Any) -> Code | None:
    """Return the code with which a call is refused, or None; what is refused has changed nothing."""
    before = stored()
    try:
        verb(*arguments, **named)
    except Refused as refused:
        assert stored() == before
        return refused.code
    return None


@hypothesis.settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_distorted_card_is_refused_or_taken(theirs: dict[str, Any], data: st.DataObject) -> None:
    card = data.draw(distorted(theirs))
    with transaction.atomic():
        told = said(links.introduce, card, fingerprint=PEER_KEY.key.fingerprint)
        assert told in (None, LinkRefusal.CARD_IS_NOT_READABLE, LinkRefusal.FINGERPRINT_DIFFERS)
        if told is None:
            offered: Any = canonical.decode(links.offer_charter(card, at=AT))
            links.sign_charter(
                canonical.encode({**offered, "signatures": {card["code"]: signed(offered["charter"])[THEM]}})
            )
        transaction.set_rollback(True)


@hypothesis.settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.data())
def test_a_distorted_paper_is_refused_or_signed(paper: dict[str, Any], data: st.DataObject) -> None:
    shown = data.draw(distorted(paper))
    if data.draw(st.booleans()) and isinstance(shown, dict) and "charter" in shown:
        shown = {**shown, "signatures": signed(shown["charter"])}  # as the peer itself may distort what it signs
    with transaction.atomic():
        assert said(links.sign_charter, verify.canonical(shown)) in (None, LinkRefusal.CHARTER_DOES_NOT_FIT)
        assert tables.Key.objects.exclude(node=US).exclude(kid=PEER_KEY.key.kid).count() == 0
        transaction.set_rollback(True)


# Two persons


@pytest.mark.parametrize(("first", "second"), [("", "乙"), ("甲", ""), ("甲", "甲")])
def test_quarantined_bytes_are_opened_by_two_persons(ours: Card, first: str, second: str) -> None:
    told = refusal(cellar.open_quarantine, quarantine_id=1, first=first, second=second)
    assert told is LinkRefusal.TWO_PERSONS_ARE_NEEDED


@pytest.mark.parametrize(("first", "second"), [("", "乙"), ("甲", ""), ("甲", "甲")])
def test_a_recovery_is_overridden_by_two_persons(neighbour: Neighbour, first: str, second: str) -> None:
    told = refusal(sessions.override, peer=THEM, first=first, second=second, at=AT)
    assert told is LinkRefusal.TWO_PERSONS_ARE_NEEDED
    assert not tables.Alarm.objects.filter(code="recovery_overridden").exists()


def test_an_attachment_has_an_upper_size(ours: Card, settings: Any) -> None:
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
