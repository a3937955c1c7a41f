"""A third node joins two that serve, by its TOML and the programme's rows alone: agreements, and a matter of three."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from pilin.base.canonical import digest_of
from pilin.node.config import CHECKOUT
from tests.pair import nodes
from tests.pair.nodes import Node

pytestmark = pytest.mark.pair

Joined = tuple[tuple[Node, ...], dict[frozenset[str], str]]

_AGREED = "SELECT count(*) FROM agreements_agreement WHERE id = '{}'"
_OPEN = "SELECT count(*) FROM federation_document WHERE state = 'open'"
_N = "SELECT coalesce(max(n), 0) FROM matters_matter"
_MATTER = "SELECT fold, id, kind, state, n, head, turn, parties, dropped, title FROM matters_matter"
_CHAIN = "SELECT ordered, n, hash, carrier, orderer_after FROM matters_entry ORDER BY n"


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Joined]:
    """Return three serving nodes, and the agreements between each two of them; the first was there before the third."""
    folder = tmp_path_factory.mktemp("third")
    with nodes.pair(folder) as (pinghu, jinshan):
        for node in (pinghu, jinshan):
            node.start()
        made = {frozenset({"pinghu", "jinshan"}): agree(pinghu, jinshan)}
        with nodes.third(pinghu, jinshan, folder) as jiashan:
            made |= {frozenset({"jiashan", peer.name}): agree(jiashan, peer) for peer in (pinghu, jinshan)}
            yield (jiashan, pinghu, jinshan), made


def agree(*parties: Node) -> str:
    """Let the first offer an agreement and all others sign it; return its id when it is in force everywhere."""
    agreement = parties[0].drive("parties.agree", *(node.code for node in parties)).strip()
    for node in parties[1:]:
        countersign(node)
    everywhere(parties, _AGREED.format(agreement), 1)
    return agreement


def countersign(node: Node) -> None:
    """Let the people of a node sign what is offered to them, when it has come."""
    nodes.eventually(lambda: node.count(_OPEN), "the offer arrives", lambda: node.told)
    node.drive("parties.sign")


def everywhere(several: tuple[Node, ...], statement: str, number: int) -> None:
    """Wait until a count is the same on all."""
    nodes.eventually(
        lambda: all(node.count(statement) == number for node in several),
        f"{statement}: {number}",
        lambda: [node.rows(statement) for node in several],
    )


def holds(node: Node, text: str) -> bool:
    """Tell whether any stored envelope of a node speaks of something."""
    return any(text.encode() in line for (line,) in node.rows("SELECT line FROM federation_envelope"))


def held(node: Node) -> list[tuple[Any, ...]]:
    """Return a node's only matter and its chain, with the digest of each JSON column in place of its text."""
    rows = node.rows(_MATTER) + node.rows(_CHAIN)
    return [(digest_of(json.loads(text)), *rest) for text, *rest in rows]


def opened(several: tuple[Node, ...], agreement: str) -> str:
    """Let the first offer a kind to all and, when all have signed it, open a matter under the agreement; return it."""
    codes = [node.code for node in several]
    several[0].drive("parties.offer_kind", *codes)
    for node in several[1:]:
        countersign(node)
    everywhere(several, "SELECT count(*) FROM federation_document WHERE type = 'kind' AND state = 'agreed'", 1)
    matter = several[0].drive("parties.open_matter", *codes).strip()
    everywhere(several, _N, 1)
    bases = [node.rows("SELECT basis FROM matters_matter") for node in several]
    assert bases == [[(f"clause:{agreement}/1",)]] * len(several)
    return matter


def take(several: tuple[Node, ...], node: Node, *words: str) -> None:
    """Let the people of one node take a step, and wait until it stands in the chain on all of several."""
    before = node.count(_N)
    node.drive("parties.step", *words)
    everywhere(several, _N, before + 1)


def test_no_line_of_the_product_knows_the_third() -> None:
    sources = [path for path in (CHECKOUT / "pilin").rglob("*.py") if "tests" not in path.parts]
    assert len(sources) > 100
    assert [path for path in sources if "330421" in path.read_text() or "jiashan" in path.read_text()] == []


def test_what_two_agree_is_not_at_the_third(joined: Joined) -> None:
    several, made = joined
    nodes.until_all_decided(*several)
    for pair, agreement in made.items():
        for node in several:
            assert holds(node, agreement) is (node.name in pair)
            assert node.count(_AGREED.format(agreement)) == (node.name in pair)
    jiashan, *_ = several
    assert jiashan.rows("SELECT DISTINCT peer FROM federation_envelope ORDER BY 1") == [("310116",), ("330482",)]
    nodes.assert_all_equal(*several)


def test_a_matter_of_three_ends_equal_on_all_though_the_third_is_killed(joined: Joined) -> None:
    several, _made = joined
    jiashan, pinghu, jinshan = several
    matter = opened(several, agree(*several))
    take(several, jiashan, matter, "visit")
    take(several, pinghu, matter, "report", "finding=水面漂浮物")  # a proposal: 金山 orders on the water
    jiashan.kill()
    take((pinghu, jinshan), jinshan, matter, "report", "finding=已清理")
    take((pinghu, jinshan), pinghu, matter, "land")
    jiashan.start()
    everywhere(several, _N, 5)
    for name in ("sign", "close"):
        for node in (pinghu, jinshan, jiashan):
            take(several, node, matter, name)
    nodes.until_all_decided(*several)
    nodes.assert_all_equal(*several)
    assert held(jiashan) == held(pinghu) == held(jinshan)
    assert held(jiashan)[0][3:5] == ("closed", 11)
    ordered = [json.loads(text) for text, *_ in jiashan.rows(_CHAIN)]
    assert {(entry["author"], entry["orderer"]) for entry in ordered} >= {(node.code, node.code) for node in several}
    assert [node.run("audit") for node in several] == ["everything holds\n"] * 3
