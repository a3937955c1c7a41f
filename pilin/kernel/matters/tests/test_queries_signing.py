"""Which matters wait for our signature: by the state of the kind, and by whose turn it is."""

import pytest

from pilin.base import clock
from pilin.kernel.matters import queries
from pilin.kernel.matters.queries import Wanted
from pilin.kernel.matters.tests.stage import MILESTONES, THEM, US, Stage


def to_sign(stage: Stage, me: str = US) -> tuple[int, list[str]]:
    """Return how many matters a side is to sign, and which."""
    day, kinds = clock.day_of(stage.now), queries.known().kinds
    page = queries.matters_by_end(me=me, day=day, wanted=Wanted(whose="sign"), kinds=kinds)
    return queries.counters(me=me, day=day, kinds=kinds)["sign"], [row.id for row in page.rows]


def test_a_text_on_the_table_waits_for_whoever_has_not_signed(stage: Stage) -> None:
    stage.open_plan()
    assert to_sign(stage) == to_sign(stage, THEM) == (1, [stage.matter])
    stage.take("sign")
    stage.meet()
    assert to_sign(stage) == (0, [])
    assert to_sign(stage, THEM) == (1, [stage.matter])


def test_a_text_that_is_sent_back_waits_for_no_signature(stage: Stage) -> None:
    stage.open_plan()
    stage.meet()
    stage.they_take("refuse_milestone", fields={"refused_milestone": "m2", "reason": "用地未落实"})
    stage.meet()
    assert stage.row().turn == f",{US},"
    assert to_sign(stage) == (0, [])


def test_what_is_in_force_waits_once_the_other_side_has_signed_its_end(stage: Stage) -> None:
    stage.plan_in_force()
    assert to_sign(stage) == (0, [])
    stage.they_take("complete", text=stage.text("complete"))
    stage.meet()
    assert to_sign(stage) == (1, [stage.matter])
    assert to_sign(stage, THEM) == (0, [])


def test_an_amendment_waits_for_both(stage: Stage) -> None:
    stage.plan_in_force()
    stage.take("amend", fields={"milestones": MILESTONES[:1], "reason": "缩小范围"})
    stage.meet()
    assert to_sign(stage) == to_sign(stage, THEM) == (1, [stage.matter])


def test_without_kinds_nobody_counts_signatures(stage: Stage) -> None:
    stage.open_plan()
    assert "sign" not in queries.counters(me=US, day=clock.day_of(stage.now))


@pytest.mark.parametrize(("state", "agreed"), [("offered", False), ("in_force", True)])
def test_a_row_says_whether_all_agreed_to_its_state(stage: Stage, state: str, agreed: bool) -> None:
    (stage.open_plan if state == "offered" else stage.plan_in_force)()
    (row,) = queries.matters(me=US, day=clock.day_of(stage.now)).rows
    assert (row.state, row.agreed, row.kind) == (state, agreed, "plan")


def test_what_a_matter_is_called_and_its_kind(stage: Stage) -> None:
    stage.open_plan()
    assert queries.about(stage.matter) == (stage.row().title, queries.kind(stage.row().kind))
    assert queries.about("nothing") is None
