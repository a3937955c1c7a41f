"""What a class says of its fields, as readers, writers and tests see it; and how objects are spelled."""

import json
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.clock import instant
from pilin.base.money import FEN_MAX, Fen
from pilin.base.refusal import Refused
from pilin.wire.nhsa.fields import (
    C3,
    C30,
    Also,
    Date,
    Digits,
    Field,
    Money,
    Named,
    Octets,
    Quantity,
    Rows,
    Text,
    Time,
    UnitPrice,
    Yuan,
    carries,
    fields_of,
    node,
)
from pilin.wire.nhsa.reading import Unknown, as_object, opened, parse, reader
from pilin.wire.nhsa.refusals import NhsaRefusal
from pilin.wire.nhsa.transactions import Shape
from pilin.wire.nhsa.writing import spell_decimal, spell_fen, writer
from tests.wire.nhsa.messages import AT


@node
class Inner:
    key: C3
    amount: Yuan | None = None


@node
class Base:
    psn: C30 = ""


@node
class Outer(Base):
    one: Inner
    rows: Annotated[tuple[Inner, ...], Rows(2)] = ()
    maybe: Inner | None = None
    when: Time | None = None
    day: Date | None = None
    content: Annotated[bytes, Octets(9), Named("in")] | None = None
    area: Annotated[str, Digits(6), Also("area_d"), Also("areaD")] = ""
    cnt: Quantity | None = None
    pric: UnitPrice | None = None


def read(raw: Any) -> Outer:
    return reader(Outer)(raw, "", Unknown())


def refusal(raw: Any) -> tuple[Any, Any]:
    with pytest.raises(Refused) as refused:
        read(raw)
    return refused.value.code, refused.value.facts.get("path")


def test_a_class_describes_its_fields_in_their_order_those_of_its_base_first() -> None:
    described = fields_of(Outer)
    assert [one.attribute for one in described] == [
        *("psn", "one", "rows", "maybe", "when", "day", "content", "area", "cnt", "pric"),
    ]
    assert described[0] == Field("psn", "psn", (), False, Text(30), None, 0)
    assert described[1] == Field("one", "one", (), True, None, Inner, 0)
    assert described[2] == Field("rows", "rows", (), False, None, Inner, 2)
    assert described[6].name == "in"
    assert described[7].spellings == ("area_d", "areaD")
    assert fields_of(Inner)[1].kind == Money()


def test_a_field_is_found_within_inner_nodes() -> None:
    assert carries(Outer, "amount")
    assert carries(Outer, "psn")
    assert not carries(Inner, "psn")


def test_a_node_is_frozen_and_silent() -> None:
    inner = Inner(key="k", amount=Fen(1))
    with pytest.raises(AttributeError):
        inner.key = "x"  # type: ignore[misc]
    assert (repr(inner), repr(Outer(one=inner))) == ("<Inner>", "<Outer>")
    assert inner == Inner(key="k", amount=Fen(1))
    assert not hasattr(inner, "__dict__")


def test_inner_nodes_and_rows_are_read() -> None:
    found = read({"one": {"key": "a"}, "rows": [{"key": "b", "amount": 1}, {"key": "c"}], "maybe": {"key": "d"}})
    assert found == Outer(
        one=Inner(key="a"), rows=(Inner(key="b", amount=Fen(100)), Inner(key="c")), maybe=Inner(key="d")
    )


@pytest.mark.parametrize(
    ("raw", "code", "path"),
    [
        ({}, NhsaRefusal.NODE_IS_MISSING, "one"),
        ({"one": None}, NhsaRefusal.NODE_IS_MISSING, "one"),
        ({"one": {}}, NhsaRefusal.FIELD_IS_MISSING, "one.key"),
        ({"one": {"key": "long"}}, NhsaRefusal.FIELD_IS_TOO_LONG, "one.key"),
        ({"one": {"key": "a"}, "rows": [{"key": "b"}, {}]}, NhsaRefusal.FIELD_IS_MISSING, "rows[1].key"),
        ({"one": {"key": "a"}, "rows": [{"key": "b"}] * 3}, NhsaRefusal.NODE_HAS_TOO_MANY_ROWS, "rows"),
        ({"one": {"key": "a"}, "maybe": 7}, NhsaRefusal.NODE_HAS_ANOTHER_SHAPE, "maybe"),
        ({"one": {"key": "a"}, "in": "§"}, NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE, "in"),
        ({"one": {"key": "a"}, "area_d": "x"}, NhsaRefusal.FIELD_IS_OF_ANOTHER_TYPE, "area"),
        (7, NhsaRefusal.NODE_HAS_ANOTHER_SHAPE, ""),
    ],
)
def test_what_is_wrong_is_told_by_its_path(raw: Any, code: NhsaRefusal, path: str) -> None:
    assert refusal(raw) == (code, path)


@pytest.mark.parametrize(
    ("given", "area"),
    [
        ({"area": "310116", "area_d": "330482"}, "310116"),
        ({"area": "", "area_d": "330482"}, "330482"),
        ({"area_d": None, "areaD": "330482"}, "330482"),
        ({"area_d": "310116", "areaD": "330482"}, "310116"),
        ({"areaD": "  "}, ""),
    ],
)
def test_the_first_spelling_that_says_something_counts(given: dict[str, Any], area: str) -> None:
    unknown = Unknown()
    assert reader(Outer)({"one": {"key": "a"}} | given, "", unknown).area == area
    assert unknown.count == 0


def test_readers_and_writers_are_made_once() -> None:
    assert reader(Outer) is reader(Outer)
    assert writer(Outer) is writer(Outer)


def test_blank_fields_are_written_too() -> None:
    document = json.loads(writer(Outer)(Outer(one=Inner(key="a"))))
    assert document == {
        "psn": "",
        "one": {"key": "a", "amount": None},
        "rows": [],
        "maybe": None,
        "when": None,
        "day": None,
        "in": None,
        "area": "",
        "cnt": None,
        "pric": None,
    }


def test_values_are_written_as_the_interface_does() -> None:
    whole = Outer(
        one=Inner(key='"\n', amount=Fen(-5)),
        when=AT,
        day=date(2026, 3, 2),
        content=b"PK",
        cnt=Decimal("1.5000"),
        pric=Decimal("100"),
    )
    document = json.loads(writer(Outer)(whole), parse_float=str)
    assert document["one"] == {"key": '"\n', "amount": "-0.05"}
    assert (document["when"], document["day"]) == ("2026-03-02 09:30:00", "2026-03-02")
    assert (document["in"], document["cnt"], document["pric"]) == ("UEs=", "1.5", 100)


def test_amounts_of_sixteen_digits_are_written_exactly() -> None:
    assert spell_fen(Fen(FEN_MAX)) == "90071992547409.91"
    assert [spell_fen(Fen(fen)) for fen in (0, 5, -5, 100, -12345)] == ["0.00", "0.05", "-0.05", "1.00", "-123.45"]


@pytest.mark.parametrize(
    ("number", "text"),
    [("0", "0"), ("0.0000", "0"), ("10.0000", "10"), ("100", "100"), ("-0.1250", "-0.125"), ("1E+3", "1000")],
)
def test_decimals_are_written_plainly(number: str, text: str) -> None:
    assert spell_decimal(Decimal(number)) == text


@given(st.text())
def test_any_text_is_spelled_as_json_spells_it(text: str) -> None:
    spelled = writer(Inner)(Inner(key=text))
    assert json.loads(spelled)["key"] == text


def test_moments_lose_what_is_smaller_than_a_second() -> None:
    moment = instant(AT.replace(microsecond=999_999))
    assert '"when":"2026-03-02 09:30:00"' in writer(Outer)(Outer(one=Inner(key="a"), when=moment))


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        ('{"a":1}', {"a": 1}),
        ('"{\\"a\\":1}"', {"a": 1}),
        ('"\\"{}\\""', "{}"),
        ("no json", "no json"),
        ("", ""),
        (" ", " "),
        (7, 7),
        (None, None),
        ("[" * 100_000, "[" * 100_000),
    ],
)
def test_text_within_json_is_opened_at_most_twice(raw: Any, found: Any) -> None:
    assert opened(raw) == found


def test_an_object_may_be_the_only_row_of_an_array() -> None:
    assert as_object([{"a": 1}], "data.") == {"a": 1}
    wrong: tuple[Any, ...] = ([], [{}, {}], [7], "[]", None)
    for raw in wrong:
        with pytest.raises(Refused) as refused:
            as_object(raw, "data.")
        assert refused.value.facts == {"path": "data"}


def test_fractions_are_kept_as_their_text() -> None:
    assert parse(b'{"a":4.520000,"b":4,"c":1e2}') == {"a": "4.520000", "b": 4, "c": "1e2"}


def test_a_shape_is_one_node_or_all_of_them() -> None:
    one = Shape(Inner, "data", "older")
    assert one.read({"older": {"key": "a"}}) == Inner(key="a")
    assert one.read({"data": "", "older": {"key": "a"}}) == Inner(key="a")
    assert one.write(Inner(key="a")) == '{"data":{"key":"a","amount":null}}'
    unknown = Unknown()
    one.read({"data": {"key": "a", "x": 1}, "y": 1}, unknown)
    assert (unknown.count, unknown.names) == (2, ["y", "data.x"])
    with pytest.raises(Refused) as refused:
        one.read({"y": 1})
    assert (refused.value.code, refused.value.facts) == (NhsaRefusal.NODE_IS_MISSING, {"path": "data"})


@given(st.lists(st.text(max_size=200), max_size=30, unique=True))
def test_unknown_fields_are_all_counted_and_only_the_first_are_named(names: list[str]) -> None:
    unknown = Unknown()
    unknown.add("data.", names)
    assert unknown.count == len(names)
    assert len(unknown.names) == min(len(names), 10)
    assert all(name.isascii() and name.isprintable() for name in unknown.names)
