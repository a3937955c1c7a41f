"""Drafts as forms send them: a field of a plan or of a half under the name that its input bears."""

from collections.abc import Mapping, Sequence
from typing import Any

from pilin.base.money import Fen, yuan_text

PLAN, HALF = SORTS = ("plan", "half")
NAMES_MAX, TEXT_MAX = 1500, 20_000
_AMOUNTS = ("amount",)
_BESIDE = ("csrfmiddlewaretoken", "base", "do", "more", "peer")
"""What a form sends that is no field of the draft."""


def flat(said: Mapping[str, Any], *, before: str = "") -> dict[str, str]:
    """Return what a plan or a half says as its form sends it: members by a point, rows by their number."""
    found: dict[str, str] = {}
    for name, value in said.items():
        found |= _one(f"{before}{name}", value)
    return {name: text for name, text in found.items() if text}


def _one(name: str, value: Any) -> dict[str, str]:
    if isinstance(value, Mapping):
        return flat(value, before=f"{name}.")
    if isinstance(value, str):
        return {name: value}
    if isinstance(value, Sequence):
        return _several(name, value)
    if value is None:
        return {}
    return {name: yuan_text(Fen(value)).replace(",", "") if name.endswith(_AMOUNTS) else str(value)}


def _several(name: str, values: Sequence[Any]) -> dict[str, str]:
    if not all(isinstance(one, Mapping) for one in values):
        return {name: "\n".join(str(one) for one in values)}
    found = {f"{name}-rows": str(len(values))} if values else {}
    for number, row in enumerate(values):
        for member, value in row.items():
            found |= _one(f"{name}-{number}-{member}", value)
    return found


def sent(data: Mapping[str, str]) -> dict[str, str]:
    """Return the fields that a form sent, without what is no field; bounded, whatever was sent."""
    named = [(name, text) for name, text in data.items() if name not in _BESIDE and len(name) < 100]
    return {name: text.replace("\r\n", "\n")[:TEXT_MAX] for name, text in named[:NAMES_MAX] if text}


def half_fields(half: Mapping[str, Any]) -> dict[str, str]:
    """Return a half as its form sends it: the days of milestones under their names."""
    reached = {f"reached.{one['id']}": one["day"] for one in half.get("reached", ())}
    return flat({name: value for name, value in half.items() if name != "reached"}) | reached
