"""What the pages of the deliberation read: lists in their order and within bounds, and threads in few queries."""

from datetime import date
from importlib import import_module
from typing import Any

import pytest

from pilin.kernel.matters.tests.stage import US
from pilin.modules.programme import models, queries
from pilin.modules.programme.tests.council import CALL, TOPIC
from pilin.modules.programme.tests.table import Table
from pilin.modules.programme.tests.test_kinds import DUTY


def duties(table: Table, *days: str) -> list[str]:
    """Open a duty for each day (empty: without one); return their ids."""
    meeting = table.called(*table.topics())
    found = []
    for number, day in enumerate(days):
        due = {"due": day} if day else {}
        fields = {name: value for name, value in DUTY.items() if name != "due"}
        table.stage.later(seconds=2)
        found.append(table.open("duty", {**fields, "meeting": meeting, "decision": f"决{number}", **due}))
    return found


def test_duties_stand_by_their_day_and_those_without_one_last(table: Table) -> None:
    without, late, early = duties(table, "", "2026-12-31", "2026-06-30")
    assert [duty.id for duty in queries.council().duties] == [early, late, without]


def test_what_is_over_stands_apart(table: Table) -> None:
    (duty,) = duties(table, "2026-06-30")
    for step, fields in (("report_result", {"result": "亮灯"}), ("confirm_done", {})):
        table.take(duty, step, fields)
    table.they_take(duty, "confirm_done")
    found = queries.council()
    assert (found.duties, [one.id for one in found.closed]) == ([], [duty])
    assert found.closed[0].state == "done"


def test_lists_are_bounded(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    council = import_module("pilin.modules.programme.queries.council")
    monkeypatch.setattr(council, "LISTED_MAX", 2)
    monkeypatch.setattr(council, "MEETINGS_MAX", 1)
    duties(table, "2026-06-30", "2026-07-31", "2026-08-31")
    table.called(*table.topics(), number=2)
    found = queries.council()
    assert (len(found.duties), len(found.topics), len(found.meetings)) == (2, 2, 1)
    assert found.meetings[0].value("number") == 2


def test_the_register_takes_three_queries(table: Table, django_assert_num_queries: Any) -> None:
    duties(table, "2026-06-30", "")
    with django_assert_num_queries(3):
        queries.council()


def test_the_topic_box_holds_what_is_open_oldest_first(table: Table) -> None:
    lamps, bus = table.topics()
    assert [topic.id for topic in queries.topic_box()] == [lamps, bus]
    table.take(lamps, "withdraw", {"reason": "重复"})
    assert [topic.id for topic in queries.topic_box()] == [bus]


def test_what_hangs_on_a_meeting_is_read_at_once(table: Table, django_assert_num_queries: Any) -> None:
    meeting, lamps, bus = table.signed()
    table.carry_out()
    with django_assert_num_queries(1):
        found = queries.about(meeting, [lamps, bus])
    assert sorted(one.kind for one in found) == ["dispute", "duty", "topic", "topic"]
    assert sorted(one.kind for one in queries.following(meeting)) == ["dispute", "duty"]


def test_a_row_is_read_as_the_rules_made_it(table: Table) -> None:
    meeting = table.called(*table.topics())
    record = table.record(meeting)
    assert (record.kind, record.title, record.state, record.opened_by) == ("meeting", CALL["title"], "called", US)
    assert (record.day, record.turn, record.is_over) == (date(2026, 3, 20), ("310116",), False)
    assert record.value("agenda") == table.agenda(*(row["topic"] for row in record.value("agenda")))


@pytest.mark.parametrize("start", ["topic", "meeting", "duty", "dispute"])
def test_a_thread_costs_few_queries_from_anywhere(table: Table, django_assert_max_num_queries: Any, start: str) -> None:
    table.signed()
    table.carry_out()
    record = table.of_kind(start)[0]
    with django_assert_max_num_queries(6):
        threads = queries.threads(record)
    assert [len(thread.treated) for thread in threads] == [1] * len(threads)
    assert len(threads) == (2 if start == "meeting" else 1)


def test_a_topic_that_two_meetings_treated_has_both_in_its_thread(table: Table) -> None:
    lamps, bus = table.topics()
    first = table.called(lamps, bus)
    table.take(first, "call_off", {"reason": "汛期"})
    second = table.called(lamps, bus, number=2)
    (thread,) = queries.threads(table.record(lamps))
    assert [one.meeting.id for one in thread.treated] == [first, second]
    assert thread.title == TOPIC["title"]


def test_a_duty_by_hand_that_names_a_meeting_without_minutes_has_a_thread_of_its_own(table: Table) -> None:
    (duty,) = duties(table, "2026-06-30")
    (thread,) = queries.threads(table.record(duty))
    assert (thread.topic, thread.treated) == (None, [])


def test_records_of_nothing_are_none(table: Table) -> None:
    assert queries.records([]) == []
    assert queries.records(["019d0000-0000-7000-8000-00000000ffff"]) == []
    assert models.Record.objects.count() == 0


def test_a_row_is_called_by_its_title(table: Table) -> None:
    lamps, _bus = table.topics()
    assert str(models.Record.objects.get(pk=lamps)) == TOPIC["title"]
