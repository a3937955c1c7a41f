"""Time: instants in UTC with one spelling, days of China."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base import clock
from pilin.base.clock import ClockRefusal
from pilin.base.refusal import Refused

EPOCH = clock.instant(datetime(1970, 1, 1, tzinfo=UTC))
YEAR = 366 * 24 * 3600 * 10**6

instants = st.integers(-70 * YEAR, 200 * YEAR).map(lambda span: clock.Instant(EPOCH + timedelta(microseconds=span)))


@given(instants)
def test_what_is_written_is_read_again(moment: clock.Instant) -> None:
    assert clock.read(clock.write(moment)) == moment


@given(instants, instants)
def test_written_instants_sort_like_instants(one: clock.Instant, other: clock.Instant) -> None:
    assert (clock.write(one) < clock.write(other)) == (one < other)


def test_an_instant_is_written_with_six_decimals() -> None:
    moment = clock.instant(datetime(2026, 3, 4, 9, 2, 3, 4, tzinfo=clock.CHINA))
    assert clock.write(moment) == "2026-03-04T01:02:03.000004Z"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2026-03-04",
        "2026-03-04T01:02:03Z",
        "2026-03-04T01:02:03.4Z",
        "2026-3-4T01:02:03.000004Z",
        "2026-03-04T01:02:03.000004",
        "2026-03-04T09:02:03.000004+08:00",
        "2026-02-30T01:02:03.000004Z",
        "2026-03-04T24:00:00.000000Z",
        " 2026-03-04T01:02:03.000004Z",
    ],
)
def test_any_other_spelling_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        clock.read(text)
    assert refused.value.code is ClockRefusal.INSTANT_IS_NOT_UTC
    assert refused.value.facts == {"text": text}


def test_a_naive_time_is_no_instant() -> None:
    with pytest.raises(Refused) as refused:
        clock.instant(datetime.fromisoformat("2026-03-04T01:02:03"))
    assert refused.value.code is ClockRefusal.INSTANT_IS_NOT_UTC


def test_an_instant_keeps_the_moment_and_loses_the_zone() -> None:
    zoned = datetime(2026, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=-5)))
    assert clock.instant(zoned) == zoned
    assert clock.instant(zoned).tzinfo is UTC


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2025, 12, 31, 15, 59, 59, tzinfo=UTC), date(2025, 12, 31)),
        (datetime(2025, 12, 31, 16, 0, tzinfo=UTC), date(2026, 1, 1)),
        (datetime(2026, 2, 28, 20, 0, tzinfo=UTC), date(2026, 3, 1)),
    ],
)
def test_a_day_is_a_day_of_china(utc: datetime, day: date) -> None:
    assert clock.day_of(clock.instant(utc)) == day


@given(instants, st.integers(-(10**8), 10**8))
def test_seconds_lead_there_and_back(moment: clock.Instant, seconds: int) -> None:
    later = clock.after(moment, seconds=seconds)
    assert clock.seconds_between(moment, later) == seconds
    assert clock.after(later, seconds=-seconds) == moment


def test_the_machine_is_asked_in_utc() -> None:
    asked = clock.now()
    assert asked.tzinfo is UTC
    assert clock.seconds_between(asked, clock.now()) >= 0


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T01:00:00.000000+00:00",
        "2026-03-02 01:00:00.000000Z",
        "2026-03-02T01:00Z",
        "2026-W10-1T01:00:00.000000Z",
        "20260302T010000.000000Z",
        "\uff12026-03-02T01:00:00.000000Z",
        "2026-02-30T01:00:00.000000Z",
        "2026-03-02T24:00:00.000000Z",
        "2026-03-02T01:00:60.000000Z",
        "2026-03-02T01:00:00.000000Z\n",
    ],
)
def test_no_other_spelling_of_an_instant_is_read(text: str) -> None:
    with pytest.raises(Refused):
        clock.read(text)
