"""Reading: a signed document into the frozen classes whose annotations are its schema; and writing it back.

Annotations are taken apart once: what reads and writes is called for every fold of every matter.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from functools import cache, partial
from typing import Any, Literal, TypeAlias, get_args, get_type_hints

from pilin.kernel.matters.rules.refusals import demand

Value: TypeAlias = Any  # canonical JSON
Reader: TypeAlias = Callable[[Value, str], Value]


def is_day(value: Value) -> bool:
    """Tell whether a value is a day as YYYY-MM-DD."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def read(hint: Value, value: Value, where: str) -> Value:
    """Return a document as a hint says, or raise DOCUMENT_IS_MALFORMED. A list of one may be written as its word."""
    return _reader(hint)(value, where)


@cache
def _reader(hint: Value) -> Reader:
    """Return what reads a value of a hint, from a value and where it stands."""
    origin, inner = getattr(hint, "__origin__", None), get_args(hint)
    if type(None) in inner:  # always `X | None`
        present = _reader(inner[0])
        return lambda value, where: None if value is None else present(value, where)
    if is_dataclass(hint):
        return _Record(hint)
    if origin is tuple:
        return partial(_items, _reader(inner[0]))
    if origin is Mapping:
        needed = frozenset(get_args(inner[0]))
        return partial(_mapping, _reader(inner[0]), _reader(inner[1]), needed, str(hint))
    return partial(_word, hint, inner if origin is Literal else None, str(inner or hint))


def _items(item_of: Reader, value: Value, where: str) -> Value:
    items = [value] if isinstance(value, str) else value
    demand(isinstance(items, (list, tuple)), where, "list")
    return tuple([item_of(item, f"{where}.{number}") for number, item in enumerate(items)])


def _mapping(name_of: Reader, item_of: Reader, needed: frozenset[str], wants: str, value: Value, where: str) -> Value:
    demand(isinstance(value, Mapping) and needed <= value.keys(), where, wants)
    return {name_of(name, where): item_of(item, f"{where}.{name}") for name, item in value.items()}


def _word(hint: Value, choices: tuple[Value, ...] | None, wants: str, value: Value, where: str) -> Value:
    if hint is Any:
        return value
    if choices is not None:
        demand(value in choices, where, wants)
        return value
    plain = is_day(value) if hint is date else type(value) is hint and (hint is not int or 0 <= value < 500_000)
    demand(plain, where, wants)
    return date.fromisoformat(value) if hint is date else value


class _Record:
    """Reads a class. What reads its members is made when the first one comes, since a class may hold its own kind."""

    def __init__(self, hint: Value) -> None:
        self.hint = hint
        self.members = {member.name.rstrip("_"): member.name for member in fields(hint)}
        without = [m for m in fields(hint) if m.default is MISSING and m.default_factory is MISSING]
        self.needed = {member.name.rstrip("_") for member in without}
        self.readers: dict[str, tuple[str, Reader]] = {}

    def __call__(self, value: Value, where: str) -> Value:
        demand(isinstance(value, Mapping), where, "record")
        flat = value if value.keys() <= self.members.keys() else self._flat(value, where)
        if not self.needed <= flat.keys():
            demand(fits=False, where=where, wants=f"{sorted(self.needed)}, of {sorted(self.members)}")
        if not self.readers:
            hints = get_type_hints(self.hint)
            self.readers = {name: (member, _reader(hints[member])) for name, member in self.members.items()}
        read_by = self.readers
        return self.hint(**{read_by[n][0]: read_by[n][1](item, f"{where}.{n}") for n, item in flat.items()})

    def _flat(self, value: Value, where: str) -> dict[str, Value]:
        """A record within the record is flattened: `needs: {fields: ..}` is read into `needs_fields`."""
        flat: dict[str, Value] = {}
        for name, item in value.items():
            grouped = isinstance(item, Mapping | None) and any(member.startswith(f"{name}_") for member in self.members)
            demand(name in self.members or grouped, f"{where}.{name}", "a known member")
            inside = {f"{name}_{part}": inner for part, inner in (item or {}).items()} if grouped else {}
            flat |= {name: item} if name in self.members else inside
        demand(flat.keys() <= self.members.keys(), where, f"{sorted(self.needed)}, of {sorted(self.members)}")
        return flat


def written(record: Value) -> Value:
    """Return a record as canonical JSON, from which `read` makes an equal one; nobody is to change it.

    Records never change, so what was written stands beside their members.
    """
    if "written" not in vars(record):
        record.__dict__["written"] = _plain(record)
    return record.__dict__["written"]


def _plain(value: Value) -> Value:
    if isinstance(value, (str, int)) or value is None:
        return value
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    members: Mapping[str, Value] = value.__dataclass_fields__
    return {name: _plain(getattr(value, name)) for name in members}
