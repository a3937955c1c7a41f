"""Paying off at its edges: told twice, taken back, contested and answered, unsigned, out of order, and in English."""

from typing import Any

import pytest
from django.conf import settings

from pilin.base.refusal import Refused
from pilin.kernel.ledger import queries as books
from pilin.kernel.matters.tests.stage import THEM
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules.sharing_refusals import SharingRefusal
from pilin.modules.projects.tests.test_paying import VOUCHER, Cashier, cashier, owed, owing
from pilin.modules.projects.tests.test_sharing import posted, words_of
from pilin.web.sentences import say
from pilin.web.tests import samples

__all__ = ["cashier"]

pytestmark = pytest.mark.django_db


def pay(cashier: Cashier, page: str) -> Any:
    """Tell at the page of a netting that we paid it today."""
    return posted(f"{page}payment/", {**VOUCHER, "paid_on": cashier.stage.now.date().isoformat()})


def told(cashier: Cashier) -> str:
    """Return the page of a netting of which we told that we paid it; the payment is the matter opened last."""
    page = owing(cashier)
    answer = pay(cashier, page)
    assert answer.status_code == 302, words_of(answer)
    cashier.stage.matter = str(answer.headers["Location"]).strip("/").rpartition("/")[2]
    cashier.stage.meet()
    return page


def test_a_form_that_is_sent_twice_tells_one_payment(cashier: Cashier) -> None:
    page = told(cashier)
    answer = pay(cashier, page)
    assert answer.status_code == 200
    assert say(SharingRefusal.NETTING_WAS_PAID.value, {"quarter": "2026-Q1"}).sentence in words_of(answer)
    assert len(queries.payments()) == 1


def test_a_payment_that_was_taken_back_may_be_told_anew(cashier: Cashier, read: Any) -> None:
    page = told(cashier)
    cashier.take("withdraw", reason="银行退回")
    words = read(page, "zhao")
    assert ("尚未付款" in words, "登记付款" in words) == (True, True)
    assert pay(cashier, page).status_code == 302
    assert [one.state for one in queries.payments()] == ["paid"]
    assert "待金山区确认收到" in read(page)


def test_what_was_contested_and_answered_is_confirmed_and_meanwhile_not_told_anew(cashier: Cashier, read: Any) -> None:
    page = told(cashier)
    cashier.they_take("contest", reason="账上未见")
    assert "金山区称未收到或不符" in read(page)
    assert "登记付款" not in read(page, "zhao")
    assert pay(cashier, page).status_code == 200
    cashier.take("answer_contest", answer="次日到账")
    assert "待金山区确认收到" in read(page)
    cashier.both("confirm")
    assert actions.book_payments(at=cashier.stage.now) == 1


def test_of_two_told_at_once_the_first_is_confirmed_and_booked_alone(cashier: Cashier, read: Any) -> None:
    netting = owed(cashier)
    first = cashier.they_pay(netting)
    cashier.they_pay(netting, voucher="付-0416")
    with pytest.raises(Refused) as refusal:
        cashier.take("confirm")
    assert refusal.value.code is SharingRefusal.NETTING_WAS_PAID
    cashier.stage.matter = first
    cashier.both("confirm")
    assert "付清（凭证 付-0415）" in read(f"/projects/nettings/{netting}/")
    assert actions.book_payments(at=cashier.stage.now) == 1
    assert [one.balance_fen for one in books.positions() if one.peer == THEM] == [0]


def test_what_only_one_side_signed_is_not_paid(cashier: Cashier, read: Any) -> None:
    formula = cashier.formula()
    cashier.they_spend(formula)
    cashier.stage.later(days=31)
    page = f"/projects/nettings/{cashier.netting()}/"
    cashier.take("sign")
    assert "登记付款" not in read(page, "zhao")
    answer = pay(cashier, page)
    assert say(SharingRefusal.NOTHING_IS_TO_BE_PAID.value).sentence in words_of(answer)
    assert list(queries.payments()) == []


def test_a_payment_waits_in_the_ledger_for_its_netting(cashier: Cashier) -> None:
    formula = cashier.formula()
    cashier.they_spend(formula)
    cashier.stage.later(days=31)
    made = cashier.netting()
    cashier.both("sign")
    cashier.stage.matter = actions.tell_payment(
        made, "轧差付款", {**VOUCHER, "paid_on": cashier.record.done["sign"]}, by=cashier.hand
    )
    cashier.stage.meet()
    cashier.both("confirm")
    assert actions.book_payments(at=cashier.stage.now) == 0
    assert actions.book_nettings(at=cashier.stage.now) == 1
    assert actions.book_payments(at=cashier.stage.now) == 1
    assert [one.balance_fen for one in books.positions() if one.peer == THEM] == [0]


def test_a_hostile_number_of_a_voucher_stays_a_text_on_both_pages(cashier: Cashier) -> None:
    page = owing(cashier)
    sent = {**VOUCHER, "voucher": "<script>alert(1)</script>", "paid_on": cashier.record.done["sign"]}
    made = str(posted(f"{page}payment/", sent).headers["Location"])
    for address in (made, page):
        html = samples.browser("li").get(address).content.decode()
        assert "&lt;script&gt;alert(1)" in html
        assert "<script>alert" not in html


def test_in_english_the_netting_says_that_it_is_not_paid_yet(cashier: Cashier) -> None:
    page = owing(cashier)
    browser = samples.browser("zhao")
    browser.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    words = samples.text_of(browser.get(page).content.decode())
    assert ("Not paid yet" in words, "Enter the payment" in words) == (True, True)
    form = samples.text_of(browser.get(f"{page}payment/").content.decode())
    assert "100.00 yuan by the netting, paid whole" in form
    assert "登记付款" not in words + form
