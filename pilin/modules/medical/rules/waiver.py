"""A waiver of filing (备案): where an agreement frees the persons of one side from filing care at places of the other.

By statute only the zone of Qingpu, Wujiang and Jiashan is free of filing (上海市医疗保障条例 art. 10); any other is
what the two agencies sign. It is a document, kept for ever, and chosen by the day of service.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pilin.base.refusal import Refused
from pilin.modules.medical.rules import members as has
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.persons import FILED, areas_that_cover
from pilin.modules.medical.rules.words import Filing

TYPE = "filing_waiver"
_MEMBERS = "type side areas counts_as from_day until_day"
_DIVISION = r"[1-9]\d{5}"


@dataclass(frozen=True, slots=True)
class Waiver:
    """Whose persons (`side`) need not file care at which divisions, and as what kind of filing it counts."""

    side: str
    areas: tuple[str, ...]
    counts_as: Filing
    from_day: date
    until_day: date | None


def read_waiver(document: Mapping[str, Any]) -> Waiver:
    """Return the waiver of a document. Raises POLICY_DOES_NOT_READ with the place that does not."""
    top = has.members(document, "waiver", _MEMBERS)
    has.text(top["type"], "type", TYPE)
    counts_as = has.word(Filing, top["counts_as"], "counts_as")
    if counts_as not in FILED:
        raise has.unreadable("counts_as", ", ".join(FILED))
    until = None if top["until_day"] is None else has.day(top["until_day"], "until_day")
    from_day = has.day(top["from_day"], "from_day")
    if until is not None and until < from_day:
        raise Refused(MedicalRefusal.DAYS_MUST_RUN_FORWARD, from_day=from_day, until_day=until)
    areas = tuple(has.text(area, place, _DIVISION) for area, place in has.items(top["areas"], "areas"))
    return Waiver(has.text(top["side"], "side", _DIVISION), areas, counts_as, from_day, until)


def waived_as(waivers: Sequence[Waiver], *, side: str, area: str, day: date) -> str:
    """Return as what unfiled care at an area counts on a day, by the last waiver; empty where there is none."""
    covering = {*areas_that_cover(area)}
    for one in reversed(waivers):
        holds = one.from_day <= day and (one.until_day is None or day <= one.until_day)
        if one.side == side and holds and covering & {*one.areas}:
            return one.counts_as.value
    return ""
