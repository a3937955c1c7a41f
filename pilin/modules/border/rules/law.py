"""法治宣传联谊: events and stops of the road of law, materials by title or hash, questions without names; pure."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pilin.base.refusal import Refused
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.patrols import check_number
from pilin.modules.border.rules.records import LAW_EVENT, Record
from pilin.modules.border.rules.sharing import check_day

ROAD_M = 5_000
"""十里: how long the road of law is, as the article names it."""
ATTENDANCE_MAX, QUESTIONS_MAX = 50_000, 5_000
"""More than both towns have people, or an evening has questions: a slip of the pen."""
NUMBERS = ("attendance", "questions", "answered")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Asked:
    """A question of an event and its answer; empty where there was none. Nobody is named."""

    question: str
    answer: str


def check_event(fields: Mapping[str, Any], *, today: date) -> None:
    """Refuse an event of a day that has passed, or with a material whose hash is none."""
    check_day(str(fields["day"]), today)
    check_materials(fields)


def check_materials(fields: Mapping[str, Any]) -> None:
    """Refuse a hash that is no SHA-256. Raises HASH_OF_MATERIAL_IS_NONE."""
    for one in fields.get("materials") or ():
        if "hash" in one and _HASH.fullmatch(str(one["hash"])) is None:
            raise Refused(BorderRefusal.HASH_OF_MATERIAL_IS_NONE, title=str(one["title"])[:40])


def check_report(fields: Mapping[str, Any]) -> None:
    """Refuse numbers that no event has: below nought, beyond the towns, or more answered than asked."""
    check_number("attendance", fields["attendance"], ATTENDANCE_MAX)
    for name in ("questions", "answered"):
        check_number(name, fields[name], QUESTIONS_MAX)
    listed = fields.get("asked") or []
    answers = sum(bool(one.get("answer")) for one in listed)
    if not len(listed) <= fields["questions"] >= fields["answered"] >= answers:
        asked = max(len(listed), fields["questions"])
        raise Refused(BorderRefusal.MORE_ANSWERS_THAN_QUESTIONS, asked=asked, answered=max(answers, fields["answered"]))
    check_materials(fields)


def check_stop(fields: Mapping[str, Any], *, length_m: int) -> None:
    """Refuse a stop that lies nowhere on the line."""
    at_m = fields.get("chainage_m", 0)
    if not 0 <= at_m <= length_m:
        raise Refused(BorderRefusal.STRETCH_IS_NOT_ON_THE_LINE, starts=at_m, ends=at_m, length=length_m)


def numbers_of(event: Record) -> Mapping[str, int]:
    """Return the numbers of an event that both confirmed: attendance, questions asked and answered; else nothing."""
    if event.kind != LAW_EVENT or event.state != "held":
        return {}
    return {name: event.number(name) for name in NUMBERS}


def asked_of(event: Record) -> list[Asked]:
    """Return the questions of an event that both confirmed, with their answers."""
    listed = event.agreed.get("asked") or [] if event.state == "held" else []
    return [Asked(str(one["question"]), str(one.get("answer", ""))) for one in listed]


def materials_of(event: Record) -> list[tuple[str, str]]:
    """Return title and hash of the materials of an event; an empty hash where there is no file."""
    return [(str(one["title"]), str(one.get("hash", ""))) for one in event.value("materials") or ()]


def total(events: Sequence[Record]) -> Mapping[str, int]:
    """Return the sums of confirmed events."""
    sums: Counter[str] = Counter()
    for one in events:
        sums.update(numbers_of(one))
    return {name: sums[name] for name in NUMBERS}


def is_coming(event: Record, today: date) -> bool:
    """Tell whether both join an event that is still to come, today's included."""
    return event.kind == LAW_EVENT and event.state == "joined" and not event.refused_by and event.on >= today
