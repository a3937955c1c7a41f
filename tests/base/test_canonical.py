"""Canonical bytes: the published vectors, a second tiny implementation, and everything that has no single spelling."""

import json
import unicodedata
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from pilin.base import canonical
from pilin.base.canonical import CanonicalRefusal
from pilin.base.refusal import Refused, Remedy

VECTORS: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors/canonical.json").read_text(encoding="utf-8"))
ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}

texts = st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: unicodedata.normalize("NFC", text))
names = st.text(st.characters(max_codepoint=127), max_size=6)
integers = st.integers(-canonical.INTEGER_MAX, canonical.INTEGER_MAX)
values = st.recursive(
    st.none() | st.booleans() | integers | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=20,
)


def spell(value: Any) -> str:
    """Write a value of our domain canonically: the second implementation, from the RFC and without the library."""
    if isinstance(value, str):
        return '"' + "".join(ESCAPES.get(c) or (f"\\u{ord(c):04x}" if c < " " else c) for c in value) + '"'
    if isinstance(value, list):
        return "[" + ",".join(map(spell, value)) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{spell(name)}:{spell(value[name])}" for name in sorted(value)) + "}"
    return str(value) if type(value) is int else {None: "null", True: "true", False: "false"}[value]


def named(vector: dict[str, Any]) -> str:
    return str(vector["name"])


@pytest.mark.parametrize("vector", VECTORS["written"], ids=named)
def test_vectors_are_written_and_read(vector: dict[str, Any]) -> None:
    expected = bytes.fromhex(vector["hex"]) if "hex" in vector else vector["text"].encode()
    assert canonical.encode(vector["value"]) == expected
    assert canonical.decode(expected) == vector["value"]
    assert spell(vector["value"]).encode() == expected


@pytest.mark.parametrize("vector", VECTORS["refused"], ids=named)
def test_vectors_are_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(Refused) as refused:
        canonical.decode(vector["text"].encode())
    assert refused.value.code == vector["code"]
    assert refused.value.code.remedy is Remedy.FINAL
    assert refused.value.facts.get("reason") == vector.get("reason")


@given(values)
def test_what_is_written_is_read_again(value: canonical.Json) -> None:
    assert canonical.decode(canonical.encode(value)) == value


@given(values)
def test_three_implementations_write_the_same(value: Any) -> None:
    assert canonical.encode(value) == spell(value).encode() == rfc8785.dumps(value)


@pytest.mark.parametrize("code", [*range(0x80), 0x80, 0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFD, 0xFFFF, 0x10FFFF])
def test_each_character_that_others_escape_is_written_the_same(code: int) -> None:
    value: Any = {"a": chr(code), "b": [chr(code) * 2]} | ({chr(code): 1} if code < 0x80 else {})
    assert canonical.encode(value) == spell(value).encode() == rfc8785.dumps(value)


def test_every_kind_of_mapping_and_sequence_is_written() -> None:
    value: Any = MappingProxyType({"b": (1, True), "a": MappingProxyType({})})
    assert canonical.encode(value) == b'{"a":{},"b":[1,true]}'


@given(values)
def test_any_other_spelling_is_refused(value: canonical.Json) -> None:
    other = json.dumps(value, indent=1).encode()
    if other != canonical.encode(value):
        with pytest.raises(Refused) as refused:
            canonical.decode(other)
        assert refused.value.code is CanonicalRefusal.BYTES_ARE_NOT_CANONICAL


@given(st.binary(max_size=40))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        value = canonical.decode(data)
    except Refused:
        return
    assert canonical.encode(value) == data


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (1.0, "float"),
        (float("nan"), "float"),
        ([0.5], "float"),
        (2**53, "integer"),
        (-(2**53), "integer"),
        ({"a": "e\u0301"}, "nfc"),
        (["\udc00"], "surrogate"),
        ({"名": 1}, "name"),
        ({1: 2}, "name"),
        ({"a": b"1"}, "bytes"),
        ({1, 2}, "set"),
    ],
)
def test_a_value_without_a_single_spelling_is_not_signed(value: Any, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        canonical.encode(value)
    assert refused.value.code is CanonicalRefusal.VALUE_IS_NOT_CANONICAL
    assert refused.value.facts == {"reason": reason}


def nested(levels: int) -> bytes:
    return b"[" * levels + b"]" * levels


def test_depth_is_bounded() -> None:
    assert canonical.encode(canonical.decode(nested(canonical.DEPTH_MAX))) == nested(canonical.DEPTH_MAX)
    with pytest.raises(Refused) as refused:
        canonical.decode(nested(canonical.DEPTH_MAX + 1))
    assert refused.value.facts == {"reason": "depth"}


def test_absurd_depth_and_length_are_refused_like_anything_else() -> None:
    for data in (nested(200_000), b"9" * 5_000, b"\xff\xfe", "1".encode("utf-16")):
        with pytest.raises(Refused):
            canonical.decode(data)


def test_a_digest_is_the_sha_256_of_the_bytes() -> None:
    assert canonical.digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert canonical.digest_of({"b": 1, "a": 2}) == canonical.digest(b'{"a":2,"b":1}')


def test_tuples_are_written_as_lists() -> None:
    assert canonical.encode({"a": (1, 2)}) == b'{"a":[1,2]}'


@pytest.mark.parametrize("data", [b"", b"{", b"nonsense", b'{"a":1.5}', b"NaN", b"\xff", b"[" * 5000])
def test_bytes_that_are_no_json_of_ours_are_refused(data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        canonical.decode(data)
    assert refused.value.code is canonical.CanonicalRefusal.BYTES_ARE_NOT_JSON


LONG = canonical.INTEGER_MAX + 1


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (f"{LONG}".encode(), "integer"),
        (f"-{LONG}".encode(), "integer"),
        (f"[1,{LONG}]".encode(), "integer"),
        (f"[-{LONG}]".encode(), "integer"),
        (f'{{"a":{LONG}}}'.encode(), "integer"),
        (b'["\\udc00"]', "surrogate"),
        (b'{"\\u540d":1}', "name"),
        ('{"名":1}'.encode(), "name"),
        ('["e\u0301"]'.encode(), "nfc"),
        (nested(canonical.DEPTH_MAX + 1), "depth"),
    ],
)
def test_bytes_that_look_plain_are_walked_where_something_in_them_may_be_refused(data: bytes, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        canonical.decode(data)
    assert refused.value.facts == {"reason": reason}


@given(values)
def test_what_need_not_be_walked_is_never_refused(value: Any) -> None:
    data = canonical.encode(value)
    if canonical._is_plain(data):
        canonical._check(canonical.spell(value) and json.loads(data), 0)
    assert canonical.decode(data) == value


@pytest.mark.parametrize("value", [{"a": True, "b": None}, ["9" * 40], [[1, (2, {"c": "d"})]], {"": ""}, [2**53 - 1]])
def test_values_of_every_type_pass_the_walk(value: Any) -> None:
    assert canonical.decode(canonical.encode(value)) == json.loads(json.dumps(value))


@pytest.mark.parametrize("value", [{"a": {"b": {1: 2}}}, {"a": [{None: 1}]}, [{"a": {True: 1}}]])
def test_names_that_are_no_texts_are_refused_wherever_they_stand(value: Any) -> None:
    with pytest.raises(Refused) as refused:
        canonical.encode(value)
    assert refused.value.facts == {"reason": "name"}


@pytest.mark.parametrize(
    ("data", "plain"),
    [
        (b'{"a":"9999999999999999999"}', True),  # digits in a text are none that are counted
        (b'{"a":999999999999999}', True),
        (b'{"a":9999999999999999}', False),
        (b"[1,9999999999999999]", False),
        (b"[-9999999999999999]", False),
        (b"9999999999999999", False),
        (b"-1", True),
        (b'"-9999999999999999"', False),  # it may be one: then it is walked
        (b"", True),
    ],
)
def test_a_long_number_is_seen_wherever_one_may_begin(data: bytes, plain: bool) -> None:
    assert canonical._is_plain(data) is plain


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-32-le", "utf-8-sig"])
def test_json_in_another_encoding_is_another_spelling(encoding: str) -> None:
    with pytest.raises(Refused) as refused:
        canonical.decode('{"a":"b"}'.encode(encoding))
    assert refused.value.code is canonical.CanonicalRefusal.BYTES_ARE_NOT_CANONICAL
    assert refused.value.facts == {"reason": "spelling"}
