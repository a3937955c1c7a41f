"""A seed in which two agencies settle: claims, cancels, cancels of cancels, waits given up, under all faults."""

from datetime import date

from pilin.kernel.federation.protocol.store import REFUSED
from pilin.modules.medical.rules import settlement
from pilin.modules.medical.rules.settlement import ASKED, DECLINED, PENDING, POST, POSTED, VOID, VOIDED, Settlement
from tests.simulation.rooms import draft_of
from tests.simulation.story import Story

_OVER = {POSTED, VOIDED, DECLINED}


class Settling(Story):
    """What hospitals ask of their agencies, beside what people do in any seed."""

    def act(self):
        node = self.chance.choice(list(self.world.nodes.values()))
        act = self.chance.choice((self.ask, self.ask, self.take_back, self.finish, self.finish, self.leave))
        if node.alive:
            self.world.guarded(node, lambda: act(node))
        super().act()

    def own(self, node, *states):
        return [one for one in node.tables.settlements.values() if one.care == node.code and one.state in states]

    def ask(self, node):
        insured = self.chance.choice([code for code in self.parties if code != node.code])
        total = self.chance.randrange(1, 1_000_000)
        self.question(node, insured, total, "")

    def take_back(self, node):
        standing = [one for one in self.own(node, POSTED) if one.stands]
        if standing:
            taken = self.chance.choice(standing)
            self.question(node, taken.insured, -taken.total_fen, taken.id)

    def question(self, node, insured, total, cancels):
        one = Settlement(
            self.new_id(node), node.code, insured, "H1", "390", date(2026, 3, 4), total, cancels, "clause"
        )  # fmt: skip
        self.tell(node, draft_of(settlement.ask(one)))

    def finish(self, node):
        """End what is answered, as the counter does that waited."""
        for one in self.own(node, PENDING)[:1]:
            original = node.tables.settlements.get(one.cancels)
            kind = POST if settlement.fits(one, original) and self.chance.random() < 0.8 else VOID
            self.tell(node, draft_of(settlement.end(one, kind)))

    def leave(self, node):
        """Give up what is not answered, and void what is: what the duty does with all that nobody waits for."""
        for one in self.own(node, ASKED, PENDING):
            node.transact(lambda one=one: node.store.t.given_up.update({one.id: True}))
            if one.state == PENDING:
                self.tell(node, draft_of(settlement.end(one, VOID)))

    def quieten(self):
        super().quieten()
        for node in self.world.nodes.values():
            self.leave(node)
            self.tick(node)
        self.stopped = False
        for node in self.world.nodes.values():
            self.tick(node)
        super().quieten()


def broken(story):
    """Return what two agencies hold differently, what is still pending, and where money was made or lost."""
    nodes = story.world.nodes
    found = []
    for code, node in nodes.items():
        for one in node.tables.settlements.values():
            other = nodes[one.insured if one.care == code else one.care].tables.settlements.get(one.id)
            if other != one and not _is_refused(node, one):
                found.append(f"G2: settlement {one.id[-6:]}: {code} {one}, the other {other}")
            if one.state not in _OVER:
                found.append(f"G3: settlement {one.id[-6:]} of {one.care} is {one.state} at {code}")
            if one.cancels and one.state == POSTED:
                taken = node.tables.settlements[one.cancels]
                if (taken.cancelled_by, taken.pays_fen) != (one.id, -one.pays_fen):
                    found.append(f"G6: cancel {one.id[-6:]} does not take back what was paid")
    return found


def _is_refused(node, one):
    """A question that the peer refused itself is declined here and unknown there."""
    return any(row.outcome == REFUSED for row in node.store.rows_of_event(one.event))
