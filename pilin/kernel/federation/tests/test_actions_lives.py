"""Over tables: a second ceremony after a lost key, the archive of rows that left a lane, and handlers that break."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pilin.base import canonical
from pilin.base.clock import Instant
from pilin.kernel.federation import actions
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import keyring, links, sessions
from pilin.kernel.federation.actions.store import DjangoStore
from pilin.kernel.federation.protocol.desk import Applied, Declined, Delivered, Mark, Outcome
from pilin.kernel.federation.protocol.event import Draft
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.suite import Ed25519Signer
from pilin.kernel.federation.tests.links import AT
from pilin.kernel.federation.tests.pairing import THEM, US, refusal
from tests.support.neighbour import Neighbour

FIRST, SECOND = Ed25519Signer(b"\3" * 32), Ed25519Signer(b"\4" * 32)
KIND = "test.told"


def ceremony(signer: Ed25519Signer) -> dict[str, Any]:
    """Hold a whole ceremony with a peer that holds a key; return the charter."""
    key = signer.key
    card = {**links.card(), "code": THEM, "name": "金山区", "public": key.public, "url": "https://peer:1"}
    links.introduce(card, fingerprint=key.fingerprint)
    paper: Any = canonical.decode(links.offer_charter(card, at=AT))
    charter: dict[str, Any] = paper["charter"]
    signature = {"kid": key.kid, "sig": signer.sign(canonical.encode(charter))}
    links.sign_charter(canonical.encode({"charter": charter, "signatures": {THEM: signature}}))
    return charter


def ends(node: str) -> dict[str, Any]:
    """Return where each key of a node ended on the link."""
    return dict(tables.Key.objects.filter(node=node).values_list("kid", "until"))


# Ceremonies


@pytest.mark.django_db
def test_a_new_ceremony_ends_the_lost_key_where_its_lanes_stand(node_folder: Path) -> None:
    actions.init(at=AT)
    ceremony(FIRST)
    with sessions.session() as peer:
        peer.desk.store.save_in(replace(peer.desk.store.in_lanes(THEM)["work"], seq=7))
    charter = ceremony(SECOND)
    assert charter["serial"] == 2
    assert ends(THEM) == {FIRST.key.kid: {"ask": 0, "work": 7, "bulk": 0}, SECOND.key.kid: None}
    assert list(ends(US).values()) == [None]  # our own key goes on
    link = tables.Link.objects.get()
    assert (link.mode, link.charter, link.peer_kid) == ("open", f"charter:{canonical.digest_of(charter)}", "")


@pytest.mark.django_db
def test_the_same_paper_twice_opens_the_same_link(node_folder: Path) -> None:
    actions.init(at=AT)
    charter = ceremony(FIRST)
    signature = {"kid": FIRST.key.kid, "sig": FIRST.sign(canonical.encode(charter))}
    links.sign_charter(canonical.encode({"charter": charter, "signatures": {THEM: signature}}))
    assert tables.Charter.objects.count() == 1
    assert list(ends(THEM).values()) == [None]


@pytest.mark.django_db
@pytest.mark.parametrize(("inc", "made"), [(1, True), (2, False)])
def test_the_first_link_of_the_first_life_makes_the_file_of_marks(node_folder: Path, inc: int, made: bool) -> None:
    actions.init(at=AT)
    tables.NodeState.objects.update_or_create(pk=1, defaults={"inc": inc})
    (keyring.folder() / "high_water").unlink()
    ceremony(FIRST)
    assert keyring.read_marks() == ({} if made else None)


@pytest.mark.django_db
def test_a_second_ceremony_does_not_make_up_for_a_lost_file_of_marks(node_folder: Path) -> None:
    actions.init(at=AT)
    ceremony(FIRST)
    (keyring.folder() / "high_water").unlink()
    ceremony(SECOND)
    actions.init(at=AT)
    assert keyring.read_marks() is None
    assert actions.wake(marks=None, at=AT) == "recovering"


# The archive


@pytest.fixture
def handled(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> Neighbour:
    """Let both sides know a kind of fact, which stands on the charter."""
    monkeypatch.setitem(actions.registry.handlers, KIND, lambda items, _at: [Applied("e" * 64) for _ in items])
    monkeypatch.setitem(actions.registry.basis_checks, "charter:", lambda _event, _at: None)
    neighbour.node.rooms.decide = lambda _kind, items, _at: [Applied("e" * 64) for _ in items]
    return neighbour


def drafts(handled: Neighbour, count: int) -> list[Draft]:
    return [Draft(KIND, "observations", handled.charter, {"n": number}, (THEM, US)) for number in range(count)]


def test_withdrawn_rows_wait_in_the_archive_with_their_effects(handled: Neighbour) -> None:
    told = actions.tell(drafts(handled, 3), at=handled.now)
    with sessions.session() as peer:
        store = peer.desk.store
        store.withdraw(THEM, "work", 1)
        lost = store.lost()
        assert [(row.seq, row.event_hash, row.outcome, row.effect) for row in lost] == [
            (seq, told[seq - 1].hash, "applied", "e" * 64) for seq in (2, 3)
        ]
        assert store.prior(told)[told[2].hash].applied
        store.resolve_lost()
        assert store.lost() == []
    assert list(tables.Envelope.objects.values_list("seq", flat=True)) == [1]
    assert tables.LostEnvelope.objects.filter(resolved=True).count() == 2


def test_a_lost_file_of_marks_ends_with_both_holding_the_same(handled: Neighbour) -> None:
    told = actions.tell(drafts(handled, 3), at=handled.now)
    handled.exchange()
    assert actions.wake(marks=None, at=handled.now) == "recovering"
    assert refusal(actions.tell, drafts(handled, 1), at=handled.now) is LinkRefusal.NODE_IS_RECOVERING
    handled.exchange(turns=40)
    assert tables.NodeState.objects.get().mode == "open"
    ours = tables.Envelope.objects.filter(author=US, kind=KIND).order_by("seq")
    assert [(row.event_hash, row.outcome) for row in ours] == [(event.hash, "applied") for event in told]
    assert tables.InLane.objects.get(lane="work").decided == tables.InLane.objects.get(lane="work").seq


def test_tables_behind_their_marks_take_back_what_the_peer_holds(handled: Neighbour) -> None:
    told = actions.tell(drafts(handled, 3), at=handled.now)
    handled.exchange()
    out = tables.OutLane.objects.get(lane="work")
    mark = Mark(THEM, "work", 1, out.seq, out.head)
    tables.Envelope.objects.filter(author=US, lane="work").delete()
    tables.OutLane.objects.update(seq=0, head="0" * 64, acked=0, settled=0, running={})
    assert actions.wake(marks={mark.place: mark}, at=handled.now) == "recovering"
    handled.exchange(turns=40)
    ours = tables.Envelope.objects.filter(author=US, kind=KIND).order_by("seq")
    assert [(row.event_hash, row.outcome, row.effect) for row in ours] == [
        (event.hash, "applied", "e" * 64) for event in told
    ]


# Handlers


def test_an_own_fact_whose_handler_breaks_is_not_told(handled: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_items: Sequence[Delivered], _at: Instant) -> list[Outcome]:
        raise LookupError("a fault of ours")

    monkeypatch.setitem(actions.registry.handlers, KIND, broken)
    with pytest.raises(LookupError, match="fault of ours"):
        actions.tell(drafts(handled, 1), at=handled.now)
    assert not tables.Envelope.objects.exists()
    assert sessions._current.get() is None


def test_a_listener_hears_what_the_peer_refused(handled: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[str] = []
    monkeypatch.setattr(actions.registry, "refusal_listeners", [lambda event, _at: heard.append(event.re)])
    refused = Declined(LinkRefusal.KIND_IS_UNKNOWN, {"kind": KIND})
    handled.node.rooms.decide = lambda _kind, items, _at: [refused for _ in items]
    (told,) = actions.tell(drafts(handled, 1), at=handled.now)
    handled.exchange()
    assert heard == [told.hash]
    row = tables.Envelope.objects.get(event_hash=told.hash)
    assert (row.outcome, row.code) == ("refused", "kind_is_unknown")
    assert DjangoStore(US).reply(THEM, told.hash, "link.refusal") is not None


def test_a_kind_that_nobody_handles_goes_back_to_its_author(handled: Neighbour) -> None:
    handled.tell(Draft("test.unknown", "observations", handled.charter, {}, (US,)))
    handled.exchange()
    row = tables.Envelope.objects.get(kind="test.unknown")
    assert (row.outcome, row.code) == ("refused", "kind_is_unknown")
    (answer,) = tables.Envelope.objects.filter(author=US, kind="link.refusal")
    assert answer.re == row.event_hash
