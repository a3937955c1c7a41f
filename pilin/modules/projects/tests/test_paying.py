"""A netting is paid off at its page: told with a voucher, confirmed by the other side, booked, and in the statement."""

import io
from typing import Any

import pytest
from openpyxl import load_workbook

from pilin.base.refusal import Refused
from pilin.kernel.ledger import queries as books
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.tests.stage import THEM, Stage
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules.sharing_refusals import SharingRefusal
from pilin.modules.projects.tests.test_sharing import posted, words_of
from pilin.modules.projects.tests.till import Till
from pilin.web.tests import samples
from tests.web.budget import QUERIES_MAX, asked

pytestmark = pytest.mark.django_db

VOUCHER = {"voucher": "付-0415", "voucher_hash": "c" * 64}


class Cashier(Till):
    """Two sides of which the one that owes pays."""

    kinds = (*Till.kinds, "netting_payment")

    def netted(self, *, ours: int, theirs: int) -> str:
        """Let each side pay a line and both sign the netting of the first quarter; return its id."""
        formula = self.formula()
        self.expense(formula, amount=ours)
        shares = {"payer": theirs * 2 // 5, "sharer": theirs - theirs * 2 // 5}
        self.they_spend(formula, amount=theirs, shares=shares)
        self.stage.later(days=31)
        made = self.netting()
        self.both("sign")
        assert actions.book_nettings(at=self.stage.now) == 1
        return made

    def they_pay(self, netting: str, **fields: Any) -> str:
        """Let the neighbour tell that it paid; return the payment's id."""
        day = queries.records([netting])[netting].done["sign"]
        said = {"title": "轧差付款", "netting": netting, "paid_on": day, "amount": 100_00, **VOUCHER}
        return self.they_open("netting_payment", {**said, **fields})


@pytest.fixture
def cashier(scene: Stage) -> Cashier:
    """Return two sides that agreed on how they share and pay."""
    return Cashier(scene)


def owing(cashier: Cashier) -> str:
    """Return a netting by which we owe 100 yuan; its page."""
    return f"/projects/nettings/{cashier.netted(ours=500_00, theirs=500_00)}/"


def owed(cashier: Cashier) -> str:
    """Return a netting by which the neighbour owes us 100 yuan."""
    return cashier.netted(ours=1_000_00, theirs=500_00)


def test_we_tell_at_the_page_of_the_netting_that_we_paid(cashier: Cashier, read: Any) -> None:
    page = owing(cashier)
    words = read(page, "zhao")
    assert ("平湖市应付金山区 100.00 元 · 尚未付款" in words, "登记付款" in words) == (True, True)
    assert "本方账簿：平湖市尚欠金山区 100.00 元" in read("/projects/shares/")
    assert "与下面的凭证文件填一项即可" in read(f"{page}payment/", "zhao")
    day = cashier.record.done["sign"]
    answer = posted(f"{page}payment/", {**VOUCHER, "paid_on": day})
    assert answer.status_code == 302, words_of(answer)
    cashier.stage.matter = str(answer.headers["Location"]).strip("/").rpartition("/")[2]
    cashier.stage.meet()
    assert "待金山区确认收到" in read(page)
    assert "登记付款" not in read(page, "zhao")
    cashier.both("confirm")
    assert [actions.book_payments(at=cashier.stage.now) for _ in range(2)] == [1, 0]
    assert [one.balance_fen for one in books.positions() if one.peer == THEM] == [0]
    assert "余额为零" in read("/projects/shares/")
    assert "付清（凭证 付-0415）" in read(page)
    assert (cashier.record.state, cashier.stage.same()) == ("confirmed", True)


def test_what_they_paid_is_confirmed_by_us_and_clears_our_claim(cashier: Cashier, read: Any) -> None:
    netting = owed(cashier)
    payment = cashier.they_pay(netting)
    page = f"/projects/payments/{payment}/"
    assert "付款方已付，待对方确认收到 · 轧差付款 · 由平湖市办理" in read(page)
    assert "金山区付给平湖市 100.00 元" in read(page)
    assert actions.book_payments(at=cashier.stage.now) == 0
    cashier.both("confirm")
    assert "双方确认收付，记入双方账簿 · 轧差付款 轮到" in read(page)
    assert actions.book_payments(at=cashier.stage.now) == 1
    assert [one.balance_fen for one in books.positions() if one.peer == THEM] == [0]
    assert matters.retell(["netting_payment"], at=cashier.stage.now) == 1
    assert actions.book_payments(at=cashier.stage.now) == 0


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"amount": 99_00}, SharingRefusal.PAYMENT_IS_NOT_WHAT_IS_OWED),
        ({"paid_on": "2026-03-31"}, SharingRefusal.PAYMENT_DAY_DOES_NOT_FIT),
        ({"voucher_hash": "c"}, SharingRefusal.VOUCHER_HASH_IS_NOT_ONE),
    ],
)
def test_we_confirm_nothing_that_does_not_fit(cashier: Cashier, fields: Any, code: SharingRefusal) -> None:
    cashier.they_pay(owed(cashier), **fields)
    with pytest.raises(Refused) as refusal:
        cashier.take("confirm")
    assert refusal.value.code is code
    cashier.take("contest", reason="与轧差不符")
    assert cashier.record.state == "contested"


def test_a_second_payment_is_not_confirmed(cashier: Cashier) -> None:
    netting = owed(cashier)
    cashier.they_pay(netting)
    cashier.both("confirm")
    cashier.stage.later(seconds=60)
    cashier.they_pay(netting)
    with pytest.raises(Refused) as refusal:
        cashier.take("confirm")
    assert refusal.value.code is SharingRefusal.NETTING_WAS_PAID


def test_who_is_owed_is_offered_no_payment_and_is_told_so(cashier: Cashier, read: Any) -> None:
    page = f"/projects/nettings/{owed(cashier)}/"
    assert "登记付款" not in read(page, "zhao")
    answer = posted(f"{page}payment/", {**VOUCHER, "paid_on": cashier.record.done["sign"]})
    assert "本方没有应付的款" in words_of(answer)


def test_a_day_that_does_not_fit_is_told_in_its_field(cashier: Cashier) -> None:
    answer = posted(f"{owing(cashier)}payment/", {**VOUCHER, "paid_on": "2026-03-01"})
    assert answer.status_code == 200
    assert "付款日期须在双方签署轧差之日" in words_of(answer)
    assert "<script>" not in answer.content.decode()


def test_the_statement_says_how_far_it_is_paid(cashier: Cashier, read: Any) -> None:
    netting = owed(cashier)
    statement = f"/projects/nettings/{netting}/statement/"
    assert "付款 尚未付款" in read(statement)
    cashier.they_pay(netting, voucher="<script>alert(1)</script>")
    assert "<script>alert(1)" not in samples.browser("li").get(statement).content.decode()
    cashier.take("contest", reason="账上未见")
    assert "平湖市称未收到或不符" in read(statement)
    sheet = load_workbook(io.BytesIO(samples.browser("li").get(f"{statement}sheet/").content))["对账单"]
    said = " ".join(str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell)
    assert "付款：金山区称" in said


def test_a_netting_that_came_to_nothing_is_not_paid(cashier: Cashier, read: Any) -> None:
    formula = cashier.formula()
    cashier.expense(formula, amount=1_500_00)
    cashier.they_spend(formula, amount=1_000_00, shares={"payer": 400_00, "sharer": 600_00})
    cashier.stage.later(days=31)
    page = f"/projects/nettings/{cashier.netting()}/"
    assert "付款 还没有付款" not in read(page)
    cashier.both("sign")
    assert "双方两清，无须付款" in read(page, "zhao")


def test_the_pages_keep_to_the_budget_and_to_those_who_may(cashier: Cashier) -> None:
    netting = owed(cashier)
    payment = cashier.they_pay(netting)
    for address in (f"/projects/nettings/{netting}/", f"/projects/payments/{payment}/", "/projects/shares/"):
        assert len(asked(address, "li")) <= QUERIES_MAX
    assert samples.browser("li").post(f"/projects/nettings/{netting}/payment/", VOUCHER).status_code == 403
    assert samples.browser("zhao").get(f"/projects/nettings/{payment}/payment/").status_code == 404
    assert samples.browser("li").get(f"/projects/payments/{netting}/").status_code == 404


def test_without_the_kind_the_page_says_what_is_missing(scene: Stage, read: Any) -> None:
    till = Till(scene)
    formula = till.formula()
    till.expense(formula)
    till.stage.later(days=31)
    made = till.netting()
    till.both("sign")
    assert "双方还没有签署这一事项类型" in read(f"/projects/nettings/{made}/payment/", "zhao")
    assert "登记付款" not in read(f"/projects/nettings/{made}/", "zhao")
