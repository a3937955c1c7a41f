"""What another side noted alone waits for our answer, and is found until it is given or the matter moved on."""

from typing import Any

import pytest

from pilin.base.clock import day_of
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries
from pilin.kernel.matters.queries import Wanted
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests.stage import CLAUSE, THEM, US, Stage

pytestmark = pytest.mark.django_db
REPORT = {"milestone": "m1", "progress": "完成一半"}


def they_note(stage: Stage) -> str:
    """Let the neighbour note a report alone; return its hash."""
    draft = chain.provisioning(stage.theirs, "report_milestone", basis=CLAUSE, receipt_at=stage.now, fields=REPORT)
    told = stage.they_tell(draft)
    stage.meet()
    return told.hash


def waiting(me: str = US) -> list[str]:
    return [row.pk for row in queries.noted_alone(me=me)]


def listed(stage: Stage, me: str = US) -> list[str]:
    return [row.id for row in queries.matters(me=me, day=day_of(stage.now), wanted=Wanted(whose="noted")).rows]


@pytest.mark.parametrize("outcome", ["ratified", "disputed"])
def test_it_waits_for_us_until_we_answer(stage: Stage, outcome: str) -> None:
    stage.plan_in_force()
    assert waiting() == listed(stage) == []
    note = they_note(stage)
    assert waiting() == listed(stage) == [stage.matter]
    assert waiting(THEM) == listed(stage, THEM) == []
    matters.answer_note(note=note, outcome=outcome, at=stage.now)
    assert waiting() == listed(stage) == []


def test_what_its_author_took_back_waits_for_nobody(stage: Stage) -> None:
    stage.plan_in_force()
    note = they_note(stage)
    stage.they_tell(chain.answering(stage.theirs, note, "reversed", basis=CLAUSE, reason="记错了"))
    stage.meet()
    assert waiting() == listed(stage) == []


def test_two_notes_wait_until_both_are_answered(stage: Stage) -> None:
    stage.plan_in_force()
    first, second = they_note(stage), they_note(stage)
    assert waiting() == [stage.matter]
    matters.answer_note(note=first, outcome="ratified", at=stage.now)
    assert waiting() == [stage.matter]
    matters.answer_note(note=second, outcome="ratified", at=stage.now)
    assert waiting() == []


def test_what_we_noted_waits_for_them_alone(stage: Stage) -> None:
    stage.plan_in_force()
    stage.later(days=2)
    note: dict[str, Any] = {"step": "report_milestone", "reason": "线路中断", "fields": REPORT}
    matters.note_provisionally(matter=stage.matter, at=stage.now, **note)
    assert waiting() == []
    assert waiting(THEM) == [stage.matter]


def test_once_the_matter_moved_on_nobody_is_asked(stage: Stage) -> None:
    stage.plan_in_force()
    they_note(stage)
    stage.take("report_milestone", fields=REPORT)
    assert waiting() == listed(stage) == []


def test_what_is_hidden_is_not_counted(stage: Stage) -> None:
    stage.plan_in_force()
    they_note(stage)
    hidden = [queries.noted_alone(me=US).values("pk")]
    assert list(queries.noted_alone(me=US, hidden=hidden)) == []
