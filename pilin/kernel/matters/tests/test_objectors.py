"""Objectors are asked before this node takes a step, and hold back nobody else."""

from collections.abc import Iterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries
from pilin.kernel.matters.actions import Attempt, objectors
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests.stage import OPINION, REPORT, THEM, US, Stage

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked() -> Iterator[list[Attempt]]:
    """Object to reports on milestone m2."""
    attempts: list[Attempt] = []

    def objector(attempt: Attempt, _at: Instant) -> None:
        attempts.append(attempt)
        if attempt.fields.get("milestone") == "m2":
            raise Refused(MatterRefusal.VALUES_DO_NOT_FIT, fields=["milestone"])

    matters.object_to("plan", objector)
    matters.object_to("plan", objector)
    yield attempts
    objectors._objectors["plan"].remove(objector)


def test_a_step_is_held_back_and_nothing_is_told(stage: Stage, asked: list[Attempt]) -> None:
    stage.plan_in_force()
    before = stage.row().head
    asked.clear()
    with pytest.raises(Refused) as refused:
        stage.take("report_milestone", fields={**REPORT, "milestone": "m2"})
    assert refused.value.code is MatterRefusal.VALUES_DO_NOT_FIT
    assert stage.row().head == before
    assert [(one.step, one.matter.state, one.parties) for one in asked] == [
        ("report_milestone", "in_force", (THEM, US)),
    ]  # fmt: skip


def test_any_other_step_is_taken(stage: Stage, asked: list[Attempt]) -> None:
    stage.plan_in_force()
    stage.take("report_milestone", fields=REPORT)
    assert stage.row().n == 4


def test_what_the_kind_refuses_is_not_asked(stage: Stage, asked: list[Attempt]) -> None:
    stage.open_plan()
    with pytest.raises(Refused):
        stage.take("report_milestone", fields=REPORT)
    assert asked == []


def test_the_other_side_is_not_held_back(stage: Stage, asked: list[Attempt]) -> None:
    stage.plan_in_force()
    asked.clear()
    stage.they_take("report_milestone", fields={**REPORT, "milestone": "m2"})
    stage.meet()
    assert stage.view().matter.asserted["milestone"] == {"responder": "m2"}
    assert asked == []


def test_the_open_matters_with_a_peer_are_all_that_are_not_final(stage: Stage) -> None:
    first = stage.open_plan()
    stage.later(seconds=1)
    second = stage.open_plan(title="第二个项目")
    stage.meet()
    assert queries.open_with(THEM) == [(first, "明月山塘生态修复"), (second, "第二个项目")]
    assert queries.open_with("330421") == []
    stage.matter = first
    stage.they_take("decline", fields={"reason": OPINION["reason"]})
    stage.meet()
    assert [matter for matter, _ in queries.open_with(THEM)] == [second]


def test_a_note_that_anticipates_a_step_is_held_back_as_the_step_is(stage: Stage, asked: list[Attempt]) -> None:
    stage.plan_in_force()
    stage.later(days=2)
    asked.clear()
    told: dict[str, Any] = {"matter": stage.matter, "step": "report_milestone", "reason": "线路中断", "at": stage.now}
    with pytest.raises(Refused) as refused:
        matters.note_provisionally(**told, fields={**REPORT, "milestone": "m2"})
    assert refused.value.code is MatterRefusal.VALUES_DO_NOT_FIT
    assert matters.note_provisionally(**told, fields=REPORT).kind == "matters.provisional"
    assert [one.step for one in asked] == ["report_milestone"] * 2


@pytest.fixture
def doors() -> Iterator[list[Any]]:
    """Look at openings of plans on their way in, and let those with another title pass."""
    seen: list[Any] = []

    def admission(fields: Any, at: Any) -> None:
        seen.append(at)
        if fields.get("title") == "x":
            raise Refused(MatterRefusal.VALUES_DO_NOT_FIT, fields="title")

    matters.admit("plan", admission)
    yield seen
    del objectors._admissions["plan"]


def test_what_we_open_ourselves_is_not_looked_at(stage: Stage, doors: list[Any]) -> None:
    stage.open_plan(title="x")
    assert stage.row().title == "x"
    assert doors == []


@pytest.mark.parametrize("fields", [{"title": "x"}, {"title": "y"}, [], "x", None])
def test_what_is_no_record_of_fields_is_left_to_the_docket(doors: list[Any], fields: Any) -> None:
    at = Instant(datetime(2026, 3, 2, tzinfo=UTC))
    opening = cast("Any", SimpleNamespace(body={"fields": fields}, at=at))
    admission = matters.admissions_of("plan")
    assert admission is not None
    refused = matters.against(opening, admission)
    assert (refused is not None) == (fields == {"title": "x"})
    assert doors == ([at] if isinstance(fields, dict) else [])
