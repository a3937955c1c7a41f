"""Members of a document, read strictly: nothing missing, nothing besides, each of its own type and within bounds."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from pilin.base.money import FEN_MAX
from pilin.base.refusal import Refused
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.words import BP

W = TypeVar("W", bound=StrEnum)


def unreadable(where: str, wants: str) -> Refused:
    """Return the refusal of a document at a place, with what should stand there."""
    return Refused(MedicalRefusal.POLICY_DOES_NOT_READ, where=where, wants=wants)


def members(value: object, where: str, names: str) -> Mapping[str, Any]:
    """Return a mapping that has these members (names apart by spaces) and no others."""
    if not isinstance(value, Mapping) or value.keys() != {*names.split()}:
        raise unreadable(where, names)
    return value


def items(value: object, where: str, *, empty: bool = False) -> list[tuple[object, str]]:
    """Return the items of a list, each with its place, counted from one."""
    if not isinstance(value, Sequence) or isinstance(value, str) or not (value or empty):
        raise unreadable(where, "a list")
    return [(item, f"{where}/{number}") for number, item in enumerate(value, start=1)]


def whole(value: object, where: str, least: int = 0, most: int = FEN_MAX) -> int:
    """Return an integer within bounds; a truth value is none."""
    if type(value) is not int or not least <= value <= most:
        raise unreadable(where, f"{least}..{most}")
    return value


def ratio(value: object, where: str) -> int:
    """Return a ratio in basis points, at most one."""
    return whole(value, where, 0, BP)


def truth(value: object, where: str) -> bool:
    """Return a truth value."""
    if type(value) is not bool:
        raise unreadable(where, "true, false")
    return value


def text(value: object, where: str, pattern: str) -> str:
    """Return a text of a form."""
    if not isinstance(value, str) or re.fullmatch(pattern, value) is None:
        raise unreadable(where, pattern)
    return value


def day(value: object, where: str) -> date:
    """Return a day that is written as 2026-07-01."""
    try:
        return date.fromisoformat(text(value, where, r"\d{4}-\d\d-\d\d"))
    except ValueError:
        raise unreadable(where, "YYYY-MM-DD") from None


def word(kind: type[W], value: object, where: str) -> W:
    """Return a word of a closed list."""
    try:
        return kind(value)  # type: ignore[arg-type]
    except ValueError:
        raise unreadable(where, ", ".join(kind)) from None


def words(kind: type[W], value: object, where: str, *, empty: bool = False) -> tuple[W, ...]:
    """Return different words of a closed list."""
    found = tuple(word(kind, item, place) for item, place in items(value, where, empty=empty))
    if len({*found}) < len(found):
        raise unreadable(where, "each once")
    return found


def titled(value: object, where: str) -> Mapping[str, str]:
    """Return a title in both languages."""
    said = members(value, where, "zh en")
    return {language: text(said[language], f"{where}/{language}", r"\S.{0,199}") for language in ("zh", "en")}
