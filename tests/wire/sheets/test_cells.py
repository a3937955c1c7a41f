"""Cells: each kind as staff write it, and every fault with its place, its column and what stood there."""

from datetime import date, datetime, time
from typing import Any

import pytest

from pilin.base.refusal import Code, Refused
from pilin.wire.sheets import cells
from pilin.wire.sheets.cells import Found
from pilin.wire.sheets.layout import Cell, Column
from pilin.wire.sheets.refusals import CellRefusal
from tests.wire.sheets.books import ASPECT, COLUMNS, DONE, DUE, MONEY, NUMBER, SHEET, TEXT, book, fault, one, read, row

R = CellRefusal
MIDNIGHT = datetime.fromisoformat("2026-07-01T00:00")
MOMENT = datetime.fromisoformat("2026-07-01T09:30")
CITIZEN = "11010519491231002X"
"""The example of GB 11643-1999; nobody's number."""


@pytest.mark.parametrize(
    ("letter", "value", "format", "read"),
    [
        (TEXT, "界河保洁", "", "界河保洁"),
        (TEXT, "  界河\r\n保洁 ", "", "界河\n保洁"),
        (TEXT, "界\u200b河", "", "界河"),
        (TEXT, "e\u0301", "", "\u00e9"),
        (TEXT, "界河_x000D_\n保洁", "", "界河\n保洁"),
        (TEXT, "_x005F_x0041_", "", "_x0041_"),
        (TEXT, 2026, "", "2026"),
        (TEXT, 2026.0, "", "2026"),
        (ASPECT, "产业发展", "", "产业发展"),
        (ASPECT, None, "", None),
        (ASPECT, "   ", "", None),
        (DUE, MIDNIGHT, "", date(2026, 7, 1)),
        (DUE, date(2026, 7, 1), "", date(2026, 7, 1)),
        (DUE, "2026-07-01", "", date(2026, 7, 1)),
        (DUE, "2026/7/1", "", date(2026, 7, 1)),
        (DUE, "2026年7月1日", "", date(2026, 7, 1)),
        (DUE, 46204, "yyyy-mm-dd", date(2026, 7, 1)),
        (MONEY, 1234.56, "", 123_456),
        (MONEY, 1.1, "0.00", 110),
        (MONEY, -5, "", -500),
        (MONEY, "1,234.5", "", 123_450),
        (MONEY, "¥12元", "", 1200),
        (MONEY, 12, '0.00"%"', 1200),
        (DONE, 45, "", 45),
        (DONE, 0.45, "0%", 45),
        (DONE, 1, "0.00%", 100),
        (DONE, "45%", "", 45),
        (DONE, "45\uff05", "", 45),
        (DONE, 45, '0"%"', 45),
        (NUMBER, 7, "", 7),
        (NUMBER, 7.0, "", 7),
        (NUMBER, "7", "", 7),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_its_column_wants_it(letter: str, value: Any, format: str, read: Cell) -> None:
    found = one(letter, value, format)
    assert found == read
    assert type(found) is type(read)


@pytest.mark.parametrize(
    ("letter", "value", "format", "code", "text"),
    [
        (TEXT, 1.5, "", R.CELL_IS_NO_TEXT, "1.5"),
        (TEXT, True, "", R.CELL_IS_NO_TEXT, "True"),
        (TEXT, MIDNIGHT, "", R.CELL_IS_NO_TEXT, "2026-07-01 00:00:00"),
        (TEXT, 1e20, "", R.CELL_IS_NO_TEXT, "1e+20"),
        (ASPECT, "产业", "", R.CELL_IS_NOT_ON_THE_LIST, "产业"),
        (ASPECT, 1, "", R.CELL_IS_NOT_ON_THE_LIST, "1"),
        (DUE, "7月1日", "", R.CELL_IS_NO_DAY, "7月1日"),
        (DUE, "01/07/2026", "", R.CELL_IS_NO_DAY, "01/07/2026"),
        (DUE, "2026-13-01", "", R.CELL_IS_NO_DAY, "2026-13-01"),
        (DUE, "2026-02-30", "", R.CELL_IS_NO_DAY, "2026-02-30"),
        (DUE, "2026-7/1", "", R.CELL_IS_NO_DAY, "2026-7/1"),
        (DUE, MOMENT, "", R.CELL_IS_NO_DAY, "2026-07-01 09:30:00"),
        (DUE, time(9, 30), "", R.CELL_IS_NO_DAY, "09:30:00"),
        (DUE, True, "", R.CELL_IS_NO_DAY, "True"),
        (DUE, 1, "", R.CELL_IS_NO_DAY, "1"),
        (DUE, 20260701, "", R.CELL_IS_NO_DAY, "20260701"),
        (DUE, 46204, "", R.CELL_IS_A_BARE_DAY_NUMBER, "46204"),
        (DUE, 46204.5, "", R.CELL_IS_A_BARE_DAY_NUMBER, "46204.5"),
        (DUE, date(1926, 7, 1), "", R.CELL_LIES_OUTSIDE_ITS_RANGE, "1926-07-01"),
        (DUE, "2926-07-01", "", R.CELL_LIES_OUTSIDE_ITS_RANGE, "2926-07-01"),
        (MONEY, "十二元", "", R.CELL_IS_NO_AMOUNT, "十二元"),
        (MONEY, "12.345", "", R.CELL_IS_NO_AMOUNT, "12.345"),
        (MONEY, 12.345, "", R.CELL_IS_NO_AMOUNT, "12.345"),
        (MONEY, True, "", R.CELL_IS_NO_AMOUNT, "True"),
        (MONEY, 0.5, "0%", R.CELL_IS_NO_AMOUNT, "0.5"),
        (MONEY, 1e300, "", R.CELL_IS_NO_AMOUNT, "1e+300"),
        (MONEY, 999_999_999_999_999, "", R.CELL_LIES_OUTSIDE_ITS_RANGE, "99999999999999900"),
        (MONEY, MIDNIGHT, "", R.CELL_IS_NO_AMOUNT, "2026-07-01 00:00:00"),
        (DONE, 120, "", R.CELL_LIES_OUTSIDE_ITS_RANGE, "120"),
        (DONE, "120%", "", R.CELL_LIES_OUTSIDE_ITS_RANGE, "120"),
        (DONE, 1.2, "0%", R.CELL_LIES_OUTSIDE_ITS_RANGE, "120"),
        (DONE, -1, "", R.CELL_LIES_OUTSIDE_ITS_RANGE, "-1"),
        (DONE, 0.45, "", R.CELL_IS_NO_PERCENT, "0.45"),
        (DONE, 0.455, "0%", R.CELL_IS_NO_PERCENT, "0.455"),
        (DONE, "近半", "", R.CELL_IS_NO_PERCENT, "近半"),
        (NUMBER, 1.5, "", R.CELL_IS_NO_WHOLE_NUMBER, "1.5"),
        (NUMBER, "一", "", R.CELL_IS_NO_WHOLE_NUMBER, "一"),
        (NUMBER, "-1", "", R.CELL_IS_NO_WHOLE_NUMBER, "-1"),
        (NUMBER, 1, "0%", R.CELL_IS_NO_WHOLE_NUMBER, "1"),
        (NUMBER, -1, "", R.CELL_LIES_OUTSIDE_ITS_RANGE, "-1"),
        (NUMBER, 10**10, "", R.CELL_LIES_OUTSIDE_ITS_RANGE, "10000000000"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_told_by_cell_with_what_stands_there(
    letter: str, value: Any, format: str, code: Code, text: str
) -> None:
    where, told, facts = fault(letter, value, format)
    assert (where, told) == (f"{SHEET}!{letter}2", code)
    assert facts["text"] == text
    assert facts["place"] == where


def test_a_fault_names_its_column() -> None:
    assert fault(MONEY, "x")[2]["column"] == "资金（元）"


def test_a_bare_number_is_told_with_the_day_that_it_would_be() -> None:
    assert fault(DUE, 46204)[2]["day"] == "2026-07-01"


def test_a_range_is_told_with_its_ends() -> None:
    facts = fault(DONE, 101)[2]
    assert (facts["low"], facts["high"]) == ("0", "100")


def test_a_list_is_told_with_what_stands_on_it() -> None:
    assert fault(ASPECT, "产业")[2]["choices"] == "产业发展、平安建设"


def test_a_formula_is_never_believed_whatever_it_once_gave() -> None:
    assert fault(MONEY, "=1+1")[:2] == (f"{SHEET}!D2", R.CELL_IS_A_FORMULA)
    assert fault(TEXT, '=HYPERLINK("http://x","y")')[1] == R.CELL_IS_A_FORMULA


def test_an_error_of_the_spreadsheet_is_told() -> None:
    where, code, facts = fault(MONEY, "#REF!", kind="e")
    assert (where, code, facts["text"]) == (f"{SHEET}!D2", R.CELL_IS_AN_ERROR, "#REF!")


def test_a_day_that_the_spreadsheet_cannot_show_is_an_error_in_it() -> None:
    assert fault(DUE, 99_999_999, "yyyy-mm-dd")[1] == R.CELL_IS_AN_ERROR


@pytest.mark.parametrize("value", [None, "", "  ", "\u200b"])
def test_a_cell_that_is_needed_may_not_be_empty(value: str | None) -> None:
    (told,) = read(book(row(title=value, number=1))).findings
    assert (told.where, told.code) == (f"{SHEET}!A2", R.CELL_IS_EMPTY)
    assert told.facts["column"] == "项目名称"


def test_a_text_may_be_as_long_as_its_column_says() -> None:
    assert one(TEXT, "长" * 30) == "长" * 30
    _where, code, facts = fault(TEXT, "长" * 31)
    assert (code, facts["size"], facts["limit"]) == (R.CELL_IS_TOO_LONG, 31, 30)


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\u200e", "\u2028"])
@pytest.mark.parametrize("letter", [TEXT, ASPECT, DUE, MONEY])
def test_a_mark_that_reverses_writing_is_told_wherever_it_stands(letter: str, mark: str) -> None:
    _where, code, facts = fault(letter, f"甲{mark}乙")
    assert code == R.CELL_HOLDS_A_HIDDEN_MARK
    assert facts["mark"] == f"U+{ord(mark):04X}"
    assert facts["text"] == f"甲⟦U+{ord(mark):04X}⟧乙"


def test_a_number_of_an_identity_card_is_refused_and_not_repeated() -> None:
    _where, code, facts = fault(TEXT, f"联系人 {CITIZEN}")
    assert code == R.CELL_HOLDS_AN_IDENTITY_NUMBER
    assert CITIZEN not in str(facts)


@pytest.mark.parametrize(("personal", "text"), [(True, CITIZEN), (False, "X1"), (True, "X1")])
def test_a_column_that_is_for_such_numbers_takes_them(personal: bool, text: str) -> None:
    column = Column("certno", "证件号码", personal=personal)
    assert cells.value(Found(text, "s", "General"), column) == text


def test_no_other_column_takes_them_and_such_a_one_takes_no_hidden_mark() -> None:
    with pytest.raises(Refused) as caught:
        cells.value(Found(CITIZEN, "s", "General"), Column("name", "姓名"))
    assert caught.value.code is R.CELL_HOLDS_AN_IDENTITY_NUMBER
    with pytest.raises(Refused) as hidden:
        cells.value(Found(f"甲\u202e{CITIZEN}", "s", "General"), Column("certno", "证件号码", personal=True))
    assert hidden.value.code is R.CELL_HOLDS_A_HIDDEN_MARK


def test_what_is_long_is_told_by_its_beginning() -> None:
    assert fault(MONEY, "万" * 500)[2]["text"] == "万" * 40 + "…"


def test_a_whole_number_that_the_file_writes_with_a_point_is_a_text_too() -> None:
    assert cells.value(Found(2026.0), COLUMNS[0]) == "2026"
