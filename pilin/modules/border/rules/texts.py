"""Texts of the room: numbers of persons are masked in them before anything is kept or signed; pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from pilin.base import masking
from pilin.kernel.matters.rules.kinds import FieldRule, Kind

PLAIN = frozenset({"id", "phone", "hash"})
"""Members that are judged as what they are, and are no free text: a number, an office telephone, a SHA-256."""


class Kept(NamedTuple):
    """Fields as an event carries them, and how many places were masked in them: people are told."""

    fields: Mapping[str, Any]
    places: int


def masked(kind: Kind, fields: Mapping[str, Any]) -> Kept:
    """Return fields with numbers of persons, telephones and plates masked in every text, also within lists.

    个人信息保护法 6: what is not needed is not kept.
    """
    found = {name: _masked(name, kind.fields[name], value) for name, value in fields.items() if name in kind.fields}
    rest = {name: value for name, value in fields.items() if name not in kind.fields}
    return Kept({**rest, **{name: one for name, (one, _places) in found.items()}}, sum(n for _one, n in found.values()))


def _masked(name: str, rule: FieldRule, value: Any) -> tuple[Any, int]:
    if isinstance(value, str):
        return masking.mask_personal(value) if rule.type == "text" and name not in PLAIN else (value, 0)
    if isinstance(value, list):
        inner = replace(rule, type="record" if rule.members else "text")
        items = [_masked(name, inner, item) for item in value]
        return [item for item, _places in items], sum(places for _item, places in items)
    if isinstance(value, Mapping):
        members = {key: _masked(key, rule.members[key], item) for key, item in value.items() if key in rule.members}
        return {key: item for key, (item, _places) in members.items()}, sum(n for _item, n in members.values())
    return value, 0
