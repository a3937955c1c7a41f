"""What is looked at before a matter of the room is opened or signed: stretches, times, numbers, and short remarks."""

from collections.abc import Mapping
from typing import Any

from pilin.base.refusal import Refused
from pilin.modules.border.rules import patrols
from pilin.modules.border.rules.codes import BorderRefusal

LINE_M = 58_000
"""How long the line is while nobody described it in the directory: the neighbours' own figure."""
REMARK_MAX, PLACE_MAX = 60, 60
APART_MINUTES, SHARED_M = 30, 100
"""The tolerance that a form offers: both sides sign the one that counts."""
_MOST = {"people": patrols.PEOPLE_MAX, "vehicles": patrols.VEHICLES_MAX}
_TOTAL_MAX = 99_999


def check_support(fields: Mapping[str, Any], *, length_m: int) -> None:
    """Refuse a request off the line, with numbers that nobody has, or with more than a short remark."""
    patrols.check_stretch(fields["from_m"], fields["to_m"], length_m=length_m)
    patrols.check_number("people", fields["people"], patrols.PEOPLE_MAX, least=1)
    check_numbers(fields)
    # No tactical data crosses the border here: what is free is too short for a deployment.
    for name in ("remark", "asked_by"):
        if len(str(fields.get(name, ""))) > REMARK_MAX:
            raise Refused(BorderRefusal.REMARK_IS_TOO_LONG, limit=REMARK_MAX)


def check_patrols(fields: Mapping[str, Any], *, length_m: int) -> None:
    """Refuse a plan of a month that does not hold: see `patrols.check_plan`."""
    patrols.check_plan(fields, length_m=length_m)


def check_roadblock(fields: Mapping[str, Any], *, length_m: int) -> None:
    """Refuse a roadblock that lies nowhere on the line."""
    _check_point(fields, length_m=length_m)


def check_joint_check(fields: Mapping[str, Any], *, length_m: int) -> None:
    """Refuse a check that lies nowhere on the line, at no time of a day, or that has no end."""
    _check_point(fields, length_m=length_m)
    patrols.check_time(str(fields["starts"]))
    patrols.check_number("minutes", fields["minutes"], patrols.MINUTES_MAX, least=1)


def check_numbers(fields: Mapping[str, Any]) -> None:
    """Refuse people, vehicles and totals that no side has in one day, in whatever step they stand."""
    for name, most in _MOST.items():
        if name in fields:
            patrols.check_number(name, fields[name], most)
    for name, number in (fields.get("totals") or {}).items():
        patrols.check_number(name, number, _TOTAL_MAX)


def _check_point(fields: Mapping[str, Any], *, length_m: int) -> None:
    if len(str(fields["title"])) > PLACE_MAX:
        raise Refused(BorderRefusal.REMARK_IS_TOO_LONG, limit=PLACE_MAX)
    at_m = fields["at_m"]
    if not 0 <= at_m <= length_m:
        raise Refused(BorderRefusal.STRETCH_IS_NOT_ON_THE_LINE, starts=at_m, ends=at_m, length=length_m)
