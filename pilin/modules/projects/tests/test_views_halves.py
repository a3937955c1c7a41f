"""Drafts of our half of a month: from a table or typed, judged when sent, refused where the month is over."""

from collections.abc import Callable

import pytest
from django.utils.translation import gettext

from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import POND, US
from pilin.modules.projects import actions, queries
from pilin.modules.projects.actions import Begun
from pilin.modules.projects.forms import HalfForm
from pilin.modules.projects.rules.facts import Milestone
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.views.writings import label_of
from pilin.web.matter_forms import StepForm
from pilin.web.tests import samples

Read = Callable[..., str]
MONTH = "2026-03"
HALF = {"done": "清淤一段", "percent": "20"}


@pytest.fixture
def plan(play: Play) -> str:
    made = play.plan()
    play.stage.later(days=40)
    return made


@pytest.fixture
def draft(play: Play, plan: str) -> str:
    return actions.begin(Begun("half", POND, HALF, plan, MONTH), by="赵敏", at=play.stage.now)


def send(draft: str, **fields: str) -> tuple[int, str]:
    sent = {**HALF, **fields, "base": "1", "do": "send"}
    answer = samples.browser("zhao").post(f"/projects/writings/{draft}/", sent)
    return answer.status_code, answer.content.decode()


def test_a_half_shows_its_month_and_what_stands_in_it(play: Play, read: Read, draft: str) -> None:
    words = read(f"/projects/writings/{draft}/")
    assert f"草稿：{MONTH} 月报 · {POND}" in words
    assert "回到项目" in words
    html = samples.browser("zhao").get(f"/projects/writings/{draft}/").content.decode()
    assert "清淤一段" in html
    assert 'value="20"' in html
    assert 'name="reached.m1"' in html


def test_a_half_that_is_sent_is_reported(play: Play, plan: str, draft: str) -> None:
    assert send(draft, next="清淤二段")[0] == 302
    (report,) = queries.reports_of(plan)
    assert (report.month, report.halves[US].done, report.halves[US].next) == (MONTH, "清淤一段", "清淤二段")
    assert queries.writings() == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"percent": "120"}, "percent"),
        ({"percent": ""}, "percent"),
        ({"done": ""}, "done"),
        ({"help_from": "镇"}, "help"),
    ],
)
def test_a_half_that_does_not_fit_is_told_in_its_field_and_kept(
    play: Play, draft: str, fields: dict[str, str], field: str
) -> None:
    status, html = send(draft, **fields)
    assert status == 200
    assert f'id="id_{field}_error"' in html
    found = queries.writing(draft)
    assert found is not None
    assert found.matter == ""
    assert found.fields.get(next(iter(fields)), "") == next(iter(fields.values()))


def test_a_month_that_was_signed_meanwhile_cannot_be_sent_and_the_draft_stays(
    play: Play, plan: str, draft: str
) -> None:
    play.month(plan, MONTH, ours={"percent": 10}, theirs={"percent": 10})
    status, html = send(draft)
    assert status == 200
    assert 'role="alert"' in html
    assert queries.writing(draft).matter == ""  # type: ignore[union-attr]
    assert len(queries.reports_of(plan)) == 1


def test_the_days_of_milestones_are_kept_with_the_draft(play: Play, plan: str, draft: str) -> None:
    assert send(draft, **{"reached.m1": "2026-03-20"})[0] == 302
    assert [*queries.reports_of(plan)[0].halves[US].reached] == ["m1"]


def test_labels_are_what_people_call_an_input() -> None:
    kind = kit.kind("plan")
    form = StepForm(None, kind=kind, rule=kind.steps[0], said={})
    assert label_of(form, "title") == "项目名称"
    assert label_of(form, "milestones-0-due") == "里程碑第 1 行的时限（未定期可空）"
    assert label_of(form, "particulars.money-2-amount") == "分年度分方资金第 3 行的金额"
    for unknown in ("milestones-x-due", "milestones-0-no", "title-0-due", "nothing", "a-b-c"):
        assert label_of(form, unknown) == unknown


def test_a_half_is_called_by_its_own_labels() -> None:
    milestone = Milestone("m1", "清淤")
    form = HalfForm(None, milestones=[milestone], until=kit.noon("2026-03-01").date(), initial={})
    assert label_of(form, "done") == gettext("本月完成")
    assert label_of(form, "reached.m1") == "里程碑“清淤”完成日期"
