"""What is to be turned on a day: the last day is not past, and an end that may yet move is counted first."""

from datetime import date, timedelta
from typing import Any

import pytest

from pilin.kernel.matters.rules.clocks import ClockState
from pilin.kernel.matters.rules.fold import Done, Matter
from pilin.kernel.matters.rules.kinds import ClockRule
from pilin.kernel.matters.rules.turning import pressing, to_turn
from pilin.kernel.matters.tests import kit

RULE = ClockRule(
    "reply", {"zh": "答复", "en": "reply"}, "statute", "1", "CN", 5, "calendar", 1, ("answered",), start_step="open"
)
YEAR = kit.CALENDAR
END = date(2026, 3, 6)


def running(**members: Any) -> dict[str, ClockState]:
    """Return a clock that ends on `END`, as it is counted, or with the members given."""
    start = {"start": date(2026, 3, 1), "rolled_end": END, "raw_end": END, "warn_on": date(2026, 3, 5)}
    return {"reply": ClockState(**{**start, "provisional": False, **members})}


@pytest.mark.parametrize(
    ("day", "members", "found"),
    [
        (END, {}, None),  # the last day is not past
        (END + timedelta(1), {}, ("expire", "reply")),
        (END + timedelta(1), {"status": "met"}, None),
        (END + timedelta(1), {"status": "paused"}, None),
        (END, {"provisional": True}, ("recount", "reply")),  # the calendar of the year is there now
        (END + timedelta(1), {"provisional": True}, ("recount", "reply")),  # what may yet move has not ended
    ],
)
def test_what_is_to_be_turned_on_a_day(day: date, members: dict[str, Any], found: object) -> None:
    assert to_turn([RULE], running(**members), YEAR, day) == found


def test_a_clock_that_does_not_run_yet_is_not_turned() -> None:
    assert to_turn([RULE], {}, YEAR, END) is None


# Which end presses

PETITION = kit.kind("petition")


def clock(day: int, status: Any = "running") -> ClockState:
    end = date(2026, 3, day)
    return ClockState(end, end, provisional=False, start=date(2026, 3, 1), warn_on=end, status=status)


def pressed(state: str, done: dict[str, int] | None = None, **clocks: ClockState) -> str:
    """Return the name of the clock that presses in a state; steps in `done` were done on days of March."""
    steps = {name: Done(date(2026, 3, day), "receiver", "o", 1) for name, day in (done or {}).items()}
    matter = Matter("m", "", {"sender": "a", "receiver": "b"}, state, done=steps, clocks=clocks)
    found = pressing(PETITION, matter)
    return found[0].name if found else ""


def test_of_running_clocks_the_one_that_ends_first_presses() -> None:
    assert pressed("transferred", telling=clock(16), objection=clock(8)) == "objection"
    assert pressed("transferred") == ""


def test_what_ran_out_presses_while_its_state_goes_on() -> None:
    assert pressed("transferred", objection=clock(8, "expired")) == "objection"
    assert pressed("transferred", telling=clock(16), objection=clock(8, "expired")) == "objection"
    assert pressed("objected", objection=clock(8, "expired")) == ""


def test_what_a_step_began_presses_until_a_step_that_stops_it() -> None:
    assert pressed("accepted", telling=clock(16, "expired")) == "telling"
    assert pressed("accepted", {"answer": 16}, telling=clock(16, "expired")) == "telling"
    assert pressed("accepted", {"answer": 17}, telling=clock(16, "expired")) == ""
    assert pressed("objected", telling=clock(16, "expired")) == ""


def test_where_an_expiry_led_its_clock_presses() -> None:
    assert pressed("overdue", handling=clock(20, "expired")) == "handling"
    assert pressed("accepted", handling=clock(20, "expired")) == ""
    assert pressed("overdue", telling=clock(25), handling=clock(20, "expired")) == "telling"


@pytest.mark.parametrize("status", ["met", "paused"])
def test_what_is_met_or_rests_does_not_press(status: str) -> None:
    assert pressed("transferred", objection=clock(8, status)) == ""


def test_what_is_over_is_not_late() -> None:
    assert pressed("answered", telling=clock(16, "expired"), handling=clock(20, "expired")) == ""
