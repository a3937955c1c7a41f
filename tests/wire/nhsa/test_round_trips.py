"""Every class of every transaction is written so that it reads again, in every dialect; unknown fields never matter."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.wire.nhsa import registry
from pilin.wire.nhsa.envelope import PLAIN, Head, Spelling, read_request, write_request
from pilin.wire.nhsa.fields import fields_of
from pilin.wire.nhsa.reading import Unknown
from pilin.wire.nhsa.transactions import NO_OUTPUT, Nothing, Shape, Transaction
from tests.wire.nhsa import messages
from tests.wire.nhsa.strategies import objects

SHAPES = {f"{one.infno} request": one.request for one in registry.TRANSACTIONS} | {
    f"{one.infno} reply": one.reply for one in registry.TRANSACTIONS if one.reply is not NO_OUTPUT
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5), lambda inner: st.lists(inner, max_size=2)
)


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=6)
@given(st.data())
def test_what_is_written_reads_again(name: str, data: st.DataObject) -> None:
    shape: Shape[Any] = SHAPES[name]
    value = data.draw(objects(shape.kind))
    unknown = Unknown()
    text = shape.write(value)
    assert shape.read(json.loads(text, parse_float=str), unknown) == value
    assert shape.read(text) == value
    assert unknown.count == 0


def strewn(value: Any, more: dict[str, Any]) -> Any:
    """Return a document with further fields in every object."""
    if isinstance(value, dict):
        return {name: strewn(inner, more) for name, inner in value.items()} | more
    return [strewn(inner, more) for inner in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=3)
@given(st.data(), st.dictionaries(st.text(max_size=4).map(lambda text: f"zz{text}"), JSON, min_size=1, max_size=3))
def test_unknown_fields_never_matter(name: str, data: st.DataObject, more: dict[str, Any]) -> None:
    shape: Shape[Any] = SHAPES[name]
    value = data.draw(objects(shape.kind))
    document = json.loads(shape.write(value), parse_float=str)
    unknown = Unknown()
    assert shape.read(strewn(document, more), unknown) == value
    assert unknown.count >= len(more)


@pytest.mark.parametrize("name", SHAPES)
def test_no_class_has_a_required_field_that_is_written_blank(name: str) -> None:
    """A required text is never the empty one by default, and every field has a kind."""
    kinds = [SHAPES[name].kind]
    while kinds:
        described = fields_of(kinds.pop())
        assert all((one.kind is None) != (one.inner is None) for one in described)
        kinds += [one.inner for one in described if one.inner is not None]


@pytest.mark.parametrize("one", registry.TRANSACTIONS, ids=lambda one: one.infno)
@settings(max_examples=2)
@given(st.data())
def test_a_whole_request_is_read_by_its_number(one: Transaction[Any, Any], data: st.DataObject) -> None:
    value = data.draw(objects(one.request.kind))
    spelling = data.draw(st.sampled_from([PLAIN, Spelling(encoded_times=1), Spelling(area_with_d=True)]))
    head = data.draw(st.sampled_from([one.infno, *one.aliases]))
    written = write_request(named(head), one.request.write(value), spelling)
    message = registry.read(written)
    assert (message.transaction, message.body) == (one, value)


def named(infno: str) -> Head:
    """Return the sample head with another number."""
    return read_request(messages.spelled("2201", infno=infno)).head


def test_what_answers_nothing_is_written_as_null() -> None:
    unknown = Unknown()
    assert NO_OUTPUT.write(Nothing()) == "null"
    assert NO_OUTPUT.read(None) == Nothing()
    assert NO_OUTPUT.read({"result": 1}, unknown) == Nothing()
    assert unknown.count == 1


def test_every_number_of_the_programme_is_there() -> None:
    numbers = {
        *("9001", "9002", "9101", "9102", "1101", "2001", "2601", "5203", "5204", "5301", "5303"),
        *("2201", "2202", "2203", "2203A", "2204", "2205", "2206", "2206A", "2207", "2207A", "2208"),
        *("2301", "2302", "2303", "2304", "2305", "2401", "2402", "2403", "2404", "2405"),
        *("2501", "2502", "2503", "2504", "3201", "3202", "3203", "3204", "3260", "3261", "3262"),
    }
    assert set(registry.BY_NUMBER) == numbers
