"""What pages and the ten duties read of information, law, rosters, escalations and drills; and the next meetings."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from django.utils.translation import gettext

from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.queries import MatterRow, Wanted
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.modules.border.queries.records import records, spanned
from pilin.modules.border.rules import law, public, sharing
from pilin.modules.border.rules.public import PUBLIC_FIELDS, LawEvent, LawStop
from pilin.modules.border.rules.records import (
    CATALOGUE,
    DRILL,
    ESCALATION,
    LAW_EVENT,
    LAW_STOP,
    REQUEST,
    ROSTER,
    Record,
)
from pilin.web.flows import DutyFigure
from pilin.web.public.fields import only

MEETINGS_MAX = 5
_COUNTED = (ROSTER, ESCALATION, DRILL, REQUEST, LAW_EVENT)


def calendar(parties: Collection[str]) -> Calendar:
    """Return the calendar on which these parties agreed last; one query. Raises CALENDAR_IS_UNKNOWN without one."""
    known = matters.known()
    name = known.calendar_of(parties)
    if not name:
        raise Refused(MatterRefusal.CALENDAR_IS_UNKNOWN, calendar="")
    return known.agreed[name]


def catalogue(sides: Collection[str]) -> list[Record]:
    """Return what sides list and share today, the latest first; one query."""
    listed = [one for one in records(CATALOGUE, is_over=False) if one.opened_by in sides and not one.refused_by]
    return [one for one in listed if one.text("category") != sharing.CLOSED]


def meetings(*, day: date, kinds: Mapping[str, Kind]) -> list[MatterRow]:
    """Return the joint meetings that are open, what ends first first: their rhythm and chair stand in the programme."""
    wanted, known = Wanted(kind="meeting"), {kind.digest: kind for kind in kinds.values()}
    found = matters.matters(me=facts.me(), day=day, wanted=wanted, limit=MEETINGS_MAX, kinds=known).rows
    return sorted(found, key=lambda one: (one.rolled_end or date.max, one.id))


def public_law(*, day: date) -> tuple[list[LawStop], list[LawEvent]]:
    """Return stops and coming events as everybody may see them; two queries."""
    stops = [only(one, PUBLIC_FIELDS) for one in public.stops_of(records(LAW_STOP, is_over=False))]
    return stops, [only(one, PUBLIC_FIELDS) for one in public.events_of(records(LAW_EVENT, is_over=False), day)]


def figures(*, start: date, end: date) -> Sequence[DutyFigure]:
    """Return what both sides did for the duties 1, 2, 7 and 10 from a day until before another; one query.

    What both did together (drills, events) is told as each side's. Nothing here asks which day it is today, so that
    both nodes tell the same of the same facts.
    """
    found = [one for one in spanned(*_COUNTED, first=start, last=end - timedelta(days=1)) if not one.refused_by]
    by_kind = {kind: [one for one in found if one.kind == kind] for kind in _COUNTED}
    return [
        _opened(1, gettext("列入的联系与值班表（份）"), by_kind[ROSTER]),
        _opened(2, gettext("提出的逐级提升（件）"), by_kind[ESCALATION]),
        _both(2, gettext("双方签了解决办法的（件）"), by_kind[ESCALATION], "settled"),
        _both(2, gettext("双方已演练（次）"), by_kind[DRILL], "closed"),
        *_requests(by_kind[REQUEST]),
        *_law(by_kind[LAW_EVENT]),
    ]


def _sides(found: Sequence[Record]) -> list[str]:
    """Return the sides of some matters: of nobody else does anything signed say a number, not even nought."""
    return sorted({node for one in found for node in one.roles.values()})


def _opened(duty: int, label: str, found: Sequence[Record]) -> DutyFigure:
    counted = Counter(one.opened_by for one in found)
    return DutyFigure(duty, label, {side: counted[side] for side in sorted(counted)})


def _both(duty: int, label: str, found: Sequence[Record], state: str) -> DutyFigure:
    return DutyFigure(duty, label, dict.fromkeys(_sides(found), sum(one.state == state for one in found)))


def _requests(found: Sequence[Record]) -> list[DutyFigure]:
    """Return what sides asked, for those that did, and what they answered, for those that were asked."""
    told = sharing.tallies(found, _sides(found))
    asked, held = ({side: one for side, one in told.items() if getattr(one, name)} for name in ("asked", "received"))
    return [
        DutyFigure(7, gettext("提出的信息请求（件）"), {side: one.asked for side, one in asked.items()}),
        DutyFigure(7, gettext("同意提供（件）"), {side: one.granted for side, one in held.items()}),
        DutyFigure(7, gettext("不予提供（件）"), {side: one.refused for side, one in held.items()}),
        DutyFigure(7, gettext("逾期答复或未答复（件）"), {side: one.late for side, one in held.items()}),
    ]


def _law(found: Sequence[Record]) -> list[DutyFigure]:
    sums, sides = law.total(found), _sides([one for one in found if one.state == "held"])
    return [
        _both(10, gettext("双方确认的法治宣传活动（场）"), found, "held"),
        DutyFigure(10, gettext("参加人次（人次）"), dict.fromkeys(sides, sums["attendance"]), about_people=True),
        DutyFigure(10, gettext("已答复的提问（件）"), dict.fromkeys(sides, sums["answered"])),
    ]
