"""Two served nodes: they agree, also when they are killed at any moment and when one of them is restored."""

import json
import os
import random
from collections.abc import Iterator
from pathlib import Path
from time import sleep

import pytest

from tests.pair import nodes
from tests.pair.nodes import Node

KILLS = int(os.environ.get("PILIN_PAIR_KILLS", "5"))
MOMENT_SECONDS_MAX = 1.5

pytestmark = pytest.mark.pair


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Node]]:
    """Hold one ceremony for all tests of this page: it is what takes the longest."""
    with nodes.pair(tmp_path_factory.mktemp("pair")) as pair:
        yield pair


@pytest.fixture
def both(linked: tuple[Node, Node]) -> tuple[Node, Node]:
    """Return the two nodes, serving; what earlier tests told stays."""
    for node in linked:
        node.start()
    return linked


def agreed(node: Node) -> int:
    return node.count("SELECT count(*) FROM federation_document WHERE state = 'agreed'")


def alarms(node: Node) -> list[tuple[str, int]]:
    return node.rows("SELECT code, times FROM federation_alarm ORDER BY id")


def exchange(one: Node, other: Node, number: int) -> None:
    """Let one offer and the other sign so many documents, and wait for both to know."""
    wanted = agreed(one) + number
    one.drive("offer", number)
    offered = "SELECT count(*) FROM federation_document"
    nodes.eventually(lambda: other.count(offered) >= wanted, "the offers arrive", lambda: one.told + other.told)
    other.drive("sign")
    nodes.eventually(lambda: agreed(one) >= wanted and agreed(other) >= wanted, "all is agreed")


def test_a_document_is_offered_countersigned_and_agreed(both: tuple[Node, Node]) -> None:
    one, other = both
    before = agreed(one)
    exchange(one, other, 3)
    nodes.until_quiet(one, other)
    nodes.assert_equal(one, other)
    assert agreed(one) == before + 3
    assert "everything holds" in one.run("audit")
    other.stop()
    assert other.process is not None
    assert other.process.returncode == 0


def test_nodes_that_are_killed_at_any_moment_end_equal(both: tuple[Node, Node]) -> None:
    seed = int(os.environ.get("PILIN_PAIR_SEED", str(random.randrange(10**6))))
    chance = random.Random(seed)
    before = [alarms(node) for node in both]
    for node in both:
        node.ask("steady")
    for _ in range(KILLS):
        sleep(chance.uniform(0, MOMENT_SECONDS_MAX))  # the moment is what is tested
        struck = chance.choice(both)
        struck.kill()
        struck.start()
    for node in both:
        assert node.drive("sign") == "done\n"  # ends the traffic
        assert node.hear() == "done\n"
    nodes.until_signed(*both)
    nodes.until_quiet(*both)
    nodes.assert_equal(*both)
    assert agreed(both[0]) > KILLS, f"seed {seed}"
    assert [alarms(node) for node in both] == before, f"seed {seed}"


def test_a_destroyed_node_is_restored_and_catches_up(both: tuple[Node, Node], tmp_path: Path) -> None:
    one, other = both
    exchange(one, other, 2)
    saved, (life,) = agreed(one), one.rows("SELECT inc FROM federation_nodestate")[0]
    one.run("backup", tmp_path / "backup.tar")
    exchange(one, other, 2)
    exchange(other, one, 1)
    nodes.until_quiet(one, other)
    one.kill()
    one.send_people_home()
    for file in one.database.parent.glob("pilin.sqlite3*"):
        file.unlink()
    assert "begins a new life" in one.run("restore", tmp_path / "backup.tar")
    assert agreed(one) == saved
    one.start()
    nodes.eventually(lambda: agreed(one) == saved + 3, "it catches up", lambda: one.told)
    exchange(one, other, 1)
    nodes.until_quiet(one, other)
    nodes.assert_equal(one, other)
    assert one.rows("SELECT inc, mode FROM federation_nodestate") == [(life + 2, "open")]  # the file ended the next one


def test_a_rotated_key_signs_and_the_peer_takes_it(both: tuple[Node, Node]) -> None:
    one, other = both
    assert "node_is_serving" in one.run("rotate-key", expect=2)
    one.stop()
    one.run("rotate-key")
    one.start()
    exchange(one, other, 1)
    nodes.until_quiet(one, other)
    nodes.assert_equal(one, other)
    card = json.loads((one.folder / "card").read_text())  # of the ceremony
    one.run("link", "card", one.folder / "card")
    assert json.loads((one.folder / "card").read_text())["public"] != card["public"]
