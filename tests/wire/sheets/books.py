"""Books as staff make them, with openpyxl and by hand, for the tests of reading."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pilin.base.refusal import Code, Refused
from pilin.wire.sheets import reading
from pilin.wire.sheets.layout import Cell, Column, Kind, Layout
from pilin.wire.sheets.reading import Reading

SHEET = "项目清单"
COLUMNS = (
    Column("title", "项目名称", width=30, needed=True, length_max=30, note="全称"),
    Column("aspect", "项目方面", choices=("产业发展", "平安建设")),
    Column("due", "完成时限", Kind.DAY),
    Column("money", "资金（元）", Kind.AMOUNT),
    Column("done", "累计完成", Kind.PERCENT),
    Column("number", "序号", Kind.COUNT),
)
LAYOUT = Layout(SHEET, COLUMNS)
TITLES = tuple(one.title for one in COLUMNS)

TEXT, ASPECT, DUE, MONEY, DONE, NUMBER = "ABCDEF"
"""The columns by the letters under which they stand."""


def book(
    *rows: Sequence[Any],
    heading: Sequence[Any] = TITLES,
    above: Sequence[Sequence[Any]] = (),
    sheet: str = SHEET,
    then: Callable[[Worksheet], None] | None = None,
) -> bytes:
    """Return a book with one sheet: lines above, a heading, rows, and what else is done to the sheet."""
    made = Workbook()
    page = made.active
    assert isinstance(page, Worksheet)
    page.title = sheet
    for row in (*above, heading, *rows):
        page.append(list(row))
    if then is not None:
        then(page)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def row(**cells: Any) -> list[Any]:
    """Return a row that bears a title, and what is given by the names of columns."""
    given = {"title": "界河保洁", **cells}
    return [given.get(one.name) for one in COLUMNS]


def with_cell(letter: str, value: Any, format: str = "", kind: str = "") -> bytes:
    """Return a book with one row, in which one cell is as given."""

    def put(page: Worksheet) -> None:
        cell = page[f"{letter}2"]
        cell.value = value
        if format:
            cell.number_format = format
        if kind:
            cell.data_type = kind

    return book(row(), then=put)


def one(letter: str, value: Any, format: str = "", kind: str = "") -> Cell:
    """Return what one cell is read as; nothing in the book is wrong."""
    found = reading.read(with_cell(letter, value, format, kind), [LAYOUT])
    assert found.findings == ()
    return found.tables[SHEET][0].cells[["title", "aspect", "due", "money", "done", "number"]["ABCDEF".index(letter)]]


def fault(letter: str, value: Any, format: str = "", kind: str = "") -> tuple[str, Code, dict[str, object]]:
    """Return the only fault of a book in which one cell is as given: where, what, and about which."""
    found = reading.read(with_cell(letter, value, format, kind), [LAYOUT])
    (told,) = found.findings
    return told.where, told.code, dict(told.facts)


def faults(data: bytes) -> list[tuple[str, Code]]:
    """Return where something is wrong in a book, and what."""
    return [(told.where, told.code) for told in read(data).findings]


def read(data: bytes) -> Reading:
    """Return what is read of a book."""
    return reading.read(data, [LAYOUT])


def refusal(data: bytes) -> Refused:
    """Return why a whole file is not taken."""
    with pytest.raises(Refused) as refused:
        reading.read(data, [LAYOUT])
    return refused.value


def repacked(data: bytes, change: Callable[[str, bytes], bytes | None], **more: bytes) -> bytes:
    """Return a book whose parts were changed one by one (None takes a part out), with further parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            text = change(info.filename, old.read(info))
            if text is not None:
                new.writestr(info.filename, text)
        for name, text in more.items():
            new.writestr(name, text)
    return kept.getvalue()


def of_parts(**parts: bytes | str) -> bytes:
    """Return an archive that holds some parts; a double underscore in a name stands for a slash, a single for a dot."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name.replace("__", "/").replace("_", "."), text)
    return kept.getvalue()
