"""医保结算: hospitals of both sides live a day at the gateways, and in the end the books of both agencies are the same.

Hospitals, persons, catalogue and policies are made up and say so. Books are compared twice: by what both nodes say of
them, which must be the same bytes with nothing open, and with what the hospitals themselves hold.
"""

import secrets
import shutil
import time
from collections.abc import Sequence
from pathlib import Path

from pilin.base import clock
from pilin.base.money import Fen, yuan_text
from pilin.base.refusal import Refused
from pilin.node.config import CHECKOUT
from pilin.node.demo.nodes import DemoNode
from pilin.node.demo.stage import WAIT_SECONDS, Stage
from pilin.node.his import day, town
from pilin.node.his.day import Course
from pilin.node.his.tally import Tally, Way
from pilin.node.refusals import NodeRefusal
from pilin.node.words import say

TOWN = CHECKOUT / "nodes" / "medical"
SEED, VISITS = 1, 28
_SECRETS = ("his-a", "his-b", "his-c", "his-d")
Sums = dict[Way, tuple[int, int, int]]


def enter(nodes: Sequence[DemoNode], folder: Path) -> Path:
    """Enter the hospitals and persons of both sides; return the folder where their files and secrets lie."""
    home = Path(shutil.copytree(TOWN, folder / "town"))
    for name in _SECRETS:
        (home / f"{name}.secret").write_text(secrets.token_urlsafe(24), encoding="utf-8")
    for node in nodes:
        node.run("manage", "enter_care_place", str(home / f"{node.code}{town.HOSPITALS}"), "--illustrative")
        node.run("manage", "enter_insured_place", str(home / f"{node.code}{town.INSURED}"))
    return home


def tell(stage: Stage, nodes: Sequence[DemoNode], home: Path) -> Tally:
    """Open both gateways, live a day, and compare the books. Raises DEMO_BOOKS_DIFFER."""
    for node in nodes:
        node.serve_hospitals()
    found = town.read(home, {node.code: node.gateway for node in nodes})
    stage.tell(
        f"两地{len(found.hospitals)}家医院经国家接口接入各自的医保机构，开始一天的就诊（政策、目录、人员均为示例）",
        f"{len(found.hospitals)} hospitals speak to their agencies; a day begins (policies and persons are made up)",
    )
    tally = day.play(found, Course(SEED, VISITS, clock.now))
    say(*(f"  {line}" for line in tally.lines()))
    if tally.troubles:
        raise Refused(NodeRefusal.DEMO_BOOKS_DIFFER, what="; ".join(tally.troubles))
    sums = equal_books(nodes)
    if sums != tally.standing:
        raise Refused(NodeRefusal.DEMO_BOOKS_DIFFER, what=f"hospitals {tally.standing}, agencies {sums}")
    number, paid = sum(row[0] for row in sums.values()), sum(row[1] + row[2] for row in sums.values())
    stage.tell(
        f"一天结束：{number} 笔结算有效，共 {yuan_text(Fen(paid))} 元，两地账目一致，与医院所记一致，没有未决",
        f"the day ends: {number} settlements stand, {yuan_text(Fen(paid))} yuan; both books and the hospitals' agree",
    )
    return tally


def equal_books(nodes: Sequence[DemoNode]) -> Sums:
    """Wait until both nodes say the same books with nothing open; return what stands. Raises DEMO_BOOKS_DIFFER."""
    until = time.monotonic() + WAIT_SECONDS
    while True:
        said = [node.run("manage", "medical_books") for node in nodes]
        rows = [line.split("\t") for line in said[0].splitlines()[1:]]
        if len(set(said)) == 1 and all(_is_closed(row) for row in rows):
            return {Way(*row[:3]): (int(row[3]), int(row[4]), int(row[5])) for row in rows if int(row[3])}
        if time.monotonic() > until:
            raise Refused(NodeRefusal.DEMO_BOOKS_DIFFER, what="\n".join(said))
        time.sleep(1)


def _is_closed(row: Sequence[str]) -> bool:
    """Tell whether a line's position is what its settlements say, and nothing of it is pending or open."""
    fund, account, booked, pending, paid, left = map(int, row[4:])
    return booked == fund + account - paid and not (pending or left)
