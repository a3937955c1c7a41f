"""Shared costs between two sides and on their pages: formulas, lines, disputes, nettings, both ledgers."""

import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from pypdf import PdfReader

from pilin.base.refusal import Refused
from pilin.kernel.ledger import queries as books
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.modules.projects import actions
from pilin.modules.projects.models import Record
from pilin.modules.projects.rules import netting
from pilin.modules.projects.rules.sharing_refusals import SharingRefusal
from pilin.modules.projects.tests.test_sharing_kinds import EXPENSE, FORMULA, NETTING
from pilin.modules.projects.tests.till import Till
from pilin.web.tests import samples
from tests.web.budget import QUERIES_MAX, asked, costs_no_more

Read = Callable[..., str]
SHARES = "/projects/shares/"
FORM = {
    "title": "界河保洁分担办法",
    "covers": "界河保洁与打捞",
    "method": "border",
    "weights.initiator": "3",
    "weights.responder": "2",
    "unit": "米",
    "source": "来源未载明",
    "illustrative": "on",
    "from_day": "2026-01-01",
}
LINE = {"title": "打捞船租金", "paid_on": "2026-03-02", "voucher": "记-0312", "amount": "1,000.01"}


@pytest.fixture
def till(scene: Stage) -> Till:
    return Till(scene)


def posted(address: str, data: Any) -> Any:
    return samples.browser("zhao").post(address, data)


def words_of(answer: Any) -> str:
    return samples.text_of(answer.content.decode())


def test_a_formula_is_offered_by_its_form_and_signed_by_both(till: Till, read: Read) -> None:
    answer = posted("/projects/formulas/new/", FORM)
    assert answer.status_code == 302, words_of(answer)
    till.stage.matter = str(answer.headers["Location"]).strip("/").rpartition("/")[2]
    till.stage.meet()
    till.both("sign")
    words = read(SHARES)
    assert "按边界长度 平湖市：3/5；金山区：2/5 示例：来源未载明 2026-01-01 ✓ 双方已签" in words
    page = read(f"/projects/formulas/{till.stage.matter}/", "zhao")
    assert "权数为演示值，来源未载明" in page
    assert "提出新版办法" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"weights.responder": ""}, "权数与分担方法不符"),
        ({"method": "use"}, "权数与分担方法不符"),
        ({"weights.initiator": "-1"}, "权数与分担方法不符"),
        ({"weights.initiator": "三"}, "整数"),
        ({"from_day": "昨天"}, "日期"),
        ({"unit": " "}, "必填"),
    ],
)
def test_a_formula_that_does_not_fit_is_told_in_words(till: Till, changes: dict[str, str], said: str) -> None:
    assert till.stage.matter == ""
    answer = posted("/projects/formulas/new/", {**FORM, **changes})
    assert answer.status_code == 200
    assert said in words_of(answer)
    assert not Record.objects.exists()


def test_a_next_edition_takes_the_place_of_the_first(till: Till, read: Read) -> None:
    first = till.formula()
    page = samples.browser("zhao").get(f"/projects/formulas/new/?replaces={first}").content.decode()
    assert f'value="{first}" selected' in page
    later = {"replaces": first, "from_day": "2026-02-01", "weights": {"initiator": 1, "responder": 1}}
    second = till.formula(**later)
    with pytest.raises(Refused) as refusal:
        till.expense(first)
    assert refusal.value.code is SharingRefusal.FORMULA_DOES_NOT_COVER_THE_DAY
    till.expense(second, amount=101)
    assert till.record.value("shares") == {"payer": 51, "sharer": 50}
    till.expense(first, paid_on="2026-01-31", amount=100)
    assert till.record.value("shares") == {"payer": 60, "sharer": 40}
    assert "平湖市：1/2；金山区：1/2" in read(SHARES)


def test_two_editions_of_one_are_not_both_signed(till: Till) -> None:
    first = till.formula()
    later = {**FORMULA, "replaces": first, "from_day": "2026-02-01"}
    till.formula(**later)
    till.they_open("cost_formula", later)
    with pytest.raises(Refused) as refusal:
        till.take("sign")
    assert refusal.value.code is SharingRefusal.EDITION_DOES_NOT_FOLLOW


def test_a_line_is_entered_with_a_file_of_which_only_the_digest_is_kept(till: Till, read: Read) -> None:
    formula = till.formula()
    file = SimpleUploadedFile("发票.pdf", b"%PDF-1.7 voucher")
    answer = posted("/projects/expenses/new/", {**LINE, "formula": formula, "voucher_file": file})
    assert answer.status_code == 302, words_of(answer)
    till.stage.meet()
    page = read(str(answer.headers["Location"]))
    assert hashlib.sha256(b"%PDF-1.7 voucher").hexdigest() in page
    assert "1,000.01" in page
    assert "600.01" in page
    assert "400.00" in page
    words = read(SHARES)
    assert "2026-03-02 打捞船租金 平湖市 记-0312 1,000.01 600.01 400.00" in words
    assert "● 已登记，待对方核对" in words


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": "0"}, "金额不能为零"),
        ({"amount": "-3"}, "负数只用于更正"),
        ({"amount": "1e9"}, "以元为单位"),
        ({"voucher_hash": "xyz"}, "64 位十六进制"),
        ({"paid_on": "2027-01-01"}, "支出日期在今天之后"),
        ({"paid_on": "2025-06-01"}, "不适用于 2025-06-01 的支出"),
        ({"use.payer": "1", "use.sharer": "1"}, "使用量与所选办法不符"),
        ({"formula": "x"}, "x"),
        ({"corrects": "x"}, "x"),
    ],
)
def test_a_line_that_does_not_fit_is_told_in_words(till: Till, changes: dict[str, str], said: str) -> None:
    form = {**LINE, "formula": till.formula(), "voucher_hash": "a" * 64, **changes}
    answer = posted("/projects/expenses/new/", form)
    assert answer.status_code == 200
    assert said in words_of(answer)
    assert not Record.objects.filter(kind="joint_expense").exists()


def test_a_voucher_counts_once(till: Till) -> None:
    formula = till.formula()
    till.expense(formula, voucher_hash="c" * 64)
    form = {**LINE, "formula": formula, "voucher_hash": "C" * 64}
    assert "这张凭证已登记在“打捞船租金”名下" in words_of(posted("/projects/expenses/new/", form))
    till.they_spend(formula, agreed=False, voucher_hash="c" * 64)
    with pytest.raises(Refused) as refusal:
        till.take("agree")
    assert refusal.value.code is SharingRefusal.VOUCHER_WAS_ENTERED


def test_we_do_not_agree_to_shares_that_are_not_those_of_the_formula(till: Till) -> None:
    till.they_spend(till.formula(), agreed=False, shares={"payer": 0, "sharer": 1_000_01})
    with pytest.raises(Refused) as refusal:
        till.take("agree")
    assert refusal.value.code is SharingRefusal.SHARES_DIFFER_FROM_THE_FORMULA
    assert refusal.value.facts == {"payer": "400.00", "sharer": "600.01"}
    till.take("dispute", reason="份额有误")
    assert till.record.state == "disputed"


def test_a_disputed_line_stands_with_its_reason_and_is_not_netted(till: Till, read: Read) -> None:
    formula = till.formula()
    till.expense(formula, agreed=False)
    till.they_take("dispute", reason="<b>租期多算两天</b>")
    html = samples.browser("li").get(SHARES).content.decode()
    assert "&lt;b&gt;租期多算两天&lt;/b&gt;" in html
    assert "没有待轧差的支出" in html
    till.take("answer_dispute", answer="含往返")
    assert "含往返" in read(f"/projects/expenses/{till.stage.matter}/")


def test_a_correction_is_a_new_line_that_begins_with_the_old_one(till: Till, read: Read) -> None:
    made = till.expense(till.formula())
    assert "登记更正" in read(f"/projects/expenses/{made}/", "zhao")
    page = samples.browser("zhao").get(f"/projects/expenses/new/?corrects={made}").content.decode()
    assert 'value="-1,000.01"' in page
    line = Record.objects.get(pk=made)
    said = {name: values["payer"] for name, values in line.content["asserted"].items() if name != "shares"}
    till.stage.matter = actions.enter_expense({**said, "amount": -100_00, "corrects": made}, by=till.hand)
    till.stage.meet()
    till.both("agree")
    assert till.record.value("shares") == {"payer": -60_00, "sharer": -40_00}
    words = read(SHARES)
    assert "更正：打捞船租金" in words
    assert "若今天轧差：金山区应付平湖市 360.00 元" in words


def quarter_over(till: Till) -> str:
    """Let each side pay and agree to a line in the first quarter, and the quarter end; return the formula."""
    formula = till.formula()
    till.expense(formula)
    till.they_spend(formula, amount=500_00, shares={"payer": 200_00, "sharer": 300_00})
    till.stage.later(days=31)
    return formula


def test_a_quarter_is_netted_signed_by_both_and_booked_once(till: Till, read: Read) -> None:
    quarter_over(till)
    answer = posted("/projects/nettings/new/", {"quarter": "2026-Q1", "cut_off": "2026-03-31"})
    assert answer.status_code == 302, words_of(answer)
    address = str(answer.headers["Location"])
    till.stage.matter = address.strip("/").rpartition("/")[2]
    till.stage.meet()
    assert actions.book_nettings(at=till.stage.now) == 0
    till.both("sign")
    assert (till.record.state, till.stage.same()) == ("netted", True)
    assert actions.book_nettings(at=till.stage.now) == 1
    assert actions.book_nettings(at=till.stage.now) == 0
    (position,) = books.positions()
    assert (position.peer, position.balance_fen) == (THEM, 100_00)
    (entry,) = books.entries(ids=[netting.posting_id(till.stage.matter)]).values()
    assert (entry.basis, len(entry.event_hash)) == (till.stage.view().basis, 64)
    theirs = netting.booked(till.record, me=THEM, basis=entry.basis, event_hash=entry.event_hash)
    assert (theirs.posting.amount_fen, theirs.posting.credit) == (100_00, f"peer/{US}/shares/we-owe")
    assert "金山区应付平湖市 100.00 元" in read(address)


def test_what_is_retold_is_booked_no_second_time(till: Till) -> None:
    quarter_over(till)
    till.netting()
    till.both("sign")
    actions.book_nettings(at=till.stage.now)
    Record.objects.all().delete()
    assert matters.retell(at=till.stage.now) == 4
    assert actions.book_nettings(at=till.stage.now) == 0


def test_late_lines_wait_for_the_next_quarter(till: Till, read: Read) -> None:
    formula = quarter_over(till)
    till.expense(formula, amount=10_00)  # agreed in April
    till.netting()
    till.both("sign")
    assert len(till.record.value("lines")) == 2
    assert "若今天轧差：金山区应付平湖市 4.00 元" in read(SHARES)
    with pytest.raises(Refused) as refusal:
        till.netting()
    assert refusal.value.code is SharingRefusal.QUARTER_WAS_NETTED


def test_we_sign_no_netting_that_is_not_ours(till: Till) -> None:
    quarter_over(till)
    wrong = {**NETTING, "lines": [{**NETTING["lines"][0], "paid_by": "initiator", "due": 1}], "net": 1}
    till.they_open("netting", wrong)
    with pytest.raises(Refused) as refusal:
        till.take("sign")
    assert refusal.value.code is SharingRefusal.NETTING_DIFFERS_FROM_OURS
    till.take("decline", reason="少两笔")
    till.netting()  # and ours can be offered


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"cut_off": "2026-03-02"}, "须在该季最后一天至其后 31 天之间"),
        ({"quarter": "2025-Q4", "cut_off": "2026-01-05"}, "到截止日没有双方已认可"),
        ({"quarter": "x"}, "x"),
        ({"cut_off": ""}, "必填"),
    ],
)
def test_a_netting_that_does_not_fit_is_told_in_words(till: Till, changes: dict[str, str], said: str) -> None:
    till.expense(till.formula())
    form = {"quarter": "2026-Q1", "cut_off": "2026-03-31", **changes}
    answer = posted("/projects/nettings/new/", form)
    assert answer.status_code == 200
    assert said in words_of(answer)


def test_the_statement_has_lines_totals_and_two_seals(till: Till, read: Read) -> None:
    quarter_over(till)
    made = till.netting()
    address = f"/projects/nettings/{made}/statement/"
    assert "双方尚未签署，仅供核对" in read(address)
    till.both("sign")
    words = read(address)
    assert "尚未签署" not in words
    assert "平湖市应付（元） 金山区应付（元）" in words
    assert "合计" in words
    assert "300.00 400.00" in words.partition("合计")[2]
    assert "平湖市 财政部门 （盖章）" in words
    assert "金山区 财政部门 （盖章）" in words


def test_the_statement_is_handed_out_as_a_paper_and_as_a_table(till: Till) -> None:
    quarter_over(till)
    made = till.netting()
    till.both("sign")
    browser = samples.browser("li")
    page = browser.get(f"/projects/nettings/{made}/statement/").content.decode()
    assert f'href="/projects/nettings/{made}/statement/pdf/"' in page
    answer = browser.get(f"/projects/nettings/{made}/statement/pdf/")
    assert (answer.headers["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    words = "".join(one.extract_text() for one in PdfReader(io.BytesIO(answer.content)).pages).replace("\x00", "")
    for said in ("共同费用对账单", "金山区应付平湖市100.00元", "合计", "财政部门"):
        assert said in "".join(words.split())
    sheet = load_workbook(io.BytesIO(browser.get(f"/projects/nettings/{made}/statement/sheet/").content))["对账单"]
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert ["合计", 300.0, 400.0] in [[*map(plain, row)] for row in rows]
    assert ["轧差结果：金山区应付平湖市 100.00 元"] in rows
    heads = ["序号", "支出日期", "支出事由", "凭证号", "支出方", "金额", "平湖市应付", "金山区应付"]
    assert any([str(cell).partition("（")[0] for cell in row] == heads for row in rows)


def plain(cell: Any) -> Any:
    return float(cell) if isinstance(cell, int | float) else cell


@pytest.mark.parametrize("file", ["pdf", "sheet"])
def test_a_statement_that_is_not_signed_says_so_in_its_files(till: Till, file: str) -> None:
    till.they_open("netting", NETTING)
    answer = samples.browser("li").get(f"/projects/nettings/{till.stage.matter}/statement/{file}/")
    assert answer.status_code == 200
    if file == "sheet":
        sheet = load_workbook(io.BytesIO(answer.content))["对账单"]
        said = " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
        assert "双方尚未签署，仅供核对" in said
        assert "本方尚未收到这笔支出" in said


def test_a_line_that_has_not_come_is_said_so(till: Till, read: Read) -> None:
    till.they_open("netting", NETTING)
    assert "本方尚未收到这笔支出" in read(f"/projects/nettings/{till.stage.matter}/")


def test_the_register_costs_no_more_with_more_in_it(till: Till) -> None:
    formula = quarter_over(till)
    made = till.netting()
    till.both("sign")

    def more() -> None:
        for number in range(3):
            till.expense(formula, agreed=number > 0)

    costs_no_more(SHARES, more)
    for address in (f"/projects/nettings/{made}/", f"/projects/nettings/{made}/statement/"):
        assert len(asked(address, "li")) <= QUERIES_MAX


@pytest.mark.parametrize("what", ["formulas", "expenses", "nettings"])
def test_who_only_reads_enters_nothing_and_what_is_not_there_is_not_found(till: Till, what: str) -> None:
    assert till.kinds
    assert samples.browser("li").post(f"/projects/{what}/new/", {}).status_code == 403
    assert samples.browser("li").get(f"/projects/{what}/{'0' * 36}/").status_code == 404


def test_without_the_kinds_the_pages_say_what_is_missing(scene: Stage, read: Read) -> None:
    assert scene.matter == ""
    for what in ("formulas", "expenses", "nettings"):
        assert "双方还没有签署这一事项类型" in read(f"/projects/{what}/new/", "zhao")
    words = read(SHARES, "zhao")
    for empty in ("还没有分担办法", "没有待核对或有争议的支出", "没有待轧差的支出", "还没有轧差"):
        assert empty in words
    assert EXPENSE["title"] not in words
