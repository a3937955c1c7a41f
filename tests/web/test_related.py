"""Matters that name each other: the page of each shows the other by its title, and a form offers titles, not codes."""

from collections.abc import Callable
from typing import Any

import pytest

from pilin.base import ids
from pilin.kernel.matters.tests.stage import POND, Stage
from pilin.web.tests import samples

Read = Callable[..., str]
pytestmark = pytest.mark.django_db


def test_each_page_shows_the_other(scene: Stage, read: Read) -> None:
    plan = scene.open_plan()
    errand = scene.open_errand(plan)
    said = read(f"/matters/{errand}/")
    assert f"由何而来 “{POND}”" in said
    assert f"由何而来 {POND} 一项一策 ○ 待会签" in said
    assert plan not in said
    assert "引用本事项 踏勘 差事 ○ 办理中" in read(f"/matters/{plan}/")


def test_a_matter_that_this_node_does_not_have_is_said_to_be_missing(scene: Stage, read: Read) -> None:
    errand = scene.open_errand(ids.new_id(scene.now))
    assert "本节点没有这一事项" in read(f"/matters/{errand}/")


def test_a_matter_without_relations_shows_no_empty_table(scene: Stage, read: Read) -> None:
    assert "关联事项" not in read(f"/matters/{scene.open_plan()}/")


def test_the_form_offers_matters_by_their_titles(scene: Stage) -> None:
    plan = scene.open_plan()
    scene.open_errand(plan)
    kind = scene.row().kind
    browser = samples.browser("zhao")
    page = browser.get(f"/matters/new/{kind}/").content.decode()
    assert f'<option value="{plan}">{POND}</option>' in page
    assert f'<option value="{scene.matter}"' not in page
    answer = browser.post(f"/matters/new/{kind}/", {"title": "再踏勘", "follows": "elsewhere"})
    assert answer.status_code == 200
    assert "有效" in samples.text_of(answer.content.decode())


def test_a_page_with_relations_keeps_to_its_budget(scene: Stage, django_assert_max_num_queries: Any) -> None:
    plan = scene.open_plan()
    for _ in range(3):
        scene.open_errand(plan)
    browser = samples.browser("zhao")
    with django_assert_max_num_queries(12):
        browser.get(f"/matters/{plan}/")
