"""What is written reads back the same, whatever stands in it; and no bytes are ever a surprise."""

import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.base.masking import hidden_mark, holds_identity_number, without_seams
from pilin.base.money import FEN_MAX
from pilin.base.refusal import Refused
from pilin.wire.sheets import reading, writing
from pilin.wire.sheets.layout import COUNT_MAX, DAY_FIRST, DAY_LAST, Column, Kind, Layout, Row, Table
from tests.wire.sheets.books import LAYOUT, SHEET, book, row


def kept(text: str) -> bool:
    """Tell whether a text is one that a reader takes: no hidden marks, no number of an identity card."""
    return bool(text) and not hidden_mark(text) and not holds_identity_number(text) and without_seams(text)[1] == 0


def plain(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", lines).strip()


LETTERS = st.characters(exclude_categories=("Cs", "Cc", "Cf", "Cn", "Co"))
MARKS = st.sampled_from(["=", "+", "-", "@", "\n", "_x0041_", "_x005F_", "_x000D_", "<", "&", '"', "'", " ", "]]>"])
TEXTS = st.lists(LETTERS | MARKS, min_size=1, max_size=12).map("".join).map(plain).filter(kept)
ROWS = st.fixed_dictionaries(
    {"title": TEXTS},
    optional={
        "aspect": st.sampled_from(LAYOUT.columns[1].choices),
        "due": st.dates(DAY_FIRST, DAY_LAST),
        "money": st.integers(-FEN_MAX, FEN_MAX) | st.integers(-(10**15), 10**15),
        "done": st.integers(0, 100),
        "number": st.integers(0, COUNT_MAX),
    },
)
LONG = Layout(SHEET, (Column("title", LAYOUT.columns[0].title, needed=True), *LAYOUT.columns[1:]))


def filled(cells: Row) -> dict[str, object]:
    return {one.name: cells.get(one.name) for one in LONG.columns}


@settings(max_examples=40, deadline=None)
@given(st.lists(ROWS, max_size=4), st.lists(TEXTS, max_size=2))
def test_rows_read_back_the_same(rows: list[Row], lead: list[str]) -> None:
    data = writing.write([Table(LONG, tuple(rows), ("一览表", *lead))])
    found = reading.read(data, [LONG])
    assert found.findings == ()
    assert [dict(line.cells) for line in found.tables[SHEET]] == [filled(one) for one in rows]


@settings(max_examples=30, deadline=None)
@given(st.integers(-FEN_MAX, FEN_MAX))
def test_every_amount_reads_back_to_the_fen(amount: int) -> None:
    layout = Layout("单", (Column("money", "金额", Kind.AMOUNT),))
    (line,) = reading.read(writing.write([Table(layout, ({"money": amount},))]), [layout]).tables["单"]
    assert line.cells["money"] == amount


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_bytes_of_any_sort_are_refused_in_words(data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        reading.read(data, [LAYOUT])
    assert refused.value.code.value.startswith("sheets_")


BOOK = book(row(due=date(2026, 9, 30), money=12.5, done=45, number=7), row(title="二"))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_book_with_broken_bytes_is_read_or_refused_in_words(data: st.DataObject) -> None:
    broken = bytearray(BOOK)
    for _ in range(data.draw(st.integers(1, 5))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    code = ""
    try:
        reading.read(bytes(broken), [LAYOUT])
    except Refused as refused:
        code = refused.code.value
    assert not code or code.startswith(("sheets_", "sheet_has_too_many_"))
