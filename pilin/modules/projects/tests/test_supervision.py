"""A quarter's supervision between two sides and on its pages: no object twice, one visit each, three ledgers."""

from collections.abc import Callable
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import POND, US, Stage
from pilin.modules.projects import actions
from pilin.modules.projects.models import Record
from pilin.modules.projects.rules.objects import Object
from pilin.modules.projects.rules.refusals import SupervisionRefusal
from pilin.modules.projects.tests.test_supervision_kinds import SUPERVISION, VISIT
from pilin.modules.projects.tests.watch import Watch
from pilin.web.tests import samples
from tests.web.budget import QUERIES_MAX, asked, costs_no_more

Read = Callable[..., str]
NEW = "/projects/supervision/new/"
FORM = {
    "quarter": "2026-Q1",
    "content": "进度、资金、手续",
    "scope": "两镇交界",
    "starts_on": "2026-03-02",
    "ends_on": "2026-03-31",
    "ours": "广陈镇督考办",
    "theirs": "廊下镇党政办",
    "their_objects": "界河闸门\n\n 北岸泵站 \n",
}
GATE = Object("1", "界河闸门", "responder")


def offered(watch: Watch, **fields: Any) -> str:
    """Offer a supervision by its form; return the address of its page."""
    answer = samples.browser("zhao").post(NEW, {**FORM, **fields})
    assert answer.status_code == 302, samples.text_of(answer.content.decode())
    watch.stage.meet()
    address = str(answer.headers["Location"])
    watch.stage.matter = address.strip("/").rpartition("/")[2]
    return address


def test_a_plan_is_offered_with_projects_and_other_objects(watch: Watch, read: Read) -> None:
    plan = watch.plan()
    address = offered(watch, plans=[plan])
    said = watch.record.value("objects")
    assert [(one["id"], one["title"], one["of"]) for one in said] == [
        ("1", POND, "both"),
        ("2", "界河闸门", "responder"),
        ("3", "北岸泵站", "responder"),
    ]
    assert said[0]["plan"] == plan
    words = read(address)
    assert "● 待会签 · 季度督查计划 · 2026-Q1" in words
    assert "记录走访" not in words
    watch.both("sign")
    assert "记录走访" in read(address, "zhao")
    assert "记录走访" not in read(address, "li")  # who only reads records nothing


def test_an_object_of_this_quarter_is_refused_in_words(watch: Watch) -> None:
    offered(watch)
    answer = samples.browser("zhao").post(NEW, {**FORM, "their_objects": "界河 闸门"})
    assert "不得重复督查（《政府督查工作条例》第 15 条）" in samples.text_of(answer.content.decode())
    assert Record.objects.count() == 1
    in_april = {"quarter": "2026-Q2", "starts_on": "2026-04-01", "ends_on": "2026-06-30"}
    offered(watch, their_objects="界河闸门", **in_april)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"their_objects": " "}, "没有对象"),
        ({"ends_on": "2026-04-01"}, "须都在 2026-Q1 之内"),
        ({"quarter": "2024-Q1"}, "2024-Q1"),
        ({"plans": ["x"]}, "x"),
        ({"starts_on": ""}, "必填"),
    ],
)
def test_a_plan_that_does_not_fit_is_told_where(watch: Watch, fields: dict[str, Any], said: str) -> None:
    answer = samples.browser("zhao").post(NEW, {**FORM, **fields})
    assert answer.status_code == 200
    assert said in samples.text_of(answer.content.decode())
    assert not Record.objects.exists()


def test_both_offer_one_object_and_the_first_is_signed(watch: Watch) -> None:
    watch.supervision(GATE)
    theirs = {**SUPERVISION, "objects": [{"id": "1", "title": "界河闸门", "of": "initiator"}]}
    watch.they_open("supervision", {**theirs, "title": "对方的计划"})
    later = watch.stage.matter
    first, second = sorted(Record.objects.values_list("pk", flat=True))
    assert later in (first, second)
    watch.stage.matter = second
    with pytest.raises(Refused) as refusal:
        watch.take("sign")
    assert refusal.value.code is SupervisionRefusal.OBJECT_IS_LOOKED_AT_TWICE
    watch.stage.matter = first
    watch.take("sign")


def test_a_visit_is_recorded_once_and_signed_by_both(watch: Watch, read: Read) -> None:
    plan = watch.supervision()
    watch.both("sign")
    where = f"/projects/supervision/{plan}/visit/?item=1"
    form = {name: VISIT[name] for name in ("held_on", "present", "planned", "seen")}
    answer = samples.browser("zhao").post(where, form)
    assert answer.status_code == 302, samples.text_of(answer.content.decode())
    watch.stage.matter = str(answer.headers["Location"]).strip("/").rpartition("/")[2]
    watch.stage.meet()
    assert "▲" not in read(str(answer.headers["Location"])).partition("走访日期")[0].rpartition("督查")[2]
    again = samples.browser("zhao").post(where, form)
    assert "已有走访记录，不重复走访" in samples.text_of(again.content.decode())
    watch.both("sign")
    assert watch.record.state == "joint"


@pytest.mark.parametrize(
    ("state", "item", "held_on", "code"),
    [
        ("offered", "1", "2026-03-02", SupervisionRefusal.SUPERVISION_IS_NOT_IN_FORCE),
        ("in_force", "7", "2026-03-02", SupervisionRefusal.SUPERVISION_IS_NOT_IN_FORCE),
        ("in_force", "1", "2026-03-03", SupervisionRefusal.VISIT_LIES_OUTSIDE_ITS_SUPERVISION),
    ],
)
def test_a_visit_that_does_not_fit_is_refused(watch: Watch, state: str, item: str, held_on: str, code: Any) -> None:
    plan = watch.supervision()
    if state == "in_force":
        watch.both("sign")
    with pytest.raises(Refused) as refusal:
        watch.visit(plan, item, held_on=held_on)
    assert refusal.value.code is code


def test_of_two_records_of_one_visit_the_first_is_signed(watch: Watch) -> None:
    plan = watch.supervision()
    watch.both("sign")
    ours = watch.visit(plan)
    watch.they_open("visit", {**VISIT, "supervision": plan})
    watch.stage.matter = max(ours, watch.stage.matter)
    with pytest.raises(Refused) as refusal:
        watch.take("sign")
    assert refusal.value.code is SupervisionRefusal.OBJECT_WAS_VISITED
    with pytest.raises(Refused):
        actions.record_visit(plan, "1", VISIT, by=watch.hand)


def test_the_three_ledgers_of_a_quarter_come_from_signed_facts(watch: Watch, read: Read) -> None:
    pond = watch.plan()
    plan = watch.supervision(Object("1", POND, "both", pond), GATE)
    watch.both("sign")
    visit = watch.visit(plan)
    watch.finding(visit=visit, plan=pond)
    words = read("/projects/supervision/")
    for name in ("督查计划", "基础台账", "抽查台账", "问题台账"):
        assert name in words
    base = words.partition("基础台账 督查对象")[2].partition("抽查台账 走访日期")[0]
    assert POND in base
    assert "平湖市水利局｜金山区水务局" in base
    assert f"DC-2026-{US}-0001" in base
    assert "未走访" in base
    assert VISIT["seen"] in words
    assert "就本次走访登记问题" in read(f"/projects/visits/{visit}/", "zhao")
    assert "这一季度还没有督查计划" in read("/projects/supervision/?quarter=2025-Q4")


def test_the_quarter_costs_no_more_with_more_in_it(watch: Watch) -> None:
    plan = watch.supervision(GATE, Object("2", "北岸泵站", "responder"), Object("3", "南岸泵站", "initiator"))
    watch.both("sign")
    visit = watch.visit(plan)
    watch.finding(visit=visit)

    def more() -> None:
        watch.visit(plan, "2")
        watch.finding(visit=watch.visit(plan, "3"))

    costs_no_more("/projects/supervision/", more)
    for address in (f"/projects/supervision/{plan}/", f"/projects/visits/{visit}/"):
        assert len(asked(address, "li")) <= QUERIES_MAX


@pytest.mark.parametrize("address", ["{0}/visit/", "{0}/visit/?item=9", "{1}/", "{1}/visit/?item=1"])
def test_what_is_not_there_is_not_found(watch: Watch, address: str) -> None:
    plan = watch.supervision()
    where = "/projects/supervision/" + address.format(plan, "01980000-0000-7000-8000-000000000009")
    assert samples.browser("zhao").get(where).status_code == 404


def test_without_the_kind_the_page_says_what_is_missing(scene: Stage, read: Read) -> None:
    assert "双方还没有签署这一事项类型" in read(NEW, "zhao")
    assert "这一季度还没有督查计划" in read("/projects/supervision/")
