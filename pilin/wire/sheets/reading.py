"""Reading books: the rows of the tables that were asked for, and every fault by sheet and cell.

A file that cannot be read at all is refused as a whole; everything else is a finding whose `where` is `项目清单!C7`. A
row is taken whatever other rows are like: whether one fault stops all of them is for who asked to say.
"""

import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter, range_boundaries

from pilin.base.refusal import Code, Finding, Refused
from pilin.wire.sheets import cells, parts
from pilin.wire.sheets.cells import Found
from pilin.wire.sheets.layout import Cell, Column, Layout, Line
from pilin.wire.sheets.parts import BROKEN, COLUMNS_MAX, Part
from pilin.wire.sheets.refusals import CellRefusal, SheetsRefusal

FINDINGS_MAX, HEADING_ROWS_MAX = 200, 20
_SPACE = re.compile(r"\s+|[*\uff0a★]$")
_NOTHING = Found(None)


@dataclass(frozen=True)
class Reading:
    """What was read, by the title of the layout, and what is wrong; `more` faults than `findings` are not told."""

    tables: Mapping[str, tuple[Line, ...]]
    findings: tuple[Finding, ...] = ()
    more: int = 0


@dataclass
class _Faults:
    told: list[Finding] = field(default_factory=list)
    more: int = 0

    def tell(self, where: str, code: Code, **facts: object) -> None:
        """Keep a fault, or count it where there are many."""
        if len(self.told) < FINDINGS_MAX:
            self.told.append(Finding(where, code, {"place": where, **facts}))
        else:
            self.more += 1


def read(data: bytes, layouts: Sequence[Layout]) -> Reading:
    """Read the tables of some layouts. Raises the SHEETS_… refusals and SHEET_HAS_TOO_MANY_… for the whole file."""
    found = {part.title.strip(): part for part in parts.opened(data)}
    wanted = [found[one.title].title for one in layouts if one.title in found]
    try:
        contents = _contents(data, wanted, found)
    except BROKEN:
        raise Refused(SheetsRefusal.SHEETS_DO_NOT_READ) from None
    faults, tables = _Faults(), {}
    for layout in layouts:
        tables[layout.title] = tuple(_table(layout, found.get(layout.title), contents, faults))
    return Reading(tables, tuple(faults.told), faults.more)


def _contents(data: bytes, titles: Sequence[str], found: Mapping[str, Part]) -> dict[str, list[tuple[Found, ...]]]:
    """Return what stands in some sheets, row by row from the first."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of what it passes over: pictures, rules of colours
        book = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
        kept = {}
        for title in titles:
            sheet, last = book[title], found[title.strip()].shape.last_row
            sheet.reset_dimensions()
            rows = sheet.iter_rows(max_row=last, max_col=COLUMNS_MAX) if last else ()
            kept[title.strip()] = [tuple(_found(one) for one in row) for row in rows]
        book.close()
    return kept


def _found(cell: object) -> Found:
    kind, value = getattr(cell, "data_type", "n"), getattr(cell, "value", None)
    if value is None and kind != "f":
        return _NOTHING
    return Found(value, kind, str(getattr(cell, "number_format", None) or "General"))


def _table(
    layout: Layout, part: Part | None, contents: Mapping[str, list[tuple[Found, ...]]], faults: _Faults
) -> Iterator[Line]:
    if part is None:
        faults.tell(layout.title, SheetsRefusal.SHEET_IS_MISSING, sheet=layout.title)
        return
    if part.is_hidden:
        faults.tell(layout.title, SheetsRefusal.SHEET_IS_HIDDEN, sheet=layout.title)
    rows = contents[layout.title]
    head = _heading(layout, rows)
    if head is None:
        names = "、".join(one.title for one in layout.columns)
        faults.tell(layout.title, SheetsRefusal.HEADING_IS_MISSING, sheet=layout.title, columns=names)
        return
    columns = _columns(layout, head, rows[head - 1], faults)
    _tell_shape(layout, part, head, columns, faults)
    for number, row in enumerate(rows[head:], start=head + 1):
        if any(row[one - 1] is not _NOTHING for one in columns):
            if number in part.shape.hidden_rows:
                faults.tell(f"{layout.title}!A{number}", CellRefusal.ROW_IS_HIDDEN, row=number)
            line = _line(layout, number, row, columns, faults)
            if line is not None:
                yield line


def _heading(layout: Layout, rows: Sequence[tuple[Found, ...]]) -> int | None:
    """Return the number of the row that bears most titles, if it bears at least two, or the only one."""
    titles = {_plain(one.title) for one in layout.columns}
    best, number = 0, None
    for row_number, row in enumerate(rows[:HEADING_ROWS_MAX], start=1):
        matching = len(titles & {_plain(one.value) for one in row if isinstance(one.value, str)})
        if matching > best:
            best, number = matching, row_number
    return number if best >= min(2, len(titles)) else None


def _plain(title: str) -> str:
    """Return a title without the spaces, line breaks and stars that staff put into it."""
    return _SPACE.sub("", cells.text(title)).replace("（", "(").replace("）", ")")


def _columns(layout: Layout, head: int, row: Sequence[Found], faults: _Faults) -> dict[int, Column]:
    """Return the columns by their number, and tell of those that are missing, double or unknown."""
    known = {_plain(one.title): one for one in layout.columns}
    found: dict[int, Column] = {}
    for number, cell in enumerate(row, start=1):
        title = _plain(cell.value) if isinstance(cell.value, str) else ""
        where = f"{layout.title}!{get_column_letter(number)}{head}"
        if title in known and known[title] in found.values():
            faults.tell(where, SheetsRefusal.COLUMN_STANDS_TWICE, column=known[title].title)
        elif title in known:
            found[number] = known[title]
        elif cell is not _NOTHING:
            faults.tell(where, SheetsRefusal.COLUMN_IS_UNKNOWN, column=str(cell.value)[: cells.SHOWN_MAX])
    for column in layout.columns:
        if column not in found.values():
            faults.tell(f"{layout.title}!A{head}", SheetsRefusal.COLUMN_IS_MISSING, column=column.title)
    return found


def _tell_shape(layout: Layout, part: Part, head: int, columns: Mapping[int, Column], faults: _Faults) -> None:
    """Tell of hidden columns and of cells that are joined, from the heading on."""
    for number, column in columns.items():
        if part.shape.hides_column(number):
            place = f"{layout.title}!{get_column_letter(number)}{head}"
            faults.tell(place, CellRefusal.COLUMN_IS_HIDDEN, column=column.title)
    for merged in part.shape.merged:
        _left, _top, _right, bottom = range_boundaries(merged)
        if bottom is None or bottom >= head:
            faults.tell(f"{layout.title}!{merged}", CellRefusal.CELL_IS_MERGED)


def _line(
    layout: Layout, number: int, row: Sequence[Found], columns: Mapping[int, Column], faults: _Faults
) -> Line | None:
    """Return a row, or None where it says nothing; a cell that is wrong is told and left empty."""
    read: dict[str, Cell] = {}
    places = {column.name: f"{layout.title}!{get_column_letter(one)}{number}" for one, column in columns.items()}
    wrong: list[tuple[Column, Refused]] = []
    for one, column in columns.items():
        try:
            read[column.name] = cells.value(row[one - 1], column)
        except Refused as unfit:
            wrong.append((column, unfit))
    said = {one.code for _column, one in wrong} - {CellRefusal.CELL_IS_EMPTY}
    if not said and all(value is None for value in read.values()):
        return None
    for column, refused in wrong:
        faults.tell(places[column.name], refused.code, column=column.title, **refused.facts)
    return Line(number, read, places)
