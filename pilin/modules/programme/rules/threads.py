"""Threads: from a topic to the meetings that treated it, to what they decided, to the duties and their results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pilin.modules.programme.rules.meetings import agenda_of
from pilin.modules.programme.rules.records import DISPUTE, DUTY, MEETING, Record, Value, by_kind


@dataclass(frozen=True)
class Asked:
    """A decision or a difference of minutes, and the matter that carries it out, where it is there already."""

    text: Mapping[str, str]
    carried_by: Record | None


@dataclass(frozen=True)
class Treated:
    """What one meeting did with a topic: the item of its minutes, decisions and differences."""

    meeting: Record
    item: Mapping[str, str]
    decisions: Sequence[Asked]
    differences: Sequence[Asked]


@dataclass(frozen=True)
class Thread:
    """One topic with the meetings that treated it, in their order; without a topic: decisions that name none."""

    topic: Record | None
    title: str
    treated: Sequence[Treated]


def thread(topic: str, records: Sequence[Record]) -> Thread:
    """Return the thread of a topic (its id, or "" for decisions that name none) through records of all kinds."""
    found = next((record for record in records if record.id == topic), None)
    meetings = sorted(by_kind(records, MEETING), key=lambda meeting: meeting.id)
    treated = [_treated(topic, meeting, records) for meeting in meetings if _treats(meeting, topic)]
    called = [row["title"] for meeting in meetings for row in agenda_of(meeting) if row["topic"] == topic]
    return Thread(found, found.title if found else next(iter(called), ""), treated)


def topics_of(meeting: Record) -> list[str]:
    """Return the topics of a meeting in the order of its agenda, and "" where a decision names none."""
    listed = [row["topic"] for row in agenda_of(meeting)]
    decided = [decision.get("topic", "") for decision in _rows(meeting, "decisions")]
    return list(dict.fromkeys([*listed, *decided]))


def _treats(meeting: Record, topic: str) -> bool:
    return topic in topics_of(meeting)


def _treated(topic: str, meeting: Record, records: Sequence[Record]) -> Treated:
    of = [record for record in records if record.meeting == meeting.id]
    duties = {record.item: record for record in by_kind(of, DUTY)}
    disputes = {record.item: record for record in by_kind(of, DISPUTE)}
    item: Mapping[str, str] = next((row for row in _rows(meeting, "items") if row["topic"] == topic), {})
    decisions = [row for row in _rows(meeting, "decisions") if row.get("topic", "") == topic]
    differences = [row for row in _rows(meeting, "differences") if row["topic"] == topic]
    return Treated(
        meeting,
        item,
        [Asked(row, duties.get(row["id"])) for row in decisions],
        [Asked(row, disputes.get(row["id"])) for row in differences],
    )


def _rows(meeting: Record, name: str) -> Value:
    return meeting.value(name) or ()
