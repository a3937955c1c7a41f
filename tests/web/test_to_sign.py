"""What a signing page shows: texts as texts, records member by member, lists of records as tables."""

from datetime import date
from typing import Any

import pytest

from pilin.base.clock import day_of
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import queries
from pilin.kernel.matters.queries import MatterView
from pilin.kernel.matters.rules import kinds
from pilin.kernel.matters.rules.kinds import StepRule
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import Stage
from pilin.web import signing
from pilin.web.signing import Signed
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db
MONEY: list[dict[str, Any]] = [{"year": 2027, "side": "initiator", "amount": 100_000_00}]


def view_of(scene: Stage) -> MatterView:
    view = queries.matter(scene.matter, me=facts.me(), day=day_of(scene.now))
    assert view is not None
    return view


def signs(scene: Stage) -> dict[str, Signed]:
    """Return what the signature of the plan is under, by its titles."""
    view = view_of(scene)
    rule: StepRule = next(rule for rule in view.kind.steps if rule.name == "sign")
    return {one.title: one for one in signing.to_sign(view, rule, me=facts.me())}


def test_milestones_are_a_table_of_the_members_that_they_bear(scene: Stage) -> None:
    scene.open_plan()
    table = signs(scene)["里程碑"].table
    assert table is not None
    assert [column.title for column in table.columns] == ["编号", "内容", "时限（未定期可空）"]
    assert [list(row) for row in table.rows] == [["m1", "清淤", date(2026, 6, 30)], ["m2", "共建步道", None]]


def test_records_stand_member_by_member_and_sums_as_sums(scene: Stage) -> None:
    scene.open_plan(particulars={"domain": "d6", "money": MONEY})
    found = signs(scene)
    assert found["资源方面"].text == "生态环境"
    assert found["发起方牵头单位"].text == "平湖市水利局"
    money = found["分年度分方资金"].table
    assert money is not None
    assert [column.kind for column in money.columns] == ["money", "text", "number"]
    assert [list(row) for row in money.rows] == [[100_000_00, "发起方", 2027]]


def test_texts_stay_texts_and_what_is_empty_is_named(scene: Stage) -> None:
    scene.open_plan()
    found = signs(scene)
    assert found["目标"].text == "水质达到三类"
    assert found["其他要素"] == Signed("其他要素", "")


def test_the_page_shows_the_table_where_one_signs(scene: Stage) -> None:
    scene.open_plan()
    html = samples.browser("wu").get(f"/matters/{scene.matter}/steps/sign/").content.decode()
    assert samples.faults_of(html) == []
    assert "<caption>里程碑</caption>" in html
    assert "清淤 2026-06-30" in samples.text_of(html)


def test_what_does_not_fit_its_kind_is_shown_as_it_stands(scene: Stage) -> None:
    scene.open_plan()
    view, rule = view_of(scene), kinds.parse(kit.document("plan")).fields["milestones"]
    wrong: Any = [{"id": "m1"}]
    assert signing._signed(view, rule, wrong) == [Signed("里程碑", str(wrong))]
