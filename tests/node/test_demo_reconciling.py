"""对账 in the demonstration: a planted fen is found by both sides, named, and gone when it is mended."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from pilin.base.refusal import Refused
from pilin.node.demo import reconciling
from pilin.node.demo.nodes import DemoNode
from pilin.node.demo.stage import Stage
from pilin.node.refusals import NodeRefusal

NAME = "0193-planted"


class Told:
    """A node with one settlement in its tables, which answers commands as its office would see it."""

    def __init__(self, code: str, folder: Path, world: "World") -> None:
        self.code, self.name, self.world = code, code, world
        self.database = folder / f"{code}.sqlite3"
        with closing(sqlite3.connect(self.database)) as tables, tables:
            tables.execute("CREATE TABLE medical_settlement (id TEXT, state TEXT, fund_fen INTEGER)")
            tables.execute("INSERT INTO medical_settlement VALUES (?, 'posted', 100)", (NAME,))

    def run(self, *words: str) -> str:
        self.world.told.append(f"{self.code} {words[1]}" + ("" if "--show" in words else " state"))
        return self.world.answer(words)

    @property
    def fund(self) -> int:
        with closing(sqlite3.connect(self.database)) as tables:
            return int(tables.execute("SELECT fund_fen FROM medical_settlement").fetchone()[0])


class World:
    """Both nodes: what differs is what their tables say."""

    def __init__(self, folder: Path) -> None:
        self.told: list[str] = []
        self.stated: list[int] = [0, 0]
        self.nodes = [Told("330482", folder, self), Told("310116", folder, self)]

    @property
    def both(self) -> list[DemoNode]:
        return cast("list[DemoNode]", self.nodes)

    def answer(self, words: tuple[str, ...]) -> str:
        if "--show" not in words:
            self.stated = [one.fund for one in self.nodes]
            return "stated"
        if self.stated[0] == self.stated[1]:
            return "2026-11-26 with x: 1 differences, 0 open\n"
        return f"2026-11-26 with x: 1 differences, 1 open\n{NAME}\tamounts_differ\t-\tx\t2026-12-01\topen\n"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    monkeypatch.setattr(reconciling, "WAIT_SECONDS", 0.05)
    monkeypatch.setattr("pilin.node.demo.reconciling.time.sleep", lambda _seconds: None)
    return World(tmp_path)


def told(turns: list[str]) -> Stage:
    return cast("Stage", SimpleNamespace(tell=lambda zh, _en: turns.append(zh)))


def test_a_planted_fen_is_found_by_its_settlement_and_mended(world: World) -> None:
    turns: list[str] = []
    reconciling.reconcile(told(turns), world.both)
    assert NAME in turns[0]
    assert "amounts_differ" in turns[0]
    assert [one.fund for one in world.nodes] == [100, 100]
    assert world.told.count("330482 reconcile state") == 2
    assert "310116 reconcile state" not in world.told


def test_the_difference_is_planted_on_one_side_alone(world: World) -> None:
    assert reconciling.plant(world.both[1]) == NAME
    assert [one.fund for one in world.nodes] == [100, 101]


def test_without_a_settlement_nothing_can_be_planted(world: World) -> None:
    with closing(sqlite3.connect(world.nodes[1].database)) as tables, tables:
        tables.execute("DELETE FROM medical_settlement")
    with pytest.raises(Refused) as caught:
        reconciling.plant(world.both[1])
    assert caught.value.code is NodeRefusal.DEMO_BOOKS_DIFFER


@pytest.mark.parametrize(
    "holds", [lambda said: "2 differences" in said, lambda said: NAME in said and "0 open" in said]
)
def test_what_does_not_come_out_is_shown(world: World, holds: Callable[[str], bool]) -> None:
    reconciling.plant(world.both[1])
    with pytest.raises(Refused) as caught:
        reconciling.differences(world.both, holds)
    assert caught.value.code is NodeRefusal.DEMO_BOOKS_DIFFER
    assert NAME in str(caught.value.facts["what"])
