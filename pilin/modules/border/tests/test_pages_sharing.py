"""信息资源联享 as pages: both catalogues, requests with their day and answer, the receipt, who refused and was late."""

import pytest

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.border import queries
from pilin.modules.border.rules.records import CATALOGUE, REQUEST
from pilin.modules.border.tests.conftest import Read
from pilin.modules.border.tests.desk import Desk
from pilin.modules.border.tests.sharing_samples import GRANT, RECEIPT
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

PAGE = "/border/sharing/"
REASON = {"reason": "负面清单第 3 条"}


def test_empty_registers_say_what_will_stand_there(scene: Stage, read: Read) -> None:
    assert scene.matter == ""
    words = read(PAGE)
    for said in ("还没有信息请求", "今年还没有请求", "平湖市的目录还是空的", "金山区的目录还是空的"):
        assert said in words
    assert "还没有结束的请求" in read(f"{PAGE}?over")


def test_who_acts_is_led_to_the_forms_and_who_reads_is_not(desk: Desk) -> None:
    desk.they_list()
    request = f'href="/border/sharing/new/?item={desk.item}"'
    html = samples.browser("zhao").get(PAGE).content.decode()
    assert (request in html, 'href="/border/sharing/item/"' in html) == (True, True)
    html = samples.browser("li").get(PAGE).content.decode()
    assert (request in html, 'href="/border/sharing/item/"' in html) == (False, False)
    assert samples.browser("hu").get(PAGE).status_code == 403


def test_nobody_is_led_to_ask_himself_or_for_what_is_not_shared(desk: Desk) -> None:
    ours, closed = desk.list_ours(), desk.they_list(category="closed")
    html = samples.browser("zhao").get(PAGE).content.decode()
    assert f"?item={ours}" not in html
    assert f"?item={closed}" not in html


def test_the_catalogues_stand_side_by_side_with_who_may_ask_and_how_soon(desk: Desk, read: Read) -> None:
    desk.list_ours(title="水闸值守表", days=2)
    desk.they_list()
    words = read(PAGE, "li")
    assert "水闸值守表 平湖市水利局 有条件共享 上海市数据条例第 38 条 金山区水务局 2" in words
    assert "河道保洁台账 金山区水务局 有条件共享 上海市数据条例第 38 条 平湖市水利局 5" in words
    assert words.index("平湖市的共享目录") < words.index("水闸值守表") < words.index("金山区的共享目录")


def test_what_was_taken_off_leaves_the_page(desk: Desk, read: Read) -> None:
    desk.they_list()
    desk.they_take("end", reason="台账停用")
    assert "金山区的目录还是空的" in read(PAGE, "li")
    assert queries.catalogue(["310116"]) == []


def test_a_request_stands_with_its_day_and_answer(desk: Desk, read: Read) -> None:
    desk.ask()
    words = read(PAGE, "li")
    assert "联合保洁排班 上海市数据条例第 39 条 2026-03-09 ○ 未答复 2026-03-09 ● 已请求，待答复" in words
    desk.they_take("grant", **GRANT)
    words = read(PAGE, "li")
    assert "✓ 2026-03-02 按期答复 2026-03-16" in words
    assert "平湖市 1 0 0 0 0 0 0 金山区 0 1 1 0 0 0 0" in words


def test_a_refusal_counts_on_both_sides_and_has_its_reason(desk: Desk, read: Read) -> None:
    desk.ask()
    desk.they_take("refuse", **REASON)
    assert "还没有信息请求" in read(PAGE, "li")
    words = read(f"{PAGE}?over", "li")
    assert "○ 不予提供" in words
    assert "平湖市 1 0 0 0 0 0 0 金山区 0 1 0 1 0 0 0" in words
    page = read(f"{PAGE}{desk.stage.matter}/", "li")
    assert "负面清单第 3 条" in page
    assert "还没有回执" in page


def test_a_late_answer_is_late_for_both_to_see(desk: Desk, read: Read) -> None:
    ours = desk.list_ours(days=1)
    desk.they_ask(ours, answer_by="2026-03-03")
    desk.stage.later(days=2)
    assert "2026-03-03 ■ 已请求，待答复" in read(PAGE, "li")
    desk.take("grant", **GRANT)
    words = read(PAGE, "li")
    assert "▲ 2026-03-04 逾期答复" in words
    assert "平湖市 0 1 1 0 1 0 0" in words


def test_a_receipt_that_one_side_wrote_is_none_yet(desk: Desk, read: Read) -> None:
    desk.ask()
    desk.they_take("grant", **GRANT)
    desk.they_take("deliver", **RECEIPT)
    page = read(f"{PAGE}{desk.stage.matter}/", "li")
    assert "持有方已登记，双方签收后生效：三月班次表一份" in page
    assert "双方已签。" not in page


def test_a_receipt_that_both_signed_says_what_why_until_when_and_by_whom(desk: Desk, read: Read) -> None:
    desk.ask()
    desk.receive()
    page = read(f"{PAGE}{desk.stage.matter}/", "li")
    said = (
        "三月班次表一份",
        "联合保洁排班，数据条例第 39 条",
        "2026-06-30",
        "金山区水务局信息岗",
        "机要文件交换",
        "尚未报告",
    )
    assert [one for one in said if one not in page] == []
    assert "目录：5 个工作日（未核实）" in page
    assert "河道保洁台账 有条件共享" in page
    assert desk.stage.same()


def test_the_end_of_use_is_reported_and_then_confirmed(desk: Desk, read: Read) -> None:
    desk.ask()
    desk.receive()
    address = f"{PAGE}{desk.stage.matter}/"
    desk.take("report_ended", end_how="deleted")
    assert "请求方报告：已删除" in read(address, "li")
    desk.both("confirm_ended")
    assert "双方确认：已删除" in read(address, "li")
    assert "双方确认已停用" in read(f"{PAGE}?over", "li")
    assert desk.stage.same()


def test_use_beyond_its_day_is_told_until_its_end_is_confirmed(desk: Desk, read: Read) -> None:
    desk.ask()
    desk.receive(kept_until="2026-03-20")
    desk.stage.later(days=30)
    assert "2026-03-20 ■ 双方已签回执，使用中" in read(PAGE, "li")


def test_a_request_for_an_item_that_is_gone_says_so(desk: Desk, read: Read) -> None:
    request = desk.ask()
    desk.stage.matter = desk.item
    desk.they_take("end", reason="台账停用")
    assert "已移出目录" in read(f"{PAGE}{request}/", "li")


def test_a_request_for_what_this_node_does_not_hold_is_shown(desk: Desk, read: Read) -> None:
    """A neighbour may name whatever it likes: the page stands, and leads nowhere."""
    request = desk.they_ask("019d0000-0000-7000-8000-00000000dead")
    assert "本节点没有这一条" in read(f"{PAGE}{request}/", "li")


@pytest.mark.parametrize("address", ["019d0000-0000-7000-8000-00000000dead", "0" * 36, "-" * 36])
def test_a_request_that_is_none_is_not_found(desk: Desk, address: str) -> None:
    assert desk.stage.matter == ""
    assert samples.browser("li").get(f"{PAGE}{address}/").status_code == 404


def test_an_item_is_no_request(desk: Desk) -> None:
    assert samples.browser("li").get(f"{PAGE}{desk.they_list()}/").status_code == 404


def test_the_matter_leads_to_the_page_and_back(desk: Desk) -> None:
    request = desk.ask()
    browser = samples.browser("zhao")
    assert f'href="{PAGE}{request}/"' in browser.get(f"/matters/{request}/").content.decode()
    assert f'href="/matters/{request}/"' in browser.get(f"{PAGE}{request}/").content.decode()


def test_a_script_is_shown_and_never_run(desk: Desk) -> None:
    desk.they_list(title="<script>alert(1)</script>", body="<b>局</b>")
    request = desk.ask(title="<script>alert(2)</script>", scene="<b>x</b>", article="<i>39</i>")
    for address in (PAGE, f"{PAGE}{request}/", f"/border/sharing/new/?item={desk.item}"):
        html = samples.browser("zhao").get(address).content.decode()
        assert "<script>alert" not in html
        assert "<b>x" not in html
        assert "<b>局" not in html


def test_the_page_of_a_request_keeps_to_its_budget(desk: Desk) -> None:
    request = desk.ask()
    costs_no_more(f"{PAGE}{request}/", lambda: [desk.ask() for _ in range(3)])


@pytest.mark.parametrize("name", [REQUEST, CATALOGUE])
def test_the_register_costs_no_more_for_more(desk: Desk, name: str) -> None:
    def grow() -> None:
        for _ in range(3):
            desk.ask() if name == REQUEST else desk.they_list()

    grow()
    costs_no_more(PAGE, grow)


def test_the_form_costs_no_more_for_a_longer_catalogue(desk: Desk) -> None:
    desk.they_list()
    costs_no_more("/border/sharing/new/", lambda: [desk.they_list() for _ in range(4)], account="zhao")
