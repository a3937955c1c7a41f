"""The keyring: keys and marks as files beside the database, whole or not at all, and sessions over them."""

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.kernel.federation import actions
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import keyring, links, sessions
from pilin.kernel.federation.protocol.desk import Declined, Mark, Waiting
from pilin.kernel.federation.protocol.event import Draft
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.suite import Ed25519Signer
from pilin.kernel.federation.tests.links import AT
from pilin.kernel.federation.tests.pairing import STRANGER, STRANGER_KEY, refusal
from tests.support.neighbour import CODE, Neighbour

MARK = Mark(CODE, "work", 1, 7, "a" * 64)
marks = st.builds(
    Mark,
    peer=st.sampled_from([CODE, STRANGER, ""]),
    lane=st.sampled_from(["ask", "work", "bulk", ""]),
    inc=st.integers(0, 2**31),
    seq=st.integers(0, 2**53 - 1),
    hash=st.sampled_from(["", "a" * 64]),
    author=st.sampled_from(["", CODE]),
)


# Marks


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(marks, unique_by=lambda mark: mark.place, max_size=6))
def test_marks_read_as_they_were_written(node_folder: Path, given: list[Mark]) -> None:
    kept = {mark.place: mark for mark in given}
    keyring.write_marks(kept)
    assert keyring.read_marks() == kept
    assert [file.name for file in keyring.folder().iterdir()] == ["high_water"]


def test_without_a_file_there_are_no_marks(node_folder: Path) -> None:
    assert keyring.read_marks() is None
    keyring.write_marks({})
    assert keyring.read_marks() == {}


def damaged() -> list[Any]:
    """Return what a file holds after an accident: nothing, a half, other numbers, other shapes."""
    rows = [[CODE, "work", 1, 9, "a" * 64, ""]]
    whole = json.dumps({"marks": rows, "check": "0" * 64})
    return ["", "{", whole, whole[:40], "[]", "7", "{}", '{"marks":[]}', '{"check":"x"}', "\u00e9"]


@pytest.mark.parametrize("text", damaged())
def test_a_damaged_file_of_marks_is_none(node_folder: Path, text: str) -> None:
    (keyring.folder() / "high_water").write_text(text, encoding="utf-8")
    assert keyring.read_marks() is None


def test_a_changed_number_makes_the_file_none(node_folder: Path) -> None:
    keyring.write_marks({MARK.place: MARK})
    file = keyring.folder() / "high_water"
    file.write_text(file.read_text().replace(",7,", ",6,"))
    assert keyring.read_marks() is None


def test_a_write_that_dies_leaves_the_file_as_it_was(node_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keyring.write_marks({MARK.place: MARK})

    def die(_descriptor: int) -> None:
        raise OSError("the power is gone")

    monkeypatch.setattr(os, "fsync", die)
    with pytest.raises(OSError, match="power"):
        keyring.write_marks({})
    monkeypatch.undo()
    assert (keyring.folder() / "high_water").read_text().count(CODE) == 1


# Keys


def test_a_node_has_one_first_key(node_folder: Path) -> None:
    first = keyring.first_key()
    assert keyring.first_key().key == first.key
    (file,) = keyring.folder().glob("*.key")
    assert (file.name, file.stat().st_mode & 0o777) == (f"0001-{first.key.kid}.key", 0o600)


def test_a_staged_key_signs_nothing_until_it_is_promoted(node_folder: Path) -> None:
    first, new = keyring.first_key(), Ed25519Signer.generate()
    keyring.stage(new)
    assert [signer.key for signer in keyring.signers()] == [first.key]
    keyring.promote(new)
    assert [signer.key for signer in keyring.signers()] == [first.key, new.key]
    assert keyring.first_key().key == new.key
    assert list(keyring.folder().glob("*.staged")) == []


def test_what_lies_beside_the_keys_is_none(node_folder: Path) -> None:
    assert keyring.signers() == []  # there is no folder yet
    first, second = keyring.first_key(), Ed25519Signer.generate()
    keyring.write_marks({})
    (keyring.folder() / "0000.key.1").write_bytes(b"a draft")
    (keyring.folder() / "0010-later.key").write_bytes(second.private)
    assert [signer.key for signer in keyring.signers()] == [first.key, second.key]


def test_a_key_file_signs_as_it_did(node_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signature = keyring.first_key().sign(b"data")
    monkeypatch.setattr(keyring, "_loaded", {})  # as another process reads it
    (signer,) = keyring.signers()
    assert signer.sign(b"data") == signature


@pytest.mark.django_db
def test_a_node_is_made_once(node_folder: Path) -> None:
    key = actions.init(at=AT)
    certificate, marks = links.credentials().certificate_pem(), keyring.read_marks()
    assert marks == {}
    assert actions.init(at=AT) == key
    assert links.credentials().certificate_pem() == certificate


def test_a_linked_node_that_lost_its_marks_does_not_make_them_anew(neighbour: Neighbour) -> None:
    (keyring.folder() / "high_water").unlink(missing_ok=True)
    actions.init(at=neighbour.now)
    assert keyring.read_marks() is None  # so that it recovers when it starts
    assert actions.wake(marks=keyring.read_marks(), at=neighbour.now) == "recovering"


# Sessions


def test_a_rotation_is_told_and_then_signs(neighbour: Neighbour) -> None:
    old, new = keyring.signers()[-1].key, Ed25519Signer.generate()
    actions.rotate(new=new, at=neighbour.now)
    assert keyring.signers()[-1].key == new.key
    neighbour.exchange()
    keys = tables.Key.objects.filter(node=sessions.code()).order_by("pk")
    assert [(row.kid, row.until is None) for row in keys] == [(old.kid, False), (new.key.kid, True)]
    assert tables.Link.objects.get().kid == new.key.kid
    held = neighbour.node.store.keys(sessions.code(), sessions.code())
    assert [row.key.kid for row in held] == [old.kid, new.key.kid]


def test_a_rotation_that_fails_leaves_the_old_key(neighbour: Neighbour) -> None:
    old = keyring.signers()[-1].key
    tables.NodeState.objects.update_or_create(pk=1, defaults={"mode": "recovering"})
    assert refusal(actions.rotate, new=Ed25519Signer.generate(), at=neighbour.now) is LinkRefusal.NODE_IS_RECOVERING
    assert [signer.key for signer in keyring.signers()] == [old]
    assert tables.Key.objects.filter(node=sessions.code()).count() == 1


def test_sessions_inside_a_session_are_the_same_one(neighbour: Neighbour) -> None:
    with sessions.session() as outer, sessions.session() as inner:
        assert inner is outer
    with sessions.session() as later:
        assert later is not outer


def test_two_persons_override_a_recovery(neighbour: Neighbour) -> None:
    tables.NodeState.objects.update_or_create(pk=1, defaults={"mode": "recovering", "inc": 2, "nonce": "0" * 32})
    actions.override(peer=CODE, first="one", second="two", at=neighbour.now)
    assert tables.NodeState.objects.get().mode == "open"
    assert tables.Alarm.objects.get(code="recovery_overridden").facts == {"inc": 2}


@pytest.mark.parametrize("mode", ["halted", "introduced", ""])
def test_a_person_opens_and_pauses_and_nothing_else(neighbour: Neighbour, mode: str) -> None:
    with pytest.raises(AssertionError):
        actions.set_mode(peer=CODE, mode=mode)
    assert tables.Link.objects.get().mode == "open"


def test_an_embedded_event_is_verified_by_the_keys_of_its_author(neighbour: Neighbour) -> None:
    draft = Draft("link.note", "link", neighbour.charter, {}, (sessions.code(),))
    event = neighbour.tell(draft)[0]
    assert actions.verify(event) is None
    forged = actions.verify(replace(event, sig=STRANGER_KEY.sign(event.text)))
    assert forged == Declined(LinkRefusal.EVENT_SIGNATURE_IS_BAD)
    tables.Key.objects.filter(node=CODE).delete()
    assert actions.verify(event) == Waiting(LinkRefusal.KEY_IS_NOT_KNOWN_YET)


def test_whoever_registers_twice_made_a_mistake() -> None:
    registry = actions.Registry()
    registry.handle(["kind"], lambda _items, _at: [])
    registry.basis("clause:", lambda _event, _at: None)
    registry.documents("note", check=lambda _text, _parties: None, agreed=lambda _document, _at: None)
    verbs: list[Any] = [
        lambda: registry.handle(["kind"], lambda _items, _at: []),
        lambda: registry.basis("clause:", lambda _event, _at: None),
        lambda: registry.documents("note", check=lambda _t, _p: None, agreed=lambda _d, _at: None),
    ]
    for verb in verbs:
        with pytest.raises(AssertionError, match="has "):
            verb()


def test_a_peer_is_reached_where_its_card_says(neighbour: Neighbour) -> None:
    assert (actions.address(CODE).host, actions.address(CODE).port) == ("127.0.0.1", 1)
    tables.Link.objects.update(url="https://peer.example/path", certificate="pem")
    address = actions.address(CODE)
    assert (address.host, address.port, address.certificates) == ("peer.example", 443, ("pem",))
    assert actions.pinned() == {"pem": CODE}
    tables.Link.objects.update(mode="introduced")
    assert actions.pinned() == {}
