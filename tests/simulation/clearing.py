"""A seed in which two agencies settle, reconcile the day again and again, and clear what they settled."""

from pilin.kernel.federation.protocol import documents
from pilin.kernel.matters.rules import chain, fold
from pilin.kernel.matters.tests import kit
from pilin.modules.medical.rules import clearing, day_facts
from pilin.modules.medical.rules.day_facts import Remark, asked_on
from tests.simulation import diary as diaries
from tests.simulation.diary import Diary
from tests.simulation.marks import clearable, held
from tests.simulation.rooms import Files
from tests.simulation.settling import Settling

MONTH = "2026-03"


class Clearing(Settling):
    """What the offices of both agencies do, beside what hospitals ask of them; the smaller code makes the batches.

    Disks are not lost in it: which settlements a batch holds is told by the books of both sides, not by its event.
    """

    def __init__(self, seed, *, nodes=2):
        super().__init__(seed, nodes=nodes)
        self.special = "none" if self.special.startswith("restore") else self.special

    def prepare(self):
        super().prepare()
        world, (first, *others) = self.world, [self.world.nodes[code] for code in self.parties]
        world.faulty = False
        text = kit.document("clearing")
        for other in others:
            self.tell(first, documents.offer(text, basis="charter", parties=[first.code, other.code]))
            world.run(15)
            name = documents.name_of(text, sorted((first.code, other.code)))
            self.tell(other, documents.sign(other.tables.documents[name]))
            world.run(30)
        world.faulty = True

    def act(self):
        node = self.chance.choice(list(self.world.nodes.values()))
        act = self.chance.choice((self.state_day, self.remark, self.correct, self.clear, self.clear, self.clear))
        if node.alive:
            self.world.guarded(node, lambda: act(node))
        super().act()

    # Days

    def peer(self, node):
        return self.chance.choice([code for code in self.parties if code != node.code])

    def state_day(self, node, peer=""):
        peer, day = peer or self.peer(node), self.today()
        rounds = [key[2] for key in node.tables.days if key[:2] == (peer, day)]
        lines = Diary(node.rooms).lines(peer, day)
        told = day_facts.state_day(lines, peer=peer, day=day, round_=max(rounds, default=0) + 1, on=day, basis="clause")
        for one in told:
            self.tell(node, diaries.draft_of(one))

    def today(self):
        return asked_on(self.new_id(next(iter(self.world.nodes.values()))))

    def remark(self, node):
        act = self.chance.choice((day_facts.EXPLAIN, day_facts.OBJECT, day_facts.ACCEPT))
        self._remark(node, act, (0, 0))

    def correct(self, node):
        """Enter a correction that the rules allow now, if there is one."""
        self._remark(node, day_facts.CORRECT, (self.chance.randrange(-3, 4), 0))

    def _remark(self, node, act, amounts):
        turns = [one for one in node.tables.differences.values() if one.turn == node.code and not one.accepted_on]
        found = [one for one in turns if act != day_facts.CORRECT or one.settlement not in node.tables.marks]
        if found:
            one = self.chance.choice(found)
            peer = next(code for code in one.lines if code != node.code)
            said = Remark(node.code, peer, one.day, one.settlement, one.round, act, "x", self.today(), *amounts)
            self.tell(node, diaries.draft_of(day_facts.remark(said, "clause")))

    # Months

    def clear(self, node):
        files = [file for file in node.tables.matters.values() if "until" in file.matter.asserted]
        running = [file for file in files if file.matter.state not in (clearing.CLOSED, clearing.WITHDRAWN, "declined")]
        if running:
            self.move(node, self.chance.choice(running))
        elif node.code == self.parties[0]:
            self.open_batch(node, self.peer(node))

    def open_batch(self, node, peer):
        day = self.today().isoformat()
        fields = dict.fromkeys(("until", "cut_off", "confirm_by", "pay_by"), day) | {"title": "x", "month": MONTH}
        kind = documents.name_of(kit.document("clearing"), sorted((node.code, peer)))
        roles = {"initiator": node.code, "responder": peer}
        matter = self.new_id(node)
        self.tell(node, chain.opening(
            matter=matter, kind=kind, roles=roles, fields=fields, basis="clause", calendar=self.calendar, office="",
        ))  # fmt: skip

    def move(self, node, file):
        """Take the step that is due on our side, as the office does."""
        batch = clearing.batch_of(file.matter)
        role = "initiator" if batch.initiator == node.code else "responder"
        if batch.state == clearing.OPEN and role == "initiator":
            return self.step_of(node, file, clearing.GENERATE, clearing.generated(clearable(node.rooms, batch)))
        if batch.state == clearing.GENERATED:
            if batch.digest != clearing.digest(clearable(node.rooms, batch)):
                step = clearing.RETURN if role == "responder" else "take_back"
                return self.step_of(node, file, step, {"reason": "x"})
            return self.step_of(node, file, clearing.CONFIRM)
        if batch.state == clearing.CONFIRMED and clearing.RECORDS[role] not in file.matter.done:
            payments = clearing.payments_of(batch.rows, self.today(), "")
            return self.step_of(node, file, clearing.RECORDS[role], {"payments": payments})
        step = {clearing.CONFIRMED: clearing.AGREE_PAID, clearing.PAID: clearing.CLOSE}.get(batch.state)
        return self.step_of(node, file, step) if step else None

    def step_of(self, node, file, step, fields=None):
        rule = next(one for one in Files(node.rooms).kind(file.matter.kind).steps if one.name == step)
        members = {"fields": fields} if fields else {}
        if rule.joint:
            members["text"] = fold.text_of(file.matter, rule)
        self.tell(node, chain.stepping(file, step, basis="clause", calendar=self.calendar, **members))

    def quieten(self):
        super().quieten()
        first = self.world.nodes[self.parties[0]]
        self.stopped = False
        for node in self.world.nodes.values():
            self.tick(node)
        for peer in self.parties[1:]:
            self.state_day(first, peer)
        super().quieten()


def broken(story):
    """Return where the two sides see other differences or batches, or a settlement is in none or in two."""
    nodes = story.world.nodes
    found = []
    for code, node in nodes.items():
        for (peer, day, settlement, round_), one in node.tables.differences.items():
            other = nodes[peer].tables.differences.get((code, day, settlement, round_))
            if other != one:
                found.append(f"G2: difference {settlement[-6:]} of round {round_}: {code} {one}, the other {other}")
        for file in node.tables.matters.values():
            if "until" in file.matter.asserted:
                found += _broken_batch(code, node, nodes, clearing.batch_of(file.matter))
    return found


def _broken_batch(code, node, nodes, batch):
    """Return what a side holds otherwise of a batch that both confirmed."""
    if batch.state not in clearing.HOLDS:
        return []
    rows = held(node.rooms, batch)
    theirs = held(nodes[batch.other(code)].rooms, batch)
    found = [] if rows == theirs else [f"G2: batch {batch.id[-6:]} holds other settlements at {code}"]
    if (clearing.digest(rows), clearing.rows_of(rows)) != (batch.digest, batch.rows):
        found.append(f"G6: batch {batch.id[-6:]} at {code} is not what was confirmed")
    return found
