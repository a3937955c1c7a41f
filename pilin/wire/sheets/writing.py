"""Writing books: typed cells, a frozen heading, drop-down lists, and a sheet that explains the columns.

A text that begins with = + - or @ stays a text, so that nothing runs where a table is opened. The same tables are the
same bytes: a book bears no time.
"""

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pilin.base.money import Fen, yuan_text
from pilin.wire.sheets.layout import CHOICES, EXPLANATIONS, Cell, Column, Kind, Layout, Row, Table

ROWS_TO_FILL = 1000
"""So many rows below a heading offer the drop-down lists."""
_EXACT_MAX = 10**15
"""A spreadsheet keeps fifteen digits of a number; an amount that has more is written as a text."""
_FORMATS = {Kind.TEXT: "@", Kind.DAY: "yyyy-mm-dd", Kind.AMOUNT: "#,##0.00", Kind.COUNT: "0", Kind.PERCENT: "0%"}
_WORDS = {
    Kind.TEXT: "文字",
    Kind.DAY: "日期，例如 2026-07-01",
    Kind.AMOUNT: "金额，单位元，最多两位小数",
    Kind.COUNT: "整数",
    Kind.PERCENT: "百分数，0 至 100，例如 45%",
}
_EXPLAINED = (("表", 16), ("列", 24), ("必填", 8), ("填什么", 32), ("说明", 64))
_LINE = Side(style="thin", color="FFB8C0C3")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEAD = PatternFill("solid", fgColor="FFE8EEF0")
_NOT_WRITTEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_RISKY = ("=", "+", "-", "@", "\t", "\r")
_TIMES = re.compile(rb"<dcterms:(created|modified)[^>]*>[^<]*</dcterms:\1>")
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def write(tables: Sequence[Table], *, explained: bool = True) -> bytes:
    """Return a book of tables, each on its sheet; explanations and choices stand on sheets of their own after them."""
    book = Workbook()
    for sheet in list(book):
        book.remove(sheet)
    lists = _Lists(tables)
    for table in tables:
        _table(book.create_sheet(table.layout.title), table, lists)
    if explained:
        _explain(book.create_sheet(EXPLANATIONS), [table.layout for table in tables])
    lists.write(book)
    kept = io.BytesIO()
    book.save(kept)
    return _without_times(kept.getvalue())


class _Lists:
    """The lists of choices: one column each on a sheet of their own, whatever number of columns use it."""

    def __init__(self, tables: Sequence[Table]) -> None:
        columns = (column for table in tables for column in table.layout.columns if column.choices)
        self.titles: dict[tuple[str, ...], str] = {}
        for column in columns:
            self.titles.setdefault(column.choices, column.title)

    def place(self, choices: tuple[str, ...]) -> str:
        """Return where a list stands, as a drop-down list names it."""
        letter = get_column_letter(list(self.titles).index(choices) + 1)
        return f"'{CHOICES}'!${letter}$2:${letter}${len(choices) + 1}"

    def write(self, book: Workbook) -> None:
        """Write the sheet of choices where there are any."""
        if not self.titles:
            return
        sheet = book.create_sheet(CHOICES)
        for number, (choices, title) in enumerate(self.titles.items(), start=1):
            _head(_cell(sheet, 1, number), title)
            sheet.column_dimensions[get_column_letter(number)].width = 28
            for row, choice in enumerate(choices, start=2):
                _text(_cell(sheet, row, number), choice)
        sheet.freeze_panes = "A2"


def _table(sheet: Worksheet, table: Table, lists: _Lists) -> None:
    columns = table.layout.columns
    for number, line in enumerate(table.lead, start=1):
        _across(sheet, number, len(columns), line)
        _cell(sheet, number, 1).font = Font(bold=number == 1, size=14 if number == 1 else 11)
    head = len(table.lead) + 1
    for number, column in enumerate(columns, start=1):
        _head(_cell(sheet, head, number), column.title)
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    for row, cells in enumerate(table.rows, start=head + 1):
        _row(sheet, row, columns, cells)
    after = head + 1 + len(table.rows)
    if table.totals is not None:
        _row(sheet, after, columns, table.totals)
        for number in range(1, len(columns) + 1):
            _cell(sheet, after, number).font = Font(bold=True)
        after += 1
    for number, line in enumerate(table.foot, start=after + 1):
        _across(sheet, number, len(columns), line)
    sheet.freeze_panes = f"A{head + 1}"
    _printed(sheet, head)
    _offer(sheet, head, columns, lists)


def _cell(sheet: Worksheet, row: int, column: int) -> SheetCell:
    cell = sheet.cell(row, column)
    assert isinstance(cell, SheetCell), "only the first of joined cells is written"
    return cell


def _across(sheet: Worksheet, row: int, columns: int, line: str) -> None:
    if columns > 1:
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=columns)
    _text(_cell(sheet, row, 1), line)


def _row(sheet: Worksheet, row: int, columns: Sequence[Column], cells: Row) -> None:
    for number, column in enumerate(columns, start=1):
        _put(_cell(sheet, row, number), column.kind, cells.get(column.name))


def _put(cell: SheetCell, kind: Kind, value: Cell) -> None:
    """Write a value under the kind of its column; a text stays a text wherever it stands."""
    if isinstance(value, str):
        _text(cell, value)
    elif isinstance(value, date):
        cell.value = value
    elif value is not None and kind is Kind.AMOUNT and abs(value) >= _EXACT_MAX:
        _text(cell, yuan_text(Fen(value)))
    elif value is not None:
        cell.value = Decimal(value) / 100 if kind in (Kind.AMOUNT, Kind.PERCENT) else value
    cell.number_format = _FORMATS[kind]
    right = kind in (Kind.AMOUNT, Kind.COUNT, Kind.PERCENT)
    cell.alignment = Alignment(vertical="top", wrap_text=True, horizontal="right" if right else None)
    cell.border = _BORDER


def _text(cell: SheetCell, text: str) -> None:
    """Write a text as nothing but a text; what no file of this format can carry is left out."""
    plain = _NOT_WRITTEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    cell.value = _ESCAPED.sub("_x005F_", plain)
    cell.data_type = "s"
    if text.startswith(_RISKY):
        cell.quotePrefix = True


def _head(cell: SheetCell, title: str) -> None:
    _text(cell, title)
    cell.font, cell.fill, cell.border = Font(bold=True), _HEAD, _BORDER
    cell.alignment = Alignment(vertical="center", horizontal="center", wrap_text=True)


def _printed(sheet: Worksheet, head: int) -> None:
    """Let a table print on the width of one page, its heading on each."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", "9"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{head}:{head}"


def _offer(sheet: Worksheet, head: int, columns: Sequence[Column], lists: _Lists) -> None:
    """Offer the choices of columns as drop-down lists."""
    for number, column in enumerate(columns, start=1):
        if column.choices:
            offered = DataValidation(type="list", formula1=lists.place(column.choices), allow_blank=not column.needed)
            offered.showErrorMessage, offered.errorTitle, offered.error = True, "选项", f"请从“{CHOICES}”表中选择。"
            letter = get_column_letter(number)
            offered.add(f"{letter}{head + 1}:{letter}{head + ROWS_TO_FILL}")
            sheet.add_data_validation(offered)


def _explain(sheet: Worksheet, layouts: Sequence[Layout]) -> None:
    for number, (title, width) in enumerate(
        (("表", 16), ("列", 24), ("必填", 8), ("填什么", 32), ("说明", 64)), start=1
    ):
        _head(_cell(sheet, 1, number), title)
        sheet.column_dimensions[get_column_letter(number)].width = width
    row = 2
    for layout in layouts:
        for column in layout.columns:
            what = f"从“{CHOICES}”表中选择" if column.choices else _WORDS[column.kind]
            for number, text in enumerate(
                (layout.title, column.title, "是" if column.needed else "", what, column.note), start=1
            ):
                _put(_cell(sheet, row, number), Kind.TEXT, text)
            row += 1
    sheet.freeze_panes = "A2"


def _without_times(data: bytes) -> bytes:
    """Return the book without the moment of its writing."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w") as new:
        for one in old.infolist():
            info = zipfile.ZipInfo(one.filename, _FIRST_DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(info, _TIMES.sub(b"", old.read(one)))
    return kept.getvalue()
