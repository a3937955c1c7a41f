"""Reading: a signed document into the frozen classes whose annotations are its schema."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, TypeAlias, get_args, get_type_hints

from pilin.kernel.matters.rules.refusals import demand

Value: TypeAlias = Any  # canonical JSON


def is_day(value: Value) -> bool:
    """Tell whether a value is a day as YYYY-MM-DD."""
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def read(hint: Value, value: Value, where: str) -> Value:
    """Return a document as a hint says, or raise DOCUMENT_IS_MALFORMED. A list of one may be written as its word."""
    origin, inner = getattr(hint, "__origin__", None), get_args(hint)
    if type(None) in inner:  # always `X | None`
        return None if value is None else read(inner[0], value, where)
    if is_dataclass(hint):
        return _record(hint, value, where)
    if origin is tuple:
        items = [value] if isinstance(value, str) else value
        demand(isinstance(items, (list, tuple)), where, "list")
        return tuple(read(inner[0], item, f"{where}.{number}") for number, item in enumerate(items))
    if origin is Mapping:
        demand(isinstance(value, Mapping) and {*get_args(inner[0])} <= {*value}, where, str(hint))
        return {read(inner[0], name, where): read(inner[1], item, f"{where}.{name}") for name, item in value.items()}
    plain = is_day(value) if hint is date else type(value) is hint and (hint is not int or 0 <= value < 500_000)
    demand(hint is Any or (value in inner if origin is Literal else plain), where, str(inner or hint))
    return date.fromisoformat(value) if hint is date else value


@cache
def _schema(hint: type) -> tuple[dict[str, Value], dict[str, Field[Value]], set[str]]:
    """Return the hints of a class, its members by the names that documents write, and which of them must stand."""
    members = {member.name.rstrip("_"): member for member in fields(hint)}
    needed = {name for name, m in members.items() if m.default is MISSING and m.default_factory is MISSING}
    return get_type_hints(hint), members, needed


def _record(hint: Value, value: Value, where: str) -> Value:
    demand(isinstance(value, Mapping), where, "record")
    # A record within the record is flattened: `needs: {fields: ..}` is read into `needs_fields`.
    hints, members, needed = _schema(hint)
    flat: dict[str, Value] = {}
    for name, item in value.items():
        grouped = isinstance(item, Mapping | None) and any(member.startswith(f"{name}_") for member in members)
        demand(name in members or grouped, f"{where}.{name}", "a known member")
        flat |= {name: item} if name in members else {f"{name}_{part}": inner for part, inner in (item or {}).items()}
    demand(needed <= flat.keys() <= members.keys(), where, f"{sorted(needed)}, of {sorted(members)}")
    return hint(**{(m := members[n].name): read(hints[m], item, f"{where}.{n}") for n, item in flat.items()})
