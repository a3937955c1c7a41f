"""What people do in a seed, what befalls the machines, and how it ends."""

from datetime import timedelta

from pilin.base import ids
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol import documents, parts
from pilin.kernel.federation.protocol.event import PartRef
from pilin.kernel.federation.protocol.store import Part
from pilin.kernel.ledger.rules import claims
from pilin.kernel.matters.rules import chain, fold
from tests.simulation.rooms import Files, kind_text
from tests.simulation.suites import signer
from tests.simulation.world import Crash, World

SECONDS = 420
SPECIALS = ("none", "none", "restore", "restore_no_file", "rotate", "pause", "restore_twice")


class Story:
    """One seed from its first act to the quiet after it."""

    def __init__(self, seed, *, nodes=2):
        self.world = World(seed, nodes=nodes)
        self.chance = self.world.chance
        self.parties = sorted(self.world.nodes)
        self.acts = {}
        self.special = self.chance.choice(SPECIALS)
        self.restored = set()
        self.calendar = ""
        self.stopped = False

    def play(self):
        world = self.world
        for node in world.nodes.values():
            self.tick(node)
        self.prepare()
        world.rates = {name: self.chance.choice((0, 0.02, 0.1)) for name in world.rates}
        world.crash_rate = self.chance.choice((0, 0.002, 0.01))
        for node in world.nodes.values():
            node.skew = timedelta(seconds=self.chance.uniform(-20, 20))
        for _ in range(self.chance.randrange(20, 45)):
            world.at(self.chance.uniform(0, SECONDS), self.act)
        for _ in range(self.chance.randrange(3)):
            world.at(self.chance.uniform(0, SECONDS * 0.8), self.partition)
        self.befall()
        world.run(SECONDS)
        self.quieten()
        return self

    def prepare(self):
        """Agree on the kind before faults begin, so that there is something to work on."""
        world = self.world
        codes = sorted(world.nodes)
        self.roles = {f"party{n}": code for n, code in enumerate(codes)}
        text = kind_text(list(self.roles))
        world.faulty = False
        first = world.nodes[codes[0]]
        self.tell(first, documents.offer(text, basis="charter", parties=codes))
        world.run(15)
        for code in codes[1:]:
            document = next(iter(world.nodes[code].tables.documents.values()))
            self.tell(world.nodes[code], documents.sign(document))
        world.run(60)
        world.faulty = True
        self.kind = next(iter(first.tables.documents))

    def tick(self, node):
        """Let a node's worker turn every few seconds, until the story is over."""
        self.world.guarded(node, node.due)
        if not self.stopped:
            self.world.at(self.chance.uniform(1.5, 6), lambda: self.tick(node))

    # Acts

    def act(self):
        node = self.chance.choice(list(self.world.nodes.values()))
        act = self.chance.choice(
            (self.open, self.step, self.step, self.step, self.note, self.claim, self.end, self.paper)
        )
        if node.alive:
            self.world.guarded(node, lambda: act(node))

    def tell(self, node, draft, secret=None):
        """Tell one draft as a person would: refused acts are shown to him and leave nothing."""
        try:
            told = node.transact(lambda: self._tell(node, draft, secret))
        except Refused as refused:
            self.world.log(f"{node.code} is refused {draft.kind}: {refused}")
            return
        self.acts[told.hash] = (node.code, told)
        self.world.log(f"{node.code} tells {draft.kind} {told.hash[:8]}")

    def _tell(self, node, draft, secret):
        told = node.peer.tell([draft], node.now)[0]
        if secret is not None:
            node.store.save_parts([Part(told.hash, "name", *secret)], node.now)
        return told

    def new_id(self, node):
        return ids.new_id(node.now, self.chance.randbytes)

    def open(self, node):
        if node.code != self.roles["party0"]:
            return
        draft = chain.opening(
            matter=self.new_id(node),
            kind=self.kind,
            roles=self.roles,
            fields={"text": f"text {self.chance.randrange(1000)}"},
            basis="clause",
            calendar=self.calendar,
        )
        salt, data = self.chance.randbytes(16).hex(), b"a name that is kept apart"
        ref = PartRef(
            "name", parts.salted_hash(salt, data), "contact", "2027-12-31", tuple(sorted(self.roles.values()))
        )
        self.tell(node, _with(draft, parts=(ref,)), (salt, data))

    def step(self, node):
        files = list(node.tables.matters.values())
        if not files:
            return self.open(node)
        file = self.chance.choice(files)
        kind = Files(node.rooms).kind(file.matter.kind)
        step = self.chance.choice([step for step in kind.steps if step.name != "open"])
        members = {"fields": {name: f"words {self.chance.randrange(1000)}" for name in step.needs_fields}}
        if step.joint:
            members = {"text": fold.text_of(file.matter, step)}
        if step.name == "close" and self.chance.random() < 0.7:
            return None
        return self.tell(node, chain.stepping(file, step.name, basis="clause", calendar=self.calendar, **members))

    def note(self, node):
        files = list(node.tables.matters.values())
        if files:
            self.tell(node, chain.noting(self.chance.choice(files), "seen on site", basis="clause"))

    def claim(self, node):
        payer = self.chance.choice([code for code in self.world.nodes if code != node.code])
        self.tell(node, self.claim_draft(node, payer))

    def claim_draft(self, node, payer):
        amount = self.chance.randrange(1, 1_000_000)
        return claims.ask(claim=self.new_id(node), payer=payer, amount_fen=amount, purpose="test", basis="clause")

    def end(self, node):
        mine = [c for c in node.tables.claims.values() if c.asker == node.code and c.state == claims.PENDING]
        if not mine:
            return self.claim(node)
        kind = self.chance.choice((claims.POST, claims.POST, claims.VOID))
        return self.tell(node, claims.end(self.chance.choice(mine), kind=kind))

    def paper(self, node):
        """Offer, sign, decline or withdraw a document."""
        waiting = [d for d in node.tables.documents.values() if d.state == "open"]
        if not waiting or self.chance.random() < 0.3:
            text = {"type": "agreement", "n": self.chance.randrange(10**6)}
            return self.tell(node, documents.offer(text, basis="charter", parties=self.parties))
        document = self.chance.choice(waiting)
        if document.offered_by == node.code:
            return None if document.withdrawn else self.tell(node, documents.withdraw(document))
        if node.code in document.answers:
            return None
        if self.chance.random() < 0.6:
            return self.tell(node, documents.sign(document))
        return self.tell(node, documents.decline(document, "no", "not like this"))

    # What befalls the machines

    def partition(self):
        a, b = self.chance.sample(sorted(self.world.nodes), 2)
        cut = {(a, b)} if self.chance.random() < 0.4 else {(a, b), (b, a)}
        self.world.cut |= cut
        self.world.log(f"cut {sorted(cut)}")
        self.world.at(self.chance.uniform(5, 150), lambda: self.world.cut.__isub__(cut))

    def befall(self):
        node = self.chance.choice(list(self.world.nodes.values()))
        when = self.chance.uniform(SECONDS * 0.2, SECONDS * 0.9)
        if self.special.startswith("restore"):
            backup = self.chance.uniform(0, when)
            self.world.at(backup, lambda: self.back_up(node))
            self.world.at(when, lambda: self.restore(node))
            if self.special == "restore_twice":
                self.world.at(when + self.chance.uniform(1, 60), lambda: self.restore(node))
        if self.special == "rotate":
            self.world.at(when, lambda: self.world.guarded(node, lambda: self.rotate(node)))
        if self.special == "pause":
            peer = self.chance.choice([code for code in self.world.nodes if code != node.code])
            self.world.at(when, lambda: self.world.guarded(node, lambda: self.pause(node, peer, "paused")))
            self.world.at(when + 60, lambda: self.pause_ends(node, peer))

    def back_up(self, node):
        node.backup = node.tables.snapshot()
        self.world.log(f"{node.code} is backed up")

    def restore(self, node):
        """The disk is lost; yesterday's tables come back beside the key file, which may have lost its marks."""
        node.alive = False
        node.tables = node.backup.snapshot()
        if self.special == "restore_no_file":
            node.file = None
        self.restored.add(node.code)
        self.world.log(f"{node.code} is restored")
        self.world.at(self.chance.uniform(1, 30), lambda: self.world.revive(node))

    def rotate(self, node):
        new = signer(self.chance.randbytes(32), real=self.world.real)
        try:
            node.transact(lambda: node.peer.rotate(new, node.now))
        except Crash:
            if any(row.key.kid == new.key.kid for row in node.store.keys(node.code, "")):  # it was committed
                node.signers.append(new)
            raise
        node.signers.append(new)
        self.world.log(f"{node.code} rotates its key")

    def pause(self, node, peer, mode):
        node.transact(lambda: node.peer.set_mode(peer, mode))

    def pause_ends(self, node, peer):
        if node.alive:
            self.world.guarded(node, lambda: self.pause(node, peer, "open"))
        if node.tables.links[peer].mode == "paused":
            self.world.at(5, lambda: self.pause_ends(node, peer))

    # The end

    def quieten(self):
        """Stop the faults, start what is down, and give the nodes time to agree."""
        world = self.world
        world.rates = dict.fromkeys(world.rates, 0.0)
        world.crash_rate = 0.0
        world.cut.clear()
        world.faulty = False
        for _ in range(60):
            world.run(60)
            if all(node.alive for node in world.nodes.values()) and self.is_quiet():
                break
        self.stopped = True

    def is_quiet(self):
        """Everything sent is settled everywhere, and the last commitments of every side were found equal."""
        return all(_is_settled(node) for node in self.world.nodes.values())


def _is_settled(node):
    t = node.tables
    if t.me["me"].mode != "open" or any(link.mode != "open" for link in t.links.values()):
        return False
    if any(out.settled < out.seq for out in t.outs.values()) or any(i.decided < i.put for i in t.ins.values()):
        return False
    return not any(c.result == "held" for c in t.commitments.values()) and len(t.commitments) > 1


def _with(draft, **changes):
    return type(draft)(**{**draft.__dict__, **changes})
