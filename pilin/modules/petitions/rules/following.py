"""What a case is made of from its two matters: where it stands, whose turn it is, and what happened on which day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pilin.kernel.matters.rules.fold import Matter, turn
from pilin.kernel.matters.rules.kinds import Kind
from pilin.modules.petitions.rules.periods import Course

TRANSFER, HANDLING = "petition_transfer", "petition_handling"
_STEPS = {
    "transferred": "open",
    "objected": "object",
    "answered": "answer",
    "review_asked": "ask_review",
    "reviewed": "review",
    "final_asked": "ask_final",
    "ended": "decide_final",
}
_ACCEPTED = ("accept", "assign", "keep")
_TO_RECEIVER, _TO_SENDER = ("accepted", "assigned"), ("kept",)
EXTENSION_DAYS = 30
"""信访工作条例 34: an extension of thirty days at most, once."""


@dataclass(frozen=True)
class Standing:
    """Where a matter of a petition stands; `handler` is who handles it once that is settled."""

    state: str
    is_over: bool
    turn: str
    handler: str
    part: Mapping[str, Any]


def standing_of(matter: Matter, kind: Kind, *, refused_by: str = "") -> Standing:
    """Return where a matter stands, with the part that it adds to the course of its case."""
    state = matter.state
    settled = state in (*_TO_RECEIVER, *_TO_SENDER)
    final = kind.states[state].final
    holders = "" if final else ",".join(dict.fromkeys(matter.roles[role] for role in turn(kind, matter).roles))
    return Standing(
        state="refused" if refused_by else state,
        is_over=bool(refused_by) or (final and not settled),
        turn=holders,
        handler=_handler(matter, kind),
        part=_part(matter, kind, is_left=state in ("left", "returned")),
    )


def _handler(matter: Matter, kind: Kind) -> str:
    if kind.name == HANDLING:
        return matter.roles["handler"]
    if matter.state in _TO_RECEIVER:
        return matter.roles["receiver"]
    return matter.roles["sender"] if matter.state in _TO_SENDER else ""


def _part(matter: Matter, kind: Kind, *, is_left: bool) -> dict[str, Any]:
    done = {step: matter.done[step].day.isoformat() for step in matter.done}
    days = {
        name: done[step] for name, step in _STEPS.items() if step in done and (step != "open" or kind.name == TRANSFER)
    }
    accepted = [done[step] for step in _ACCEPTED if step in done] if kind.name == TRANSFER else []
    if accepted and matter.state in (*_TO_RECEIVER, *_TO_SENDER):
        days["accepted"] = max(accepted)
    pauses = [day.isoformat() for clock in matter.clocks.values() for day in clock.pauses]
    found: dict[str, Any] = {"days": days, "hearings": list(zip(pauses[::2], pauses[1::2], strict=False))}
    if "extend" in done:
        found["extended"] = EXTENSION_DAYS
    if is_left:
        found["left_on"] = max(done.values())
    return found


def course_of(kept: Mapping[str, Any], received_on: date) -> Course:
    """Return the course of a case from what its matters added; it begins on the day on which it was received."""
    days, hearings, extended, left_on = {"registered": received_on}, [], 0, None
    for name in (TRANSFER, HANDLING, "own"):
        part = kept.get(name, {})
        days |= {step: date.fromisoformat(day) for step, day in part.get("days", {}).items()}
        hearings += [
            (date.fromisoformat(since), date.fromisoformat(until)) for since, until in part.get("hearings", ())
        ]
        extended = part.get("extended", extended)
        left_on = date.fromisoformat(part["left_on"]) if "left_on" in part else left_on
    return Course(days, extended, tuple(hearings), left_on)
