"""Both nodes hold the same minutes and the same duties, whatever each side does in whatever order, heard or not yet."""

import random
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.programme.tests.council import HELD
from pilin.modules.programme.tests.table import Table

ACTS = 14


class Talks:
    """Minutes over which both sides sit: each redrafts, amends, signs, takes back, hears of the other, by chance."""

    def __init__(self, table: Table, seed: int) -> None:
        self.table, self.chance = table, random.Random(seed)
        self.lamps, self.bus = table.topics()
        self.meeting = table.called(self.lamps, self.bus)
        table.they_take(self.meeting, "accept_agenda")
        table.take(self.meeting, "hold", HELD)
        table.take(self.meeting, "draft_minutes", self.text())

    def text(self) -> dict[str, Any]:
        """Return some minutes about the two topics."""
        text = self.table.minutes(self.lamps, self.bus)
        text["items"][0]["text"] = f"第{self.chance.randrange(100)}稿"
        text["decisions"] = text["decisions"][: self.chance.randrange(2)]
        return text

    def play(self) -> None:
        for _ in range(ACTS):
            self.chance.choice([self.ours, self.theirs, self.theirs, self.ours, self.table.stage.meet])()
            self.table.stage.later(seconds=self.chance.randrange(1, 60))
        self.table.stage.meet()

    def ours(self) -> None:
        self.table.stage.matter = self.meeting
        acts = {"redraft_minutes": self.text(), "sign_minutes": {}}
        self.attempt(acts, lambda step, fields: self.table.stage.take(step, fields=fields))

    def theirs(self) -> None:
        self.table.stage.matter = self.meeting
        acts = {
            "amend_minutes": {**self.text(), "reason": "另有意见"},
            "sign_minutes": {},
            "take_back": {"reason": "同意"},
        }
        self.attempt(acts, self.they)

    def they(self, step: str, fields: Mapping[str, Any]) -> None:
        members = {"text": self.table.stage.text(step)} if step == "sign_minutes" else {}
        self.table.stage.they_take(step, fields=dict(fields), **members)

    def attempt(self, acts: Mapping[str, Mapping[str, Any]], take: Callable[[str, Mapping[str, Any]], object]) -> None:
        """Try one of some acts; what the rules refuse is not done."""
        step = self.chance.choice(sorted(acts))
        try:
            take(step, acts[step])
        except Refused:
            return

    def sign(self) -> None:
        """Let both sides come to an end: a draft of ours that both sign."""
        if self.table.record(self.meeting).state == "agreed":
            return
        self.table.take(self.meeting, "redraft_minutes", self.text())
        self.table.they_take(self.meeting, "sign_minutes")
        self.table.take(self.meeting, "sign_minutes")


@pytest.mark.parametrize("seed", range(6))
def test_both_hold_the_same_minutes_and_the_same_duties(table: Table, seed: int) -> None:
    talks = Talks(table, seed)
    talks.play()
    assert table.same(talks.meeting)
    talks.sign()
    for _ in range(3):
        table.carry_out()
    record = table.record(talks.meeting)
    assert record.state == "agreed"
    duties, disputes = table.of_kind("duty"), table.of_kind("dispute")
    assert [duty.item for duty in duties] == [row["id"] for row in record.agreed["decisions"]]
    assert [dispute.item for dispute in disputes] == ["异2"]
    assert (table.record(talks.lamps).state, table.record(talks.bus).state) == ("settled", "disagreed")
    assert table.same(talks.meeting, talks.lamps, talks.bus, *(one.id for one in [*duties, *disputes]))


@pytest.mark.parametrize("seed", range(6, 9))
def test_what_is_agreed_was_signed_by_both_as_one_text(table: Table, seed: int) -> None:
    talks = Talks(table, seed)
    talks.play()
    talks.sign()
    record = table.record(talks.meeting)
    assert {name: record.agreed[name] for name in ("items", "decisions", "differences")} == {
        name: record.asserted[name]["chair"] for name in ("items", "decisions", "differences")
    }
    signed = [entry.ordered for entry in table.stage.ours.chain if entry.ordered.name == "sign_minutes"]
    assert len({one.text for one in signed[-2:]}) == 1
    assert {one.author for one in signed[-2:]} == {*record.roles.values()}
