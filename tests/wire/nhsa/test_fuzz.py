"""Whatever comes is read or refused by a typed refusal that names no content; nothing else ever escapes."""

import json
import sys
from collections.abc import Callable
from types import NoneType
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pilin.base.refusal import Code, Refused
from pilin.wire.nhsa import registry, statement_file
from pilin.wire.nhsa.envelope import read_reply
from pilin.wire.nhsa.refusals import FileRefusal, NhsaRefusal
from pilin.wire.nhsa.transactions import Shape
from tests.wire.nhsa import messages, test_persons, test_statements, test_stays
from tests.wire.nhsa.messages import HEAD

LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.integers(10**20, 10**40)
    | st.floats()
    | st.text(max_size=40)
    | st.sampled_from(["", "null", "[]", "{}", "[[", '"', "1e999", "-0", "0000", "\ud800", "\x00", "2026-02-30"])
)
DOCUMENTS = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)
MISTAKES: tuple[Any, ...] = (
    *(None, "", " ", [], {}, [[]], [{}, {}], True),
    *(-1, 10**30, "x" * 5000, "\ud800", "1e999"),
)
INPUTS = messages.INPUTS | test_stays.INPUTS | test_persons.INPUTS | test_statements.INPUTS
REPLIES = [one.reply for one in registry.TRANSACTIONS]


def paths_of(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the paths of every value within a document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, one in inner for found in paths_of(one, (*path, key)))]


def put_at(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """Return a document with another value at a path."""
    if not path:
        return new
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = put_at(copy[path[0]], path[1:], new)
    return copy


def code_of(read: Callable[..., object], *given: object) -> Code | None:
    """Return why a reader refuses what it is given; None where it reads it."""
    try:
        read(*given)
    except Refused as refused:
        return refused.code
    return None


def is_read_or_refused(data: bytes) -> bool:
    return isinstance(code_of(registry.read, data), (NhsaRefusal, NoneType))


@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf")
@example(b'{"infno":"2201"' + b" " * 50)
def test_any_bytes(data: bytes) -> None:
    assert is_read_or_refused(data)


@settings(max_examples=300)
@given(st.data())
def test_any_value_at_any_place(data: st.DataObject) -> None:
    sample = data.draw(st.sampled_from(sorted(INPUTS)))
    document = HEAD | {"infno": sample, "input": INPUTS[sample]}
    path = data.draw(st.sampled_from(paths_of(document)))
    changed = put_at(document, path, data.draw(DOCUMENTS))
    assert is_read_or_refused(json.dumps(changed).encode())


def test_there_is_a_sample_of_every_transaction() -> None:
    assert set(INPUTS) == {one.infno for one in registry.TRANSACTIONS}


@pytest.mark.parametrize("sample", sorted(INPUTS))
def test_no_single_field_of_a_sample_may_be_anything(sample: str) -> None:
    """Every value in turn becomes each of the things that programs send by mistake."""
    document = HEAD | {"infno": sample, "input": INPUTS[sample]}
    for path in paths_of(document):
        for wrong in MISTAKES:
            assert is_read_or_refused(json.dumps(put_at(document, path, wrong)).encode()), path


def test_no_depth_of_nesting_escapes() -> None:
    """Somewhere below the limit of recursion what can still be read can no longer be written."""
    data = messages.REGISTRATION | {"exp_content": "DEEP"}
    text = json.dumps(HEAD | {"input": {"data": data}})
    for depth in range(sys.getrecursionlimit() - 200, sys.getrecursionlimit()):
        assert is_read_or_refused(text.replace('"DEEP"', "[" * depth + "]" * depth).encode())


@given(st.integers(0, 2000), st.sampled_from(sorted(INPUTS)))
def test_any_part_of_a_message(length: int, sample: str) -> None:
    assert is_read_or_refused(messages.spelled(sample, INPUTS[sample])[:length])


@given(DOCUMENTS, st.sampled_from(sorted(registry.BY_NUMBER)))
def test_any_input_of_any_transaction(put: Any, number: str) -> None:
    assert is_read_or_refused(json.dumps(HEAD | {"infno": number, "input": put}).encode())


@given(DOCUMENTS, st.sampled_from(REPLIES))
def test_any_reply(put: Any, shape: Shape[Any]) -> None:
    def read() -> None:
        shape.read(read_reply(json.dumps({"infcode": 0, "output": put}).encode()).output)

    assert isinstance(code_of(read), (NhsaRefusal, NoneType))


@given(st.binary(max_size=200), st.integers(0, 400), st.integers(0, 255))
def test_any_archive(noise: bytes, at: int, octet: int) -> None:
    whole = bytearray(statement_file.write_sent([messages.SENT] * 3))
    whole[at % len(whole)] = octet
    for data in (noise, bytes(whole), bytes(whole)[: at % len(whole)], b"PK\x03\x04" + noise):
        for read in (statement_file.read_sent, statement_file.read_result):
            assert isinstance(code_of(read, data), (FileRefusal, NoneType))
