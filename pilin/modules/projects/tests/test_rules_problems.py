"""Hard problems: two ladders that never meet, rungs that only go up, and who claimed what."""

from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.projects.rules import problems, records, supervision
from pilin.modules.projects.rules.problems import Rung, Told
from pilin.modules.projects.rules.refusals import SupervisionRefusal
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU
from pilin.modules.projects.tests.test_problem_kind import CLAIM, UP, opened

DAY = date(2026, 3, 2)


def up(author: str, rung: str) -> Told:
    return Told(author, "escalate", {"rung": rung, "line": f"{author} {rung}", "line_on": "2026-03-02"})


def answer(author: str, text: str) -> Told:
    return Told(author, "tell_answer", {"line_answer": text})


def test_an_answer_is_that_of_the_rung_to_which_the_side_went_last() -> None:
    story = [
        up(PINGHU, "county"),
        up(JINSHAN, "county"),
        answer(PINGHU, "转市"),
        up(PINGHU, "city"),
        Told(PINGHU, "report", {"progress": "x"}),
        answer(PINGHU, "同意"),
    ]
    found = problems.ladders(story, (PINGHU, JINSHAN))
    assert [(rung.level, rung.answer) for rung in found[PINGHU]] == [("county", "转市"), ("city", "同意")]
    assert found[JINSHAN] == (Rung("county", f"{JINSHAN} county", "2026-03-02"),)


def test_an_answer_without_a_rung_is_no_rung() -> None:
    assert problems.ladders([answer(PINGHU, "同意")], (PINGHU,)) == {PINGHU: ()}


@pytest.mark.parametrize(
    ("last", "rung", "fits"),
    [
        ("", "town", True),
        ("", "province", True),
        ("town", "county", True),
        ("county", "county", False),
        ("province", "town", False),
    ],
)
def test_a_problem_is_carried_up_and_never_down(last: str, rung: str, *, fits: bool) -> None:
    if fits:
        problems.check_rung("escalate", {**UP, "rung": rung}, last=last, day=DAY)
        return
    with pytest.raises(Refused) as refusal:
        problems.check_rung("escalate", {**UP, "rung": rung}, last=last, day=DAY)
    assert refusal.value.code is SupervisionRefusal.RUNG_IS_NOT_ABOVE


def test_nobody_reports_ahead() -> None:
    with pytest.raises(Refused) as refusal:
        problems.check_rung("escalate", {**UP, "line_on": "2026-03-03"}, last="", day=DAY)
    assert refusal.value.code is SupervisionRefusal.REPORT_LIES_AHEAD
    problems.check_rung("report", {}, last="", day=DAY)


@pytest.mark.parametrize(
    ("step", "role", "field", "side"),
    [("claim", "raiser", "due_raiser", PINGHU), ("claim_theirs", "other", "due_other", JINSHAN)],
)
def test_it_is_told_who_claimed_it(step: str, role: str, field: str, side: str) -> None:
    case = opened()
    assert problems.claimed_by(records.record_of(case.matter, case.kind)) == ("", "")
    case.take(step, role, fields={**CLAIM, field: "2026-06-30"})
    assert problems.claimed_by(records.record_of(case.matter, case.kind)) == (side, CLAIM["claimed_by"])


@pytest.mark.parametrize(("step", "field"), [("claim", "due_raiser"), ("claim_theirs", "due_other")])
def test_a_claim_leaves_time(step: str, field: str) -> None:
    fields: dict[str, Any] = {**CLAIM, field: "2026-03-02"}
    with pytest.raises(Refused) as refusal:
        supervision.check_days(step, fields, due=None, day=DAY)
    assert refusal.value.code is SupervisionRefusal.DAY_TO_SET_RIGHT_IS_PAST


def test_how_high_each_side_went_last() -> None:
    case = opened().take("escalate", "other", fields=UP)
    assert problems.last_rungs(records.record_of(case.matter, case.kind)) == {JINSHAN: "county"}
