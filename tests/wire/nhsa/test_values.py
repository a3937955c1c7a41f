"""One value at a time: amounts become fen, quantities and prices stay decimal, days and moments are China's."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.money import FEN_MAX, Fen
from pilin.wire.nhsa.fields import Digits, Extension, Octets, Text, Whole
from pilin.wire.nhsa.refusals import NhsaRefusal
from pilin.wire.nhsa.values import Unfit, converter, day_of, decimal_of, fen_of, moment_of
from pilin.wire.nhsa.writing import spell_decimal, spell_fen


def unfit(kind: Any, raw: Any) -> NhsaRefusal:
    with pytest.raises(Unfit) as refused:
        converter(kind)(raw)
    found = refused.value.code
    assert isinstance(found, NhsaRefusal)
    return found


@pytest.mark.parametrize(
    ("raw", "fen"),
    [
        ("4.52", 452),
        (4, 400),
        (0, 0),
        (-25, -2500),
        ("-25.10", -2510),
        ("-0.05", -5),
        ("4.5", 450),
        (" 4.50 ", 450),
        ("+4.5", 450),
        (".5", 50),
        ("5.", 500),
        ("4.520000", 452),
        ("4.52E+2", 45200),
        ("1e2", 10000),
        ("0.30000000000000004", 30),
        ("23442.459999999999", 2344246),
        ("-0.0000001", 0),
        ("90071992547409.91", FEN_MAX),
        (90071992547409, 9007199254740900),
    ],
)
def test_yuan_become_fen_however_they_are_written(raw: Any, fen: int) -> None:
    assert fen_of(raw) == fen


@pytest.mark.parametrize("raw", ["", " ", "null", "NULL"])
def test_nothing_is_no_amount(raw: str) -> None:
    assert fen_of(raw) is None


@pytest.mark.parametrize("raw", ["4.523", "0.001", "-1.005", "0.295", "4.52001"])
def test_a_tenth_of_a_fen_is_refused_and_never_rounded(raw: str) -> None:
    with pytest.raises(Unfit) as refused:
        fen_of(raw)
    assert refused.value.code is NhsaRefusal.FIELD_HAS_TOO_MANY_PLACES
    assert refused.value.facts == {"places": 2}


@pytest.mark.parametrize(
    "raw", ["90071992547409.92", "1e15", 10**14, 10**400, "9" * 40, "1e999", "-1e999", "99999999999999.999999999"]
)
def test_amounts_beyond_what_is_kept_exactly_are_refused(raw: Any) -> None:
    with pytest.raises(Unfit) as refused:
        fen_of(raw)
    assert refused.value.code is NhsaRefusal.FIELD_IS_TOO_LARGE


@pytest.mark.parametrize(
    "raw", [True, False, [], {}, ["1"], "4,52", "1,234.50", "vier", "٤", "0x10", "1_000", "NaN", "-", ".", "1e", "--1"]
)
def test_what_is_no_number_is_refused(raw: Any) -> None:
    with pytest.raises(Unfit) as refused:
        fen_of(raw)
    assert refused.value.code is NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE


@given(st.integers(-FEN_MAX, FEN_MAX))
def test_fen_are_written_so_that_they_read_again(fen: int) -> None:
    assert fen_of(spell_fen(Fen(fen))) == fen


@given(st.integers(-(10**16) + 1, 10**16 - 1), st.sampled_from([0, 1, 2, 4, 6]))
def test_decimals_are_written_so_that_they_read_again(digits: int, places: int) -> None:
    number = Decimal(digits).scaleb(-places)
    assert decimal_of(spell_decimal(number), 16, places) == number


@given(st.floats(min_value=-(10**7), max_value=10**7))
def test_a_binary_fraction_is_read_as_the_amount_that_was_meant(value: float) -> None:
    meant = round(value, 2)
    assert fen_of(repr(meant + 0.0)) == round(meant * 100)


@pytest.mark.parametrize(
    ("raw", "places", "number"),
    [("1", 4, "1.0000"), (3, 4, "3.0000"), ("0.05", 4, "0.0500"), ("-2.5", 4, "-2.5000"), ("-0", 4, "0.0000")],
)
def test_a_number_has_the_places_of_its_field(raw: Any, places: int, number: str) -> None:
    found = decimal_of(raw, 16, places)
    assert str(found) == number


def test_prices_have_six_places_and_quantities_four() -> None:
    assert decimal_of("0.123456", 16, 6) == Decimal("0.123456")
    with pytest.raises(Unfit):
        decimal_of("0.1234567", 16, 6)
    with pytest.raises(Unfit):
        decimal_of("0.12345", 16, 4)


def test_what_rounding_makes_too_large_is_too_large() -> None:
    with pytest.raises(Unfit) as refused:
        decimal_of("9.999999999999", 5, 4)
    assert refused.value.code is NhsaRefusal.FIELD_IS_TOO_LARGE


@pytest.mark.parametrize(("raw", "number"), [(1, 1), ("12", 12), ("1.0", 1), (" 7 ", 7)])
def test_whole_numbers_are_integers(raw: Any, number: int) -> None:
    assert converter(Whole(2))(raw) == number


def test_whole_numbers_have_neither_fractions_nor_more_digits() -> None:
    assert unfit(Whole(2), "1.5") is NhsaRefusal.FIELD_HAS_TOO_MANY_PLACES
    assert unfit(Whole(2), 100) is NhsaRefusal.FIELD_IS_TOO_LARGE
    assert converter(Whole(2))(" ") is None


@pytest.mark.parametrize(
    ("raw", "moment"),
    [
        ("2026-03-02 09:30:00", datetime(2026, 3, 2, 1, 30, tzinfo=UTC)),
        ("2026-03-02T09:30:00", datetime(2026, 3, 2, 1, 30, tzinfo=UTC)),
        ("2026-03-02", datetime(2026, 3, 1, 16, 0, tzinfo=UTC)),
        ("20260302", datetime(2026, 3, 1, 16, 0, tzinfo=UTC)),
        (20260302, datetime(2026, 3, 1, 16, 0, tzinfo=UTC)),
        ("2026-03-02 09:30:00.0", datetime(2026, 3, 2, 1, 30, tzinfo=UTC)),
        ("2026-03-02 09:30:00.999999", datetime(2026, 3, 2, 1, 30, tzinfo=UTC)),
        ("2026-03-02 09:30", datetime(2026, 3, 2, 1, 30, tzinfo=UTC)),
        ("20260302093000", datetime(2026, 3, 2, 1, 30, tzinfo=UTC)),
        (20260302093000, datetime(2026, 3, 2, 1, 30, tzinfo=UTC)),
        ("9999-12-31 23:59:59", datetime(9999, 12, 31, 15, 59, 59, tzinfo=UTC)),
        ("1900-01-01", datetime(1899, 12, 31, 16, 0, tzinfo=UTC)),
    ],
)
def test_moments_are_those_of_china(raw: Any, moment: datetime) -> None:
    assert moment_of(raw) == moment


@pytest.mark.parametrize(
    "raw",
    [
        "2026-02-30 09:30:00",
        "2026-03-02 25:00:00",
        "2026-03-02 12+08:00",
        "0001-01-01 00:00:00",
        "1899-12-31 00:00:00",
        "2026-W01-1",
        "2026/03/02 09:30:00",
        "2026-03-02 09",
        "2026-03-02 09:30:00Z",
        "2026-03-02 09:30:00.",
        "202603020930001",
        1772415000,
        "\uff12026-03-02 09:30:00",
        "yesterday",
        True,
        [],
        {},
    ],
)
def test_what_is_no_moment_is_refused(raw: Any) -> None:
    with pytest.raises(Unfit) as refused:
        moment_of(raw)
    assert refused.value.code is NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE


@pytest.mark.parametrize("raw", ["2026-03-02", "20260302", "2026-03-02 23:59:59", "2026-03-02 23:59:59.0", 20260302])
def test_days_are_read_from_moments_too(raw: Any) -> None:
    assert day_of(raw) == date(2026, 3, 2)


@pytest.mark.parametrize("raw", ["2026-02-30", "2026-3-2", "0000-01-01", "2026", "2026-03-02 soon", None, 1.5])
def test_what_is_no_day_is_refused(raw: Any) -> None:
    with pytest.raises(Unfit):
        day_of(raw)


def test_blank_days_and_moments_are_none() -> None:
    assert day_of(" ") is None
    assert moment_of("null") is None


@pytest.mark.parametrize(("raw", "text"), [("a", "a"), (" a ", "a"), (7, "7"), ("", None), ("  ", None)])
def test_texts_lose_the_blanks_around_them(raw: Any, text: str | None) -> None:
    assert converter(Text(3))(raw) == text


def test_texts_are_counted_in_characters() -> None:
    assert converter(Text(4))("一二三四") == "一二三四"
    with pytest.raises(Unfit) as refused:
        converter(Text(4))("一二三四五")
    assert (refused.value.code, refused.value.facts) == (
        NhsaRefusal.FIELD_IS_TOO_LONG,
        {"length": 5, "limit": 4},
    )


@pytest.mark.parametrize("raw", ["a\x00b", "\ud800", "a\x1bb", True, [], {}, None])
def test_what_no_database_takes_is_no_text(raw: Any) -> None:
    assert unfit(Text(10), raw) is NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE


def test_texts_are_normalised_since_what_is_signed_must_be() -> None:
    assert converter(Text(10))("e\u0301") == "\u00e9"
    assert converter(Text(20))("两行\n文字\u3000在此") == "两行\n文字\u3000在此"


def test_a_closed_list_refuses_what_it_does_not_know() -> None:
    assert converter(Text(3, "flag"))(1) == "1"
    assert unfit(Text(3, "flag"), "2") is NhsaRefusal.FIELD_IS_NOT_ON_THE_LIST
    assert converter(Text(6, "insutype"))("39999") == "39999"
    assert unfit(Text(6, "insutype"), "999") is NhsaRefusal.FIELD_IS_NOT_ON_THE_LIST


def test_an_open_list_takes_what_a_region_invents() -> None:
    assert converter(Text(6, "med_type"))("140104") == "140104"
    assert converter(Text(6, "med_type"))("770000") == "770000"


def test_digits_are_digits() -> None:
    assert converter(Digits(6))(310116) == "310116"
    for raw in ("31011", "31011x", "31011\uff16"):
        assert unfit(Digits(6), raw) is NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE
    assert unfit(Digits(6), "3101160") is NhsaRefusal.FIELD_IS_TOO_LONG


def test_what_a_region_adds_may_be_an_object() -> None:
    assert converter(Extension(50))({"opsp_balc": "1.50"}) == '{"opsp_balc":"1.50"}'
    assert converter(Extension(50))("文字") == "文字"
    assert unfit(Extension(5), ["123456"]) is NhsaRefusal.FIELD_IS_TOO_LONG


@pytest.mark.parametrize("raw", ["UEsD", "UE\r\nsD", [80, 75, 3]])
def test_files_come_as_base64_or_as_integers(raw: Any) -> None:
    assert converter(Octets(10))(raw) == b"PK\x03"


def test_the_bytes_of_java_are_signed() -> None:
    assert converter(Octets(10))([-1, -128, 127, 255]) == b"\xff\x80\x7f\xff"
    assert converter(Octets(10))([]) is None


@pytest.mark.parametrize("raw", ["§", "UEs", [256], [-129], ["1"], [True], [1, None], {}, 7])
def test_what_is_no_file_is_refused(raw: Any) -> None:
    assert unfit(Octets(10), raw) is NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE


def test_a_file_may_be_too_long() -> None:
    assert unfit(Octets(2), "UEsD") is NhsaRefusal.FIELD_IS_TOO_LONG
