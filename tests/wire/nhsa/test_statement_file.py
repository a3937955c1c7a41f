"""The file of the detailed reconciliation: columns and encodings, and everything that is packed as if it were one."""

import io
import unicodedata
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.wire.nhsa import statement_file
from pilin.wire.nhsa.refusals import FileRefusal
from pilin.wire.nhsa.statement_file import ResultRow, SentRow, read_result, read_sent, write_result, write_sent
from tests.wire.nhsa.messages import SENT

LINE = "S1\tM1\tP0001\t4.52\t0.00\t4.52\t0"
LETTERS = st.characters(categories=("L", "N"), max_codepoint=0x9FFF)
KEYS = (
    st.text(LETTERS, min_size=1, max_size=12)
    .map(lambda text: unicodedata.normalize("NFC", text))
    .filter(lambda text: text.casefold() != "null")
)
FEN = st.integers(-(10**12), 10**12).map(Fen)
RESULTS = st.builds(
    ResultRow,
    *[KEYS | st.just("")] * 7,
    *[FEN | st.none()] * 3,
)


def packed(text: str | bytes, name: str = "detail.txt", *more: str, how: int = zipfile.ZIP_DEFLATED) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", how) as archive:
        for one in (name, *more):
            archive.writestr(one, text)
    return data.getvalue()


def codes(text: str | bytes) -> list[tuple[str, object]]:
    return [(one.where, one.code) for one in read_sent(packed(text)).findings]


def refusal(data: bytes) -> object:
    with pytest.raises(Refused) as refused:
        read_sent(data)
    return refused.value.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_seven_columns_are_a_settlement(encoding: str, end: str) -> None:
    found = read_sent(packed(f"{LINE}{end}".encode(encoding)))
    assert found.rows == (SentRow("S1", "M1", "P0001", Fen(452), Fen(0), Fen(452), "0"),)
    assert found.findings == ()


def test_an_eighth_column_passes_by_and_so_do_empty_lines() -> None:
    found = read_sent(packed(f"\n{LINE}\tmore\r\n\n \n"))
    assert (found.rows, found.findings) == ((SENT,), ())


def test_a_flag_may_be_left_out_and_a_refund_is_one() -> None:
    text = LINE[:-1] + "null\n" + LINE.replace("S1", "S2")[:-1] + "1"
    assert [one.refd_setl_flag for one in read_sent(packed(text)).rows] == ["0", "1"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{LINE}\nS2\tM1", [("2", "LINE_HAS_OTHER_COLUMNS")]),
        (LINE.replace("\t", ","), [("1", "LINE_HAS_OTHER_COLUMNS")]),
        (f"{LINE}\t8\t9", [("1", "LINE_HAS_OTHER_COLUMNS")]),
        (LINE.replace("4.52", "4.523"), [("1", "CELL_DOES_NOT_READ")]),
        (LINE.replace("4.52", "null"), [("1", "CELL_DOES_NOT_READ")]),
        (LINE.replace("4.52", "vier"), [("1", "CELL_DOES_NOT_READ")]),
        (LINE.replace("S1", ""), [("1", "CELL_DOES_NOT_READ")]),
        (LINE.replace("S1", "S" * 31), [("1", "CELL_DOES_NOT_READ")]),
        (LINE[:-1] + "2", [("1", "CELL_DOES_NOT_READ")]),
        ("setl_id\tmdtrt_id\tpsn_no\ta\tb\tc\td\n" + LINE, [("1", "CELL_DOES_NOT_READ")]),
        (f"{LINE}\n{LINE}", [("2", "SETTLEMENT_STANDS_TWICE")]),
    ],
)
def test_what_does_not_read_is_told_by_line(text: str, found: list[tuple[str, str]]) -> None:
    assert codes(text) == [(line, FileRefusal[name]) for line, name in found]


def test_no_more_faults_are_told_than_somebody_reads() -> None:
    assert len(codes("x\n" * 500)) == statement_file.FINDINGS_MAX
    assert len(codes(f"{LINE}\n" * 500)) == statement_file.FINDINGS_MAX


def test_what_is_told_of_a_line_holds_nothing_of_it() -> None:
    (finding,) = read_sent(packed(LINE.replace("4.52", "P0001x"))).findings
    assert finding.facts == {"line": 1}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04",
        LINE.encode(),
        packed(LINE)[:-10],
        packed(LINE, "a.txt", "b.txt"),
        packed(LINE, "folder/"),
        packed(LINE, how=zipfile.ZIP_LZMA),
        packed(LINE, how=zipfile.ZIP_BZIP2),
        b"\x1f\x8b\x08\x00" + b"\x00" * 40,
    ],
    ids=["nothing", "head", "text", "cut", "two files", "folder", "lzma", "bzip2", "gzip"],
)
def test_what_is_no_archive_of_one_file_is_refused(data: bytes) -> None:
    assert refusal(data) is FileRefusal.FILE_IS_NO_ARCHIVE


def test_an_encrypted_archive_is_refused() -> None:
    data = bytearray(packed(LINE))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert refusal(bytes(data)) is FileRefusal.FILE_IS_NO_ARCHIVE


@pytest.mark.parametrize("text", [b"\x00", b"\xff\xff\xff", LINE.encode("utf-16")])
def test_other_encodings_are_no_plain_text(text: bytes) -> None:
    assert refusal(packed(text)) is FileRefusal.FILE_IS_NO_PLAIN_TEXT


def test_an_archive_that_swells_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement_file, "TEXT_BYTES_MAX", 10_000)
    bomb = packed(b" " * 1_000_000)
    assert len(bomb) < 2_000
    assert refusal(bomb) is FileRefusal.FILE_SWELLS_TOO_MUCH


def test_an_archive_that_lies_about_its_size_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement_file, "TEXT_BYTES_MAX", 10_000)
    bomb = packed(b" " * 1_000_000).replace((1_000_000).to_bytes(4, "little"), (5).to_bytes(4, "little"))
    assert refusal(bomb) in (FileRefusal.FILE_SWELLS_TOO_MUCH, FileRefusal.FILE_IS_NO_ARCHIVE)


def test_more_lines_than_a_hospital_settles_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(statement_file, "LINES_MAX", 10)
    assert len(read_sent(packed("\n" * 10)).rows) == 0
    assert refusal(packed("\n" * 11)) is FileRefusal.FILE_SWELLS_TOO_MUCH


@given(st.lists(st.builds(SentRow, KEYS, KEYS, KEYS, FEN, FEN, FEN, st.sampled_from("01")), max_size=4,
                unique_by=lambda row: row.setl_id))  # fmt: skip
def test_what_a_hospital_sends_is_read_as_it_was_written(rows: list[SentRow]) -> None:
    found = read_sent(write_sent(rows))
    assert (list(found.rows), found.findings) == (rows, ())


@given(st.lists(RESULTS, max_size=4))
def test_what_an_agency_answers_is_read_as_it_was_written(rows: list[ResultRow]) -> None:
    found = read_result(write_result(rows))
    assert (list(found.rows), found.findings) == (rows, ())


def test_an_answer_has_ten_columns_in_its_own_file_and_null_where_nothing_stands() -> None:
    row = ResultRow("P0001", "M1", "S1", "", "000101", "0", "a\tb\nc", Fen(-452), None, Fen(0))
    with zipfile.ZipFile(io.BytesIO(write_result([row]))) as archive:
        assert archive.namelist() == [statement_file.RESULT_NAME]
        text = archive.read(statement_file.RESULT_NAME).decode()
    assert text == "P0001\tM1\tS1\tnull\t000101\t0\ta b c\t-4.52\tnull\t0.00\r\n"
    assert read_result(packed(text.replace("\r\n", "\tmore\r\n"))).rows[0].memo == "a b c"


def test_an_answer_with_other_columns_is_told_by_line() -> None:
    (finding,) = read_result(packed(LINE)).findings
    assert (finding.code, finding.facts) == (FileRefusal.LINE_HAS_OTHER_COLUMNS, {"line": 1, "columns": 7})


def test_the_same_rows_are_the_same_bytes() -> None:
    assert write_sent([SENT, SENT]) == write_sent([SENT, SENT])
