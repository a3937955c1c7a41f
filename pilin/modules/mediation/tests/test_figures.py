"""Figures and sweeps: counts from ten up, the same on both sides, and findings that tell of nobody."""

from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.rules import soundness
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.mediation import queries
from pilin.modules.mediation.rules import figures, sweeps
from pilin.modules.mediation.rules.figures import Counted
from pilin.modules.mediation.rules.refusals import MediationRefusal
from pilin.modules.mediation.tests.forum import Forum
from pilin.modules.mediation.tests.samples import ACCEPTED, THEM, TOLD, US
from pilin.modules.mediation.tests.test_rules import MOBILE
from pilin.modules.mediation.views.figures import duty_figures
from pilin.web.cards import Onlooker, waiting
from pilin.web.languages import untold
from tests.web import budget

ROUND = {"title": "三月上旬", "from_day": "2026-03-01", "to_day": "2026-03-10"}
FOUND: dict[str, Any] = {
    "findings": [{"category": "water", "count": 2}, {"category": "debt", "count": 1}],
    "swept_on": "2026-03-02",
}
QUARTER = {"start": date(2026, 1, 1), "end": date(2026, 4, 1)}


def cases(count: int, category: str = "water", side: str = US, **days: date) -> list[Counted]:
    return [Counted(side, category, **{"opened_on": date(2026, 2, 1), **days})] * count


def test_a_year_is_counted_by_sort_and_end() -> None:
    day = date(2026, 3, 1)
    found = [*cases(10, agreed_on=day), *cases(3, "debt", ended_on=day), *cases(10, "land")]
    year = figures.year_of(figures.span(found, start=date(2026, 1, 1), end=date(2027, 1, 1)))
    assert (year.cases, year.agreed, year.ended) == (23, 10, None)
    assert year.sorts == {"water": 10, "debt": None, "land": None}  # 23 and 20 would tell of three


def test_each_figure_counts_by_its_own_day() -> None:
    found = [*cases(1, opened_on=date(2025, 12, 31), agreed_on=date(2026, 3, 31)), *cases(1, ended_on=date(2026, 4, 1))]
    span = figures.span(found, **QUARTER)
    assert [len(some) for some in (span.opened, span.agreed, span.ended)] == [1, 1, 0]


def test_cases_are_counted_by_the_side_that_opened_them() -> None:
    assert figures.by_side([*cases(2), *cases(1, side=THEM)]) == {US: 2, THEM: 1}


@pytest.mark.django_db
def test_the_duty_tells_its_quarter_in_one_query(forum: Forum, django_assert_num_queries: Any) -> None:
    forum.open()
    forum.stage.later(seconds=60)
    forum.they_open()
    forum.assign(forum.matter)
    forum.take("accept", ACCEPTED)
    forum.take("refuse", TOLD)
    with django_assert_num_queries(1):
        told = duty_figures(**QUARTER)
    assert [dict(one.by_side) for one in told] == [{US: 1, THEM: 1}, {}, {THEM: 1}]
    assert {(one.duty, one.about_people) for one in told} == {(5, True)}
    assert all(not one.by_side for one in duty_figures(start=date(2025, 1, 1), end=date(2026, 1, 1)))


@pytest.mark.django_db
def test_an_obligation_that_is_near_is_said_on_the_front_page(forum: Forum, read: Any) -> None:
    forum.effective()
    assert waiting(US, Onlooker("zhao"), day=forum.stage.now.date()) == []  # due on the twentieth, and it is the second
    forum.stage.later(days=12)
    (said,) = waiting(US, Onlooker("zhao"), day=forum.stage.now.date())
    assert "1 件调解协议有义务到期或临期" in said.sentence
    assert forum.case.code in read(said.url)
    forum.take("perform", {"performed": [{"id": "1", "on": "2026-03-13"}]})
    assert waiting(US, Onlooker("zhao"), day=forum.stage.now.date()) == []
    assert forum.case.code not in read(said.url)


@pytest.mark.django_db
def test_the_page_of_a_year_shows_no_small_number(forum: Forum, read: Any) -> None:
    forum.open()
    assert f"登记 {untold()}" in read("/mediation/figures/")
    assert "登记 0" in read("/mediation/figures/?year=2025")
    assert "2026年" in read("/mediation/figures/?year=1999")


def test_the_kind_of_sweeps_is_sound_and_names_nobody() -> None:
    kind = kit.kind("sweep")
    assert soundness.findings(kind) == []
    assert {name for name, rule in kind.fields.items() if rule.type == "text"} == {"title", "reason"}
    assert {rule.type for rule in kind.fields["findings"].members.values()} == {"choice", "integer"}


def test_nobody_alone_closes_a_round() -> None:
    case = Case(kit.kind("sweep"), nodes={"convener": US, "partner": THEM})
    case.take("report", "convener", fields=FOUND).take("close", "convener")
    assert case.matter.state == "sweeping"
    assert case.take("close", "partner").matter.state == "closed"


def test_a_round_that_is_late_can_still_be_reported() -> None:
    case = Case(kit.kind("sweep"), nodes={"convener": US, "partner": THEM})
    assert case.ends("sweeping_until")[1] == "2026-05-01"
    case.on("2026-05-02").take("sweeping_until", action="expire")
    assert case.matter.state == "late"
    assert case.take("report", "partner", fields=FOUND).matter.state == "late"


def test_a_round_is_counted_by_side_and_sort() -> None:
    case = Case(kit.kind("sweep"), nodes={"convener": US, "partner": THEM})
    case.take(
        "report", "partner", fields={**FOUND, "findings": [*FOUND["findings"], {"category": "water", "count": -9}]}
    )
    found = sweeps.sweep_of(case.matter, case.kind)
    assert (found.found, found.count) == ({THEM: {"water": 2, "debt": 1}}, 3)


@pytest.mark.parametrize(("last", "following"), [(None, "2026-03-02"), (date(2026, 3, 10), "2026-03-20")])
def test_the_next_round_follows_the_last_one(last: date | None, following: str) -> None:
    assert str(sweeps.next_day(last, day=date(2026, 3, 2), every_days=10)) == following


@pytest.mark.django_db
def test_both_sides_sweep_and_see_each_others_numbers(forum: Forum, read: Any) -> None:
    assert "还没有排摸轮次" in read("/mediation/sweeps/")
    roles = {"convener": US, "partner": THEM}
    forum.stage.matter = matters.open_under_a_clause("sweep", roles=roles, fields=ROUND, at=forum.stage.now)
    forum.stage.meet()
    forum.stage.take("report", fields=FOUND)
    forum.stage.meet()
    words = read("/mediation/sweeps/")
    assert "三月上旬 2026-03-01 2026-03-10 3 未报" in words
    assert "下一轮最迟：2026-03-20" in words
    assert "未核实" in words
    forum.stage.they_take("report", fields={"findings": [], "swept_on": "2026-03-02"})
    forum.stage.meet()
    assert "三月上旬 2026-03-01 2026-03-10 3 0" in read("/mediation/sweeps/")
    assert [one.count for one in queries.sweeps()] == [3]


@pytest.mark.django_db
def test_a_round_is_not_dropped_with_a_number_in_the_reason(forum: Forum) -> None:
    roles = {"convener": US, "partner": THEM}
    forum.stage.matter = matters.open_under_a_clause("sweep", roles=roles, fields=ROUND, at=forum.stage.now)
    with pytest.raises(Refused) as refused:
        forum.stage.take("drop", fields={"reason": f"打 {MOBILE}"})
    assert refused.value.code is MediationRefusal.TEXT_TELLS_WHO_SOMEBODY_IS


@pytest.mark.django_db
def test_the_calendar_of_sweeps_costs_the_same_however_many_there_are(forum: Forum) -> None:
    roles = {"convener": US, "partner": THEM}

    def more() -> None:
        matters.open_under_a_clause("sweep", roles=roles, fields=ROUND, at=forum.stage.now)
        forum.stage.later(seconds=5)

    more()
    budget.costs_no_more("/mediation/sweeps/", more)
