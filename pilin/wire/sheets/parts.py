"""What a file is, and what shape its sheets have, before anything builds on it.

An xlsx is an archive of XML. Nothing that it says of itself is believed: how much it holds is counted while it is
unpacked, rows and columns are counted as they stand, and a part that declares entities is refused. What people send
instead is named, so that they know what to do.
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, ParseError

from openpyxl.utils import get_column_letter
from openpyxl.xml.functions import fromstring, iterparse

from pilin.base.refusal import Refused
from pilin.wire.sheets.refusals import SheetsRefusal

BYTES_MAX = 4 * 1024 * 1024
UNPACKED_MAX = 32 * 1024 * 1024
PARTS_MAX, ELEMENTS_MAX = 500, 400_000
ROWS_MAX, COLUMNS_MAX = 3000, 100

BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error, ParseError),
    *(EOFError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, AssertionError),
    *(NotImplementedError, RuntimeError, OSError),
)
"""What the libraries raise on bytes that nobody wrote with a spreadsheet program."""
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINKED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_ENTITY = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_PAGE = re.compile(r"<\s*(html|table|\?xml|!doctype)", re.IGNORECASE)
_COLUMN = re.compile(r"[A-Z]{1,3}")
_OLE, _LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "EncryptedPackage".encode("utf-16-le")
_MAGIC = {
    b"%PDF": "PDF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"{\\rtf": "RTF",
}
_KINDS = {"word/document.xml": "Word", "ppt/presentation.xml": "PowerPoint", "xl/workbook.bin": "xlsb"}


@dataclass
class Shape:
    """How a sheet stands: its last row with content, hidden rows and columns, joined cells as `B3:C3`."""

    last_row: int = 0
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)

    def hides_column(self, number: int) -> bool:
        """Tell whether a column is hidden."""
        return any(first <= number <= last for first, last in self.hidden_columns)


@dataclass(frozen=True)
class Part:
    """One sheet of a book."""

    title: str
    is_hidden: bool
    shape: Shape


def opened(data: bytes) -> tuple[Part, ...]:
    """Return the sheets of a book, their shapes and nothing of their content. Raises the SHEETS_… refusals."""
    _know(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = _names(archive)
            texts = {name: text for name, text in _read(archive, names) if text is not None}
            return tuple(_parts(texts))
    except BROKEN:
        raise Refused(SheetsRefusal.SHEETS_DO_NOT_READ) from None


def _know(data: bytes) -> None:
    """Refuse what is no archive, and say what it is instead."""
    if not data:
        raise Refused(SheetsRefusal.SHEETS_ARE_EMPTY)
    if len(data) > BYTES_MAX:
        raise Refused(SheetsRefusal.SHEETS_ARE_TOO_LARGE, size=len(data), limit=BYTES_MAX)
    if not data.startswith(b"PK"):
        raise _instead(data)


def _instead(data: bytes) -> Refused:
    """Return why data that is no archive is not taken."""
    if data.startswith(_OLE):
        return Refused(SheetsRefusal.SHEETS_ARE_LOCKED if _LOCKED in data else SheetsRefusal.SHEETS_ARE_AN_OLD_BOOK)
    name = next((name for start, name in _MAGIC.items() if data.startswith(start)), "")
    if name:
        return Refused(SheetsRefusal.SHEETS_ARE_SOMETHING_ELSE, found=name)
    text, encoding = _text(data)
    if _PAGE.search(text[:2000]):
        return Refused(SheetsRefusal.SHEETS_ARE_A_WEB_PAGE)
    if encoding:
        return Refused(SheetsRefusal.SHEETS_ARE_PLAIN_TEXT, encoding=encoding)
    return Refused(SheetsRefusal.SHEETS_DO_NOT_READ)


def _text(data: bytes) -> tuple[str, str]:
    """Return data as text, and the encoding that it has; nothing of both where it is none."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace"), "UTF-16"
    if b"\x00" not in data:
        for encoding, name in (("utf-8-sig", "UTF-8"), ("gb18030", "GBK")):
            try:
                return data.decode(encoding), name
            except UnicodeDecodeError:
                continue
    return "", ""


def _names(archive: zipfile.ZipFile) -> list[str]:
    """Return what an archive holds. Raises the refusals that say what it is instead of a book."""
    names = archive.namelist()
    if len(names) > PARTS_MAX:
        raise Refused(SheetsRefusal.SHEETS_SWELL_TOO_MUCH, limit=UNPACKED_MAX)
    for name, kind in _KINDS.items():
        if name in names:
            raise Refused(SheetsRefusal.SHEETS_ARE_SOMETHING_ELSE, found=kind)
    if "content.xml" in names:
        raise Refused(SheetsRefusal.SHEETS_ARE_SOMETHING_ELSE, found="ODS")
    if "xl/vbaProject.bin" in names:
        raise Refused(SheetsRefusal.SHEETS_BEAR_MACROS)
    if "xl/workbook.xml" not in names:
        raise Refused(SheetsRefusal.SHEETS_ARE_SOMETHING_ELSE, found="ZIP")
    return names


def _read(archive: zipfile.ZipFile, names: list[str]) -> Iterator[tuple[str, bytes | None]]:
    """Yield the parts of an archive that are text, counting all that is unpacked; of pictures nothing is kept."""
    left, elements = UNPACKED_MAX, 0
    for name in dict.fromkeys(names):
        with archive.open(name) as stream:
            text = stream.read(left + 1)
        left -= len(text)
        plain = name.endswith((".xml", ".rels"))
        if plain and (_ENTITY.search(text) or text.startswith((b"\xff\xfe", b"\xfe\xff"))):
            raise Refused(SheetsRefusal.SHEETS_DO_NOT_READ)
        sheet = name.startswith("xl/worksheets/")
        elements += 0 if sheet or not plain else text.count(b"<")
        if left < 0 or elements > ELEMENTS_MAX:
            raise _swollen(name, text if sheet else b"")
        yield name, text if plain else None


def _swollen(name: str, text: bytes) -> Refused:
    """Return why there is too much: where it is a sheet with its rows, too many rows."""
    if text.count(b"<row") > ROWS_MAX:
        return Refused(SheetsRefusal.SHEET_HAS_TOO_MANY_ROWS, sheet=posixpath.basename(name), limit=ROWS_MAX)
    return Refused(SheetsRefusal.SHEETS_SWELL_TOO_MUCH, limit=UNPACKED_MAX)


def _parts(texts: Mapping[str, bytes]) -> Iterator[Part]:
    """Yield the sheets that the book names, in its order."""
    links = fromstring(texts["xl/_rels/workbook.xml.rels"])
    targets = {one.get("Id"): posixpath.join("/xl", one.get("Target", "")) for one in links}
    for one in fromstring(texts["xl/workbook.xml"]).iter(f"{_MAIN}sheet"):
        path = posixpath.normpath(targets[one.get(f"{_LINKED}id")]).lstrip("/")
        title = one.get("name", "")
        if path.startswith("xl/worksheets/"):
            yield Part(title, one.get("state", "visible") != "visible", _shape(texts[path], title))


def _shape(text: bytes, title: str) -> Shape:
    """Return the shape of a sheet. Raises SHEET_HAS_TOO_MANY_ROWS, SHEET_HAS_TOO_MANY_COLUMNS."""
    walk = _Walk(title)
    for event, one in iterparse(io.BytesIO(text), events=("start", "end")):
        if event == "start":
            walk.begins(one.tag.removeprefix(_MAIN), one)
        else:
            walk.ends(one.tag.removeprefix(_MAIN), one)
    return walk.shape


class _Walk:
    """A sheet as it is walked from its first element to its last."""

    def __init__(self, title: str) -> None:
        self.title, self.shape = title, Shape()
        self.row, self.filled, self.elements = 0, 0, 0

    def begins(self, name: str, one: Element) -> None:
        """Note what an element says of the sheet."""
        self.elements += 1
        if self.elements > ELEMENTS_MAX:
            raise self._too_many_rows()
        is_hidden = one.get("hidden") in ("1", "true")
        if name == "row":
            self.row = int(one.get("r") or self.row + 1)
            self.shape.hidden_rows |= {self.row} if is_hidden else set()
        elif name == "col" and is_hidden:
            self.shape.hidden_columns.append((int(one.get("min", "1")), int(one.get("max", "1"))))
        elif name == "mergeCell":
            self.shape.merged.append(one.get("ref", ""))

    def ends(self, name: str, one: Element) -> None:
        """Count a cell in which something stands, and let go of a row that was walked."""
        if name == "c" and len(one):
            _within(one.get("r") or "", self.title)
            self.filled += self.shape.last_row != self.row
            self.shape.last_row = self.row
            if self.filled > ROWS_MAX or self.row > 2 * ROWS_MAX:
                raise self._too_many_rows()
        elif name == "row":
            one.clear()

    def _too_many_rows(self) -> Refused:
        return Refused(SheetsRefusal.SHEET_HAS_TOO_MANY_ROWS, sheet=self.title, limit=ROWS_MAX)


def _within(place: str, title: str) -> None:
    """Refuse a cell beyond the last column that is read."""
    column = _COLUMN.match(place)
    last = get_column_letter(COLUMNS_MAX)
    if column and (len(column.group()), column.group()) > (len(last), last):
        raise Refused(SheetsRefusal.SHEET_HAS_TOO_MANY_COLUMNS, sheet=title, limit=COLUMNS_MAX)
