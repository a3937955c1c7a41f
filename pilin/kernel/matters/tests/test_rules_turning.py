"""What is to be turned on a day: the last day is not past, and an end that may yet move is counted first."""

from datetime import date, timedelta
from typing import Any

import pytest

from pilin.kernel.matters.rules.clocks import ClockState
from pilin.kernel.matters.rules.kinds import ClockRule
from pilin.kernel.matters.rules.turning import to_turn
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
