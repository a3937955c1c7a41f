"""A neighbour in memory: the other node of a Django test, played by the simulation's node over a wire without faults.

The node under test keeps its tables; the neighbour keeps dictionaries; both run the same protocol. Frames are carried
by hand until both are quiet, so a test says what it tells and then what stands on each side.
"""

from pilin.base.clock import Instant, after
from pilin.kernel.federation import actions
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import keyring, sessions
from pilin.kernel.federation.protocol.desk import Effects
from pilin.kernel.federation.protocol.store import KeyRow
from tests.simulation.memory import linked
from tests.simulation.world import Node, World

CODE, US = "310116", "330482"


class Neighbour:
    """A peer of the node under test, linked to it as the ceremony would."""

    def __init__(self, at, *, code=CODE, seed=0):
        world = World.__new__(World)
        self.node, self.at, self.world = _node(world, code, seed), Instant(at), world
        self.code = code
        self.charter = f"charter:{'0' * 64}"
        self._link()

    def _link(self):
        ours, charter = sessions.code(), self.charter
        actions.init(at=self.at)
        tables.Link.objects.create(
            peer=self.code, name=self.code, url="https://127.0.0.1:1", certificate="", mode="open", charter=charter
        )
        with sessions.session() as peer:
            peer.desk.store.save_key(KeyRow(self.code, self.node.signers[0].key), self.code)
            peer.desk.store.save_key(KeyRow(ours, keyring.signers()[-1].key), self.code)
        self.node.store.save_link(linked(ours, charter))
        self.node.store.save_key(KeyRow(ours, keyring.signers()[-1].key), ours)
        self.node.store.save_key(KeyRow(self.code, self.node.signers[0].key), ours)

    def tell(self, *drafts):
        """Let the neighbour tell facts; return their events."""
        return self.node.transact(lambda: self.node.peer.tell(drafts, self.now))

    @property
    def now(self):
        return self.at

    def pass_time(self, *, seconds):
        """Move both clocks."""
        self.at = after(self.at, seconds=seconds)
        self.world.now = self.at

    def exchange(self, *, turns=12):
        """Carry frames in both directions until both nodes have nothing to send."""
        for _ in range(turns):
            busy = self._ours(actions.due(at=self.at)) + self._theirs(self._due())
            self.pass_time(seconds=3)
            if not busy:
                return
        raise AssertionError("the nodes do not come to rest")

    def _due(self):
        return self.node.transact(lambda: self.node.peer.due(self.now))

    def _ours(self, effects, depth=0):
        """Carry our frames to the neighbour and its answers back; return how many carried more than a greeting."""
        count = 0
        for send in effects.sends if depth < 50 else ():
            answer = self._taken(send.frame) or Effects()
            count += b'"type":"hello"' not in send.frame
            if answer.reply:
                count += self._ours(actions.receive([answer.reply], sender=self.code, at=self.at)[0], depth + 1)
            count += self._theirs(answer, depth + 1)
        return count

    def _taken(self, frame):
        return self.node.transact(lambda: self.node.peer.receive(frame, self.now, sender=US))

    def _theirs(self, effects, depth=0):
        count = 0
        for send in effects.sends if depth < 50 else ():
            answer = actions.receive([send.frame], sender=self.code, at=self.at)[0]
            count += b'"type":"hello"' not in send.frame
            if answer.reply:
                reply = self._taken(answer.reply)
                count += self._theirs(reply or Effects(), depth + 1)
            count += self._ours(answer, depth + 1)
        return count


def _node(world, code, seed):
    World.__init__(world, seed, faults=False)
    world.nodes = {}
    world.real = True
    node = Node(world, code, speaks=(1, 2))
    world.nodes[code] = node
    return node
