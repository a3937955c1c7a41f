"""对账与清算: a day is reconciled with one difference planted, found, named and mended; then a month is cleared.

The difference is planted behind the node's back, as a mistake of hands or of a restore would be: one fen in one row of
the tables of 金山. Everything else is done by the commands that an office has.
"""

import sqlite3
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import partial

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.node.demo.nodes import DemoNode
from pilin.node.demo.stage import WAIT_SECONDS, Stage
from pilin.node.refusals import NodeRefusal

_PICK = "SELECT id FROM medical_settlement WHERE state = 'posted' AND fund_fen > 0 ORDER BY id LIMIT 1"
_CHANGE = "UPDATE medical_settlement SET fund_fen = fund_fen + ? WHERE id = ?"
STEPS = (("confirm", "confirmed"), ("record", "confirmed"), ("agree_paid", "paid"), ("close", "closed"))
"""What both sides do, one after the other, and how the month stands when both did."""
_STATE = 2


def reconcile(stage: Stage, nodes: Sequence[DemoNode]) -> None:
    """Plant a difference, let both sides find it by its settlement, mend it, and find none."""
    planted = plant(nodes[1])
    found = differences(nodes, _named(planted))
    sort = found.split("\t")[1]
    stage.tell(
        f"T+1对账：在{nodes[1].name}的账里改动了一分钱，双方都查到了：{planted}（{sort}）",
        f"reconciled: one fen was changed in the books of {nodes[1].name}; both found it by its settlement ({sort})",
    )
    change(nodes[1], planted, -1)
    differences(nodes, lambda said: ", 0 open" in said)
    stage.tell("改正后重新对账，差异已消除", "it was mended and the day reconciled again: nothing differs")


def clear(stage: Stage, nodes: Sequence[DemoNode]) -> str:
    """Clear the month that runs, as the signed terms allow, from generating to closing; return what was paid.

    Each step is taken when the other side knows of the one before: a step on an old base would fall out.
    """
    _month(nodes, "generate", nodes[0])
    said = _stands(nodes, "generated")
    for step, state in STEPS:
        for node in nodes:
            _month(nodes, step, node)
            said = _stands(nodes, "")
        said = _stands(nodes, state)
    rows = "；".join(" ".join(line.split("\t")[1:]) for line in said.splitlines()[1:])
    stage.tell(
        f"月度清算：生成、双方确认、拨付、关账。付款方 险种 笔数 金额（分）：{rows}",
        f"the month was generated, confirmed by both, paid and closed; payer, insurance, settlements, fen: {rows}",
    )
    return rows


def plant(node: DemoNode) -> str:
    """Change one fen in one row behind the node's back; return the settlement."""
    with closing(sqlite3.connect(node.database, timeout=30)) as tables:
        row = tables.execute(_PICK).fetchone()
    if row is None:
        raise Refused(NodeRefusal.DEMO_BOOKS_DIFFER, what=f"{node.name}: no settlement stands")
    settlement = str(row[0])
    change(node, settlement, 1)
    return settlement


def change(node: DemoNode, settlement: str, fen: int) -> None:
    """Add some fen to what a fund paid, in one row."""
    with closing(sqlite3.connect(node.database, timeout=30)) as tables, tables:
        tables.execute(_CHANGE, (fen, settlement))


def differences(nodes: Sequence[DemoNode], holds: Callable[[str], bool]) -> str:
    """State today from one side, and wait until both show what is wanted; return the last line of the first side."""
    day = clock.day_of(clock.now()).isoformat()
    nodes[0].run("manage", "reconcile", "--day", day, "--peer", nodes[1].code)

    def shown(node: DemoNode) -> str:
        return node.run("manage", "reconcile", "--day", day, "--peer", _peer(nodes, node), "--show")

    said = until(nodes, shown, lambda all_said: all(map(holds, all_said)))
    return said[0].splitlines()[-1]


def until(nodes: Sequence[DemoNode], ask: Callable[[DemoNode], str], holds: Callable[[list[str]], bool]) -> list[str]:
    """Ask both sides again and again until their answers hold. Raises DEMO_BOOKS_DIFFER with the last ones."""
    deadline = time.monotonic() + WAIT_SECONDS
    while not holds(said := both(nodes, ask)):
        if time.monotonic() > deadline:
            raise Refused(NodeRefusal.DEMO_BOOKS_DIFFER, what="\n".join(said))
        time.sleep(0.3)
    return said


def both(nodes: Sequence[DemoNode], ask: Callable[[DemoNode], str]) -> list[str]:
    """Let both sides do something at the same time."""
    with ThreadPoolExecutor(len(nodes)) as sides:
        return list(sides.map(ask, nodes))


def _named(settlement: str) -> Callable[[str], bool]:
    return lambda said: ": 1 differences, 1 open" in said and settlement in said


def _stands(nodes: Sequence[DemoNode], state: str) -> str:
    """Wait until both sides show the month alike, and in this state where one is named; return what they show."""

    def holds(said: list[str]) -> bool:
        return len(set(said)) == 1 and (not state or _state(said[0]) == state)

    return until(nodes, partial(_month, nodes, "show"), holds)[0]


def _month(nodes: Sequence[DemoNode], step: str, node: DemoNode) -> str:
    return node.run("manage", "clear_month", step, "--peer", _peer(nodes, node))


def _state(said: str) -> str:
    columns = said.partition("\n")[0].split("\t")
    return columns[_STATE] if len(columns) > _STATE else ""


def _peer(nodes: Sequence[DemoNode], node: DemoNode) -> str:
    return next(one.code for one in nodes if one is not node)
