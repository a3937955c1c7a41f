"""What people write wrongly when they open a matter is answered where they wrote it, in words of the form."""

import pytest

from pilin.kernel.matters import models
from pilin.kernel.matters.tests.stage import Stage
from pilin.web.tests import samples
from pilin.web.tests.samples import rows

pytestmark = pytest.mark.django_db

MILESTONE = {"id": "m1", "title": "定方案", "due": "2026-12-31"}
PLAN = {
    "title": "界河联合巡查",
    "field": "f4",
    "aims": "每月一次",
    **rows("milestones", [MILESTONE]),
    "leads.initiator": "新埭镇",
    "leads.responder": "枫泾镇",
}


def sent(scene: Stage, **changes: str) -> str:
    """Send the form of a plan with changes, of which none is opened; return the page that follows."""
    kind = scene.agree_kind("plan")
    answer = samples.browser("zhao").post(f"/matters/new/{kind}/", {**PLAN, **changes})
    assert answer.status_code == 200
    assert not models.Matter.objects.exists()
    return str(answer.content.decode())


def said(scene: Stage, **changes: str) -> str:
    return samples.text_of(sent(scene, **changes))


def test_a_row_that_lacks_something_says_so_in_its_cell_and_above(scene: Stage) -> None:
    html = sent(scene, **rows("milestones", [MILESTONE, {"id": "m2", "due": "2026-12-31"}]))
    assert "第 2 行有要改的地方" in samples.text_of(html)
    cell = html.partition('name="milestones-1-title"')[2].partition("</td>")[0]
    assert 'class="error" id="id_milestones-1-title_error"' in cell
    assert "['" not in html


def test_what_was_typed_stays_where_a_row_is_wrong(scene: Stage) -> None:
    html = sent(scene, **rows("milestones", [{**MILESTONE, "progress": "四成"}]))
    assert ">定方案</textarea>" in html.replace("\n", "")
    assert 'value="四成"' in html
    assert 'value="2026-12-31"' in html


def test_a_sum_that_is_none_is_shown_how_it_is_written(scene: Stage) -> None:
    money = rows("particulars.money", [{"amount": "十万元", "side": "initiator", "year": "2026"}])
    assert "以元为单位、最多两位小数的金额" in said(scene, **money)


@pytest.mark.parametrize(
    "changes",
    [{"title": " "}, {"aims": ""}, {"milestones-0-due": "31.12.2026"}, {"field": ""}, {"milestones-rows": "0"}],
)
def test_no_refusal_shows_a_list_of_the_code(scene: Stage, changes: dict[str, str]) -> None:
    assert "['" not in said(scene, **changes)


def test_more_rows_keep_what_was_typed_and_judge_nothing(scene: Stage) -> None:
    html = sent(scene, title="", more="milestones")
    assert 'name="milestones-rows" value="4"' in html
    assert ">定方案</textarea>" in html.replace("\n", "")
    assert 'class="error"' not in html
    assert 'name="milestones-3-id" value="m4"' in html
