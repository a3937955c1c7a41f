"""Tables: found by their heading, and told by sheet and cell what is hidden, joined, missing or of too many."""

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from pilin.wire.sheets import reading, writing
from pilin.wire.sheets.layout import Column, Kind, Layout, Table
from pilin.wire.sheets.reading import FINDINGS_MAX
from pilin.wire.sheets.refusals import CellRefusal, SheetsRefusal
from tests.wire.sheets.books import LAYOUT, SHEET, TITLES, book, faults, read, row

S, R = SheetsRefusal, CellRefusal


def titles(data: bytes) -> list[object]:
    found = read(data)
    assert found.findings == ()
    return [line.cells["title"] for line in found.tables[SHEET]]


def test_a_row_bears_its_number_and_the_places_of_its_cells() -> None:
    (line,) = read(book(row(done=45), above=[["一览表"], []])).tables[SHEET]
    assert line.number == 4
    assert line.cells["done"] == 45
    assert line.places["done"] == f"{SHEET}!E4"


def test_empty_rows_are_passed_over() -> None:
    assert titles(book(row(title="一"), [], row(title="二"), [None, " "], [])) == ["一", "二"]


def test_columns_are_told_by_their_titles_in_any_order() -> None:
    data = book(["一", 45], heading=["项目名称", "累计完成"])
    missing = [told.facts["column"] for told in read(data).findings]
    assert missing == ["项目方面", "完成时限", "资金（元）", "序号"]
    turned = book(list(reversed(row(number=3))), heading=list(reversed(TITLES)))
    assert [line.cells["number"] for line in read(turned).tables[SHEET]] == [3]


@pytest.mark.parametrize("title", ["项目 名称", "项目\n名称", "项目名称*", "★项目名称", " 项目名称\uff0a"])
def test_a_title_may_bear_spaces_breaks_and_a_star(title: str) -> None:
    given = [title.removeprefix("★"), *TITLES[1:]]
    assert titles(book(row(), heading=given)) == ["界河保洁"]


def test_brackets_of_either_width_are_the_same() -> None:
    heading = [one.replace("（", "(").replace("）", ")") for one in TITLES]
    assert titles(book(row(), heading=heading)) == ["界河保洁"]


@pytest.mark.parametrize(
    ("heading", "where", "code"),
    [
        ([*TITLES, "备注"], "G1", S.COLUMN_IS_UNKNOWN),
        ([*TITLES, 2026], "G1", S.COLUMN_IS_UNKNOWN),
        ([*TITLES, "项目名称"], "G1", S.COLUMN_STANDS_TWICE),
        (TITLES[:5], "A1", S.COLUMN_IS_MISSING),
    ],
)
def test_columns_that_do_not_fit_are_told_at_the_heading(heading: list[object], where: str, code: object) -> None:
    assert faults(book(row(), heading=heading)) == [(f"{SHEET}!{where}", code)]


def test_a_table_without_a_heading_is_told_with_what_is_looked_for() -> None:
    (told,) = read(book(["甲", "乙"], heading=["没有", "标题"])).findings
    assert (told.where, told.code) == (SHEET, S.HEADING_IS_MISSING)
    assert told.facts["columns"] == "、".join(TITLES)
    assert faults(book(heading=[])) == [(SHEET, S.HEADING_IS_MISSING)]


def test_one_title_alone_is_a_heading_where_there_is_but_one_column() -> None:
    layout = Layout("甲", (Column("year", "年度", Kind.COUNT),))
    found = reading.read(book([2026], heading=["年度"], sheet="甲"), [layout])
    assert [line.cells["year"] for line in found.tables["甲"]] == [2026]


def test_a_sheet_that_is_not_there_is_told_and_the_others_are_read() -> None:
    other = Layout("资金", (Column("year", "年度", Kind.COUNT),))
    found = reading.read(book(row()), [LAYOUT, other])
    assert [(told.where, told.code) for told in found.findings] == [("资金", S.SHEET_IS_MISSING)]
    assert len(found.tables[SHEET]) == 1
    assert found.tables["资金"] == ()


def test_a_sheet_is_found_in_spite_of_spaces_about_its_name() -> None:
    assert titles(book(row(), sheet=f" {SHEET} ")) == ["界河保洁"]


def test_several_tables_are_read_from_one_book() -> None:
    other = Layout("资金", (Column("year", "年度", Kind.COUNT),))
    data = writing.write([Table(LAYOUT, ({"title": "甲"},)), Table(other, ({"year": 2026}, {"year": 2027}))])
    found = reading.read(data, [other, LAYOUT])
    assert [line.cells["year"] for line in found.tables["资金"]] == [2026, 2027]
    assert [line.cells["title"] for line in found.tables[SHEET]] == ["甲"]


def test_a_hidden_row_with_content_is_told_and_an_empty_one_is_not() -> None:
    def hide(page: Worksheet) -> None:
        page.row_dimensions[3].hidden = True
        page.row_dimensions[4].hidden = True

    assert faults(book(row(), row(title="藏"), then=hide)) == [(f"{SHEET}!A3", R.ROW_IS_HIDDEN)]


def test_a_hidden_column_is_told_where_it_belongs_to_the_table() -> None:
    def hide(page: Worksheet) -> None:
        page.column_dimensions["D"].hidden = True
        page.column_dimensions["H"].hidden = True

    assert faults(book(row(), then=hide)) == [(f"{SHEET}!D1", R.COLUMN_IS_HIDDEN)]


def test_a_hidden_sheet_is_told() -> None:
    def hide(page: Worksheet) -> None:
        page.parent.create_sheet("别的")  # type: ignore[union-attr]
        page.sheet_state = "hidden"

    assert faults(book(row(), then=hide)) == [(SHEET, S.SHEET_IS_HIDDEN)]


def test_joined_cells_are_told_below_the_heading_and_not_above_it() -> None:
    def join(page: Worksheet) -> None:
        page.merge_cells("A1:F1")
        page.merge_cells("B3:C3")

    data = book(row(aspect="产业发展"), above=[["一览表"]], then=join)
    assert faults(data) == [(f"{SHEET}!B3:C3", R.CELL_IS_MERGED)]


def test_joined_cells_in_the_heading_are_told() -> None:
    assert (f"{SHEET}!A1:A2", R.CELL_IS_MERGED) in faults(book(row(), then=lambda page: page.merge_cells("A1:A2")))


def test_every_fault_of_a_book_is_told_and_the_good_rows_are_read() -> None:
    data = book(row(done=120, money="十"), row(), row(title=None, due="明天"))
    assert faults(data) == [
        (f"{SHEET}!D2", R.CELL_IS_NO_AMOUNT),
        (f"{SHEET}!E2", R.CELL_LIES_OUTSIDE_ITS_RANGE),
        (f"{SHEET}!A4", R.CELL_IS_EMPTY),
        (f"{SHEET}!C4", R.CELL_IS_NO_DAY),
    ]
    assert len(read(data).tables[SHEET]) == 3


def test_a_row_in_which_nothing_but_a_formula_stands_is_told() -> None:
    assert faults(book([None, None, None, "=A1"]))[0] == (f"{SHEET}!A2", R.CELL_IS_EMPTY)
    assert (f"{SHEET}!D2", R.CELL_IS_A_FORMULA) in faults(book([None, None, None, "=A1"]))


def test_of_many_faults_the_first_are_told_and_the_others_counted() -> None:
    found = read(book(*(row(done=120) for _ in range(FINDINGS_MAX + 5))))
    assert len(found.findings) == FINDINGS_MAX
    assert found.more == 5


def test_a_heading_that_stands_too_low_is_not_looked_for() -> None:
    above = [["x"]] * reading.HEADING_ROWS_MAX
    assert faults(book(row(), above=above)) == [(SHEET, S.HEADING_IS_MISSING)]
