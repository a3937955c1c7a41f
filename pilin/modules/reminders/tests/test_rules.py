"""What the room decides, with plain values: whom it tells what, when, and when again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.kernel.matters.rules.pressing import Pressing, Pressure
from pilin.modules.reminders.rules import rounds, sending, wishes
from pilin.modules.reminders.rules.codes import ReminderRefusal
from pilin.modules.reminders.rules.wishes import Wish

AT = Instant(datetime(2026, 3, 4, 1, tzinfo=UTC))
YEAR: Any = {
    "holidays": tuple(date(2026, 10, day) for day in range(1, 8)),
    "workdays": (date(2026, 9, 27), date(2026, 10, 10)),
}
CALENDAR = Calendar("calendar", "CN", {"2026": YEAR})


def a_matter(number: int = 1, **members: Any) -> Pressing:
    values: dict[str, Any] = {
        "id": f"{number:036}",
        "title": "水质会商",
        "kind": "topic",
        "kind_title": {"zh": "议题", "en": "Topic"},
        "turn": ("330482",),
        "warn_on": date(2026, 3, 1),
        "ends_on": date(2026, 3, 6),
        "pressure": Pressure.NEAR,
    }
    return Pressing(**(values | members))


@pytest.mark.parametrize(
    ("wish", "expected"),
    [
        (Wish(), True),
        (Wish(pressures=(Pressure.LATE,)), False),
        (Wish(kinds=("topic", "plan")), True),
        (Wish(kinds=("plan",)), False),
        (Wish(pressures=(Pressure.NEAR,), kinds=("topic",)), True),
    ],
)
def test_a_wish_narrows_by_pressure_and_kind(wish: Wish, expected: bool) -> None:
    assert wishes.suits(wish, a_matter()) is expected


def test_pressures_keep_their_order_and_what_is_none_is_left_out() -> None:
    assert wishes.pressures_of(["late", "near", "x"]) == (Pressure.NEAR, Pressure.LATE)


def test_one_is_told_again_of_another_end_another_pressure_and_by_another_way() -> None:
    one = a_matter()
    others = [a_matter(2), a_matter(ends_on=date(2026, 3, 9)), a_matter(pressure=Pressure.LATE)]
    keys = [wishes.key_of("mail", "li", other) for other in (one, *others)]
    keys += [wishes.key_of("mail", "wu", one), wishes.key_of("wecom", "", one)]
    assert len({*keys}) == len(keys)
    assert wishes.key_of("mail", "li", a_matter(title="改名")) == keys[0]


@pytest.mark.parametrize("address", ["li@office.example", "li@OFFICE.example", "a.b@second.example"])
def test_mail_goes_to_our_own_domains(address: str) -> None:
    wishes.check_address(address, ["office.example", "second.example"])


@pytest.mark.parametrize("address", ["li@x.example", "li@office.example.x", "office.example", "", "a@b@x.example"])
def test_mail_goes_nowhere_else(address: str) -> None:
    with pytest.raises(Refused) as refused:
        wishes.check_address(address, ["office.example"])
    assert refused.value.code is ReminderRefusal.ADDRESS_IS_NOT_OF_OUR_MAIL


def test_without_a_domain_no_mail_goes_out() -> None:
    with pytest.raises(Refused) as refused:
        wishes.check_address("li@office.example", [])
    assert refused.value.code is ReminderRefusal.NODE_SENDS_NO_MAIL


def test_a_message_names_fifty_and_counts_all() -> None:
    found = [a_matter(n, pressure=Pressure.LATE) for n in range(60)] + [a_matter(99)]
    told = wishes.told(found)
    assert (len(told.lines), told.number) == (wishes.LINES_MAX, 61)
    assert told.counts == {"near": 1, "late": 60}
    assert told.lines[0].ends_on == "2026-03-06"


def test_a_message_masks_what_looks_like_a_citizen_number() -> None:
    number = "11010519491231002X"
    (line,) = wishes.told([a_matter(title=f"关于 {number} 的来信")]).lines
    assert number not in line.title
    assert line.title.startswith("关于 110")


@pytest.mark.parametrize(("hour", "expected"), [(23, False), (0, True), (7, True), (15, True), (16, False)])
def test_nobody_is_woken(hour: int, expected: bool) -> None:
    assert rounds.is_open(Instant(datetime(2026, 3, 4, hour, tzinfo=UTC))) is expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 3, 2), True),  # an ordinary Monday
        (date(2026, 3, 3), False),
        (date(2026, 9, 28), True),  # Monday, after a Sunday that was worked: the Sunday ends the week before
        (date(2026, 9, 27), False),
        (date(2026, 10, 5), False),  # Monday to Wednesday of that week are holidays
        (date(2026, 10, 8), True),
        (date(2026, 10, 9), False),
        (date(2026, 10, 10), False),  # a Saturday that is worked, after days that were
    ],
)
def test_the_digest_goes_out_on_the_first_workday_of_a_week(day: date, expected: bool) -> None:
    assert rounds.is_day_of_the_week(day, [CALENDAR]) is expected


def test_a_week_of_holidays_has_no_digest() -> None:
    off: Any = {"holidays": tuple(date(2026, 5, day) for day in range(4, 9)), "workdays": ()}
    calendar = Calendar("calendar", "CN", {"2026": off})
    week = [date(2026, 5, 4) + timedelta(days=n) for n in range(7)]
    assert not any(rounds.is_day_of_the_week(day, [calendar]) for day in week)
    assert rounds.is_day_of_the_week(date(2026, 5, 11), [calendar])


def test_every_calendar_must_work_the_day_and_without_one_the_week_counts() -> None:
    other: Any = {"holidays": (date(2026, 3, 2),), "workdays": ()}
    both = [CALENDAR, Calendar("calendar", "CN", {"2026": other})]
    assert not rounds.is_day_of_the_week(date(2026, 3, 2), both)
    assert rounds.is_day_of_the_week(date(2026, 3, 3), both)
    assert rounds.is_day_of_the_week(date(2026, 3, 2), [])
    assert not rounds.is_day_of_the_week(date(2026, 3, 7), [])


def test_rounds_are_named_by_day_and_by_week() -> None:
    assert rounds.of_the_day(date(2026, 3, 4)) == "day 2026-03-04"
    assert rounds.of_the_week(date(2027, 1, 1)) == "week 2026-W53"


def test_pauses_grow() -> None:
    waits = [clock.seconds_between(AT, sending.next_try(tries, AT)) / 60 for tries in range(1, 9)]
    assert waits == [1, 5, 15, 60, 240, 360, 360, 360]


@pytest.mark.parametrize(
    ("hours", "is_final", "expected"), [(1, False, False), (71, False, False), (72, False, True), (1, True, True)]
)
def test_a_message_is_given_up_after_three_days_or_for_good(hours: int, is_final: bool, expected: bool) -> None:
    made = clock.after(AT, seconds=-hours * 3600)
    assert sending.is_given_up(made, AT, is_final=is_final) is expected
