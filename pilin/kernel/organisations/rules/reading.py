"""Reading entries: canonical JSON back into the frozen classes, strictly, by the types that the classes declare."""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from types import NoneType
from typing import Any, cast, get_args, get_origin, get_type_hints

from pilin.base import canonical
from pilin.base.canonical import Json
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules.codes import OrganisationsRefusal
from pilin.kernel.organisations.rules.entries import KINDS, Entry

Reader = Callable[[object], object]


def from_json(value: Json) -> Entry:
    """Return the entry that `as_json` wrote. Raises ENTRY_DOES_NOT_READ for any other spelling, member or type."""
    try:
        entry = _entry(value)
    except (TypeError, ValueError) as error:
        raise Refused(OrganisationsRefusal.ENTRY_DOES_NOT_READ, reason=str(error)) from None
    if entry.as_json() != value:
        raise Refused(OrganisationsRefusal.ENTRY_DOES_NOT_READ, reason="spelling")
    return entry


def from_text(text: str) -> Entry:
    """Return the entry of canonical text, as the tables hold it."""
    return from_json(canonical.decode(text.encode()))


def text_of(entry: Entry) -> str:
    """Return the entry as canonical text."""
    return canonical.encode(entry.as_json()).decode()


def digest_of(entry: Entry) -> str:
    """Return the SHA-256 of the entry's canonical bytes, in hexadecimal."""
    return canonical.digest_of(entry.as_json())


def _entry(value: Json) -> Entry:
    members = dict(_mapping(value))
    kind = members.pop("kind", None)
    if not isinstance(kind, str) or kind not in KINDS:
        raise ValueError("kind")
    return cast("Entry", _build(KINDS[kind], _READERS[kind], members))


def _mapping(value: object) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError("object expected")
    return value


def _build(kind: type, readers: Mapping[str, Reader], members: Mapping[str, object]) -> object:
    unknown = sorted(members.keys() - readers.keys())
    if unknown:
        raise ValueError(f"unknown: {unknown[0]}")
    return kind(**{name: _read(name, readers[name], member) for name, member in members.items()})


def _read(name: str, reader: Reader, value: object) -> object:
    try:
        return reader(value)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name}: {error}") from None


def _reader(hint: Any) -> Reader:
    """Return the function that reads a value of the declared type."""
    choices = get_args(hint)
    if NoneType in choices:
        return _reader(next(choice for choice in choices if choice is not NoneType))
    if get_origin(hint) is tuple:
        return _list_of(_reader(choices[0]))
    if is_dataclass(hint):
        return _object_of(cast("type", hint))
    if hint is date:
        return _date
    return _word_of(hint) if issubclass(hint, StrEnum) else _exactly(hint)


def _list_of(item: Reader) -> Reader:
    def read(value: object) -> object:
        if not isinstance(value, list):
            raise TypeError("list expected")
        return tuple(item(member) for member in value)

    return read


def _object_of(kind: type) -> Reader:
    readers = _readers_of(kind)
    return lambda value: _build(kind, readers, _mapping(value))


def _word_of(words: type[StrEnum]) -> Reader:
    return lambda value: words(_text(value))


def _exactly(kind: type) -> Reader:
    def read(value: object) -> object:
        if type(value) is not kind:  # a truth value is no integer here
            raise TypeError(f"{kind.__name__} expected")
        return value

    return read


def _date(value: object) -> date:
    return date.fromisoformat(_text(value))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


def _readers_of(kind: type) -> dict[str, Reader]:
    hints = get_type_hints(kind)
    return {field.name: _reader(hints[field.name]) for field in fields(kind)}


_READERS = {name: _readers_of(kind) for name, kind in KINDS.items()}
