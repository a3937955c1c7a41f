"""The file of the detailed reconciliation (3202): a table of text with tabs, one settlement a line, within a ZIP.

A hospital sends seven columns (Hubei's eight) without titles; the agency answers ten (eleven are read) in `result.txt`,
with the word `null` where nothing stands. What is wrong is told by line. An archive may not swell: how much it holds is
counted while it is unpacked, not believed.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from pilin.base.money import Fen
from pilin.base.refusal import Finding, Refused
from pilin.wire.nhsa.refusals import FileRefusal
from pilin.wire.nhsa.values import Unfit, fen_of, text_of
from pilin.wire.nhsa.writing import spell_fen

T = TypeVar("T")

TEXT_BYTES_MAX = 32 * 1024 * 1024
LINES_MAX = 200_000
FINDINGS_MAX = 100
SENT_NAME, RESULT_NAME = "detail.txt", "result.txt"
_NULL = "null"
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(EOFError, ValueError, NotImplementedError, RuntimeError, OverflowError, OSError),
)
_FIRST_DAY = (1980, 1, 1, 0, 0, 0)
"""An archive bears no time, so that the same rows are the same bytes."""


@dataclass(frozen=True, repr=False)
class SentRow:
    """One settlement as the hospital has it."""

    setl_id: str
    mdtrt_id: str
    psn_no: str
    medfee_sumamt: Fen
    fund_pay_sumamt: Fen
    acct_pay: Fen
    refd_setl_flag: str


@dataclass(frozen=True, repr=False)
class ResultRow:
    """One difference; `msgid` is that of the original, by which 2601 takes it back."""

    psn_no: str
    mdtrt_id: str
    setl_id: str
    msgid: str
    stmt_rslt: str
    refd_setl_flag: str
    memo: str
    medfee_sumamt: Fen | None
    fund_pay_sumamt: Fen | None
    acct_pay: Fen | None


@dataclass(frozen=True, repr=False)
class Sent:
    """What a hospital's file says, and what in it does not read, by line."""

    rows: tuple[SentRow, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, repr=False)
class Result:
    """What an agency's file says, and what in it does not read, by line."""

    rows: tuple[ResultRow, ...]
    findings: tuple[Finding, ...]


def read_sent(data: bytes) -> Sent:
    """Read a hospital's file. Raises FILE_IS_NO_ARCHIVE, FILE_SWELLS_TOO_MUCH, FILE_IS_NO_PLAIN_TEXT."""
    rows, findings = _read(data, (7, 8), _sent_row)
    seen: set[tuple[str, str]] = set()
    for number, row in rows:
        key = (row.setl_id, row.refd_setl_flag)
        if key in seen and len(findings) < FINDINGS_MAX:
            findings.append(Finding(str(number), FileRefusal.SETTLEMENT_STANDS_TWICE, {"line": number}))
        seen.add(key)
    return Sent(tuple(row for _, row in rows), tuple(findings))


def write_sent(rows: Sequence[SentRow]) -> bytes:
    """Return the archive that a hospital sends."""
    return _archive(
        SENT_NAME,
        (
            (
                *(row.setl_id, row.mdtrt_id, row.psn_no),
                *(spell_fen(row.medfee_sumamt), spell_fen(row.fund_pay_sumamt), spell_fen(row.acct_pay)),
                row.refd_setl_flag,
            )
            for row in rows
        ),
    )


def read_result(data: bytes) -> Result:
    """Read an agency's file. Raises FILE_IS_NO_ARCHIVE, FILE_SWELLS_TOO_MUCH, FILE_IS_NO_PLAIN_TEXT."""
    rows, findings = _read(data, (10, 11), _result_row)
    return Result(tuple(row for _, row in rows), tuple(findings))


def write_result(rows: Sequence[ResultRow]) -> bytes:
    """Return the archive that an agency answers."""
    return _archive(
        RESULT_NAME,
        (
            (
                *(row.psn_no, row.mdtrt_id, row.setl_id, row.msgid, row.stmt_rslt, row.refd_setl_flag, row.memo),
                *(_amount(one) for one in (row.medfee_sumamt, row.fund_pay_sumamt, row.acct_pay)),
            )
            for row in rows
        ),
    )


def _amount(amount: Fen | None) -> str:
    return "" if amount is None else spell_fen(amount)


def _archive(name: str, rows: Iterator[Sequence[str]]) -> bytes:
    lines = ("\t".join(" ".join(cell.split()) or _NULL for cell in row) for row in rows)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        info = zipfile.ZipInfo(name, _FIRST_DAY)
        info.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(info, "".join(f"{line}\r\n" for line in lines))
    return packed.getvalue()


def _read(
    data: bytes, widths: tuple[int, ...], row_of: Callable[[Sequence[str]], T]
) -> tuple[list[tuple[int, T]], list[Finding]]:
    """Return the rows with the numbers of their lines, and the first findings."""
    rows: list[tuple[int, T]] = []
    findings: list[Finding] = []
    for number, line in enumerate(io.StringIO(_text(_unpacked(data))), start=1):
        if number > LINES_MAX:
            raise Refused(FileRefusal.FILE_SWELLS_TOO_MUCH, limit=LINES_MAX)
        if not line.strip():
            continue
        cells = [_cell(cell) for cell in line.split("\t")]
        try:
            if len(cells) not in widths:
                found = Finding(
                    str(number), FileRefusal.LINE_HAS_OTHER_COLUMNS, {"line": number, "columns": len(cells)}
                )
            else:
                rows.append((number, row_of(cells)))
                continue
        except Unfit:
            found = Finding(str(number), FileRefusal.CELL_DOES_NOT_READ, {"line": number})
        if len(findings) < FINDINGS_MAX:
            findings.append(found)
    return rows, findings


def _cell(cell: str) -> str:
    text = cell.strip()
    return "" if text.casefold() == _NULL else text


def _sent_row(cells: Sequence[str]) -> SentRow:
    setl_id, mdtrt_id, psn_no = (_key(cell) for cell in cells[:3])
    medfee, fund, acct = (_due(fen_of(cell)) for cell in cells[3:6])
    return SentRow(setl_id, mdtrt_id, psn_no, medfee, fund, acct, _flag(cells[6]))


def _result_row(cells: Sequence[str]) -> ResultRow:
    texts = [text_of(cell, 500) or "" for cell in cells[:7]]
    medfee, fund, acct = (fen_of(cell) for cell in cells[7:10])
    psn_no, mdtrt_id, setl_id, msgid, result, refunded, memo = texts
    return ResultRow(psn_no, mdtrt_id, setl_id, msgid, result, refunded, memo, medfee, fund, acct)


def _key(cell: str) -> str:
    return _due(text_of(cell, 30))


def _due(value: T | None) -> T:
    if value is None:
        raise Unfit(FileRefusal.CELL_DOES_NOT_READ)
    return value


def _flag(cell: str) -> str:
    if cell not in ("", "0", "1"):
        raise Unfit(FileRefusal.CELL_DOES_NOT_READ)
    return cell or "0"


def _unpacked(data: bytes) -> bytes:
    """Return the only file of an archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            files = [one for one in archive.infolist() if not one.filename.endswith("/")]
            if len(files) != 1 or files[0].compress_type not in _PACKED or files[0].flag_bits & _ENCRYPTED:
                raise Refused(FileRefusal.FILE_IS_NO_ARCHIVE)
            with archive.open(files[0]) as stream:
                text = stream.read(TEXT_BYTES_MAX + 1)
    except _BROKEN:
        raise Refused(FileRefusal.FILE_IS_NO_ARCHIVE) from None
    if len(text) > TEXT_BYTES_MAX:
        raise Refused(FileRefusal.FILE_SWELLS_TOO_MUCH, limit=TEXT_BYTES_MAX)
    return text


def _text(data: bytes) -> str:
    """Return text of UTF-8, or of the encoding that Chinese office programs write."""
    if b"\x00" not in data:
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError:
                continue
    raise Refused(FileRefusal.FILE_IS_NO_PLAIN_TEXT)
