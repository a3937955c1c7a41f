"""Books that are written: typed cells, a frozen heading, lists to choose from, explanations; and nothing that runs."""

import io
from datetime import date

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pilin.wire.sheets import writing
from pilin.wire.sheets.layout import CHOICES, EXPLANATIONS, Column, Kind, Layout, Row, Table
from tests.wire.sheets.books import COLUMNS, LAYOUT, SHEET, TITLES

ROW: Row = {
    "title": "界河保洁",
    "aspect": "平安建设",
    "due": date(2026, 9, 30),
    "money": 123_456,
    "done": 45,
    "number": 7,
}


def opened(*rows: Row, lead: tuple[str, ...] = (), totals: Row | None = None, foot: tuple[str, ...] = ()) -> Workbook:
    table = Table(LAYOUT, rows, lead, totals, foot)
    return load_workbook(io.BytesIO(writing.write([table])))


def page_of(book: Workbook, title: str = SHEET) -> Worksheet:
    page = book[title]
    assert isinstance(page, Worksheet)
    return page


def values(page: Worksheet, number: int) -> list[object]:
    return [cell.value for cell in page[number]]


def test_cells_have_the_types_of_their_columns() -> None:
    page = page_of(opened(ROW))
    assert values(page, 1) == list(TITLES)
    assert [cell.data_type for cell in page[2]] == ["s", "s", "d", "n", "n", "n"]
    assert page["C2"].value.date() == date(2026, 9, 30)
    assert [page[place].value for place in ("D2", "E2", "F2")] == [1234.56, 0.45, 7]
    assert [cell.number_format for cell in page[2]] == ["@", "@", "yyyy-mm-dd", "#,##0.00", "0%", "0"]


def test_the_heading_stays_and_columns_have_their_widths() -> None:
    page = page_of(opened(ROW))
    assert page.freeze_panes == "A2"
    assert page.column_dimensions["A"].width == 30
    assert page.column_dimensions["B"].width == 16
    assert page.print_title_rows == "$1:$1"
    assert page["A1"].font.b


def test_lines_above_and_below_go_across_and_totals_are_bold() -> None:
    page = page_of(opened(ROW, lead=("清算单", "2026年7月"), totals={"money": 5}, foot=("平湖（章）",)))
    assert page.freeze_panes == "A4"
    assert [page[f"A{number}"].value for number in (1, 2, 3, 4)] == ["清算单", "2026年7月", "项目名称", "界河保洁"]
    assert {str(one) for one in page.merged_cells.ranges} == {"A1:F1", "A2:F2", "A7:F7"}
    assert page["D5"].value == 0.05
    assert page["D5"].font.b
    assert page["A7"].value == "平湖（章）"


def test_one_column_needs_no_joining() -> None:
    layout = Layout("甲", (Column("title", "名称"),))
    made = load_workbook(io.BytesIO(writing.write([Table(layout, (), ("标题",))])))
    assert page_of(made, "甲").merged_cells.ranges == set()
    assert page_of(made, "甲")["A1"].value == "标题"


@pytest.mark.parametrize(
    "text",
    [
        "=1+1",
        "=cmd|' /C calc'!A0",
        "+86 573 0000",
        "-1",
        "@SUM(A1:A9)",
        "\t=1",
    ],
)
def test_a_text_that_looks_like_a_formula_is_a_text_and_nothing_runs(text: str) -> None:
    page = page_of(opened({"title": text}))
    assert page["A2"].data_type == "s"
    assert page["A2"].value == text
    assert page["A2"].quotePrefix


def test_a_plain_text_is_not_quoted() -> None:
    assert not page_of(opened(ROW))["A2"].quotePrefix


def test_what_no_file_of_the_format_carries_is_left_out() -> None:
    page = page_of(opened({"title": "界\x00河\x0b保\ud800洁\uffff\r\n二\r三"}))
    assert page["A2"].value == "界河保洁\n二\n三"


def test_a_text_that_looks_like_an_escape_of_the_format_is_escaped() -> None:
    assert page_of(opened({"title": "_x0041_"}))["A2"].value == "_x005F_x0041_"


def test_an_amount_beyond_fifteen_digits_is_written_as_a_text() -> None:
    page = page_of(opened({"money": 10**15 - 1}, {"money": 10**15}, {"money": -(10**15)}))
    assert [page[f"D{number}"].data_type for number in (2, 3, 4)] == ["n", "s", "s"]
    assert page["D3"].value == "10,000,000,000,000.00"


def test_empty_cells_are_empty() -> None:
    assert values(page_of(opened({})), 2) == [None] * len(COLUMNS)


def test_choices_stand_on_a_sheet_and_are_offered_as_a_list() -> None:
    book = opened(ROW)
    page, lists = page_of(book), page_of(book, CHOICES)
    assert [cell.value for cell in lists["A"]] == ["项目方面", "产业发展", "平安建设"]
    (offered,) = page.data_validations.dataValidation
    assert (offered.type, offered.formula1) == ("list", f"'{CHOICES}'!$A$2:$A$3")
    assert str(offered.sqref) == "B2:B1001"
    assert offered.allow_blank


def test_lists_of_the_same_choices_stand_once() -> None:
    choices = ("是", "否")
    layout = Layout("甲", (Column("a", "一", choices=choices), Column("b", "二", choices=choices, needed=True)))
    book = load_workbook(io.BytesIO(writing.write([Table(layout, ())])))
    assert page_of(book, CHOICES).max_column == 1
    offered = page_of(book, "甲").data_validations.dataValidation
    assert {one.formula1 for one in offered} == {f"'{CHOICES}'!$A$2:$A$3"}
    assert [one.allow_blank for one in offered] == [True, False]


def test_explanations_say_of_each_column_what_it_wants() -> None:
    page = page_of(opened(ROW), EXPLANATIONS)
    assert values(page, 1) == ["表", "列", "必填", "填什么", "说明"]
    assert values(page, 2) == [SHEET, "项目名称", "是", "文字", "全称"]
    assert values(page, 3)[:4] == [SHEET, "项目方面", None, f"从“{CHOICES}”表中选择"]
    assert page.freeze_panes == "A2"


def test_a_statement_needs_no_explanations_and_no_lists_where_there_are_none() -> None:
    layout = Layout("清算单", (Column("money", "金额", Kind.AMOUNT),))
    made = load_workbook(io.BytesIO(writing.write([Table(layout, ({"money": 1},))], explained=False)))
    assert made.sheetnames == ["清算单"]


def test_the_same_tables_are_the_same_bytes() -> None:
    first, second = (writing.write([Table(LAYOUT, (ROW,))]) for _ in range(2))
    assert first == second
    assert b"dcterms" not in first


def test_a_book_holds_several_tables() -> None:
    other = Layout("资金", (Column("year", "年度", Kind.COUNT),))
    made = load_workbook(io.BytesIO(writing.write([Table(LAYOUT, (ROW,)), Table(other, ({"year": 2026},))])))
    assert made.sheetnames == [SHEET, "资金", EXPLANATIONS, CHOICES]


@pytest.mark.parametrize(
    ("title", "columns"),
    [
        ("", COLUMNS),
        ("长" * 32, COLUMNS),
        ("甲/乙", COLUMNS),
        ("甲'乙", COLUMNS),
        (EXPLANATIONS, COLUMNS),
        (CHOICES, COLUMNS),
        ("甲", ()),
        ("甲", (Column("a", "一"), Column("b", "一"))),
    ],
)
def test_a_layout_that_no_book_can_bear_is_a_mistake_of_the_programmer(title: str, columns: tuple[Column, ...]) -> None:
    with pytest.raises(AssertionError):
        Layout(title, columns)
