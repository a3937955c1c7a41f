"""Books as other programs write them: shared strings, letters of several fonts, the calendar of 1904, long numbers."""

import io
import zipfile
from datetime import date

from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from pilin.wire.sheets.refusals import SheetsRefusal
from tests.wire.sheets.books import SHEET, book, faults, read, refusal, repacked, row

SHEET_PATH, BOOK_PATH = "xl/worksheets/sheet1.xml", "xl/workbook.xml"
STRINGS_PATH, TYPES_PATH = "xl/sharedStrings.xml", "[Content_Types].xml"
SPACE = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHARED = (
    b"<sst " + SPACE + b">"
    b"<si><r><t>\xe7\x95\x8c</t></r><r><rPr><b/></rPr><t>\xe6\xb2\xb3</t></r></si>"
    b'<si><t xml:space="preserve">  first_x000D_\nsecond </t></si>'
    b"</sst>"
)
TYPE = b'<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
TYPE += b'spreadsheetml.sharedStrings+xml"/></Types>'


def with_rows(rows: bytes) -> bytes:
    """Return a book whose heading is as ever and whose rows are as given; the texts of SHARED are at hand."""

    def change(name: str, old: bytes) -> bytes | None:
        if name == SHEET_PATH:
            return old.replace(b"</sheetData>", rows + b"</sheetData>")
        if name == TYPES_PATH and b"sharedStrings" not in old:
            return old.replace(b"</Types>", TYPE)
        return None if name == STRINGS_PATH else old

    return repacked(book(), change, **{STRINGS_PATH: SHARED})


def test_shared_strings_are_read_with_all_their_letters() -> None:
    shared = b'<row r="2"><c r="A2" t="s"><v>0</v></c></row><row r="3"><c r="A3" t="s"><v>1</v></c></row>'
    lines = read(with_rows(shared)).tables[SHEET]
    assert [line.cells["title"] for line in lines] == ["界河", "first\nsecond"]


def test_a_string_that_is_not_there_does_not_read() -> None:
    lost = b'<row r="2"><c r="A2" t="s"><v>9</v></c></row>'
    assert refusal(with_rows(lost)).code == SheetsRefusal.SHEETS_DO_NOT_READ


def test_numbers_of_seventeen_digits_are_what_people_typed() -> None:
    long = (
        b'<row r="2"><c r="A2" t="inlineStr"><is><t>x</t></is></c>'
        b'<c r="D2"><v>1.1000000000000001</v></c><c r="F2"><v>7.0</v></c></row>'
    )
    (line,) = read(with_rows(long)).tables[SHEET]
    assert (line.cells["money"], line.cells["number"]) == (110, 7)


def test_the_calendar_of_1904_is_the_calendar_of_that_book() -> None:
    def count_from_1904(page: Worksheet) -> None:
        assert page.parent is not None
        page.parent.epoch = CALENDAR_MAC_1904

    data = book(row(due=date(2026, 7, 1)), then=count_from_1904)
    assert b'date1904="1"' in part_of(data, BOOK_PATH)
    assert [line.cells["due"] for line in read(data).tables[SHEET]] == [date(2026, 7, 1)]


def part_of(data: bytes, name: str) -> bytes:
    """Return one part of a book."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def test_yes_and_no_are_no_text() -> None:
    said = b'<row r="2"><c r="A2" t="b"><v>1</v></c></row>'
    assert [code.value for _where, code in faults(with_rows(said))] == ["cell_is_no_text"]
