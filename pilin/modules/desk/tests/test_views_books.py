"""The ledger on pages, and the search over everything."""

from collections.abc import Callable
from typing import Any

import pytest

from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.ledger import actions as ledger
from pilin.kernel.ledger.tests.samples import ACCOUNTS, AT, CLEARING, correction, later, pending, posting
from pilin.kernel.matters.tests.stage import POND, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Standing
from pilin.kernel.organisations.tests.samples import AT as DECLARED
from pilin.kernel.organisations.tests.samples import an_id, body
from pilin.web.tests import samples

Read = Callable[..., str]
STATEMENT = f"/desk/ledger/account/?account={CLEARING}"


@pytest.fixture
def booked(scene: Stage) -> Stage:
    """Book 5.00 and take 1.00 of it back; 2.00 are pending."""
    ledger.open_accounts(accounts=ACCOUNTS, at=AT)
    ledger.post(postings=[posting(1), pending(2, 200)], at=AT)
    ledger.post(postings=[correction(3, 1, 100)], at=later(1))
    return scene


def test_an_empty_ledger_says_where_accounts_come_from(scene: Stage, read: Read) -> None:
    words = read("/desk/ledger/", "li")
    assert "账户由有效的协议条款开立" in words
    assert "没有待入账的分录" in words


@pytest.mark.usefixtures("booked")
def test_the_ledger_says_how_we_stand_and_that_it_balances(read: Read) -> None:
    words = read("/desk/ledger/", "li")
    assert "金山区 4.00 2.00 0.00" in words
    assert f"{CLEARING} 债权 金山区 5.00 1.00 4.00" in words
    assert "合计（借贷必须相等） — — 6.00 6.00 0.00" in words


@pytest.mark.usefixtures("booked")
def test_a_statement_begins_with_the_last_entry(read: Read) -> None:
    words = read(STATEMENT, "li")
    assert "余额（元） 4.00" in words
    first, last = words.index("更正 transit/closing/2026-07"), words.index("入账 transit/closing/2026-07")
    assert first < last


def test_an_account_that_is_not_there_is_not_found(scene: Stage) -> None:
    assert samples.browser("li").get("/desk/ledger/account/?account=no").status_code == 404


def test_a_long_statement_is_read_page_by_page(booked: Stage) -> None:
    ledger.post(postings=[posting(number) for number in range(10, 80)], at=later(2))
    browser, shown, address = samples.browser("li"), 0, STATEMENT.partition("?")[2]
    while address:
        table = browser.get(f"/desk/ledger/account/?{address.lstrip('?')}").context["table"]
        shown += len(table.rows)
        address = table.next_url
    assert shown == 73
    nowhere = f"{STATEMENT}&before=nowhere|{an_id('entry')}"
    assert len(browser.get(nowhere).context["table"].rows) == 50


# Search


def test_words_find_matters_agreements_and_entries_of_the_directory(scene: Stage, agreement: str, read: Read) -> None:
    scene.open_plan()
    entries = [body("山塘工作站", id=an_id("station"), side=US, standing=Standing.UNVERIFIED)]
    organisations.declare(entries=entries, author=rules.Author(US), at=DECLARED)
    found = read("/desk/search/?words=山塘", "li")
    assert POND in found
    assert "山塘工作站 未核实" in found
    assert texts.agreement().title.zh in read(f"/desk/search/?words={texts.agreement().title.zh[:3]}", "li")
    assert POND in read(f"/desk/search/?words={scene.matter[:20]}", "li")


def test_nothing_finds_nothing_and_a_miss_says_what_to_do(scene: Stage, read: Read) -> None:
    scene.open_plan()
    assert POND not in read("/desk/search/", "li")
    assert "没有找到。请换一个词" in read("/desk/search/?words=海塘", "li")


@pytest.mark.parametrize("address", ["/desk/ledger/", STATEMENT, "/desk/search/?words=山塘"])
def test_more_rows_cost_no_more_queries(
    booked: Stage, address: str, django_assert_max_num_queries: Any, django_assert_num_queries: Any
) -> None:
    booked.open_plan()
    browser = samples.browser("li")
    with django_assert_max_num_queries(12) as few:
        browser.get(address)
    ledger.post(postings=[posting(number) for number in range(10, 40)], at=later(2))
    for number in range(3):
        booked.open_plan(title=f"山塘{number}")
    with django_assert_num_queries(len(few)):
        assert browser.get(address).status_code == 200
