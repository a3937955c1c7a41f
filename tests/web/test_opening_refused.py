"""What people write wrongly when they open a matter is answered where they wrote it, in words of the form."""

import pytest

from pilin.kernel.matters import models
from pilin.kernel.matters.tests.stage import Stage
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

PLAN = {
    "title": "界河联合巡查",
    "field": "f4",
    "aims": "每月一次",
    "milestones": "m1 | 定方案 | 2026-12-31",
    "leads.initiator": "新埭镇",
    "leads.responder": "枫泾镇",
}


def said(scene: Stage, **changes: str) -> str:
    """Send the form of a plan with changes; return the words of the page that follows."""
    kind = scene.agree_kind("plan")
    answer = samples.browser("zhao").post(f"/matters/new/{kind}/", {**PLAN, **changes})
    assert answer.status_code == 200
    assert not models.Matter.objects.exists()
    return samples.text_of(answer.content.decode())


def test_a_line_without_its_bars_is_told_what_it_lacks(scene: Stage) -> None:
    found = said(scene, milestones="定方案 2026-12-31")
    assert "“定方案 2026-12-31”缺“内容”一栏；各栏用竖线隔开：编号 | 内容" in found
    assert "['" not in found


def test_the_second_line_is_looked_at_too(scene: Stage) -> None:
    assert "“m2”缺“内容”一栏" in said(scene, milestones="m1 | 定方案\nm2")


def test_a_sum_that_is_none_is_shown_how_it_is_written(scene: Stage) -> None:
    found = said(scene, **{"particulars.money": "2026 | 十万元"})
    assert "例如 100000" in found


@pytest.mark.parametrize("changes", [{"title": " "}, {"aims": ""}, {"milestones": "m1 | a | 31.12.2026"}])
def test_no_refusal_shows_a_list_of_the_code(scene: Stage, changes: dict[str, str]) -> None:
    assert "['" not in said(scene, **changes)
