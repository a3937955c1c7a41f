"""重点破难: hard problems on the board, who claimed them, and the two ladders by which each side goes up."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pilin.base.refusal import Refused
from pilin.modules.projects.rules.records import Record
from pilin.modules.projects.rules.refusals import SupervisionRefusal

RUNGS = ("town", "county", "city", "province")
"""From below: each side has its own superiors at each rung, and neither side's may tell the other's what to do."""

CLAIMED = {"claimed_by_raiser": "raiser", "claimed_by_other": "other"}


@dataclass(frozen=True)
class Rung:
    """One step up: how high, to whom, on which day, and what was answered; empty while there is no answer."""

    level: str
    line: str
    on: str
    answer: str = ""


@dataclass(frozen=True)
class Told:
    """A step of the story: who took it, which it was, and what it carried."""

    author: str
    step: str
    fields: Mapping[str, Any]


def ladders(story: Iterable[Told], sides: Iterable[str]) -> dict[str, tuple[Rung, ...]]:
    """Return each side's ladder, from below: an answer is that of the rung to which the side went last."""
    found: dict[str, tuple[Rung, ...]] = dict.fromkeys(sides, ())
    for told in story:
        held = found.get(told.author, ())
        if told.step == "escalate":
            rung = Rung(*(str(told.fields.get(name, "")) for name in ("rung", "line", "line_on")))
            found[told.author] = (*held, rung)
        elif told.step == "tell_answer" and held:
            found[told.author] = (*held[:-1], replace(held[-1], answer=str(told.fields.get("line_answer", ""))))
    return found


def check_rung(step: str, fields: Mapping[str, Any], *, last: str, day: date) -> None:
    """Refuse to go to a rung that is not above the last one of our side, or on a day that has not come."""
    if step != "escalate":
        return
    rung = str(fields.get("rung"))
    if last in RUNGS and RUNGS.index(rung) <= RUNGS.index(last):
        raise Refused(SupervisionRefusal.RUNG_IS_NOT_ABOVE)
    if date.fromisoformat(str(fields["line_on"])) > day:
        raise Refused(SupervisionRefusal.REPORT_LIES_AHEAD, day=str(fields["line_on"]))


def claimed_by(record: Record) -> tuple[str, str]:
    """Return the side that claimed a problem and the body that it named; empty where nobody has."""
    role = CLAIMED.get(record.state, "")
    said = record.asserted.get("claimed_by", {})
    return (record.roles[role], str(said.get(role, ""))) if role else ("", "")


def last_rungs(record: Record) -> dict[str, str]:
    """Return how high each side went last, by the code of its node."""
    return {record.roles[role]: str(rung) for role, rung in record.asserted.get("rung", {}).items()}
