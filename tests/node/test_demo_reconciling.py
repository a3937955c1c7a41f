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
ROWS = "\t330482\t310\t3\t1200\n\t310116\t390\t2\t900\n"


class Told:
    """A node with one settlement in its tables, which answers commands as its office would see it."""

    def __init__(self, code: str, folder: Path, world: "World") -> None:
        self.code, self.name, self.world = code, code, world
        self.database = folder / f"{code}.sqlite3"
        with closing(sqlite3.connect(self.database)) as tables, tables:
            tables.execute("CREATE TABLE medical_settlement (id TEXT, state TEXT, fund_fen INTEGER)")
            tables.execute("INSERT INTO medical_settlement VALUES (?, 'posted', 100)", (NAME,))

    def run(self, *words: str) -> str:
        told = " ".join(words[1:3]) if words[1] == "clear_month" else words[1] + ("" if "--show" in words else " state")
        self.world.told.append(f"{self.code} {told}")
        return self.world.answer(self, words)

    @property
    def fund(self) -> int:
        with closing(sqlite3.connect(self.database)) as tables:
            return int(tables.execute("SELECT fund_fen FROM medical_settlement").fetchone()[0])


class World:
    """Both nodes: what differs is what their tables say."""

    def __init__(self, folder: Path) -> None:
        self.told: list[str] = []
        self.stated: list[int] = [0, 0]
        self.steps: list[str] = []
        self.late = ""
        self.nodes = [Told("330482", folder, self), Told("310116", folder, self)]

    @property
    def both(self) -> list[DemoNode]:
        return cast("list[DemoNode]", self.nodes)

    def answer(self, node: Told, words: tuple[str, ...]) -> str:
        if words[1] == "clear_month":
            if words[2] != "show":
                assert self.late == "", "a step is taken only when both know of the one before"
                self.steps.append(f"{node.code} {words[2]}")
                self.late = next(one.code for one in self.nodes if one is not node)
            known = len(self.steps) - (node.code == self.late)
            self.late = "" if node.code == self.late and words[2] == "show" else self.late
            return f"2026-11\tB-1\t{self.state}\t5\tFalse\tFalse\t{known}\n{ROWS}"
        if "--show" not in words:
            self.stated = [one.fund for one in self.nodes]
            return "stated"
        if self.stated[0] == self.stated[1]:
            return "2026-11-26 with x: 1 differences, 0 open\n"
        return f"2026-11-26 with x: 1 differences, 1 open\n{NAME}\tamounts_differ\t-\tx\t2026-12-01\topen\n"

    @property
    def state(self) -> str:
        steps = reconciling.STEPS
        done = {step for step, _ in steps if all(f"{one.code} {step}" in self.steps for one in self.nodes)}
        return ("generated", *(state for step, state in steps if step in done))[-1]


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


def test_a_month_is_cleared_by_one_side_after_the_other(world: World) -> None:
    turns: list[str] = []
    rows = reconciling.clear(told(turns), world.both)
    assert rows == "330482 310 3 1200；310116 390 2 900"
    assert rows in turns[0]
    assert world.steps[0] == "330482 generate"
    assert world.steps[1:] == [f"{one.code} {step}" for step, _ in reconciling.STEPS for one in world.nodes]


def test_a_month_that_stays_where_it_is_ends_the_story(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(World, "state", "opened")
    with pytest.raises(Refused) as caught:
        reconciling.clear(told([]), world.both)
    assert caught.value.code is NodeRefusal.DEMO_BOOKS_DIFFER


@pytest.mark.parametrize("said", ["", "2026-11\tB-1", "nothing here\n"])
def test_no_batch_has_no_state(said: str) -> None:
    assert reconciling._state(said) == ""
