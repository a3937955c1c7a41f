"""Asking again: beside the chain, once a working day for a side and a matter, seen alike by both, kept by the audit."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import audit, models
from pilin.kernel.matters.rules import chain, clocks, docket_beside, kinds
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import CLAUSE, THEM, US, Stage

CALENDAR = clocks.parse_calendar(kit.document("calendar"))
KIND = kinds.parse(kit.document("plan"))
ASKS = {"matter": "m", "text": "请尽快", "attachments": [], "asks": "b" * 64, "calendar": ""}


def at(day: str, hour: int = 2) -> Instant:
    """Return an instant on a day in China; 02:00 UTC is ten in the morning there."""
    return Instant(datetime.fromisoformat(f"{day}T{hour:02}:00:00").replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("day", "working"),
    [
        ("2026-03-04", "2026-03-04"),
        ("2026-03-07", "2026-03-06"),  # a Saturday belongs to its Friday
        ("2026-02-28", "2026-02-28"),  # a Saturday that is a make-up workday
        ("2026-10-04", "2026-09-30"),  # a holiday belongs to the day before it
    ],
)
def test_a_day_of_rest_belongs_to_the_working_day_before_it(day: str, working: str) -> None:
    assert docket_beside.working_day(at(day), CALENDAR) == date.fromisoformat(working)


def test_without_a_calendar_monday_to_friday_are_worked() -> None:
    assert docket_beside.working_day(at("2026-02-28"), docket_beside.WEEKDAYS) == date(2026, 2, 27)


def test_a_day_is_one_in_china() -> None:
    assert docket_beside.working_day(at("2026-03-04", 17), CALENDAR) == date(2026, 3, 5)


def event(day: str, name: str = "") -> Event:
    return Event({"kind": chain.NOTE, "body": ASKS, "re": "", "at": f"{day}T02:00:00.000000Z"}, "", "", name)


@pytest.mark.parametrize(
    ("earlier", "refused"),
    [("2026-03-05", None), ("2026-03-06", "2026-03-06"), ("2026-03-08", "2026-03-06"), ("2026-03-09", None)],
)
def test_one_asks_once_a_working_day(earlier: str, refused: str | None) -> None:
    found = docket_beside.asked_already(event("2026-03-07"), {"x": at(earlier)}, CALENDAR)
    assert found == (date.fromisoformat(refused) if refused else None)


@pytest.mark.parametrize(
    ("members", "fits"),
    [
        ({}, True),
        ({"calendar": "c" * 64}, True),
        ({"asks": True}, False),
        ({"asks": ""}, False),
        ({"calendar": "soon"}, False),
        ({"calendar": None}, False),
        ({"text": 1}, False),
    ],
)
def test_a_note_that_asks_says_after_what_and_under_which_calendar(members: Any, fits: bool) -> None:
    told = Event({"kind": chain.NOTE, "body": ASKS | members, "re": ""}, "", "", "")
    assert docket_beside.is_fitting(KIND, told) is fits


# Two sides


def rows(matter: str) -> list[tuple[str, str]]:
    found = models.Note.objects.filter(matter_id=matter, body__has_key="asks").order_by("at")
    return [(row.author, row.body["asks"]) for row in found]


def test_both_sides_see_who_asked_and_no_chain_moves(stage: Stage) -> None:
    matter = stage.open_petition()
    head = stage.row().head
    matters.ask_again(matter=matter, text="请在本周内受理", at=stage.now)
    stage.meet()
    assert rows(matter) == [(US, head)]
    assert [author for (where, _), author in stage.neighbour.node.tables.notes.items() if where == matter] == [US]
    assert (stage.row().head, stage.same()) == (head, True)
    assert audit.findings() == []


def test_we_ask_once_a_working_day_and_the_refusal_says_the_day(stage: Stage) -> None:
    matter = stage.open_petition()
    matters.ask_again(matter=matter, at=stage.now)
    with pytest.raises(Refused) as refused:
        matters.ask_again(matter=matter, at=stage.now)
    assert refused.value.code is DocketRefusal.ASKED_ALREADY
    assert refused.value.facts["day"] == kit.MONDAY.isoformat()
    stage.later(days=1)
    matters.ask_again(matter=matter, at=stage.now)
    assert len(rows(matter)) == 2


def test_they_may_ask_on_the_day_on_which_we_asked(stage: Stage) -> None:
    stage.open_plan()
    stage.meet()
    stage.they_tell(chain.asking(stage.theirs, "", basis=CLAUSE, calendar=""))
    stage.meet()
    matters.ask_again(matter=stage.matter, at=stage.now)
    assert sorted(author for author, _ in rows(stage.matter)) == sorted([THEM, US])


def test_a_peer_that_asks_twice_a_day_is_refused(stage: Stage) -> None:
    stage.open_plan()
    stage.meet()
    stage.they_tell(chain.asking(stage.theirs, "", basis=CLAUSE, calendar=""))
    stage.told_by_them(chain.asking(stage.theirs, "再催", basis=CLAUSE, calendar=""))
    assert len(rows(stage.matter)) == 1
    assert audit.findings() == []


def test_a_calendar_that_is_not_agreed_here_is_waited_for(stage: Stage) -> None:
    stage.open_plan()
    stage.meet()
    stage.told_by_them(chain.asking(stage.theirs, "", basis=CLAUSE, calendar="e" * 64))
    assert rows(stage.matter) == []


def test_where_nobody_else_may_act_nobody_is_asked(stage: Stage) -> None:
    stage.open_plan()
    models.Matter.objects.update(turn=f",{US},")
    with pytest.raises(Refused) as refused:
        matters.ask_again(matter=stage.matter, at=stage.now)
    assert refused.value.code is DocketRefusal.NO_ANSWER_IS_AWAITED


@pytest.mark.parametrize("columns", [{"final": True}, {"refused_by": THEM}])
def test_in_an_ended_matter_nobody_is_asked(stage: Stage, columns: dict[str, Any]) -> None:
    stage.open_petition()
    models.Matter.objects.update(**columns)
    with pytest.raises(Refused) as refused:
        matters.ask_again(matter=stage.matter, at=stage.now)
    assert refused.value.code is DocketRefusal.NO_ANSWER_IS_AWAITED
