"""Stories that befall a pair of nodes seldom, each with its own course: clone, override, one way, backlog, erasure."""

from dataclasses import replace
from datetime import timedelta

from pilin.kernel.federation.protocol import documents
from pilin.kernel.federation.protocol import envelope as envelopes
from pilin.kernel.federation.protocol.envelope import LANES
from pilin.kernel.federation.protocol.store import Part
from tests.simulation import promises
from tests.simulation.story import Story
from tests.simulation.world import START, Node


class Calm(Story):
    """Two nodes that agreed on a kind, without faults of the machines; the scenario says what happens."""

    def __init__(self, seed, *, nodes=2):
        super().__init__(seed, nodes=nodes)
        self.special = "none"
        for node in self.world.nodes.values():
            self.tick(node)
        self.prepare()
        self.a, self.b = list(self.world.nodes.values())[:2]

    def acts_for(self, seconds, times):
        for _ in range(times):
            self.world.at(self.chance.uniform(0, seconds), self.act)
        self.world.run(seconds)

    def acts_of(self, node, seconds, times):
        for _ in range(times):
            act = self.chance.choice((self.claim, self.note, self.step))
            self.world.at(self.chance.uniform(0, seconds), lambda act=act: act(node))
        self.world.run(seconds)

    def lose_disk(self, node):
        """The tables of the backup come back; the file of high-water marks is gone."""
        self.special = "restore_no_file"
        self.restore(node)


def one_way(seed):
    """Only one node reaches the other, from the first act to the end; answers come back on the same road."""
    story = Calm(seed)
    first, second = story.chance.sample(sorted(story.world.nodes), 2)
    send = story.world.send

    def reachable(sender, receiver, data, lane):
        if (sender, receiver) == (second, first) and lane != "reply":
            story.world.observe(data)
            story.world.at(1, lambda: story.world.lost(sender, receiver, lane))
        else:
            send(sender, receiver, data, lane)

    story.world.send = reachable
    story.acts_for(400, 30)
    story.quieten()
    return promises.broken(story)


def both_restored(seed):
    """Both nodes lose their disks at once: neither vouches, until two persons override on the side of the paper."""
    story = Calm(seed)
    story.acts_for(100, 10)
    story.world.run(400)
    for node in (story.a, story.b):
        story.back_up(node)
    story.acts_for(100, 10)
    for node in (story.a, story.b):
        story.lose_disk(node)
    story.world.run(300)
    found = [f"{n.code} left recovery alone" for n in (story.a, story.b) if n.tables.me["me"].mode != "recovering"]
    override(story.a, story.b.code)
    story.acts_for(100, 10)
    story.quieten()
    return found + [problem for problem in promises.broken(story) if "recovery_overridden" not in problem]


def peer_returns(seed):
    """A peer is away while a node recovers; persons override; it works on, and the peer comes back with more of it.

    It works on what is new: a matter or paper that the lost life had moved on may now have two heads of one orderer.
    """
    story = Calm(seed)
    story.acts_for(60, 5)
    story.back_up(story.a)
    story.acts_for(120, 15)
    both = {(story.a.code, story.b.code), (story.b.code, story.a.code)}
    story.world.cut |= both
    story.lose_disk(story.a)
    story.world.run(120)
    found = [] if story.a.tables.me["me"].mode == "recovering" else ["it did not wait for its peer"]
    override(story.a, story.b.code)
    for _ in range(8):
        story.claim(story.a)
    story.acts_of(story.b, 120, 8)
    story.world.cut -= both
    story.quieten()
    return found + [problem for problem in promises.broken(story) if "recovery_overridden" not in problem]


def override(node, peer):
    node.transact(lambda: node.peer.override(peer, node.now))


def restored_in_turn(seed):
    """One node is restored and fences; then the other loses its disk, back to before that fence."""
    story = Calm(seed)
    story.acts_for(60, 8)
    for node in (story.a, story.b):
        story.back_up(node)
    story.acts_for(60, 8)
    for node in (story.a, story.b):
        story.lose_disk(node)
        story.world.run(240)
        story.acts_for(60, 8)
    story.quieten()
    return promises.broken(story)


def rotated_and_restored(seed):
    """The disk is lost, back to before the node's own key was changed; the key file has both keys."""
    story = Calm(seed)
    story.acts_for(60, 8)
    story.back_up(story.a)
    story.rotate(story.a)
    story.acts_for(120, 12)
    story.lose_disk(story.a)
    story.acts_for(60, 8)
    story.quieten()
    return promises.broken(story)


def backlog(seed):
    """Hundreds of envelopes wait in the bulk lane; a question overtakes them and is answered within seconds."""
    story = Calm(seed)
    draft = documents.offer({"type": "agreement"}, basis="charter", parties=story.parties)
    drafts = [replace(draft, body={"document": {"type": "agreement", "n": n}}, lane="bulk") for n in range(400)]
    story.a.transact(lambda: story.a.peer.tell(drafts, story.a.now))
    story.world.run(8)
    story.claim(story.a)
    story.world.run(20)
    answered = [claim.state for claim in story.a.tables.claims.values()]
    waiting = (out := story.a.tables.outs[story.b.code, "bulk"]).seq - out.acked
    found = [] if waiting > 100 else [f"the backlog was gone: {waiting}"]
    found += [] if answered and "asked" not in answered else [f"the question waited behind the backlog: {answered}"]
    story.quieten()
    return [*found, *promises.broken(story)]


def versions_apart(seed):
    """Envelopes are of version 1 towards a node that speaks only that, of version 2 between two new ones."""
    story = Calm(seed)
    story.acts_for(120, 12)
    story.quieten()
    old = [node.speaks == (1, 1) for node in story.world.nodes.values()]
    rows = [row for node in story.world.nodes.values() for row in node.tables.rows.values()]
    late = [row for row in rows if row.stored_at > START + timedelta(seconds=100)]  # by then both have heard a header
    spoken = {envelopes.parse(row.line, versions=(1, 2))[0].version for row in late}
    wanted = {1} if any(old) else {2}
    found = [] if spoken == wanted else [f"spoken: {spoken}, old nodes: {old}"]
    return [*found, *promises.broken(story)]


def erased(seed):
    """One side erases a part of a fact: the other keeps it, chains and folds still verify, and it never comes back."""
    story = Calm(seed)
    story.open(story.world.nodes[story.roles["party0"]])
    story.world.run(60)
    (event_hash, name), part = next(iter(story.b.tables.parts.items()))
    story.b.store.erase(event_hash, name)
    story.acts_for(60, 10)
    row = next(row for row in story.b.store.rows_of_event(event_hash))
    sender = story.world.nodes[row.author]
    for out in list(sender.tables.outs.values()):
        sender.tables.outs[out.peer, out.lane] = type(out)(**{**out.__dict__, "acked": 0})  # everything goes again
    story.acts_for(120, 5)
    story.quieten()
    again = story.b.tables.parts.get((event_hash, name))
    here = story.a.tables.parts.get((event_hash, name))
    found = [] if again is None and isinstance(here, Part) and here == part else [f"parts: {again}, {here}"]
    return [*found, *promises.broken(story)]


def clone(seed):
    """A node is copied whole and both run: who fences first lives, the other halts, nothing diverges silently."""
    story = Calm(seed)
    story.acts_for(60, 8)
    original, peer = story.a, story.b
    twin = _copied(story, original)
    story.acts_for(60, 6)
    fences = story.chance.choice((twin, original, None))
    if fences is not None:
        fences.file = None
        story.world.guarded(fences, fences.start)
    for _ in range(60):
        _turn(story, twin, peer)
        story.world.run(5)
    if story.chance.random() < 0.5:
        _say(story, twin)
        _say(story, original)
    for _ in range(60):
        _turn(story, twin, peer)
        story.world.run(5)
    return list(_clone_problems(story, original, twin, peer, fences))


def _copied(story, original):
    twin = Node(story.world, original.code, speaks=original.speaks)
    twin.tables, twin.file, twin.signers = original.tables.snapshot(), dict(original.file), list(original.signers)
    twin.boot()
    return twin


def _say(story, node):
    if node.tables.me["me"].mode == "open":
        story.claim(node)


def _turn(story, twin, peer):
    """The twin's worker turns; what it sends reaches the peer, and the peer's answers come back to it."""
    effects = twin.transact(lambda: twin.peer.due(twin.now))
    for send in effects.sends:
        answer = peer.transact(lambda data=send.frame: peer.peer.receive(data, peer.now, sender=twin.code))
        if answer and answer.reply:
            more = twin.transact(lambda data=answer.reply: twin.peer.receive(data, twin.now, sender=peer.code))
            for again in more.sends:
                last = peer.transact(lambda data=again.frame: peer.peer.receive(data, peer.now, sender=twin.code))
                if last and last.reply:
                    twin.transact(lambda data=last.reply: twin.peer.receive(data, twin.now, sender=peer.code))


def _clone_problems(story, original, twin, peer, fences):
    """Two lines for one number are never both accepted; where they differ there is an alarm; one of the two halts."""
    alarms = {code for code, _ in peer.tables.alarms} | {
        code for node in (original, twin) for code, _ in node.tables.alarms
    }
    differ = [
        (lane, seq)
        for node in (original, twin)
        for lane in LANES
        for seq in range(1, node.store.out_lanes(peer.code)[lane].seq + 1)
        if (mine := node.store.row(peer.code, lane, node.code, seq))
        and (held := peer.store.row(node.code, lane, node.code, seq))
        and mine.hash != held.hash
    ]
    loud = {"equivocation", "fork", "incarnation_is_fenced", "fence_is_missing", "recovering"} & alarms
    if differ and not loud:
        yield f"two lives wrote {differ[:3]} and nobody said so: {alarms}"
    if fences is not None and peer.tables.links[original.code].mode == "open":
        other = original if fences is twin else twin
        modes = (fences.tables.me["me"].mode, other.tables.me["me"].mode)
        if modes[0] != "open" or (modes[1] == "open" and other.tables.links[peer.code].mode == "open"):
            yield f"who fenced first is {modes[0]}, the other is {modes[1]}"


SCENARIOS = (
    one_way, both_restored, peer_returns, restored_in_turn, rotated_and_restored, backlog, versions_apart, erased,
    clone,
)  # fmt: skip
