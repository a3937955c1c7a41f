"""The ledger on pages, and the search over everything."""

from collections.abc import Callable

import pytest

from pilin.kernel.ledger import actions as ledger
from pilin.kernel.ledger.tests.samples import ACCOUNTS, AT, CLEARING, correction, later, pending, posting
from pilin.kernel.matters.tests.stage import Stage
from pilin.kernel.organisations.tests.samples import an_id
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

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


@pytest.mark.parametrize("address", ["/desk/ledger/", STATEMENT])
def test_more_rows_cost_no_more_queries(booked: Stage, address: str) -> None:
    booked.open_plan()

    def grow() -> None:
        ledger.post(postings=[posting(number) for number in range(10, 40)], at=later(2))
        for number in range(3):
            booked.open_plan(title=f"山塘{number}")

    costs_no_more(address, grow)
