"""The schedule of monthly reports: signed data that says by which day and by whom; unsigned it changes nothing."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.projects import actions, exchange, queries
from pilin.modules.projects.models import Project
from pilin.modules.projects.rules import months
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.schedule import Schedule, parse_schedule, scheduled
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.tests.samples import CALENDAR, NO_HOLIDAYS, RULE

Read = Callable[..., str]
WHO = {US: "平湖市发改局综合科", THEM: "金山区发改委综合科"}


def text(**changes: Any) -> dict[str, Any]:
    return {**queries.proposed_schedule(), **changes}


def test_the_schedule_that_ships_is_that_of_the_domain_and_names_nobody() -> None:
    assert parse_schedule(text()) == Schedule(1, 5, "days", True, {})


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 0},
        {"version": "1"},
        {"version": True},
        {"due_day": 0},
        {"due_day": 29},
        {"due_day": "5"},
        {"counts": "weeks"},
        {"counts": None},
        {"rolls": "yes"},
        {"who": None},
        {"who": ["x"]},
        {"who": {US: ""}},
        {"who": {US: "x" * 61}},
        {"who": {US: 5}},
    ],
)
def test_a_schedule_that_is_none_is_refused_and_declined_when_offered(changes: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        parse_schedule(text(**changes))
    assert refused.value.code is ProjectRefusal.SCHEDULE_IS_MALFORMED
    declined = exchange.check_schedule(text(**changes), [US, THEM])
    assert declined is not None
    assert declined.code == ProjectRefusal.SCHEDULE_IS_MALFORMED


def test_a_schedule_that_is_one_may_be_signed() -> None:
    assert exchange.check_schedule(text(who=WHO), [US, THEM]) is None


# By which day


@pytest.mark.parametrize(
    ("month", "number", "due"),
    [
        ("2026-01", 5, "2026-02-06"),
        ("2026-02", 1, "2026-03-02"),
        ("2026-04", 1, "2026-05-06"),  # 劳动节 holds until May the 5th
        ("2026-04", 4, "2026-05-09"),  # a Saturday on which work is made up
        ("2026-09", 1, "2026-10-08"),  # 国庆节
    ],
)
def test_workdays_are_counted_by_the_signed_calendar(month: str, number: int, due: str) -> None:
    assert months.due_workday(month, number=number, calendar=CALENDAR) == date.fromisoformat(due)
    by = parse_schedule(text(due_day=number, counts="workdays"))
    assert scheduled(RULE, by).due(month, CALENDAR) == date.fromisoformat(due)


def test_without_a_calendar_monday_to_friday_are_workdays() -> None:
    assert months.due_workday("2026-01", number=1, calendar=NO_HOLIDAYS) == date(2026, 2, 2)


@pytest.mark.parametrize(("rolls", "due"), [(True, "2026-05-06"), (False, "2026-05-03")])
def test_a_day_that_is_no_workday_rolls_where_the_schedule_says_so(*, rolls: bool, due: str) -> None:
    by = parse_schedule(text(due_day=3, rolls=rolls))
    assert scheduled(RULE, by).due("2026-04", CALENDAR) == date.fromisoformat(due)


def test_without_a_schedule_the_rule_of_lights_keeps_its_own_day() -> None:
    assert scheduled(RULE, None) is RULE


# Between two sides


def test_an_unsigned_schedule_changes_nothing_and_a_signed_one_moves_the_day(play: Play, read: Read) -> None:
    plan = play.plan()
    month = f"/projects/{plan}/months/2026-03/"
    assert "报送安排尚未由双方签署；报送日按灯规则" in read(month)
    before = queries.yardstick_of((US, THEM))
    play.stage.offer(text(due_day=2, counts="workdays", who=WHO))
    assert queries.yardstick_of((US, THEM)) == before
    play.stage.they_sign(next(one.hash for one in facts.open_documents() if one.type == "schedule"))
    after = queries.yardstick_of((US, THEM))
    assert after.digest != before.digest
    words = read(month)
    assert "报送截止 2026-04-02（报送安排：次月第 2 个工作日；双方约定，不是法定期限）" in words
    assert "报送安排第 1 版，双方已签。报送单位：平湖市：平湖市发改局综合科；金山区：金山区发改委综合科" in words


def test_a_schedule_that_names_nobody_says_that_the_source_does_not(play: Play, read: Read) -> None:
    plan = play.plan()
    play.stage.agree(text())
    assert "报送单位：来源未载明" in read(f"/projects/{plan}/months/2026-03/")


def test_a_signed_schedule_lights_anew_and_dates_new_reports(play: Play) -> None:
    plan = play.plan()
    play.stage.later(days=62)
    actions.light_the_day(at=play.stage.now)
    assert Project.objects.get(pk=plan).light == "not_started"
    play.stage.agree(text(due_day=1, rolls=False))
    assert actions.light_the_day(at=play.stage.now) == 1
    assert Project.objects.get(pk=plan).light == "yellow"
    play.report(plan, "2026-04")
    assert play.stage.ours.matter.asserted["due"]["initiator"] == "2026-05-01"
