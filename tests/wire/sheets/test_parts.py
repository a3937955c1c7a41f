"""Files: what is no book is named, and what swells, declares entities or goes on for ever is refused at once."""

import time

import pytest

from pilin.base.refusal import Code
from pilin.wire.sheets import parts
from pilin.wire.sheets.parts import BYTES_MAX, COLUMNS_MAX, ELEMENTS_MAX, PARTS_MAX, ROWS_MAX, UNPACKED_MAX
from pilin.wire.sheets.refusals import SheetsRefusal
from tests.wire.sheets.books import SHEET, TITLES, book, of_parts, read, refusal, repacked, row

S = SheetsRefusal
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
TABLE = "项目名称,累计完成\n界河保洁,45\n"
SHEET_PATH = "xl/worksheets/sheet1.xml"
EMPTY_BOOK = book(row())


@pytest.mark.parametrize(
    ("data", "code", "facts"),
    [
        (b"", S.SHEETS_ARE_EMPTY, {}),
        (OLE, S.SHEETS_ARE_AN_OLD_BOOK, {}),
        (OLE + "EncryptedPackage".encode("utf-16-le"), S.SHEETS_ARE_LOCKED, {}),
        (TABLE.encode(), S.SHEETS_ARE_PLAIN_TEXT, {"encoding": "UTF-8"}),
        (TABLE.encode("utf-8-sig"), S.SHEETS_ARE_PLAIN_TEXT, {"encoding": "UTF-8"}),
        (TABLE.encode("gbk"), S.SHEETS_ARE_PLAIN_TEXT, {"encoding": "GBK"}),
        (TABLE.encode("utf-16"), S.SHEETS_ARE_PLAIN_TEXT, {"encoding": "UTF-16"}),
        (b"<html><table><tr><td>1", S.SHEETS_ARE_A_WEB_PAGE, {}),
        (b"\n <table border=1>", S.SHEETS_ARE_A_WEB_PAGE, {}),
        ("<?xml version='1.0'?><Workbook>".encode("utf-16"), S.SHEETS_ARE_A_WEB_PAGE, {}),
        (b"%PDF-1.7", S.SHEETS_ARE_SOMETHING_ELSE, {"found": "PDF"}),
        (b"\x89PNG\r\n\x1a\n", S.SHEETS_ARE_SOMETHING_ELSE, {"found": "PNG"}),
        (b"\xff\xd8\xff\xe0", S.SHEETS_ARE_SOMETHING_ELSE, {"found": "JPEG"}),
        (b"Rar!\x1a", S.SHEETS_ARE_SOMETHING_ELSE, {"found": "RAR"}),
        (b"\x00\x01\x02\x03", S.SHEETS_DO_NOT_READ, {}),
        (b"\x81\xff\xff\xff", S.SHEETS_DO_NOT_READ, {}),
        (b"PK\x03\x04 and no more", S.SHEETS_DO_NOT_READ, {}),
        (of_parts(word__document_xml="<w/>"), S.SHEETS_ARE_SOMETHING_ELSE, {"found": "Word"}),
        (of_parts(ppt__presentation_xml="<w/>"), S.SHEETS_ARE_SOMETHING_ELSE, {"found": "PowerPoint"}),
        (of_parts(xl__workbook_bin=b"x"), S.SHEETS_ARE_SOMETHING_ELSE, {"found": "xlsb"}),
        (of_parts(mimetype="x", content_xml="<o/>"), S.SHEETS_ARE_SOMETHING_ELSE, {"found": "ODS"}),
        (of_parts(readme_txt="x"), S.SHEETS_ARE_SOMETHING_ELSE, {"found": "ZIP"}),
        (of_parts(xl__workbook_xml="<w/>", xl__vbaProject_bin=b"x"), S.SHEETS_BEAR_MACROS, {}),
        (of_parts(xl__workbook_xml="<w/>"), S.SHEETS_DO_NOT_READ, {}),
        (of_parts(xl__workbook_xml="no markup"), S.SHEETS_DO_NOT_READ, {}),
    ],
)
def test_a_file_is_named_for_what_it_is(data: bytes, code: Code, facts: dict[str, object]) -> None:
    refused = refusal(data)
    assert refused.code == code
    assert dict(refused.facts) == facts


def test_a_file_that_is_too_large_is_not_unpacked() -> None:
    refused = refusal(b"PK" + bytes(BYTES_MAX))
    assert refused.code == S.SHEETS_ARE_TOO_LARGE
    assert refused.facts["limit"] == BYTES_MAX


def with_sheet(text: bytes) -> bytes:
    """Return a book whose only sheet is as given."""
    return repacked(EMPTY_BOOK, lambda name, old: text if name == SHEET_PATH else old)


def sheet_of(rows: bytes) -> bytes:
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return head + rows + b"</sheetData></worksheet>"


def cell(place: str, text: str = "x") -> bytes:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()


def rows_of(number: int) -> bytes:
    return b"".join(f'<row r="{one}">'.encode() + cell(f"A{one}") + b"</row>" for one in range(1, number + 1))


def test_a_hundred_thousand_rows_are_refused_soon_and_by_name() -> None:
    data = with_sheet(sheet_of(rows_of(100_000)))
    began = time.monotonic()
    refused = refusal(data)
    assert time.monotonic() - began < 5
    assert refused.code == S.SHEET_HAS_TOO_MANY_ROWS
    assert dict(refused.facts) == {"sheet": SHEET, "limit": ROWS_MAX}


def test_as_many_rows_as_are_allowed_are_read() -> None:
    assert parts.opened(with_sheet(sheet_of(rows_of(ROWS_MAX))))[0].shape.last_row == ROWS_MAX
    assert refusal(with_sheet(sheet_of(rows_of(ROWS_MAX + 1)))).code == S.SHEET_HAS_TOO_MANY_ROWS


def test_rows_that_hold_nothing_are_not_counted() -> None:
    bare = b'<row r="1">' + cell("A1") + b'</row><row r="1048576" hidden="0"/><row r="7"><c r="A7"/></row>'
    assert parts.opened(with_sheet(sheet_of(bare)))[0].shape.last_row == 1


def test_rows_without_a_number_follow_one_another() -> None:
    rows = b"<row>" + cell("A1") + b"</row><row>" + cell("A2") + b"</row>"
    assert parts.opened(with_sheet(sheet_of(rows)))[0].shape.last_row == 2


def test_a_cell_far_below_is_refused_and_no_empty_rows_are_made_for_it() -> None:
    far = b'<row r="1048576">' + cell("A1048576") + b"</row>"
    assert refusal(with_sheet(sheet_of(far))).code == S.SHEET_HAS_TOO_MANY_ROWS


def test_a_cell_far_to_the_right_is_refused() -> None:
    refused = refusal(with_sheet(sheet_of(b'<row r="1">' + cell("XFD1") + b"</row>")))
    assert (refused.code, refused.facts["limit"]) == (S.SHEET_HAS_TOO_MANY_COLUMNS, COLUMNS_MAX)
    assert parts.opened(with_sheet(sheet_of(b'<row r="1">' + cell("CV1") + b"</row>")))
    assert refusal(with_sheet(sheet_of(b'<row r="1">' + cell("CW1") + b"</row>"))).facts["sheet"] == SHEET


def test_a_cell_without_a_place_is_let_be() -> None:
    bare = b'<row r="1"><c t="inlineStr"><is><t>x</t></is></c></row>'
    assert parts.opened(with_sheet(sheet_of(bare)))[0].shape.last_row == 1


def test_elements_without_end_are_refused() -> None:
    refused = refusal(with_sheet(sheet_of(b"<row/>" * (ELEMENTS_MAX + 1))))
    assert refused.code == S.SHEET_HAS_TOO_MANY_ROWS


def test_an_archive_that_swells_is_refused_whatever_it_holds() -> None:
    swollen = repacked(EMPTY_BOOK, lambda _name, old: old, **{"xl/media/picture.png": bytes(UNPACKED_MAX)})
    assert len(swollen) < 100_000
    assert refusal(swollen).code == S.SHEETS_SWELL_TOO_MUCH


def test_a_sheet_that_swells_by_its_rows_is_told_by_its_rows() -> None:
    text = sheet_of(rows_of(ROWS_MAX + 1)).replace(b"</sheetData>", b" " * UNPACKED_MAX + b"</sheetData>")
    assert refusal(with_sheet(text)).code == S.SHEET_HAS_TOO_MANY_ROWS


def test_texts_without_end_beside_the_sheets_are_refused() -> None:
    many = repacked(EMPTY_BOOK, lambda _name, old: old, **{"xl/sharedStrings2.xml": b"<" * (ELEMENTS_MAX + 1)})
    assert refusal(many).code == S.SHEETS_SWELL_TOO_MUCH


def test_parts_without_end_are_refused() -> None:
    many = {f"xl/media/{number}.png": b"" for number in range(PARTS_MAX)}
    assert refusal(repacked(EMPTY_BOOK, lambda _name, old: old, **many)).code == S.SHEETS_SWELL_TOO_MUCH


@pytest.mark.parametrize(
    "head",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]>',
        b"<! DOCTYPE x>",
        b'<!entity a "b">',
    ],
)
def test_a_part_that_declares_entities_is_refused(head: bytes) -> None:
    assert refusal(with_sheet(head + sheet_of(b""))).code == S.SHEETS_DO_NOT_READ


def test_a_part_in_another_encoding_hides_no_entities() -> None:
    assert refusal(with_sheet('<?xml version="1.0" encoding="utf-16"?><a/>'.encode("utf-16"))).code == (
        S.SHEETS_DO_NOT_READ
    )


@pytest.mark.parametrize("missing", [SHEET_PATH, "xl/_rels/workbook.xml.rels", "[Content_Types].xml"])
def test_a_book_without_one_of_its_parts_does_not_read(missing: str) -> None:
    data = repacked(EMPTY_BOOK, lambda name, old: None if name == missing else old)
    assert refusal(data).code == S.SHEETS_DO_NOT_READ


def test_broken_styles_do_not_read() -> None:
    data = repacked(EMPTY_BOOK, lambda name, old: b"<x>" if name == "xl/styles.xml" else old)
    assert refusal(data).code == S.SHEETS_DO_NOT_READ


def test_a_chart_that_is_a_sheet_is_passed_over() -> None:
    chart = b'<sheet name="chart" sheetId="9" r:id="rIdX"/></sheets>'
    link = b'<Relationship Id="rIdX" Target="chartsheets/sheet1.xml" Type="x/chartsheet"/></Relationships>'
    space = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'

    def change(name: str, old: bytes) -> bytes:
        if name == "xl/workbook.xml":
            return old.replace(b"</sheets>", chart.replace(b"r:id", space + b" r:id"))
        return old.replace(b"</Relationships>", link) if name == "xl/_rels/workbook.xml.rels" else old

    assert [one.title for one in parts.opened(repacked(EMPTY_BOOK, change))] == [SHEET]


def test_a_picture_is_never_opened() -> None:
    bomb = repacked(EMPTY_BOOK, lambda _name, old: old, **{"xl/media/image1.png": b"\x89PNG not a picture"})
    assert read(bomb).findings == ()


def test_the_titles_of_the_sample_are_those_of_the_layout() -> None:
    assert parts.opened(book(heading=TITLES))[0].title == SHEET
