"""The world of one seed: nodes with disks, a network with faults, a virtual clock, and what happens to them.

A driver's contract is kept to the letter and broken at every seam: begin - verb - commit - marks to disk - send. The
process may die between any two of these, and whatever was not committed is gone.
"""

import hashlib
import heapq
import random
from datetime import UTC, datetime, timedelta

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol import frame as frames
from pilin.kernel.federation.protocol import keys
from pilin.kernel.federation.protocol.desk import Declined, Desk, Effects, Limits, Waiting
from pilin.kernel.federation.protocol.peer import Peer
from pilin.kernel.federation.protocol.store import KeyRow
from tests.simulation.memory import MemoryStore, Tables, linked
from tests.simulation.rooms import Rooms
from tests.simulation.suites import signer

START = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
LIMITS = Limits(batch_envelopes=8, flight_seconds=20, pull_seconds=30, lag_seconds=3, commit_seconds=90)


class Crash(Exception):
    """The process died here."""


class Node:
    """One process with its disk: tables, the high-water file and the key file."""

    def __init__(self, world, code, *, speaks):
        self.world, self.code = world, code
        self.tables = Tables()
        self.file = {}
        self.signers = [signer(world.chance.randbytes(32), real=world.real)]
        self.alive = True
        self.skew = timedelta(0)
        self.speaks = speaks
        self.boot()

    def boot(self):
        self.store = MemoryStore(self.code, self.tables)
        self.rooms = Rooms(self)
        self.desk = Desk(
            self.code,
            lambda: tuple(self.signers),
            self.store,
            self.rooms,
            self.world.chance.randbytes,
            LIMITS,
            self.speaks,
        )
        self.peer = Peer(self.desk)

    @property
    def now(self):
        return Instant(self.world.now + self.skew)

    def verify(self, event):
        try:
            keys.check_event(keys.ring(self.desk, event.author, "").get(event.kid), event)
        except Refused as refused:
            return Waiting(refused.code) if refused.code.value == "key_is_not_known_yet" else Declined(refused.code)
        return None

    def transact(self, verb):
        """Run a verb in a transaction; a crash or a refusal before the commit leaves the disk as it was."""
        before = self.tables
        self.store.t = before.snapshot()
        try:
            result = verb()
            self.world.may_crash(self)
        except (Crash, Refused):
            self.store.t = before
            raise
        self.tables = self.store.t
        self.world.may_crash(self)
        return result

    def carry_out(self, effects, answer_to=None):
        """Do what follows a commit, in order; a crash may come between any two."""
        for mark in effects.marks:
            known = self.file.get(mark.place)
            if known is None or (known.inc, known.seq) < (mark.inc, mark.seq):
                self.file[mark.place] = mark
        self.world.may_crash(self)
        if effects.reply is not None and answer_to is not None:
            self.world.send(self.code, answer_to, effects.reply, "reply")
        for send in effects.sends:
            self.world.may_crash(self)
            self.world.send(self.code, send.peer, send.frame, send.lane)

    def receive(self, sender, data):
        taken = self.transact(lambda: self.peer.receive(data, self.now, sender=sender))
        self.carry_out(taken or Effects(), answer_to=sender)

    def due(self):
        self.carry_out(self.transact(lambda: self.peer.due(self.now)))

    def start(self):
        self.boot()
        self.transact(lambda: self.peer.wake(self.file, self.now))
        self.file = self.file or {}


class World:
    """Nodes, network and time of one seed."""

    def __init__(self, seed, *, nodes=2, faults=True):
        self.seed = seed
        self.chance = random.Random(seed)
        self.real = seed % 10 == 0
        self.now = START
        self.queue = []
        self.count = 0
        self.faulty = faults
        self.crash_rate = 0.0
        self.rates = dict.fromkeys(("drop", "double", "corrupt", "truncate"), 0.0)
        self.cut = set()
        self.sent = {}
        self.trace = []
        self.wire = hashlib.sha256()
        self.broken = []
        codes = ("310116", "330421", "330482")[: nodes if nodes == 3 else 3 : 1 if nodes == 3 else 2]
        versions = self.chance.random() < 0.2
        self.nodes = {
            code: Node(self, code, speaks=(1, 1) if versions and code == codes[0] else (1, 2)) for code in codes
        }
        self._ceremony()

    def _ceremony(self):
        for a in self.nodes.values():
            for b in self.nodes.values():
                if a is not b:
                    charter = f"charter:{min(a.code, b.code)}-{max(a.code, b.code)}"
                    a.store.save_link(linked(b.code, charter))
                    a.store.save_key(KeyRow(b.code, b.signers[0].key), b.code)
                    a.store.save_key(KeyRow(a.code, a.signers[0].key), b.code)

    # Time

    def at(self, seconds, action):
        self.count += 1
        heapq.heappush(self.queue, (self.now + timedelta(seconds=seconds), self.count, action))

    def run(self, seconds):
        end = self.now + timedelta(seconds=seconds)
        while self.queue and self.queue[0][0] <= end:
            self.now, _, action = heapq.heappop(self.queue)
            action()
        self.now = end

    def skip(self, gap):
        """Let days go by in which all machines sleep."""
        self.now += gap
        self.queue = [(moment + gap, count, action) for moment, count, action in self.queue]

    # Faults

    def may_crash(self, node):
        if self.crash_rate and self.chance.random() < self.crash_rate:
            raise Crash(node.code)

    def crash(self, node):
        self.log(f"{node.code} dies")
        node.alive = False
        self.at(self.chance.uniform(1, 40), lambda: self.revive(node))

    def revive(self, node):
        if not node.alive:
            self.log(f"{node.code} starts")
            node.alive = True
            self.guarded(node, node.start)

    def guarded(self, node, action):
        """Run an action of a living node; if the process dies in it, it starts again later."""
        if not node.alive:
            return None
        try:
            return action()
        except Crash:
            self.crash(node)
            return None

    # Network

    def send(self, sender, receiver, data, lane):
        self.wire.update(data)
        self.observe(data)
        lost = (sender, receiver) in self.cut or self.chance.random() < self.rates["drop"]
        if lost or not self.nodes[receiver].alive:
            if lane != "reply":
                self.at(self.chance.uniform(0.1, 5), lambda: self.lost(sender, receiver, lane))
            return
        copies = 2 if self.chance.random() < self.rates["double"] else 1
        for _ in range(copies):
            self.at(self.delay(), lambda: self.deliver(sender, receiver, self.damaged(data)))

    def delay(self):
        return self.chance.uniform(0.01, 0.2) if not self.faulty else self.chance.expovariate(1 / 1.5)

    def damaged(self, data):
        if self.chance.random() < self.rates["truncate"]:
            return data[: self.chance.randrange(len(data))]
        if self.chance.random() < self.rates["corrupt"]:
            place = self.chance.randrange(len(data))
            return data[:place] + bytes([data[place] ^ (1 << self.chance.randrange(8))]) + data[place + 1 :]
        return data

    def deliver(self, sender, receiver, data):
        node = self.nodes[receiver]
        self.guarded(node, lambda: node.receive(sender, data))

    def lost(self, sender, receiver, lane):
        node = self.nodes[sender]
        self.guarded(node, lambda: node.transact(lambda: node.peer.failed(receiver, lane, node.now, "unreachable")))

    def observe(self, data):
        """G8: a pair (incarnation, number) never stands for two envelopes on the wire."""
        frame = frames.parse(data)
        for line in frame.lines:
            if line.startswith(b'{"envelope"'):
                self._observe_line(line)

    def _observe_line(self, line):
        place = tuple(_field(line, name) for name in (b'"from":', b'"to":', b'"lane":', b'"inc":', b'"seq":'))
        known = self.sent.setdefault(place, line)
        if known != line:
            self.broken.append(f"G8: two envelopes for {place}")

    def log(self, text):
        self.trace.append(f"{(self.now - START).total_seconds():9.2f} {text}")


def _field(line, name):
    """Return a member of the outer envelope: the last place where its name stands before the event or after it."""
    outer = line[: line.index(b'"event":')] + line[line.rindex(b'},"from":') :]
    start = outer.rindex(name) + len(name)
    end = min(place for place in (outer.find(b",", start), outer.find(b"}", start)) if place >= 0)
    return outer[start:end]
