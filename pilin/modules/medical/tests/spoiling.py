"""Requests of every transaction, and each way in which one field of one of them can be wrong."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pilin.wire.nhsa.fields import Day, Digits, Field, Moment, Money, Number, Octets, Text, Whole, fields_of
from pilin.wire.nhsa.registry import BY_NUMBER
from tests.wire.nhsa import messages, test_persons, test_statements, test_stays

INPUTS: Mapping[str, Mapping[str, Any]] = (
    messages.INPUTS | test_stays.INPUTS | test_persons.INPUTS | test_statements.INPUTS
)
Path = tuple[str | int, ...]


def fields_in(infno: str) -> Iterator[tuple[Path, Field]]:
    """Yield each plain field that stands in the sample of a transaction, with where it stands."""
    shape = BY_NUMBER[infno].request
    if shape.names:
        name = next(one for one in shape.names if one in INPUTS[infno])
        yield from _within(shape.kind, INPUTS[infno][name], (name,))
    else:
        yield from _within(shape.kind, INPUTS[infno], ())


def _within(kind: type[Any], held: Any, path: Path) -> Iterator[tuple[Path, Field]]:
    held, path = (held[0], (*path, 0)) if isinstance(held, list) else (held, path)
    for one in fields_of(kind):
        if one.name in held:
            if one.inner is None:
                yield (*path, one.name), one
            else:
                yield from _within(one.inner, held[one.name], (*path, one.name))


def too_long(one: Field) -> Any:
    """Return what is one sign or digit more than a field takes."""
    kind = one.kind
    if isinstance(kind, Text):
        return "9" * (kind.length + 1)
    if isinstance(kind, Number):
        return "1" + "0" * (kind.digits - kind.places)
    if isinstance(kind, Whole):
        return 10**kind.digits
    return {Money: "1" + "0" * 14, Day: "2026-03-020", Moment: "2026-03-02 09:30:000", Octets: "A" * 10**7}[type(kind)]


def of_another_type(one: Field) -> Any:
    """Return what no spelling of a field's type is."""
    if isinstance(one.kind, Digits):
        return "31o116"
    return {"a": 1} if isinstance(one.kind, Text | Octets) else "soon"


def spoiled(infno: str, path: Path, value: Any, **head: Any) -> bytes:
    """Return a request with another value at a place."""
    put = json.loads(json.dumps(INPUTS[infno]))
    inner = put
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = value
    return spelled(infno, put, **head)


def spelled(infno: str, put: Any, **head: Any) -> bytes:
    """Return a request with any input, also with none."""
    return json.dumps(messages.HEAD | {"infno": infno} | head | {"input": put}, ensure_ascii=False).encode()


def path_text(path: Path) -> str:
    """Return a place as refusals name it: feedetail[0].cnt."""
    text = ""
    for step in path:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text
