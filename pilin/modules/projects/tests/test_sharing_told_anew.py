"""Shared costs told anew, in English, and beside a third neighbour: the same rows, the same words, its own sums."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.kernel.ledger import queries as books
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.projects import actions, queries
from pilin.modules.projects.models import Record
from pilin.modules.projects.rules import netting, sharing
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU
from pilin.modules.projects.tests.test_rules_netting import CUT_OFF, agreed, of_quarter
from pilin.modules.projects.tests.test_rules_sharing import formula
from pilin.modules.projects.tests.till import Till
from pilin.web.tests import samples

JIASHAN = "330421"
English = Callable[[str], str]


@pytest.fixture
def till(scene: Stage) -> Till:
    return Till(scene)


@pytest.fixture
def english() -> English:
    """Return a function that reads a page as somebody who pressed *English*."""

    def read(address: str) -> str:
        browser = samples.browser("zhao")
        browser.post("/language/", {"language": "en"})
        html = browser.get(address).content.decode()
        assert '<html lang="en">' in html
        assert samples.faults_of(html) == []
        return samples.text_of(html)

    return read


def rows() -> list[dict[str, Any]]:
    return [dict(row) for row in Record.objects.order_by("pk").values()]


def a_quarter(till: Till) -> str:
    """Let a quarter pass with a line of each side, one of them disputed, and be netted; return the netting."""
    shared = till.formula()
    till.expense(shared)
    till.they_spend(shared)
    till.expense(shared, agreed=False)
    till.they_take("dispute", reason="重复")
    till.stage.later(days=31)
    made = till.netting()
    till.both("sign")
    return made


def test_what_is_told_anew_is_the_same(till: Till) -> None:
    a_quarter(till)
    before = rows()
    Record.objects.all().delete()
    assert matters.retell(at=till.stage.now) == len(before) == 5
    assert rows() == before


def test_the_ledger_is_even_after_what_was_booked(till: Till) -> None:
    a_quarter(till)
    assert actions.book_nettings(at=till.stage.now) == 1
    found = books.trial_balance()
    assert found.totals.balance_fen == 0
    assert sorted(account.code for account, _ in found.lines) == [f"peer/{JINSHAN}/shares/we-owe", "shares/borne"]


def test_a_netting_that_was_declined_frees_its_quarter_and_its_lines(till: Till) -> None:
    shared = till.formula()
    till.expense(shared)
    till.stage.later(days=31)
    till.netting()
    till.they_take("decline", reason="少一笔")
    assert actions.book_nettings(at=till.stage.now) == 0
    till.netting()
    assert len(till.record.value("lines")) == 1


def test_a_quarter_in_which_nothing_is_due_is_signed_and_books_nothing(till: Till) -> None:
    shared = till.formula(weights={"initiator": 1, "responder": 1})
    till.expense(shared, amount=100)
    till.they_spend(shared, amount=100, shares={"payer": 50, "sharer": 50})
    till.stage.later(days=31)
    till.netting()
    till.both("sign")
    assert till.record.value("net") == 0
    assert actions.book_nettings(at=till.stage.now) == 0
    assert books.positions() == []


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/projects/shares/", "Shared responsibility: shared costs"),
        ("/projects/shares/", "To be agreed or disputed (goes into a later quarter)"),
        ("/projects/nettings/{0}/", "Due from"),
        ("/projects/nettings/{0}/statement/", "Statement of joint costs 2026-Q1"),
        ("/projects/nettings/{0}/statement/", "finance office"),
        ("/projects/duties/", "Each thing has one lead body on each side"),
        ("/projects/livelihood/", "The source counts 52 livelihood projects since 2017-07"),
        ("/projects/expenses/new/", "One voucher a line"),
        ("/projects/formulas/new/", "at equal remainders first to the side that offered the formula"),
    ],
)
def test_pages_speak_english(till: Till, english: English, address: str, said: str) -> None:
    assert said in english(address.format(a_quarter(till)))


def test_a_third_neighbour_has_sums_of_its_own() -> None:
    ours = agreed("ours", "2026-03-01")
    with_third = replace(agreed("third", "2026-03-01"), roles={"payer": PINGHU, "sharer": JIASHAN})
    for sides, names in (((PINGHU, JINSHAN), ["ours"]), ((PINGHU, JIASHAN), ["third"]), ((JINSHAN, JIASHAN), [])):
        found = netting.lines_of([ours, with_third], sides, cut_off=CUT_OFF)
        assert [line.expense for line in found] == names


def test_a_netting_with_one_neighbour_leaves_the_quarter_of_another_open() -> None:
    held = netting.standing([of_quarter()], (PINGHU, JIASHAN))
    netting.check_quarter("2026-Q1", CUT_OFF, held, day=date(2026, 4, 1))
    assert held == []


def test_a_formula_of_two_sides_covers_no_line_of_a_third() -> None:
    shared = formula()
    assert {*sharing.weights_of(shared)} == {PINGHU, JINSHAN}
    assert queries.article()[0].number == 52
    assert JIASHAN not in sharing.fractions(sharing.weights_of(shared))
