"""A signed month is reopened with its figures while it is the last, with its texts alone once others build on it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules import checks
from pilin.modules.projects.rules.checks import Reopening
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.facts import Half, Report
from pilin.modules.projects.tests.play import HALF, Play
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU, half, report
from pilin.web.tests import samples

Read = Callable[..., str]
APRIL, MAY = report("2026-04"), report("2026-05")


@pytest.mark.parametrize(
    ("later", "how"),
    [
        ([], Reopening.LAST),
        ([MAY], Reopening.LIMITED),
        ([report("2026-05", state="both")], Reopening.LAST),
        ([report("2026-05", state="withdrawn")], Reopening.LAST),
        ([report("2026-03")], Reopening.LAST),
        ([report("2026-05", id="x", state="both"), report("2026-06")], Reopening.LIMITED),
    ],
)
def test_a_month_is_the_last_while_no_later_one_is_signed(later: list[Report], how: Reopening) -> None:
    assert checks.reopening("2026-04", [APRIL, *later]) is how
    assert checks.reopening("2026-04", [*reversed(later), APRIL]) is how


@pytest.mark.parametrize("other", [half(11), half(None), half(10, reached={"m1": date(2026, 4, 1)})])
def test_other_figures_are_refused_once_a_later_month_builds_on_them(other: Half) -> None:
    checks.check_reopened(other, half(10), "2026-04", Reopening.LAST)
    with pytest.raises(Refused) as refused:
        checks.check_reopened(other, half(10), "2026-04", Reopening.LIMITED)
    assert (refused.value.code, refused.value.facts) == (ProjectRefusal.MONTH_IS_BUILT_UPON, {"month": "2026-04"})


def test_other_texts_may_always_be_written() -> None:
    checks.check_reopened(half(10, problems="改写"), half(10), "2026-04", Reopening.LIMITED)
    checks.check_reopened(half(99), None, "2026-04", Reopening.LIMITED)  # a side that had no half has no figure to keep


# Between two sides


@pytest.fixture
def signed(play: Play) -> str:
    """Return a plan with two months that both signed, March with 20 and April with 40 per cent."""
    plan = play.plan()
    play.stage.later(days=65)
    play.month(plan, "2026-03", ours={"percent": 20}, theirs={"percent": 20})
    play.month(plan, "2026-04", ours={"percent": 40}, theirs={"percent": 40})
    return plan


def reopened(play: Play, plan: str, month: str, **changes: Any) -> str:
    """Open a correction of a month of ours."""
    found = play.project(plan)
    corrects = next(one for one in found.reports if one.month == month and one.joint)
    said = {**HALF, **changes}
    play.stage.matter = actions.report_month(found.plan, month, said, corrects=corrects, by=play.hand)
    play.stage.meet()
    return play.stage.matter


def refused(call: Callable[..., object], *args: Any, **named: Any) -> None:
    with pytest.raises(Refused) as found:
        call(*args, **named)
    assert found.value.code is ProjectRefusal.MONTH_IS_BUILT_UPON


def test_the_last_month_is_reopened_with_other_figures(play: Play, signed: str) -> None:
    reopened(play, signed, "2026-04", percent=35)
    play.they_add(percent=40)
    play.both("sign")
    assert play.project(signed).facts.progress.percents[PINGHU] == 35  # type: ignore[union-attr]


def test_an_earlier_month_is_reopened_with_its_texts_alone(play: Play, signed: str) -> None:
    refused(reopened, play, signed, "2026-03", percent=25)
    reopened(play, signed, "2026-03", percent=20, done="改写")
    play.they_add(percent=20)
    play.both("sign")
    march = next(one for one in reversed(play.project(signed).reports) if one.month == "2026-03")
    assert (march.halves[PINGHU].done, march.halves[PINGHU].percent) == ("改写", 20)


def test_we_do_not_sign_what_the_other_side_changed_in_an_earlier_month(play: Play, signed: str) -> None:
    reopened(play, signed, "2026-03", percent=20)
    play.they_add(percent=90)
    refused(play.stage.take, "sign")
    play.stage.take("return", fields={"reason": "后月已据此报数"})
    refused(play.stage.take, "amend", fields={"half": {**HALF, "percent": 21}})
    play.stage.take("amend", fields={"half": {**HALF, "percent": 20}})


def test_a_correction_that_was_open_when_the_next_month_was_signed_keeps_its_figures(play: Play) -> None:
    plan = play.plan()
    play.stage.later(days=65)
    play.month(plan, "2026-03", ours={"percent": 20}, theirs={"percent": 20})
    correction = reopened(play, plan, "2026-03", percent=30)
    play.they_add(percent=20)
    play.month(plan, "2026-04", ours={"percent": 40}, theirs={"percent": 40})
    play.stage.matter = correction
    refused(play.stage.take, "sign")


# On the pages


def test_the_pages_say_how_a_month_is_reopened(play: Play, signed: str, read: Read) -> None:
    assert "有限重开（只改文字）" in read(f"/projects/{signed}/months/2026-03/")
    assert "重开（可改数字）" in read(f"/projects/{signed}/months/2026-04/")
    assert "累计完成与里程碑不能再改" in read(f"/projects/{signed}/months/2026-03/correct/")
    assert "重开末月" in read(f"/projects/{signed}/months/2026-04/correct/")


def test_in_an_earlier_month_no_figure_can_be_typed(play: Play, signed: str) -> None:
    page, hand = f"/projects/{signed}/months/2026-03/correct/", samples.browser("zhao")
    fields = hand.get(page).context["form"].fields
    assert all(field.disabled for name, field in fields.items() if name == "percent" or name.startswith("reached."))
    assert hand.post(page, {"done": "改写", "percent": "99"}).status_code == 302
    march = queries.report_at_hand(signed, "2026-03")
    assert march is not None
    assert (march.halves[PINGHU].done, march.halves[PINGHU].percent) == ("改写", 20)


# What the desk says


def test_the_desk_says_of_how_many_projects_our_side_owes_a_month(play: Play, read: Read) -> None:
    plan = play.plan()
    assert "已过报送日" not in read("/desk/", "li")
    play.stage.later(days=70)
    actions.light_the_day(at=play.stage.now)
    assert "1 个项目的月报已过报送日，等本方填报或会签" in read("/desk/", "li")
    assert "只列平湖市有月报逾期" in read(f"/projects/?owing={PINGHU}", "li")
    play.report(plan, "2026-04")
    assert queries.owed(PINGHU).count() == 0
    assert queries.owed(JINSHAN).count() == 1


def test_a_month_that_waits_for_our_signature_is_owed_as_well(play: Play) -> None:
    plan = play.plan()
    play.stage.later(days=70)
    play.report(plan, "2026-04")
    play.they_add()
    assert (queries.owed(PINGHU).count(), queries.owed(JINSHAN).count()) == (1, 1)
    play.stage.take("sign")
    play.stage.meet()
    assert (queries.owed(PINGHU).count(), queries.owed(JINSHAN).count()) == (0, 1)


@pytest.mark.parametrize("query", ["owing=999999", "owing=,", "owing=%25", f"owing={JINSHAN}&light=green"])
def test_a_list_of_who_owes_nothing_is_empty_and_no_error(play: Play, read: Read, query: str) -> None:
    play.plan()
    assert "没有符合条件的项目" in read(f"/projects/?{query}", "li")
