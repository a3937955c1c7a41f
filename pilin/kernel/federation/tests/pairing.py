"""Two nodes in memory that are driven by hand: what one says is forged or carried, and the test reads what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from pilin.base.clock import Instant, after
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol import documents, envelope, sending
from pilin.kernel.federation.protocol import event as events
from pilin.kernel.federation.protocol import frame as frames
from pilin.kernel.federation.protocol.desk import Applied, Effects, Mark, Marks
from pilin.kernel.federation.protocol.envelope import START, Place
from pilin.kernel.federation.protocol.event import Draft, Event
from pilin.kernel.federation.protocol.store import InLane, Link, OutLane, Row
from pilin.kernel.federation.protocol.suite import Ed25519Signer
from tests.simulation import world as worlds

US, THEM, STRANGER = "330482", "310116", "330421"
CHARTER = f"charter:{THEM}-{US}"
STRANGER_KEY = Ed25519Signer(b"\7" * 32)
_World: Any = worlds.World
_Node: Any = worlds.Node


class Pair:
    """Our node and a peer, linked and open. `us` is under test; `them` is played by the test."""

    def __init__(self) -> None:
        self.world = _World(7, faults=False)
        self.world.real = True
        self.world.nodes = {code: _Node(self.world, code, speaks=(1, 2)) for code in (THEM, US)}
        self.world._ceremony()
        self.us, self.them = self.world.nodes[US], self.world.nodes[THEM]
        self.start = Instant(self.us.now)

    # Time and transactions

    @property
    def now(self) -> Instant:
        return Instant(self.us.now)

    def later(self, *, seconds: float = 0, days: int = 0) -> None:
        self.world.now = after(self.now, seconds=seconds + days * 86400)

    def tell(self, node: Any, *drafts: Draft) -> list[Event]:
        """Let a node tell facts in a transaction."""
        told: list[Event] = node.transact(lambda: node.peer.tell(drafts, node.now))
        return told

    def due(self, node: Any) -> Effects:
        effects: Effects = node.transact(lambda: node.peer.due(node.now))
        return effects

    def hear(self, data: bytes, node: Any = None, *, sender: str = "") -> Effects:
        """Let a node (ours by default) take the bytes of a frame, from whom it names unless told otherwise."""
        node = node or self.us
        code = sender or self._named(data) or self.other(node).code
        effects: Effects = node.transact(lambda: node.peer.receive(data, node.now, sender=code))
        return effects

    def _named(self, data: bytes) -> str:
        try:
            return frames.parse(data).header.sender
        except Refused:
            return ""

    def carry(self, *, turns: int = 8) -> None:
        """Carry frames in both directions for some turns; afterwards both have told each other everything."""
        for _ in range(turns):
            for node in (self.us, self.them):
                self._deliver(node, self.due(node), 0)
            self.later(seconds=3)

    def _deliver(self, node: Any, effects: Effects, depth: int) -> None:
        other = self.other(node)
        for send in effects.sends if depth < 40 else ():
            answer = self.hear(send.frame, other)
            if answer.reply:
                self._deliver(node, self.hear(answer.reply, node), depth + 1)
            self._deliver(other, answer, depth + 1)

    def other(self, node: Any) -> Any:
        return self.them if node is self.us else self.us

    # What our node remembers

    def out(self, lane: str = "work", node: Any = None) -> OutLane:
        node = node or self.us
        found: OutLane = node.store.out_lanes(self.other(node).code)[lane]
        return found

    def into(self, lane: str = "work", node: Any = None) -> InLane:
        node = node or self.us
        found: InLane = node.store.in_lanes(self.other(node).code)[lane]
        return found

    def link(self, node: Any = None) -> Link:
        node = node or self.us
        found: Link = node.store.link(self.other(node).code)
        return found

    def change_link(self, node: Any = None, **members: Any) -> None:
        node = node or self.us
        node.store.save_link(replace(self.link(node), **members))

    def change_me(self, node: Any = None, **members: Any) -> None:
        node = node or self.us
        node.store.save_me(replace(node.store.me(), **members))

    def row(self, seq: int, lane: str = "work", *, author: str = THEM, node: Any = None) -> Row:
        node = node or self.us
        found: Row = node.store.row(self.other(node).code, lane, author, seq)
        return found

    def quarantined(self, node: Any = None) -> list[str]:
        return [reason for _, reason, _ in (node or self.us).store.t.quarantined.values()]

    def alarms(self, node: Any = None) -> set[str]:
        return {code for code, _ in (node or self.us).store.t.alarms}

    # Our life

    def mode(self) -> str:
        return str(self.us.store.me().mode)

    def wake(self, known: Marks | None) -> str:
        """Start our node with the marks of its file; return its mode after it."""
        self.us.transact(lambda: self.us.peer.wake(known, self.now))
        return self.mode()

    # Forging: bytes as the peer would send them, with one thing changed

    def frame(self, kind: str = "hello", body: Any = None, lines: Sequence[bytes] = (), **members: Any) -> bytes:
        """Return a frame of theirs to us; `members` change its header, `signer` its key."""
        signer = members.pop("signer", None) or self.them.signers[-1]
        made = sending.frame(self.them.desk, self.link(self.them), kind, body or {}, self.them.now)
        return frames.build(replace(frames.parse(made).header, **members), lines, signer)

    def event(self, body: Mapping[str, Any] | None = None, node: Any = None, **members: Any) -> Event:
        """Return an event of theirs (or of another node) that no docket has judged."""
        node = node or self.them
        start = {"kind": documents.OFFER, "scope": "documents", "basis": CHARTER, "parties": (US, THEM)}
        signer, author = members.pop("signer", node.signers[-1]), members.pop("author", node.code)
        draft = Draft(body=body or {"document": {"type": "note", "n": 1}}, **start | members)
        return events.sign(draft, author=author, signer=signer, at=node.now, entropy=self.world.chance.randbytes)

    def line(self, event: Event | None = None, seq: int = 0, prev: str = "", **members: Any) -> bytes:
        """Seal an event of theirs for us: at the next number of the lane unless told otherwise."""
        lane, signer = members.pop("lane", "work"), members.pop("signer", self.them.signers[-1])
        half, seen = self.into(lane), members.pop("seen", 0)
        start: dict[str, Any] = {
            "sender": THEM,
            "receiver": US,
            "inc": 1,
            "seq": seq or half.seq + 1,
            "prev": prev or half.head,
        }
        place = Place(lane=lane, **start | members)
        return envelope.seal(event or self.event(), place, signer=signer, sent_at=self.now, seen=seen).line

    def push(self, *lines: bytes, lane: str = "work", **members: Any) -> Effects:
        """Let them push lines to us."""
        return self.hear(self.frame("push", {"lane": lane}, lines, **members))

    def heard(self, event: Event, **members: Any) -> Row:
        """Let them push one event; return our row of it as it was decided."""
        lane = members.get("lane", "work")
        seq = self.into(lane).seq + 1
        self.push(self.line(event, **members), lane=lane)
        return self.row(seq, lane)

    def told_anyway(self, node: Any, draft: Draft) -> Event:
        """Let a node tell what its own rooms would refuse."""
        decide = node.rooms.decide
        node.rooms.decide = lambda _kind, items, _at: [Applied("") for _ in items]
        told = self.tell(node, draft)[0]
        node.rooms.decide = decide
        return told


def talked() -> Pair:
    """Return two nodes that have told each other three papers."""
    pair = Pair()
    pair.tell(pair.us, note(1), note(2), note(3))
    pair.carry()
    return pair


def marks(*given: Mark) -> Marks:
    """Return marks as the high-water file holds them."""
    return {mark.place: mark for mark in given}


def note(number: int = 1, **members: Any) -> Draft:
    """Return the draft that offers a small text to both."""
    return replace(documents.offer({"type": "note", "n": number}, basis=CHARTER, parties=(US, THEM)), **members)


def answer(effects: Effects) -> Mapping[str, Any]:
    """Return the body of a reply."""
    assert effects.reply is not None, "nothing was answered"
    return frames.parse(effects.reply).header.body


def code(effects: Effects) -> str:
    """Return the code of a reply that refuses."""
    assert effects.reply is not None, "nothing was answered"
    header = frames.parse(effects.reply).header
    assert header.type == "refused", header.type
    return str(header.body["code"])


def refusal(verb: Any, *arguments: Any, **named: Any) -> Any:
    """Return the code with which a call is refused."""
    with pytest.raises(Refused) as refused:
        verb(*arguments, **named)
    return refused.value.code


def is_start(lane: InLane) -> bool:
    """Tell whether nothing was stored in a lane."""
    return (lane.seq, lane.head) == (0, START)
