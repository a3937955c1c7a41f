"""Pages of petitions: taken in by a form, triaged, disputed and handled; what each person sees and what not."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from pilin.kernel.matters.tests.stage import THEM
from pilin.modules.petitions import models
from pilin.modules.petitions.rules.intake import Petitioner
from pilin.modules.petitions.tests.window import DESK, OPINION, RECEPTION, TOLD, UNIT, WHO, Window
from pilin.web.languages import untold
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

Read = Callable[..., str]
NEW = "/petitions/new/"
FORM = {
    "received_on": "2026-03-02",
    "channel": "visit",
    "domain": "water",
    "concern": "thing",
    "request": TOLD.request,
    "facts": TOLD.facts,
    "official": TOLD.official,
    "people": "1",
    "representatives": "1",
    "name": WHO.name,
    "address": WHO.address,
    "contact": WHO.contact,
}


def sent(where: str, account: str = "zhao", /, **said: Any) -> tuple[int, str]:
    """Send a form and follow where it leads; return the status and the words of the page."""
    answer = samples.browser(account).post(where, said, follow=True)
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    return answer.status_code, samples.text_of(html)


def page(row: models.Case, more: str = "") -> str:
    return f"/petitions/{row.pk}/{more}"


def test_an_empty_list_says_who_brings_what(window: Window, read: Read) -> None:
    assert window.stage.matter == ""
    assert "这里将列出边界信访事项" in read("/petitions/")
    assert "还没有办结或转出的信访事项" in read("/petitions/?over=1")


def test_a_form_takes_a_petition_in_and_shows_its_code_once(window: Window, read: Read) -> None:
    _, words = sent(NEW, **FORM)
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}", words)
    assert code is not None
    row = window.only()
    assert row.number in read("/petitions/")
    assert code[0] not in read(page(row))


def test_the_list_bears_neither_name_nor_content(window: Window, read: Read) -> None:
    window.take_in()
    words = read("/petitions/")
    assert "已登记，待分流" in words
    assert "《浙江省信访条例》第20条 未核实" in words
    for secret in (WHO.name, TOLD.request, TOLD.facts, TOLD.official):
        assert secret not in words


def test_a_notice_tells_what_was_masked(window: Window) -> None:
    assert window.stage.matter == ""
    _, words = sent(NEW, **{**FORM, "facts": "电话 13800001111"})
    assert "有 1 处像身份证号、电话或车牌，保存之前已经隐去" in words


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"concern": "discipline"}, "纪检监察机关"),
        ({"concern": "police"}, "派出所"),
        ({"representatives": "4"}, "代表最多 3 人（浙江省信访条例第15条）"),
        ({"received_on": "2027-01-01"}, "收到日期不能晚于今天"),
        ({"people": "0"}, "1"),
        ({"accused": "nobody"}, "nobody"),
        ({"name": ""}, "必填"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence(window: Window, changes: dict[str, str], sentence: str) -> None:
    status, words = sent(NEW, **{**FORM, **changes})
    assert status == 200
    assert sentence in words
    assert models.Case.objects.count() == 0
    assert window.stage.matter == ""


def test_the_right_address_is_told_in_english_too(window: Window) -> None:
    assert window.stage.matter == ""
    browser = samples.browser("zhao")
    browser.post("/language/", {"language": "en"})
    answer = browser.post(NEW, {**FORM, "concern": "discipline"})
    assert "discipline inspection and supervision body (12388)" in answer.content.decode()


def test_the_same_person_is_told_the_open_number(window: Window) -> None:
    number = window.take_in().number
    assert number in sent(NEW, **FORM)[1]


def test_who_reads_takes_nothing_in(window: Window) -> None:
    assert window.stage.matter == ""
    assert samples.browser("li").get(NEW).status_code == 403
    assert samples.browser("li").post(NEW, FORM).status_code == 403


def test_every_clock_of_both_provinces_stands_side_by_side(window: Window, read: Read) -> None:
    row = window.transferred()
    words = read(page(row))
    for basis in ("《信访工作条例》第23(3)条", "《浙江省信访条例》第20条 未核实", "《上海市信访条例》第34-35条 未核实"):
        assert basis in words
    assert "转送、交办（按此承诺） 《信访工作条例》第22条 · 15 日" in words
    assert "转送、交办 《浙江省信访条例》第20条 未核实 · 5 个工作日" in words
    assert "首接方自始至终与信访人保持联系" in words


def test_a_script_is_shown_as_it_was_written(window: Window) -> None:
    row = window.case(window.take_in(request="<script>alert(1)</script>").id)
    html = samples.browser("zhao").get(page(row)).content.decode()
    assert "<script>alert" not in samples.foreign(html)
    assert "&lt;script&gt;alert" in html


def test_it_is_transferred_by_a_form(window: Window) -> None:
    row = window.case(window.take_in().id)
    _, words = sent(page(row, "triage/"), to=f"to:{THEM}")
    assert "只转一次" in words
    assert window.case(row.pk).state == "transferred"
    _, again = sent(page(row, "triage/"), to=f"to:{THEM}")
    assert "已经转送过一次，不能再转" in again


def test_it_leaves_by_a_form_and_says_where_to(window: Window, read: Read) -> None:
    row = window.case(window.take_in().id)
    _, words = sent(page(row, "triage/"), to="judicial")
    assert "本平台的期限停止" in words
    assert "同级政法部门" in read(page(row))
    assert row.number in read("/petitions/?over=1")


@pytest.mark.parametrize("to", ["", "to:", "to:999999", "moon"])
def test_a_destination_that_is_none_leads_nowhere(window: Window, to: str) -> None:
    row = window.case(window.take_in().id)
    status, _ = sent(page(row, "triage/"), to=to)
    assert (status, window.case(row.pk).is_over) == (200, False)


def test_it_is_given_to_an_office_by_a_form(window: Window, read: Read) -> None:
    row = window.case(window.take_in().id)
    assert "已分派" in sent(page(row, "office/"), office=RECEPTION)[1]
    assert TOLD.request in read(page(row), "sun")
    assert "内容只有承办岗位看得到" in read(page(row))


def test_it_is_not_given_to_the_unit_complained_of(window: Window) -> None:
    row = window.case(window.take_in(accused=(UNIT,)).id)
    assert "属于被反映的单位" in sent(page(row, "office/"), office="nowhere")[1]


def test_the_name_is_shown_after_a_reason_and_registered(window: Window, read: Read) -> None:
    row = window.case(window.take_in().id)
    assert WHO.name not in read(page(row))
    assert "要写明理由" in sent(page(row, "name/"), reason=" ")[1]
    _, words = sent(page(row, "name/"), reason="送达意见书")
    assert WHO.name in words
    assert WHO.contact in words
    assert "送达意见书" in read(page(row, "papers/"))
    assert "送达意见书" not in read(page(row, "papers/"), "sun")


def test_who_does_not_handle_it_does_not_see_the_name(window: Window) -> None:
    row = window.case(window.take_in().id)
    _, words = sent(page(row, "name/"), "sun", reason="好奇")
    assert "只有承办岗位可以这样做" in words
    assert WHO.name not in words


def test_a_name_that_is_not_here_says_whom_to_ask(window: Window) -> None:
    row = window.case(window.take_in().id)
    models.Case.objects.filter(pk=row.pk).update(petitioner=b"")
    status, words = sent(page(row, "name/"), reason="送达")
    assert (status, "请向首接方询问" in words) == (409, True)


def test_who_withdraws_is_led_away(window: Window) -> None:
    row = window.case(window.take_in().id)
    assert "请写明回避人的账号" in sent(page(row, "withdraw/"), account="")[1]
    _, words = sent(page(row, "withdraw/"), account="zhao")
    assert "已登记回避" in words
    assert samples.browser("zhao").get(page(row)).status_code == 404
    assert samples.browser("wu").get(page(row)).status_code == 200


def test_another_may_be_made_to_withdraw(window: Window) -> None:
    row = window.case(window.take_in().id)
    assert sent(page(row, "withdraw/"), account="wu")[0] == 200
    assert samples.browser("wu").get(page(row)).status_code == 404


def test_a_paper_is_written_masked_and_handed_out(window: Window, read: Read) -> None:
    row = window.transferred()
    opinion = {**OPINION, "facts": "两地现场核查，联系 13800001111"}
    _, words = sent(page(row, "papers/"), sort="opinion", **opinion)
    assert "其中 1 处像身份证号、电话或车牌" in words
    window.stage.meet()
    assert "信访处理意见书" in read(page(row, "papers/"))
    paper = models.Paper.objects.get()
    answer = samples.browser("zhao").get(page(row, f"papers/{paper.event}/"))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert samples.browser("sun").get(page(row, f"papers/{paper.event}/")).status_code == 404
    assert samples.browser("zhao").get(page(row, f"papers/{'0' * 64}/")).status_code == 404


@pytest.mark.parametrize("sort", ["review_opinion", "contact"])
def test_papers_of_other_sorts_are_handed_out(window: Window, sort: str) -> None:
    row = window.transferred()
    window.write(row, sort)
    paper = models.Paper.objects.get()
    answer = samples.browser("zhao").get(page(row, f"papers/{paper.event}/"))
    assert answer["Content-Type"] == "application/pdf"


def test_a_paper_that_lacks_something_says_what(window: Window) -> None:
    row = window.transferred()
    _, words = sent(page(row, "papers/"), sort="opinion", request="x", facts="y")
    assert "还缺：处理意见及理由、法律依据" in words
    assert models.Paper.objects.count() == 0


@pytest.mark.parametrize("sort", ["opinion", "gossip", ""])
def test_the_form_of_a_paper_begins_with_its_sort(window: Window, read: Read, sort: str) -> None:
    row = window.transferred()
    assert "意见书要写明请求、事实和理由、意见、法律依据四项" in read(page(row, f"papers/?sort={sort}"))


def test_a_step_before_its_paper_says_where_to_write_it(window: Window) -> None:
    matter = window.they_transfer()
    window.they_file(matter, {"request": "x"})
    window.worker()
    answer = samples.browser("zhao").post(f"/matters/{matter}/steps/object/", {"filled": "1", "ground": "place"})
    assert "这一步之前要先出具文书" in samples.text_of(answer.content.decode())


def test_a_matter_leads_to_its_petition(window: Window) -> None:
    row = window.transferred()
    answer = samples.browser("zhao").get(f"/petitions/matters/{row.matter}/")
    assert answer["Location"] == page(row)
    assert samples.browser("zhao").get(f"/petitions/matters/{row.pk}/").status_code == 404


def test_the_page_shows_the_steps_of_its_matter(window: Window, read: Read) -> None:
    row = window.transferred()
    window.they_take("object", ground="place")
    words = read(page(row))
    assert "有异议，待转送方答复" in words
    assert "同意退回" in words
    assert "不同意退回，进入协商" in words


def test_an_urgent_one_stands_on_the_front_page_until_an_office_has_it(window: Window, read: Read) -> None:
    """信访工作条例 25: both duty officers are told."""
    matter = window.they_transfer(urgent=True)
    window.they_file(matter, {"request": "堵口", "facts": "污水"})
    window.worker()
    assert "1 件紧急信访事项还没有分派" in read("/desk/")
    models.Case.objects.filter(matter=matter).update(office=RECEPTION)
    assert "紧急信访事项" not in read("/desk/")


def test_the_report_tells_numbers_from_ten_on(window: Window, read: Read) -> None:
    """信访工作条例 38-41; governance 7.2, no. 9."""
    for number in range(9):
        window.take_in(Petitioner(f"人{number}"))
    assert f"收到信访事项 {untold()}" in read("/petitions/report/2026/")
    window.take_in(Petitioner("人十"))
    words = read("/petitions/report/2026/")
    assert "收到信访事项 10" in words
    assert "领域：水利 10" in words
    assert "转送对方 0" in words


@pytest.mark.parametrize("year", [0, 1, 9999, 2012])
def test_a_report_of_an_odd_year_is_that_of_a_near_one(window: Window, read: Read, year: int) -> None:
    assert window.stage.matter == ""
    assert "信访年度报告" in read(f"/petitions/report/{year}/")


def test_the_list_costs_no_more_for_more(window: Window) -> None:
    window.take_in()

    def grow() -> None:
        for number in range(5):
            window.take_in(Petitioner(f"人{number}"))

    costs_no_more("/petitions/", grow)


def test_a_petition_costs_no_more_for_more_papers(window: Window) -> None:
    row = window.transferred()
    window.write(row, "contact")

    def grow() -> None:
        for _ in range(3):
            window.write(row, "contact")

    costs_no_more(page(row, "papers/"), grow, account="zhao")
    costs_no_more(page(row), grow, account="zhao")


def test_who_reads_sees_papers_by_no_form(window: Window, read: Read) -> None:
    row = window.transferred()
    assert "签名并密封送出" not in read(page(row, "papers/"), "li")
    assert samples.browser("li").post(page(row, "papers/"), {"sort": "contact", "text": "x"}).status_code == 403


def test_what_came_from_the_other_side_costs_no_more(window: Window) -> None:
    matter = window.they_transfer()
    window.they_file(matter, {"request": "堵口", "facts": "污水"})
    window.worker()
    row = window.of_matter(matter)
    assert "已分派" in sent(page(row, "office/"), office=row.office or DESK)[1]
    costs_no_more(page(row), window.take_in, account="zhao")


@pytest.mark.parametrize(("concern", "word"), [("thing", "登记"), ("discipline", "12388")])
def test_a_form_leads_on_or_says_why_not(window: Window, concern: str, word: str) -> None:
    assert window.stage.matter == ""
    assert word in sent(NEW, **{**FORM, "concern": concern})[1]


def test_nobody_without_the_right_opens_routes_or_withdraws(window: Window) -> None:
    row = window.case(window.take_in().id)
    for more in ("triage/", "office/", "withdraw/", "name/"):
        assert samples.browser("li").post(page(row, more), {"to": "judicial", "account": "zhao"}).status_code == 403
        assert samples.browser("zhao").get(page(row, more)).status_code == 405
    assert window.case(row.pk).state == "registered"


def test_an_extension_is_shown_in_the_periods(window: Window, read: Read) -> None:
    """信访工作条例 34."""
    row = window.case(window.take_in().id)
    kept = {"petition_transfer": {"days": {"transferred": "2026-03-02", "accepted": "2026-03-03"}}}
    models.Case.objects.filter(pk=row.pk).update(course=kept)
    assert "2026-05-06" in read(page(row))
    kept["petition_handling"] = {"days": {}, "extended": 30}  # type: ignore[dict-item]
    models.Case.objects.filter(pk=row.pk).update(course=kept)
    assert "2026-06-01" in read(page(row))


def test_what_is_late_is_said_in_words(window: Window, read: Read) -> None:
    row = window.case(window.take_in(received_on="2026-01-05").id)
    assert "■ 超期" in read(page(row))
    assert "■ 超期" in read("/petitions/")


def test_the_list_goes_on_after_fifty(window: Window, read: Read) -> None:
    for number in range(52):
        window.take_in(Petitioner(f"人{number}"))
    html = samples.browser("zhao").get("/petitions/").content.decode()
    assert "from=50" in html
    assert read("/petitions/").count("XF-2026-330482-") == 50
    assert read("/petitions/?from=50").count("XF-2026-330482-") == 2


@pytest.mark.parametrize("odd", ["-1", "x", "9" * 50, "²"])
def test_an_odd_place_is_the_beginning(window: Window, read: Read, odd: str) -> None:
    number = window.take_in().number
    assert number in read(f"/petitions/?from={odd}")
