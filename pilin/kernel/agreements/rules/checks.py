"""What is wrong with a text, read alone: its form, its days, its clauses, and whether its parties are all who sign."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from pilin.base import ids
from pilin.base.refusal import Finding, Refused
from pilin.kernel.agreements.rules.codes import AgreementRefusal
from pilin.kernel.agreements.rules.history import covers
from pilin.kernel.agreements.rules.texts import (
    Agreement,
    Amendment,
    Clause,
    Suspension,
    Text,
    Words,
    from_json,
)

_YEARS = range(1949, 2200)
_DAYS = range(3661)
_LIST_MAX = 200


def _matches(pattern: str) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(pattern, text) is not None


def _line(length_max: int) -> Callable[[str], bool]:
    """Accept one plain line: not empty, without outer spaces or control characters."""
    return lambda text: 0 < len(text) <= length_max and text.isprintable() and text == text.strip()


def _lines(length_max: int) -> Callable[[str], bool]:
    return lambda text: all(map(_line(length_max), text.split("\n"))) and len(text) <= length_max


_NUMBER = _matches(r"\d{1,3}(\.\d{1,3}){0,2}")
_KIND = _matches(r"(?=.{1,48}$)[a-z][a-z0-9_]*(\.[a-z0-9_]+)*(\.\*)?")
_FORMS: Mapping[str, Callable[[str], bool]] = {
    "id": ids.is_id,
    "agreement": ids.is_id,
    "base": _matches(r"[0-9a-f]{64}"),
    "code": _matches(r"[1-9]\d{5}"),
    "number": _NUMBER,
    "clauses": _NUMBER,
    "kinds": _KIND,
    "winding_down_kinds": _KIND,
    "title": _line(200),
    "body": _line(200),
    "matter_kinds": _line(120),
    "accounts": _line(120),
    "formulas": _line(120),
    "text": _lines(4000),
    "reason": _lines(1000),
}


def check_text(text: Mapping[str, Any], parties: Sequence[str]) -> list[Finding]:
    """Return what is wrong with an offered text for the parties (node codes) of its document, read alone."""
    try:
        read = from_json(text)
    except Refused as refused:
        return [Finding(str(refused.facts["where"]), AgreementRefusal.AGREEMENT_DOES_NOT_READ)]
    places = [where for where, name, value in _leaves(read, "", "") if not _fits(name, value)]
    malformed = [Finding(where, AgreementRefusal.AGREEMENT_DOES_NOT_READ) for where in places]
    return malformed or [*_parties(read, parties), *_days(read), *_clauses(read)]


def _leaves(value: object, name: str, where: str) -> Iterator[tuple[str, str, object]]:
    """Yield place, name of the member, and value of every text, number, day and list."""
    if is_dataclass(value):
        for field in fields(value):
            inner = name if isinstance(value, Words) else field.name
            yield from _leaves(getattr(value, field.name), inner, f"{where}.{field.name}".lstrip("."))
        return
    yield where, name, value
    if isinstance(value, tuple):
        for place, item in enumerate(value):
            yield from _leaves(item, name, f"{where}[{place}]")


def _fits(name: str, value: object) -> bool:
    """Tell whether a text has the form of its member, a number or a day is in range, a list is short and names once."""
    if isinstance(value, str):
        return _FORMS.get(name, bool)(value)
    if isinstance(value, tuple):
        return len(value) <= _LIST_MAX and len(set(value)) == len(value)
    if isinstance(value, date):
        return value.year in _YEARS
    return value is None or value in _DAYS


def _parties(text: Text, parties: Sequence[str]) -> Iterator[Finding]:
    if not isinstance(text, Agreement):
        return  # a change names no parties: they are its agreement's
    if len(text.codes) < 2:
        yield Finding("parties", AgreementRefusal.AGREEMENT_NEEDS_TWO_PARTIES)
    if text.codes != tuple(sorted(parties)):
        yield Finding("parties", AgreementRefusal.DOCUMENT_MUST_GO_TO_ALL_PARTIES)


def _days(text: Text) -> Iterator[Finding]:
    """Yield where a last day lies before the first."""
    spans: list[tuple[str, date | None, date | None]] = []
    if isinstance(text, (Agreement, Amendment)):
        spans.append(("term", text.from_day, text.term.last_day))
        spans += [(f"clause {clause.number}", clause.from_day, clause.last_day) for clause in text.clauses]
    elif isinstance(text, Suspension):
        spans.append(("last_day", text.from_day, text.last_day))
    for where, first, last in spans:
        if first is not None and last is not None and last < first:
            yield Finding(where, AgreementRefusal.AGREEMENT_DAYS_MUST_RUN_FORWARD)


def _clauses(text: Text) -> Iterator[Finding]:
    if not isinstance(text, (Agreement, Amendment)):
        return
    if isinstance(text, Agreement) and not text.clauses:
        yield Finding("clauses", AgreementRefusal.AGREEMENT_NEEDS_A_CLAUSE)
    seen: set[str] = set()
    for clause in text.clauses:
        yield from _clause(clause, seen)
        seen.add(clause.number)


def _clause(clause: Clause, seen: set[str]) -> Iterator[Finding]:
    where = f"clause {clause.number}"
    if clause.number in seen:
        yield Finding(where, AgreementRefusal.CLAUSE_NUMBER_STANDS_TWICE)
    if not all(covers(clause.kinds, kind) for kind in clause.winding_down_kinds):
        yield Finding(where, AgreementRefusal.WINDING_DOWN_MUST_BE_NARROWER)
