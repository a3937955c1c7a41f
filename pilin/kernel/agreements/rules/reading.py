"""JSON into frozen dataclasses and back, strictly, by the types that the classes declare.

Every member is written, also where it is empty: a text has one spelling, and so one hash.
"""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

from pilin.base.canonical import Json
from pilin.base.refusal import Refused
from pilin.kernel.agreements.rules.codes import AgreementRefusal

T = TypeVar("T")


def read(kind: type[T], value: object, where: str = "") -> T:
    """Return the dataclass that `plain` wrote. Raises AGREEMENT_DOES_NOT_READ with the place of the first fault."""
    hints = _hints(cast("Any", kind))
    if not isinstance(value, Mapping) or value.keys() != hints.keys():
        raise unreadable(where or "text")
    return kind(**{name: _member(hint, value[name], f"{where}.{name}".lstrip(".")) for name, hint in hints.items()})


@cache
def _hints(kind: Any) -> dict[str, Any]:
    """Return the declared types of a dataclass by member."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def _member(hint: Any, value: object, where: str) -> object:
    if get_origin(hint) is UnionType:
        return None if value is None else _member(get_args(hint)[0], value, where)
    if get_origin(hint) is tuple:
        if not isinstance(value, (list, tuple)):
            raise unreadable(where)
        return tuple(_member(get_args(hint)[0], item, f"{where}[{place}]") for place, item in enumerate(value))
    return read(cast("type", hint), value, where) if is_dataclass(hint) else _leaf(hint, value, where)


def _leaf(hint: type, value: object, where: str) -> object:
    """Read a text, an integer, a day as 2017-08-17, or a word of a closed list."""
    if type(value) is not (int if hint is int else str):  # a truth value is no integer here
        raise unreadable(where)
    if hint in (int, str):
        return value
    try:
        found = date.fromisoformat(cast("str", value)) if hint is date else hint(value)
    except ValueError:
        raise unreadable(where) from None
    if str(found) != value:
        raise unreadable(where)
    return found


def plain(value: object) -> Json:
    """Return a value as canonical JSON: days as ISO text, dataclasses as objects with all their members."""
    if is_dataclass(value):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    return str(value) if isinstance(value, (date, StrEnum)) else cast("Json", value)


def unreadable(where: str) -> Refused:
    """Return the refusal of a text at a place."""
    return Refused(AgreementRefusal.AGREEMENT_DOES_NOT_READ, where=where)
