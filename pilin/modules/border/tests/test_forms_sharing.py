"""Forms of information, law and the standing organisation: what does not fit gets a sentence at its field."""

from typing import Any

import pytest

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.border import queries
from pilin.modules.border.models import Record
from pilin.modules.border.rules.records import (
    CATALOGUE,
    DRILL,
    ESCALATION,
    LAW_EVENT,
    LAW_STOP,
    REQUEST,
    ROSTER,
)
from pilin.modules.border.tests.conftest import Read
from pilin.modules.border.tests.desk import Desk
from pilin.modules.border.tests.sharing_samples import FIELDS, a_shift
from pilin.web.tests import samples

FORMS = {
    CATALOGUE: "/border/sharing/item/",
    REQUEST: "/border/sharing/new/",
    LAW_EVENT: "/border/law/event/",
    LAW_STOP: "/border/law/stop/",
    ROSTER: "/border/standing/roster/",
    ESCALATION: "/border/standing/question/",
    DRILL: "/border/standing/drill/",
}
IDENTITY = "11010519491231002X"  # the sample of the standard, no person's


def data(name: str, **changes: Any) -> dict[str, Any]:
    """Return what the form of a kind sends; its lists in rows."""
    fields = {**FIELDS[name], **changes}
    rows = {key: samples.rows(key, value) for key, value in fields.items() if isinstance(value, list)}
    plain = {key: value for key, value in fields.items() if key not in rows}
    return {**plain, **{key: value for one in rows.values() for key, value in one.items()}}


def told(name: str, account: str = "zhao", **changes: Any) -> tuple[int, str]:
    """Send the form of a kind with changes; return the status and the words of the page that follows."""
    answer = samples.browser(account).post(FORMS[name], data(name, **changes), follow=True)
    return (302 if answer.redirect_chain else answer.status_code), samples.text_of(answer.content.decode())


def refused(name: str, **changes: Any) -> str:
    """Send a form that must open nothing; return what it says."""
    before = Record.objects.count()
    status, words = told(name, **changes)
    assert (status, Record.objects.count()) == (200, before)
    return words


@pytest.mark.parametrize("name", sorted(FORMS.keys() - {REQUEST}))
def test_a_form_opens_a_matter_between_both_sides(name: str, desk: Desk) -> None:
    assert told(name)[0] == 302
    (record,) = queries.records(name)
    assert record.title == FIELDS[name]["title"]
    desk.stage.meet()
    assert record.id in desk.stage.neighbour.node.tables.matters


def test_a_request_bears_the_name_of_its_item_and_the_day_of_its_answer(desk: Desk) -> None:
    assert told(REQUEST, item=desk.they_list(days=3))[0] == 302
    (record,) = queries.records(REQUEST)
    assert (record.title, record.text("answer_by")) == ("信息请求 河道保洁台账", "2026-03-05")
    assert record.day is not None
    assert record.day.isoformat() == "2026-03-05"
    desk.stage.meet()
    assert record.id in desk.stage.neighbour.node.tables.matters


def test_the_day_of_the_answer_is_not_typed(desk: Desk) -> None:
    told(REQUEST, item=desk.they_list(days=3), answer_by="2026-03-02")
    assert queries.records(REQUEST)[0].text("answer_by") == "2026-03-05"
    html = samples.browser("zhao").get(FORMS[REQUEST]).content.decode()
    assert 'name="answer_by"' not in html


def test_the_catalogue_leads_to_the_form_with_its_item_chosen(desk: Desk) -> None:
    item = desk.they_list()
    html = samples.browser("zhao").get(f"{FORMS[REQUEST]}?item={item}").content.decode()
    assert f'<option value="{item}" selected>' in html
    assert "河道保洁台账；金山区水务局；上海市数据条例第 38 条" in html


def test_an_item_that_was_withdrawn_is_refused_with_its_reason(desk: Desk) -> None:
    item = desk.they_list()
    desk.they_take("end", reason="台账停用")
    words = refused(REQUEST, item=item)
    assert "“河道保洁台账”已由持有机构移出目录（理由：台账停用），不能再请求" in words
    assert item not in samples.browser("zhao").get(FORMS[REQUEST]).content.decode()


def test_what_is_not_shared_is_refused_with_its_ground(desk: Desk) -> None:
    item = desk.they_list(category="closed", article="保密条例第 9 条")
    assert "列为不予共享（依据：保密条例第 9 条）" in refused(REQUEST, item=item)


def test_an_item_of_ours_is_asked_of_nobody(desk: Desk) -> None:
    assert "不是对方现在列出的条目" in refused(REQUEST, item=desk.list_ours())


@pytest.mark.parametrize("item", ["", "none", "019d0000-0000-7000-8000-00000000dead", "' or 1=1 --"])
def test_an_item_that_nobody_lists_opens_nothing(desk: Desk, item: str) -> None:
    desk.they_list()
    assert "请求信息" in refused(REQUEST, item=item)


def test_a_request_without_an_article_is_refused_at_its_field(desk: Desk) -> None:
    item = desk.they_list()
    assert "“依法”没有写明第几条" in refused(REQUEST, item=item, article="依法")
    assert "请求信息" in refused(REQUEST, item=item, article="")
    assert "请求信息" in refused(REQUEST, item=item, article="   ")
    html = samples.browser("zhao").post(FORMS[REQUEST], data(REQUEST, item=item, article="依法")).content.decode()
    assert 'id="id_article_error"' in html


def test_a_use_that_is_over_is_not_asked_for(desk: Desk) -> None:
    assert "日期 2026-03-01 已经过去" in refused(REQUEST, item=desk.they_list(), until="2026-03-01")


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("name", "change", "said"),
    [
        (CATALOGUE, {"days": 31}, "“答复期限（工作日）”的数目超出可能的范围（1 至 30）"),
        (CATALOGUE, {"days": 0}, "的数目超出可能的范围"),
        (CATALOGUE, {"article": "有关规定"}, "没有写明第几条"),
        (CATALOGUE, {"category": "secret"}, "列入共享目录"),
        (LAW_EVENT, {"day": "2026-03-01"}, "日期 2026-03-01 已经过去"),
        (LAW_EVENT, {"day": "2026-02-30"}, "安排法治宣传活动"),
        (LAW_EVENT, {"materials": [{"id": "m1", "title": "手册", "hash": "xyz"}]}, "“手册”的 SHA-256"),
        (LAW_STOP, {"chainage_m": 58_001}, "边界线上"),
        (LAW_STOP, {"chainage_m": -1}, "边界线上"),
        (DRILL, {"day": "2025-12-31"}, "已经过去"),
        (ESCALATION, {"question": ""}, "提出逐级提升事项"),
    ],
)
def test_what_does_not_fit_gets_a_sentence(name: str, change: dict[str, Any], said: str) -> None:
    assert said in refused(name, **change)


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"shifts": [a_shift(1, "2026-03-01", "2026-03-30")]}, "值班安排在 2026-03-31 没有人"),
        (
            {"shifts": [a_shift(1, "2026-03-01", "2026-03-31"), a_shift(2, "2026-03-09", "2026-03-09")]},
            "值班安排在 2026-03-09 重复",
        ),
        ({"shifts": [a_shift(1, "2026-03-01", "2026-04-02")]}, "到了 2026-04-02，不在值班表的起止日期之内"),
        ({"shifts": [a_shift(1, "2026-03-01", "2026-03-31", phone="13812345678")]}, "不是办公电话"),
        ({"valid_to": "2026-02-01"}, "起止日期颠倒"),
        ({"shifts": []}, "列入联系与值班表"),
    ],
    ids=["gap", "overlap", "beyond", "mobile", "backwards", "none"],
)
def test_a_roster_that_does_not_hold_gets_a_sentence(change: dict[str, Any], said: str) -> None:
    assert said in refused(ROSTER, **change)


def test_a_second_roster_of_a_body_on_the_same_days_is_refused(desk: Desk) -> None:
    desk.begin(ROSTER)
    assert "与“镇（街道） 新埭镇平安办”同一天" in refused(ROSTER)
    assert told(ROSTER, body="枫泾镇平安办")[0] == 302


def test_the_roster_of_a_neighbour_is_no_second_one_of_ours(desk: Desk) -> None:
    desk.they_open(ROSTER, FIELDS[ROSTER])
    assert told(ROSTER)[0] == 302


@pytest.mark.parametrize("name", [CATALOGUE, ESCALATION, DRILL])
def test_numbers_of_persons_are_masked_and_the_visitor_is_told(name: str, desk: Desk) -> None:
    field = {CATALOGUE: "content", ESCALATION: "question", DRILL: "scenario"}[name]
    status, words = told(name, **{field: f"钱某 {IDENTITY}，电话 13812345678"})
    assert status == 302
    assert "文字中有 2 处像身份证号、电话或车牌，已在保存和签名前遮去" in words
    assert queries.records(name)[0].text(field) == "钱某 ***，电话 ***"
    assert IDENTITY not in str(list(Record.objects.values_list("content", flat=True)))
    desk.stage.meet()
    assert desk.stage.neighbour.node.tables.matters


def test_a_text_without_such_numbers_brings_no_notice(desk: Desk) -> None:
    assert "已在保存和签名前遮去" not in told(DRILL)[1]
    assert desk.stage.matter == ""


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("name", sorted(FORMS))
def test_who_only_reads_opens_nothing(name: str) -> None:
    assert told(name, "li")[0] == 403
    assert samples.browser("hu").get(FORMS[name]).status_code == 403


@pytest.mark.parametrize("name", sorted(FORMS))
def test_without_the_kind_the_page_says_what_is_missing(name: str, scene: Stage, read: Read) -> None:
    assert scene.matter == ""
    assert "双方还没有签署这一事项类型" in read(FORMS[name])


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("name", sorted(FORMS))
def test_no_form_takes_a_file(name: str) -> None:
    html = samples.browser("zhao").get(FORMS[name]).content.decode()
    assert 'type="file"' not in html
    assert "multipart" not in html


@pytest.mark.parametrize("name", sorted(FORMS))
def test_the_shell_leads_to_the_forms_of_the_room(name: str, desk: Desk) -> None:
    assert desk.stage.matter == ""
    assert f'href="{FORMS[name]}"' in samples.browser("zhao").get("/matters/new/").content.decode()


@pytest.mark.parametrize("name", sorted({CATALOGUE, LAW_EVENT, DRILL}))
def test_a_mark_that_nobody_sees_is_told_in_its_field_and_nothing_is_lost(name: str, desk: Desk) -> None:
    words = refused(name, title="水\u202e务")
    assert "U+202E" in words
