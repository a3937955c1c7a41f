"""Samples: a small agreement of two nodes, one of three, and changes of them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pilin.base.clock import Instant
from pilin.kernel.agreements.rules import (
    Agreement,
    Amendment,
    Clause,
    History,
    Party,
    Resumption,
    Suspension,
    Term,
    Termination,
    Text,
    Version,
    Words,
)
from pilin.kernel.federation.protocol.documents import name_of
from pilin.kernel.organisations.rules import Standing

US, THEM, THIRD = "330482", "310116", "330421"
BOTH, ALL = (THEM, US), (THEM, THIRD, US)
ID, OTHER_ID = "01980000-0000-7000-8000-000000000001", "01980000-0000-7000-8000-000000000002"
AT = Instant(datetime(2026, 3, 4, 1, 2, 3, tzinfo=UTC))
TODAY = date(2026, 3, 4)
START = date(2026, 1, 1)
OPEN_END = Term(last_day=None, winding_down_days=30)


def days(count: int) -> date:
    """Return the day so many days after today."""
    return TODAY + timedelta(days=count)


def later(count: int) -> Instant:
    """Return the instant so many days after now."""
    return Instant(AT + timedelta(days=count))


def clause(number: str, **members: Any) -> Clause:
    """Return a clause that admits matters, and by which notes and steps can be wound down."""
    values: dict[str, Any] = {
        "title": Words(zh=f"第{number}条", en=f"Clause {number}"),
        "text": Words(zh="双方协商。", en="Both sides deliberate."),
        "standing": Standing.ILLUSTRATIVE,
        "kinds": ("matters.*", "ledger.claim"),
        "winding_down_kinds": ("matters.step", "matters.note"),
        "matter_kinds": ("topic",),
        "accounts": ("clearing/transit",),
        "formulas": ("transit/net",),
    }
    return Clause(number=number, **{**values, **members})


def agreement(**members: Any) -> Agreement:
    """Return an agreement of two nodes with clauses 1 and 2."""
    values: dict[str, Any] = {
        "id": ID,
        "title": Words(zh="合作协议", en="Agreement"),
        "parties": (Party(code=THEM, body="金山"), Party(code=US, body="平湖")),
        "from_day": START,
        "term": OPEN_END,
        "clauses": (clause("1"), clause("2", kinds=("directory.*",), winding_down_kinds=())),
    }
    return Agreement(**{**values, **members})


def of_three() -> Agreement:
    """Return an agreement of three nodes."""
    parties = tuple(Party(code=code, body=f"一方{code}") for code in ALL)
    return agreement(parties=parties, id=OTHER_ID)


def amendment(base: str = "0" * 64, **members: Any) -> Amendment:
    """Return an amendment that adds clause 3 in ten days."""
    values: dict[str, Any] = {"from_day": days(10), "term": OPEN_END, "clauses": (clause("3"),)}
    return Amendment(agreement=ID, base=base, reason="补充", **{**values, **members})


def suspension(base: str = "0" * 64, **members: Any) -> Suspension:
    """Return a suspension of clause 1 for ten days that begin in ten days."""
    values: dict[str, Any] = {"from_day": days(10), "last_day": days(19), "clauses": ("1",)}
    return Suspension(agreement=ID, base=base, reason="防汛", **{**values, **members})


def resumption(base: str = "0" * 64, **members: Any) -> Resumption:
    """Return a resumption of clause 1 in fifteen days."""
    values: dict[str, Any] = {"from_day": days(15), "clauses": ("1",)}
    return Resumption(agreement=ID, base=base, reason="汛期结束", **{**values, **members})


def termination(base: str = "0" * 64, **members: Any) -> Termination:
    """Return a termination in thirty days with ten days of winding down."""
    values: dict[str, Any] = {"last_day": days(30), "winding_down_days": 10}
    return Termination(agreement=ID, base=base, reason="另订新约", **{**values, **members})


def hash_of(text: Text) -> str:
    """Return the hash of a text's document."""
    return name_of(text.as_json(), [US, THEM])


def history(*changes: Text, root: Agreement | None = None) -> History:
    """Return a history of the agreement and changes; each is based on the one before."""
    versions = [Version(hash_of(root or agreement()), root or agreement())]
    for change in changes:
        assert not isinstance(change, Agreement)
        based = replace(change, base=versions[-1].hash)
        versions.append(Version(hash_of(based), based))
    return History(tuple(versions))
