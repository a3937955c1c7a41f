"""Followers hear of every matter of their kinds that moved, in its transaction, and hear it all again when asked."""

from collections.abc import Iterator, Sequence

import pytest
from django.db import transaction

from pilin.base.clock import Instant
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.actions import Moved, followers
from pilin.kernel.matters.tests.stage import OPINION, POND, REPORT, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def heard() -> Iterator[list[Moved]]:
    """Follow plans, and forget them afterwards."""
    moved: list[Moved] = []

    def follower(group: Sequence[Moved], _at: Instant) -> None:
        assert transaction.get_connection().in_atomic_block
        moved.extend(group)

    matters.follow("plan", follower)
    matters.follow("plan", follower)
    yield moved
    followers._followers["plan"].remove(follower)


def test_own_steps_and_those_of_the_other_side_are_heard_once(stage: Stage, heard: list[Moved]) -> None:
    stage.open_plan()
    stage.meet()
    assert [(one.id, one.matter.state, one.kind.name) for one in heard] == [(stage.matter, "offered", "plan")]
    stage.they_take("refuse_milestone", fields=OPINION)
    stage.meet()
    assert {one.matter.state for one in heard[1:]} == {"returned"}
    assert heard[-1].parties == ("310116", "330482")
    assert heard[-1].basis.startswith("clause:")


def test_what_falls_out_of_a_chain_is_heard(stage: Stage, heard: list[Moved]) -> None:
    stage.plan_in_force()
    stage.they_refuse(stage.take("report_milestone", fields=REPORT))
    assert "progress" in heard[-1].matter.asserted
    stage.meet()
    assert "progress" not in heard[-1].matter.asserted


def test_an_opening_that_a_party_refuses_is_heard(stage: Stage, heard: list[Moved]) -> None:
    stage.open_plan()
    opening = stage.told(stage.ours.chain[0].carrier)
    stage.they_refuse(opening)
    stage.meet()
    assert heard[-1].refused_by == "310116"


def test_kinds_that_nobody_follows_cost_nothing(stage: Stage, heard: list[Moved]) -> None:
    stage.open_petition()
    assert heard == []


def test_all_is_told_again_when_asked(stage: Stage, heard: list[Moved], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(followers, "BATCH", 2)
    plans = [stage.open_plan(title=f"{POND}{number}") for number in range(5)]
    stage.open_errand(plans[0])
    last = {one.id: one for one in heard}
    heard.clear()
    assert matters.retell(["plan"], at=stage.now) == 5
    assert {one.id: one for one in heard} == last
    assert matters.retell(["errand"], at=stage.now) == 1
    assert len(heard) == 5
