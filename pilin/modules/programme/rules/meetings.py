"""Joint meetings: whose turn it is to chair, which number comes next, what stands on an agenda, who may take over."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from pilin.base.refusal import Finding
from pilin.kernel.matters.rules.clocks import ClockState
from pilin.modules.programme.rules.records import Record
from pilin.modules.programme.rules.refusals import ProgrammeRefusal

SILENCE_DAYS = 3
"""Days after the day of a meeting, or after a period of the chair's, from which the other side is told to take over."""

_FELL_THROUGH = ("called_off", "handed_over")
_OF_THE_CHAIR = {"returned": "revising", "scheduled": "meeting_day", "minuting": "drafting"}


def chair_next(meetings: Iterable[Record], sides: Collection[str]) -> str:
    """Return whose turn the chair is: the side that chaired longest ago, or never; of several the first by code.

    The article does not say who chairs; rotation among the sides is this programme's own rule. A meeting that fell
    through was chaired by nobody.
    """
    last: dict[str, date] = {}
    for meeting in meetings:
        if meeting.state not in _FELL_THROUGH and meeting.day is not None:
            last[meeting.opened_by] = max(meeting.day, last.get(meeting.opened_by, date.min))
    return min(sorted(sides), key=lambda side: last.get(side, date.min))


def number_next(meetings: Iterable[Record], year: int) -> int:
    """Return the next number within a year; numbers of meetings that fell through are not given again."""
    return max((int(m.value("number") or 0) for m in meetings if m.value("year") == year), default=0) + 1


def agenda_of(meeting: Record) -> Sequence[Mapping[str, str]]:
    """Return the agenda that counts: the chair's."""
    rows: Sequence[Mapping[str, str]] = meeting.value("agenda") or ()
    return rows


def on_agendas(meetings: Iterable[Record]) -> Mapping[str, Record]:
    """Return, by topic, the meeting that is not over and on whose agenda it stands; of two the one called first."""
    found: dict[str, Record] = {}
    for meeting in sorted(meetings, key=lambda one: one.id):
        if not meeting.is_over:
            for row in agenda_of(meeting):
                found.setdefault(row["topic"], meeting)
    return found


def doubled(meetings: Iterable[Record]) -> Mapping[str, Sequence[str]]:
    """Return the topics that stand on the agendas of several meetings that are not over, with the meetings' titles."""
    titles: dict[str, list[str]] = {}
    for meeting in sorted((one for one in meetings if not one.is_over), key=lambda one: one.id):
        for row in agenda_of(meeting):
            titles.setdefault(row["topic"], []).append(meeting.title)
    return {topic: names for topic, names in titles.items() if len(names) > 1}


def faults_of_call(
    meetings: Sequence[Record],
    *,
    number: tuple[int, int],
    topics: Collection[str],
    ours: str = "",
    instead_of: str = "",
) -> list[Finding]:
    """Return what stops a call: its year and number are taken, or a topic stands on another agenda.

    `ours` is the meeting that is called again, `instead_of` the one whose place is taken.
    """
    others = [one for one in meetings if one.id not in (ours, instead_of)]
    numbers = {(one.value("year"), one.value("number")) for one in meetings if one.id != ours}
    found = [Finding("number", ProgrammeRefusal.MEETING_NUMBER_IS_TAKEN)] if number in numbers else []
    elsewhere = on_agendas(others)
    code = ProgrammeRefusal.TOPIC_IS_ON_ANOTHER_AGENDA
    return found + [Finding("topics", code, {"meeting": elsewhere[t].title}) for t in topics if t in elsewhere]


def may_take_over(meeting: Record, clocks: Mapping[str, ClockState], *, me: str, day: date) -> bool:
    """Tell whether the chair has been silent for so long that the other side is told that it may take the chair."""
    clock = clocks.get(_OF_THE_CHAIR.get(meeting.state, ""))
    waited = clock is not None and clock.rolled_end + timedelta(days=SILENCE_DAYS) < day
    return waited and not meeting.is_over and meeting.opened_by != me and me in meeting.roles.values()
