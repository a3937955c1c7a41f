"""Texts: what is masked before it is kept or signed, and what stands apart from every event."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from pilin.base import masking
from pilin.kernel.matters.rules.kinds import FieldRule, Kind

PART = "texts"
PURPOSE = "people's mediation"


class Sorted(NamedTuple):
    """Fields as an event carries them, the texts that stand apart, and how many places were masked in both."""

    fields: dict[str, Any]
    apart: dict[str, str]
    places: int


def sort(kind: Kind, values: Mapping[str, Any]) -> Sorted:
    """Mask numbers that tell who somebody is (PIPL 6, 28), and set apart what not everybody may see.

    Identity numbers, telephone numbers and plates are masked in every text, before anything is stored or signed.
    """
    fields, apart, places = dict[str, Any](), dict[str, str](), 0
    for name, value in values.items():
        masked, count = _masked(kind.fields[name], value)
        places += count
        if kind.fields[name].sees != ("all",):
            apart[name] = masked
        else:
            fields[name] = masked
    return Sorted(fields, apart, places)


def tells(kind: Kind, values: Mapping[str, Any]) -> bool:
    """Tell whether a text among values of a kind holds what is to be masked."""
    return sort(kind, {name: value for name, value in values.items() if name in kind.fields}).places > 0


def _masked(rule: FieldRule, value: Any) -> tuple[Any, int]:
    if rule.type == "text" and isinstance(value, str):
        plain, _seams = masking.without_seams(value)
        return masking.mask_personal(masking.made_visible(plain))
    if rule.type == "record" and isinstance(value, Mapping):
        return _each(rule, value)
    if rule.type == "list" and rule.members and isinstance(value, list):
        rows = [_each(rule, row) for row in value]
        return [row for row, _count in rows], sum(count for _row, count in rows)
    return value, 0


def _each(rule: FieldRule, value: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    found = {name: _masked(rule.members[name], inner) for name, inner in value.items() if name in rule.members}
    return {name: inner for name, (inner, _count) in found.items()}, sum(count for _inner, count in found.values())


def written(apart: Mapping[str, str]) -> bytes:
    """Return texts as the bytes of a detached part."""
    return json.dumps(apart, ensure_ascii=False, sort_keys=True).encode()


def read(data: bytes) -> dict[str, str]:
    """Return the texts of a detached part; what the other side wrote otherwise reads as nothing."""
    try:
        found = json.loads(data)
    except ValueError:
        return {}
    return {str(name): str(text) for name, text in found.items()} if isinstance(found, dict) else {}


def keep_until(day: date, years: int) -> date:
    """Return the last day of keeping: years are counted from the end of the year in which the text was written."""
    return date(day.year + years, 12, 31)
