"""The room of help between lawful bodies, over HTTP on two nodes: shut first, then one envelope to its erasure."""

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.pair import nodes
from tests.pair.keepers import BODIES
from tests.pair.nodes import Node

pytestmark = pytest.mark.pair

TEXT = "请协助联系技能培训名额一个"
_PARTS = "SELECT count(*) FROM federation_part WHERE name = 'content' AND length(cipher) > 0"
_PROOFS = "SELECT count(*) FROM care_envelope WHERE erased_at IS NOT NULL"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Node]]:
    """Return two serving nodes on which an operator configured the room, with the people of two bodies each."""
    folder: Path = tmp_path_factory.mktemp("care")
    with nodes.pair(folder) as (one, other):
        for node in (one, other):
            file = node.folder / "nodes" / "own.toml"
            text = file.read_text(encoding="utf-8")
            assert '"care"' not in text
            file.write_text(re.sub(r"(?m)^(modules = .*)\]$", r'\1, "care"]', text), encoding="utf-8")
        with ThreadPoolExecutor() as sides:
            list(sides.map(lambda node: node.run("manage", "migrate", "--verbosity", "0"), (one, other)))
        for node in (one, other):
            node.start()
            node.drive("keepers.hire")
        yield one, other


def told(answer: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(answer)
    return found


def shut(node: Node) -> str:
    """Return what a page of the shut room says, which it says with 403."""
    page = told(node.drive("keepers.read", "wu", "/care/"))
    assert page["status"] == 403
    return str(page["words"])


def start(node: Node, peer: Node, basis: str) -> None:
    """Write a start and turn both keys; before each the room is shut, and says why."""
    assert "缺少个人信息保护影响评估" in shut(node)
    fields = ("assessment=必要且适当", "assessed_on=+0", "legal_basis=依法帮扶", "article=社区矫正法第二十七条")
    named = (f"agreement={basis}", f"body_here={BODIES[node.code][0]}", f"body_there={BODIES[peer.code][0]}")
    node.drive("keepers.send", "wu", "/care/start/", *fields, *named, "ends_on=+300")
    words = shut(node)
    assert "还缺批准" in words
    assert "缺少法律依据" not in words
    page = told(node.drive("keepers.read", "zheng", "/care/start/"))
    approve = next(link for link in page["links"] if link.endswith("/approve/"))
    node.drive("keepers.send", "zheng", approve)
    assert "还缺批准" in shut(node)
    assert "各项齐备，已启用" in told(node.drive("keepers.send", "chen", approve))["words"]


def agreed(one: Node, other: Node) -> str:
    """Let both sides sign the clause under which envelopes go."""
    basis = one.drive("keepers.agree").strip()
    nodes.eventually(lambda: other.count("SELECT count(*) FROM federation_document WHERE state = 'open'"), "an offer")
    other.drive("parties.sign")
    known = f"SELECT count(*) FROM agreements_agreement WHERE id = '{basis[7:43]}'"
    nodes.eventually(lambda: one.count(known) == other.count(known) == 1, "the clause is in force")
    return basis


def sent(one: Node, other: Node) -> str:
    """Send an envelope to the other body; return its page, which is the same address on both nodes."""
    fields = ("kind=help", "purpose=work", "article=社区矫正法_35", "case_number=平矫17号")
    page = told(
        one.drive("keepers.send", "zhao", "/care/new/", *fields, f"text={TEXT}", "delete_on=+30", "is_adult=on")
    )
    assert "已签名，正在送达对方" in page["words"], page["words"]
    nodes.eventually(lambda: other.count("SELECT count(*) FROM care_envelope"), "the envelope arrives")
    return next(str(link) for link in page["links"] if link.endswith("/close/")).removesuffix("close/")


def test_an_envelope_from_request_to_erasure(both: tuple[Node, Node]) -> None:
    one, other = both
    basis = agreed(one, other)
    start(one, other, basis)
    start(other, one, basis)
    page = sent(one, other)
    assert TEXT not in told(other.drive("keepers.read", "zhao", page))["words"]
    asked = told(other.drive("keepers.send", "zhao", f"{page}ask/", "reason=安排培训"))
    assert "请有“签署”权限的另一人确认" in asked["words"]
    join = next(link for link in told(other.drive("keepers.read", "wu", page))["links"] if link.endswith("/join/"))
    other.drive("keepers.send", "wu", join)
    assert TEXT in told(other.drive("keepers.read", "zhao", page))["words"]
    assert TEXT not in told(other.drive("keepers.read", "zheng", page))["words"]
    nodes.eventually(lambda: one.count("SELECT count(*) FROM care_opening"), "the sender hears who opened it")
    assert "310116-zhao 310116-wu" in told(one.drive("keepers.read", "zhao", page))["words"]
    erased(one, other, page)


def erased(one: Node, other: Node, page: str) -> None:
    """Close it at the receiver: both nodes lose key and content, exchange the same proof, and keep the outside."""
    assert (one.count(_PARTS), other.count(_PARTS)) == (1, 1)
    other.drive("keepers.send", "zhao", f"{page}close/")
    nodes.eventually(lambda: one.count(_PROOFS) == other.count(_PROOFS) == 1, "both proofs are there")
    assert (one.count(_PARTS), other.count(_PARTS)) == (0, 0)
    for node in (one, other):
        assert "内容已清除，双方证明一致" in told(node.drive("keepers.read", "zhao", page))["words"]
    month = told(one.drive("keepers.read", "sun", "/care/digest/"))
    assert "310116-zhao 310116-wu" in month["words"]
    nodes.until_quiet(one, other)
    nodes.assert_equal(one, other)
    for node in (one, other):
        node.stop()
        node.run("audit")  # it ends with 0 where it has nothing to say
