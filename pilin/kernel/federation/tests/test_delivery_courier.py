"""The courier: marks are on disk before anything is sent, one frame's fault is not its neighbour's, and it ends."""

import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import pytest
from django.db import OperationalError

from pilin.base.clock import Instant
from pilin.kernel.federation import actions
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import keyring
from pilin.kernel.federation.delivery import courier as couriers
from pilin.kernel.federation.delivery.courier import Courier, HighWater
from pilin.kernel.federation.protocol.desk import Effects, Mark, Send
from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.ends import assert_later
from pilin.kernel.federation.transport import Incoming, LinkDown, PeerAddress, TransportRefusal

PEER = links.PEER
MARK = Mark(PEER, "work", 1, 7, "a" * 64)

pytestmark = pytest.mark.django_db


@dataclass
class Wire:
    """A transport that notes frames, and what was on disk when they went; `gate` holds them, `answers` answer them."""

    answers: dict[bytes, bytes] = field(default_factory=dict)
    down: bool = False
    sent: list[tuple[str, str, bytes]] = field(default_factory=list)
    marks: list[int] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)

    def exchange(self, peer: PeerAddress, frame: bytes, *, lane: str = "work") -> bytes:
        self.sent.append((peer.code, lane, frame))
        self.marks.append(sum(mark.seq for mark in (keyring.read_marks() or {}).values()))
        assert self.gate.wait(5)
        if self.down:
            raise LinkDown(TransportRefusal.PEER_IS_UNREACHABLE, peer=peer.code)
        return self.answers.get(frame, b"")

    def frames(self) -> list[bytes]:
        return [frame for _, _, frame in self.sent]


@dataclass
class Node:
    """What the node does with frames, instead of the protocol: it notes them and says what follows."""

    follows: dict[bytes, Effects] = field(default_factory=dict)
    taken: list[bytes] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    failed: list[tuple[str, str, str]] = field(default_factory=list)
    due: list[Effects] = field(default_factory=list)
    breaks_with: Exception | None = None

    def receive(self, frames: Sequence[bytes], *, sender: str, at: Instant) -> list[Effects]:
        self.taken += frames
        self.senders.append(sender)
        if b"break" in frames:
            raise LookupError("a fault of ours")
        return [self.follows.get(frame, Effects()) for frame in frames]

    def transport_failed(self, *, peer: str, lane: str, at: Instant, reason: str) -> None:
        if self.breaks_with is not None:
            raise self.breaks_with
        self.failed.append((peer, lane, reason))

    def next_due(self, *, at: Instant) -> Effects:
        if self.breaks_with is not None:
            raise self.breaks_with
        return self.due.pop() if self.due else Effects()


@pytest.fixture
def wire() -> Wire:
    wire = Wire()
    wire.gate.set()
    return wire


@pytest.fixture
def node(monkeypatch: pytest.MonkeyPatch, node_folder: object) -> Node:
    """Let the courier speak with a node that answers as the test says."""
    node = Node()
    monkeypatch.setattr(actions, "receive", node.receive)
    monkeypatch.setattr(actions, "transport_failed", node.transport_failed)
    monkeypatch.setattr(actions, "due", node.next_due)
    monkeypatch.setattr(actions, "address", lambda peer: PeerAddress(peer, "127.0.0.1", 1, ("",)))
    monkeypatch.setattr(couriers, "close_old_connections", lambda: None)
    return node


@pytest.fixture
def courier(wire: Wire, node: Node) -> Iterator[Courier]:
    """Return a courier that turns only when the test says so; its carriers end with the test."""
    courier = Courier(wire, HighWater())
    yield courier
    wire.gate.set()
    for carrier in courier._carriers.values():
        carrier.stop()
        carrier.join(5)
        assert not carrier.is_alive()


def send(frame: bytes, lane: str = "work", peer: str = PEER) -> Send:
    return Send(peer, lane, frame)


# High-water marks


def test_a_mark_is_on_disk_before_what_it_covers_is_sent(courier: Courier, wire: Wire) -> None:
    courier.carry_out(Effects((MARK,), None, (send(b"one"),)))
    assert_later(lambda: wire.marks)
    assert wire.marks == [7]
    assert keyring.read_marks() == {MARK.place: MARK}


@pytest.mark.parametrize(("inc", "seq", "kept"), [(1, 8, True), (2, 1, True), (1, 7, False), (1, 6, False)])
def test_marks_only_rise(node_folder: object, inc: int, seq: int, kept: bool) -> None:
    HighWater().raise_to((MARK,))
    later = Mark(PEER, "work", inc, seq, "b" * 64)
    HighWater().raise_to((later,))
    assert (keyring.read_marks() or {})[MARK.place] == (later if kept else MARK)


def test_each_half_of_a_lane_has_its_own_mark(node_folder: object) -> None:
    theirs = Mark(PEER, "work", 1, 3, "", PEER)
    marks = HighWater()
    marks.raise_to((MARK, theirs))
    marks.raise_to((Mark("", "", 2, 0, ""),))
    assert keyring.read_marks() == {mark.place: mark for mark in (MARK, theirs, Mark("", "", 2, 0, ""))}


def test_nothing_is_written_where_nothing_rises(node_folder: object, monkeypatch: pytest.MonkeyPatch) -> None:
    marks = HighWater()
    marks.raise_to((MARK,))
    monkeypatch.setattr(keyring, "write_marks", lambda _marks: pytest.fail("the file was written again"))
    marks.raise_to((MARK,))
    marks.raise_to(())


# Carrying


def test_an_answer_is_taken_and_what_follows_is_carried(courier: Courier, wire: Wire, node: Node) -> None:
    wire.answers[b"one"] = b"answer"
    node.follows[b"answer"] = Effects((MARK,), None, (send(b"two", "bulk"),))
    courier.carry(send(b"one"))
    assert_later(lambda: b"two" in wire.frames())
    assert node.taken == [b"answer"]
    assert wire.sent == [(PEER, "work", b"one"), (PEER, "bulk", b"two")]


def test_an_empty_answer_is_nothing_to_take(courier: Courier, node: Node) -> None:
    courier.carry(send(b"one"))
    assert node.taken == []


def test_a_link_that_is_down_is_noted_with_its_reason(courier: Courier, wire: Wire, node: Node) -> None:
    wire.down = True
    courier.carry(send(b"one", "bulk"))
    assert node.failed == [(PEER, "bulk", "peer_is_unreachable")]
    assert node.taken == []


def test_a_note_that_the_database_refuses_ends_no_carrier(
    courier: Courier, wire: Wire, node: Node, caplog: pytest.LogCaptureFixture
) -> None:
    wire.down, node.breaks_with = True, OperationalError("locked")
    courier.carry(send(b"one"))
    assert "was not noted" in caplog.text
    wire.down = False
    courier.carry(send(b"two"))
    assert wire.frames() == [b"one", b"two"]


def test_an_answer_that_breaks_us_is_logged_and_the_next_one_is_taken(
    courier: Courier, wire: Wire, node: Node, caplog: pytest.LogCaptureFixture
) -> None:
    wire.answers = {b"one": b"break", b"two": b"fine"}
    courier.carry(send(b"one"))
    courier.carry(send(b"two"))
    assert f"an exchange with {PEER} failed" in caplog.text
    assert node.taken == [b"break", b"fine"]


def test_a_lane_that_is_held_up_holds_up_no_other(courier: Courier, wire: Wire) -> None:
    wire.gate.clear()
    courier.carry_out(Effects(sends=(send(b"a"), send(b"b", "ask"), send(b"c", peer=links.THIRD))))
    assert_later(lambda: sorted(wire.frames()) == [b"a", b"b", b"c"])


def test_one_frame_of_a_lane_is_on_its_way_and_few_wait(
    courier: Courier, wire: Wire, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, couriers.__name__)
    wire.gate.clear()
    courier.carry_out(Effects(sends=(send(b"0"),)))
    assert_later(lambda: wire.sent)
    courier.carry_out(Effects(sends=tuple(send(b"%d" % number) for number in range(1, 6))))
    assert "waits for its turn" in caplog.text
    wire.gate.set()
    assert_later(lambda: wire.frames() == [b"0", b"1", b"2"])


def test_a_carrier_whose_queue_is_full_ends_after_the_frame_on_its_way(courier: Courier, wire: Wire) -> None:
    wire.gate.clear()
    courier.carry_out(Effects(sends=(send(b"0"),)))
    assert_later(lambda: wire.sent)
    courier.carry_out(Effects(sends=(send(b"1"), send(b"2"))))
    (carrier,) = courier._carriers.values()
    carrier.stop()
    wire.gate.set()
    carrier.join(5)
    assert not carrier.is_alive()
    assert wire.frames() in ([b"0"], [b"0", b"2"])


# Taking what the listener gathered


def test_frames_are_answered_in_their_order_after_their_marks(courier: Courier, node: Node) -> None:
    node.follows = {b"a": Effects((MARK,), b"for a"), b"b": Effects(reply=b"for b")}
    assert courier.receive([Incoming(PEER, frame, "work") for frame in (b"a", b"b", b"c")]) == [b"for a", b"for b", b""]
    assert node.senders == [PEER] * 3  # whose certificate the connection showed
    assert (keyring.read_marks() or {})[MARK.place] == MARK


def test_one_frames_fault_is_not_its_neighbours(courier: Courier, node: Node, caplog: pytest.LogCaptureFixture) -> None:
    node.follows = {b"a": Effects(reply=b"for a")}
    assert courier.receive([Incoming(PEER, frame, "work") for frame in (b"break", b"a")]) == [b"", b"for a"]
    assert f"a frame of {PEER} was not taken" in caplog.text


def test_why_a_frame_was_dropped_is_logged(courier: Courier, node: Node, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    node.follows = {b"a": Effects(dropped="it names '330421' as its sender")}
    assert courier.receive([Incoming(PEER, b"a", "work")]) == [b""]
    assert f"a frame that {PEER} brought is dropped: it names '330421' as its sender" in caplog.text


# Turning


def test_a_turn_carries_what_is_due(courier: Courier, wire: Wire, node: Node) -> None:
    node.due = [Effects(sends=(send(b"due"),))]
    courier.turn()
    assert_later(lambda: wire.frames() == [b"due"])


def test_a_turn_that_breaks_is_logged_and_the_next_one_works(
    courier: Courier, wire: Wire, node: Node, caplog: pytest.LogCaptureFixture
) -> None:
    node.breaks_with = OperationalError("locked")
    courier.turn()
    assert "a turn of the courier failed" in caplog.text
    node.breaks_with, node.due = None, [Effects(sends=(send(b"due"),))]
    courier.turn()
    assert_later(lambda: wire.frames() == [b"due"])


def test_it_turns_when_it_is_woken_and_ends_when_it_is_stopped(
    wire: Wire, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(couriers, "TURN_SECONDS", 60.0)
    node.due = [Effects(sends=(send(b"due"),))]
    courier = Courier(wire, HighWater())
    courier.start()
    courier.wake()
    assert_later(lambda: wire.frames() == [b"due"])
    courier.stop()
    assert not courier._thread.is_alive()
    for carrier in courier._carriers.values():
        carrier.join(5)
        assert not carrier.is_alive()


def test_it_turns_by_itself(wire: Wire, node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(couriers, "TURN_SECONDS", 0.01)
    turned = threading.Event()
    turns: list[int] = []

    def turn(_courier: Courier) -> None:
        turns.append(1)
        if len(turns) > 2:
            turned.set()

    monkeypatch.setattr(Courier, "turn", turn)
    courier = Courier(wire, HighWater())
    courier.start()
    assert turned.wait(5)
    courier.stop()


def test_a_failed_transport_stands_in_the_table_of_its_lane(node_folder: object) -> None:
    links.link()
    links.out_lane(seq=3)
    actions.transport_failed(peer=PEER, lane="work", at=links.AT, reason="peer_is_unreachable")
    row = tables.OutLane.objects.get()
    assert (row.attempt, row.refusal) == (1, "peer_is_unreachable")
    assert row.next_at is not None
    assert row.next_at > links.AT


def test_a_lane_outlives_a_database_that_is_away(
    courier: Courier, wire: Wire, node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = [OperationalError("database is locked")]

    def address(peer: str) -> PeerAddress:
        if faults:
            raise faults.pop()
        return PeerAddress(peer, "127.0.0.1", 1, ("",))

    monkeypatch.setattr(actions, "address", address)
    courier.carry_out(Effects(sends=(send(b"one"),)))
    assert_later(lambda: not faults)
    courier.carry_out(Effects(sends=(send(b"two"),)))
    assert_later(lambda: b"two" in wire.frames())


def test_a_mark_that_was_not_written_is_written_next_time(node_folder: object, monkeypatch: pytest.MonkeyPatch) -> None:
    marks, write = HighWater(), keyring.write_marks

    def full(_marks: object) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(keyring, "write_marks", full)
    with pytest.raises(OSError, match="no space"):
        marks.raise_to((MARK,))
    monkeypatch.setattr(keyring, "write_marks", write)
    marks.raise_to((MARK,))
    assert keyring.read_marks() == {MARK.place: MARK}
