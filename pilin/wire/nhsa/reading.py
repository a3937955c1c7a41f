"""Readers: made once for a node's class, they turn what JSON gave into its frozen object, or refuse and name the path.

Hospitals write an object where an array is meant and the other way round, an object as its JSON text, `""` for nothing,
numbers as text; all of it is read. Fields that no class knows are counted and pass by.
"""

import json
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Protocol, TypeVar, cast

from pilin.base.refusal import Refused
from pilin.wire.nhsa.fields import Field, fields_of, type_of
from pilin.wire.nhsa.refusals import NhsaRefusal
from pilin.wire.nhsa.values import Unfit, converter

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)

BYTES_MAX = 8 * 1024 * 1024
NAMES_MAX = 10
ENCODED_TIMES_MAX = 2


class Unknown:
    """The fields that no class knows: how many there were, and how the first of them are called."""

    __slots__ = ("count", "names")

    def __init__(self) -> None:
        self.count = 0
        self.names: list[str] = []

    def add(self, path: str, names: Iterable[str]) -> None:
        """Count fields of the node at a path."""
        for name in names:
            self.count += 1
            if len(self.names) < NAMES_MAX:
                self.names.append(ascii(f"{path}{name}"[:80])[1:-1])


class Reader(Protocol[T_co]):
    """Reads one node. `path` is that of the node with the point behind it, "" for the whole."""

    def __call__(self, raw: Any, path: str, unknown: Unknown, /) -> T_co:
        """Return the node's object."""


def parse(data: bytes) -> Any:
    """Return what JSON says, fractions as their text. Raises MESSAGE_IS_TOO_LARGE, MESSAGE_IS_NOT_JSON."""
    if len(data) > BYTES_MAX:
        raise Refused(NhsaRefusal.MESSAGE_IS_TOO_LARGE, size=len(data), limit=BYTES_MAX)
    try:
        return _decode(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        raise Refused(NhsaRefusal.MESSAGE_IS_NOT_JSON) from None


def _no_constant(text: str) -> None:
    raise ValueError(text)


_decode: Callable[[str], Any] = json.JSONDecoder(parse_float=str, parse_constant=_no_constant).decode


def opened(raw: Any) -> Any:
    """Return a value that may be encoded as JSON text within JSON, once or twice; a text that is no JSON as it is."""
    for _ in range(ENCODED_TIMES_MAX):
        if type(raw) is not str or not raw.strip():
            break
        try:
            raw = _decode(raw)
        except (ValueError, RecursionError):
            break
    return raw


def as_object(raw: Any, path: str) -> dict[str, Any]:
    """Return a node as an object: it may come as its JSON text, or as the only row of an array."""
    raw = opened(raw)
    if type(raw) is list and len(raw) == 1:
        raw = raw[0]
    if type(raw) is not dict:
        raise Refused(NhsaRefusal.NODE_HAS_ANOTHER_SHAPE, path=path.rstrip("."))
    return raw


def reader(kind: type[T]) -> Reader[T]:
    """Return the reader of a node's class."""
    return cast("Reader[T]", _made(cast("Any", kind)))


@cache
def _made(kind: type[Any]) -> Reader[Any]:
    described = fields_of(kind)
    fill = _filler(described)
    inner = tuple((one, reader(one.inner)) for one in described if one.inner is not None)
    spelled = tuple((one.name, one.spellings) for one in described if one.spellings)
    known = frozenset(name for one in described for name in (one.name, *one.spellings))

    def read(raw: Any, path: str, unknown: Unknown) -> Any:
        if type(raw) is not dict:
            raw = as_object(raw, path)
        if not raw.keys() <= known:
            unknown.add(path, raw.keys() - known)
        if spelled:
            raw = _respelled(raw, spelled)
        values = fill(raw, path)
        for one, read_inner in inner:
            _inner(one, read_inner, raw.get(one.name), path, values, unknown)
        return kind(**values)

    return read


def _filler(described: Iterable[Field]) -> Callable[[dict[str, Any], str], dict[str, Any]]:
    """Return what reads the plain fields of a node: the one loop in which a gateway spends its time here."""
    plan = tuple(
        (one.name, one.attribute, one.is_required, converter(one.kind)) for one in described if one.kind is not None
    )
    types = {one.name: type_of(one.kind) for one in described if one.kind is not None}

    def fill(raw: dict[str, Any], path: str) -> dict[str, Any]:
        values: dict[str, Any] = {}
        name = ""
        try:
            for name, attribute, is_required, convert in plan:
                value = raw.get(name)
                if value is None or value == "" or (value := convert(value)) is None:
                    if is_required:
                        raise Unfit(NhsaRefusal.FIELD_IS_MISSING)
                else:
                    values[attribute] = value
        except Unfit as unfit:
            raise Refused(unfit.code, path=f"{path}{name}", type=types[name], **unfit.facts) from None
        return values

    return fill


def _respelled(raw: dict[str, Any], spelled: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, Any]:
    """Return an object with its fields under their first names where only another spelling holds something."""
    found = {
        name: raw[other]
        for name, others in spelled
        if raw.get(name) in (None, "")
        for other in reversed(others)
        if raw.get(other) not in (None, "")
    }
    return raw | found if found else raw


def _inner(one: Field, read: Reader[Any], raw: Any, path: str, values: dict[str, Any], unknown: Unknown) -> None:
    """Read an inner node, or its rows, into the values of the node around it."""
    at = f"{path}{one.name}"
    if raw is None or raw in ("", []):
        if one.is_required:
            raise Refused(NhsaRefusal.NODE_IS_MISSING, path=at)
    elif one.rows_max:
        values[one.attribute] = _rows(read, opened(raw), at, one.rows_max, unknown)
    else:
        values[one.attribute] = read(raw, f"{at}.", unknown)


def _rows(read: Reader[Any], raw: Any, at: str, most: int, unknown: Unknown) -> tuple[Any, ...]:
    rows = raw if type(raw) is list else [raw]
    if len(rows) > most:
        raise Refused(NhsaRefusal.NODE_HAS_TOO_MANY_ROWS, path=at, rows=len(rows), limit=most)
    return tuple([read(row, f"{at}[{number}].", unknown) for number, row in enumerate(rows)])
