"""One signature on a version: nodes that hear each other late, in any order, never agree on two changes of one version.

The model has no federation: every node holds what it has heard, answers travel in lanes that hypothesis empties in an
order of its choice, and what a node may sign is asked of the room's own rules.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from pilin.kernel.agreements import rules
from pilin.kernel.agreements.rules import History, Version
from pilin.kernel.agreements.tests import samples
from pilin.kernel.agreements.tests.samples import ALL, BOTH, days, history

ROOT = history().versions[0]
Answer = tuple[str, Version, str]  # who, to what, signed or declined


@dataclass
class Node:
    """What one party knows: texts, and who answered what."""

    code: str
    parties: tuple[str, ...]
    texts: dict[str, Version] = field(default_factory=lambda: {ROOT.hash: ROOT})
    answers: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))

    def state(self, name: str) -> str:
        given_by = self.answers[name]
        if name == ROOT.hash or all(given_by.get(party) == "signed" for party in self.parties):
            return "agreed"
        return "dead" if "declined" in given_by.values() else "open"

    @property
    def history(self) -> History:
        found = rules.chain(version for name, version in self.texts.items() if self.state(name) == "agreed")
        assert found is not None
        return found

    def may_sign(self, version: Version) -> bool:
        mine = [self.texts[name] for name, given_by in self.answers.items() if given_by.get(self.code) == "signed"]
        on_the_table = [other for other in mine if self.state(other.hash) == "open"]
        is_next = rules.place(self.history, version.text) is None
        return is_next and rules.rival(version, on_the_table) is None

    def hear(self, who: str, version: Version, answer: str) -> None:
        self.texts[version.hash] = version
        self.answers[version.hash].setdefault(who, answer)


@dataclass
class World:
    """Nodes and the lanes between them."""

    parties: tuple[str, ...]
    nodes: dict[str, Node] = field(default_factory=dict)
    lanes: dict[tuple[str, str], list[Answer]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.nodes = {code: Node(code, self.parties) for code in self.parties}

    def answer(self, node: Node, version: Version, answer: str) -> None:
        node.hear(node.code, version, answer)
        for other in self.parties:
            if other != node.code:
                self.lanes[node.code, other].append((node.code, version, answer))

    def deliver(self, number: int) -> None:
        full = [lane for lane, waiting in sorted(self.lanes.items()) if waiting]
        if full:
            lane = full[number % len(full)]
            self.nodes[lane[1]].hear(*self.lanes[lane].pop(0))

    def act(self, number: int, verb: str) -> None:
        node = self.nodes[self.parties[number % len(self.parties)]]
        if verb == "offer":
            text = samples.suspension(node.history.head, from_day=days(number + 1), last_day=None)
            version = Version(samples.hash_of(text), text)
            if node.code not in node.answers[version.hash] and node.may_sign(version):
                self.answer(node, version, "signed")
            return
        waiting = [v for name, v in sorted(node.texts.items()) if name != ROOT.hash]
        unanswered = [version for version in waiting if node.code not in node.answers[version.hash]]
        if unanswered:
            version = unanswered[number % len(unanswered)]
            if verb == "decline" or node.may_sign(version):
                self.answer(node, version, "declined" if verb == "decline" else "signed")

    def rest(self) -> None:
        """Deliver whatever is still on its way."""
        while any(self.lanes.values()):
            self.deliver(0)


VERBS = st.sampled_from(["offer", "sign", "sign", "decline", "deliver", "deliver", "deliver"])
STEPS = st.lists(st.tuples(st.integers(0, 11), VERBS), max_size=60)


@given(st.sampled_from([BOTH, ALL]), STEPS)
def test_no_version_is_followed_by_two(parties: tuple[str, ...], steps: list[tuple[int, str]]) -> None:
    world = World(parties)
    for number, verb in steps:
        if verb == "deliver":
            world.deliver(number)
        else:
            world.act(number, verb)
    world.rest()
    for node in world.nodes.values():
        agreed = [version for name, version in node.texts.items() if node.state(name) == "agreed"]
        bases = [rules.base_of(version.text) for version in agreed]
        assert len(bases) == len(set(bases))
        assert len(node.history.versions) == len(agreed), "every agreed text has its place in the chain"


@given(st.sampled_from([BOTH, ALL]), STEPS)
def test_all_nodes_come_to_one_history(parties: tuple[str, ...], steps: list[tuple[int, str]]) -> None:
    """At any moment one history is the beginning of the other; when all is heard they are the same."""
    world = World(parties)
    for number, verb in steps:
        if verb == "deliver":
            world.deliver(number)
        else:
            world.act(number, verb)
        lines = sorted((node.history.versions for node in world.nodes.values()), key=len)
        assert all(longer[: len(shorter)] == shorter for shorter, longer in pairwise(lines))
    world.rest()
    assert len({node.history.head for node in world.nodes.values()}) == 1


def test_two_offers_side_by_side_end_with_one() -> None:
    """The very case: both offer, both hear the other's; one declines, and then signs nothing it must not."""
    world = World(BOTH)
    first, second = (world.nodes[code] for code in BOTH)
    world.act(0, "offer")
    world.act(1, "offer")
    world.rest()
    (theirs,) = (version for name, version in second.texts.items() if BOTH[0] in second.answers[name])
    assert not second.may_sign(theirs)
    world.act(0, "decline")
    world.rest()
    assert second.may_sign(theirs)
    world.answer(second, theirs, "signed")
    world.rest()
    assert first.history.head == second.history.head == theirs.hash


def test_a_rival_is_another_text_on_the_same_version() -> None:
    one, two = (Version(name * 64, samples.suspension("c" * 64)) for name in "ab")
    elsewhere = Version("d" * 64, samples.suspension("e" * 64))
    assert rules.rival(one, [one, elsewhere]) is None
    assert rules.rival(one, [elsewhere, two]) == two
    roots = [Version(name * 64, samples.agreement()) for name in "ab"]
    assert rules.rival(roots[0], roots) == roots[1], "two agreements of one id are rivals too"
