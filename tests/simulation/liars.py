"""A story of two honest nodes and a liar, and what the liar may not do to them (promise G9)."""

from pilin.kernel.federation.protocol import documents
from pilin.kernel.federation.protocol.envelope import LANES, START
from tests.simulation import promises
from tests.simulation.liar import LIES, Liar
from tests.simulation.rooms import kind_text
from tests.simulation.story import SECONDS, Story


class LiarsStory(Story):
    """Two honest nodes work together and with a third one; at a moment of the story that one begins to lie.

    What all three share is left out: the liar may answer one of them so and the other otherwise.
    """

    def __init__(self, seed):
        super().__init__(seed, nodes=3)
        self.special = "none"
        codes = sorted(self.world.nodes)
        self.liar = Liar(self.world, self.world.nodes[codes[1]])
        self.honest = {code: node for code, node in self.world.nodes.items() if code != codes[1]}
        self.parties = sorted(self.honest)
        self.lies = []
        self.listen()

    def listen(self):
        """The liar hears every frame, and no fault of its own stops the story."""
        deliver = self.world.deliver

        def heard(sender, receiver, data):
            self.liar.heard.append(data)
            if receiver in self.honest:
                deliver(sender, receiver, data)
            elif not self.lies or self.chance.random() < 0.8:
                self.carelessly(lambda: deliver(sender, receiver, data))

        self.world.deliver = heard

    def carelessly(self, action):
        try:
            action()
        except Exception as error:  # noqa: BLE001 - the liar's own machine may fail as it likes
            self.world.log(f"the liar stumbles: {type(error).__name__}")

    def play(self, lies=LIES, times=25):
        for node in self.world.nodes.values():
            self.tick(node)
        self.prepare()
        for _ in range(30):
            self.world.at(self.chance.uniform(0, SECONDS), self.act)
        for _ in range(times):
            self.world.at(self.chance.uniform(SECONDS * 0.2, SECONDS), lambda: self.lie(self.chance.choice(lies)))
        self.world.run(SECONDS)
        self.world.run(900)
        self.stopped = True
        return self

    def tick(self, node):
        if node.code in self.honest:
            super().tick(node)
        elif not self.stopped:
            self.carelessly(node.due)
            self.world.at(self.chance.uniform(1.5, 6), lambda: self.tick(node))

    def lie(self, name):
        victim = self.chance.choice(list(self.honest.values()))
        self.world.log(f"the liar tells {victim.code}: {name}")
        self.lies.append((name, victim.code))
        getattr(self.liar, name)(victim)

    def prepare(self):
        """The honest two agree on a kind between them; the liar shares claims and papers with them alone."""
        codes = sorted(self.honest)
        self.roles = {f"party{n}": code for n, code in enumerate(codes)}
        self.tell(self.honest[codes[0]], documents.offer(kind_text(list(self.roles)), basis="charter", parties=codes))
        self.world.run(15)
        self.kind = next(iter(self.honest[codes[1]].tables.documents))
        self.tell(self.honest[codes[1]], documents.sign(self.honest[codes[1]].tables.documents[self.kind]))
        for node in self.honest.values():
            self.claim_of(node)
        self.world.run(120)

    def claim_of(self, node):
        self.tell(node, self.claim_draft(node, self.liar.node.code))

    def act(self):
        node = self.chance.choice(list(self.honest.values()))
        act = self.chance.choice((self.open, self.step, self.step, self.note, self.claim, self.end, self.paper))
        self.world.guarded(node, lambda: act(node))


def broken(story):
    """Return what the liar did to the honest two."""
    checks = (undisturbed, whole, promises.signed)
    found = [*promises.agreed(story, story.honest), *promises.conserved(story, story.honest)]
    return found + [problem for check in checks for problem in check(story, story.honest)]


def undisturbed(story, nodes):
    """The honest two are open towards each other, everything between them is settled, and no alarm names them."""
    for a, b in promises.pairs(nodes):
        for node, peer in ((a, b), (b, a)):
            t = node.tables
            if (t.me["me"].mode, t.links[peer.code].mode) != ("open", "open"):
                yield f"G9: {node.code} is {t.me['me'].mode}, its link to {peer.code} is {t.links[peer.code].mode}"
            waiting = [lane for lane in LANES if (out := t.outs.get((peer.code, lane))) and out.settled < out.seq]
            if waiting:
                yield f"G9: {node.code} waits for {peer.code} in {waiting}"
            alarms = [
                code for code, about in t.alarms if about == peer.code and code != "clock_skew"
            ]  # an old frame was replayed
            if alarms:
                yield f"G9: {node.code} suspects {peer.code}: {alarms}"
            for lane in LANES:
                if promises.line(node, peer, lane, node.code) != promises.line(peer, node, lane, node.code):
                    yield f"G9: {node.code}->{peer.code} {lane} differs"


def whole(story, nodes):
    """Every half of every lane of an honest node is a chain without a gap that ends in its head."""
    for node in nodes.values():
        halves = [(lane, node.code) for lane in node.tables.outs.values()]
        halves += [(lane, lane.peer) for lane in node.tables.ins.values()]
        for half, author in halves:
            rows = node.store.rows(half.peer, half.lane, author, 0, 10**6)
            head = rows[-1].hash if rows else START
            if (len(rows), head) != (half.seq, half.head):
                yield f"G9: {node.code} {half.lane} of {author} with {half.peer} ends in {len(rows)}, not {half.seq}"
