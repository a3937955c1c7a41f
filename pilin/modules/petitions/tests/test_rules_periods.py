"""Periods of three acts, counted by 民法典 200-203: vectors for both provinces, the promise, pauses and extensions.

The vectors were computed apart from our code, day by day with the package chinesecalendar 1.11.0.
"""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from pilin.kernel.matters.rules.clocks import Calendar, deadline
from pilin.kernel.matters.tests.kit import CALENDAR
from pilin.modules.petitions.queries.law import periods
from pilin.modules.petitions.rules.periods import (
    NATIONAL,
    STEPS,
    Course,
    Period,
    area_of,
    next_promise,
    run_of,
    side_by_side,
    stricter,
)

ZHEJIANG, SHANGHAI = "33", "31"
D = date.fromisoformat

GOVERNANCE = (
    # governance.md 2.0, as it stands there: start, days, unit, raw end, rolled end
    ("2026-02-05", 15, "calendar", "2026-02-20", "2026-02-24"),
    ("2026-03-03", 60, "calendar", "2026-05-02", "2026-05-06"),
    ("2026-03-03", 90, "calendar", "2026-06-01", "2026-06-01"),
    ("2026-01-02", 30, "calendar", "2026-02-01", "2026-02-02"),
    ("2026-04-10", 30, "calendar", "2026-05-10", "2026-05-11"),
    ("2026-08-25", 30, "calendar", "2026-09-24", "2026-09-24"),
    ("2026-09-05", 30, "calendar", "2026-10-05", "2026-10-08"),
    ("2026-02-12", 5, "working", None, "2026-02-26"),
    ("2026-02-27", 5, "working", None, "2026-03-05"),
    ("2026-09-18", 5, "working", None, "2026-09-24"),
    ("2026-09-25", 5, "working", None, "2026-10-09"),
)

OURS = (
    # 信访工作条例 22: fifteen days to transfer; over the spring festival, on a make-up Saturday, over Labour Day
    ("transfer", "CN", 0, "2026-02-05", "2026-02-20", "2026-02-24"),
    ("transfer", "CN", 0, "2026-01-30", "2026-02-14", "2026-02-14"),
    ("transfer", "CN", 0, "2026-04-16", "2026-05-01", "2026-05-06"),
    # 浙江省信访条例 20: five working days; make-up workdays count, holidays do not
    ("transfer", "33", 0, "2026-02-12", None, "2026-02-26"),
    ("transfer", "33", 0, "2026-04-29", None, "2026-05-09"),
    ("transfer", "33", 0, "2026-06-17", None, "2026-06-25"),
    # 上海市信访条例 34: fifteen days; National Day, Dragon Boat
    ("transfer", "31", 0, "2026-09-16", "2026-10-01", "2026-10-08"),
    ("transfer", "31", 0, "2026-06-04", "2026-06-19", "2026-06-22"),
    # 信访工作条例 23(3): five working days to say "not mine"
    ("object", "CN", 0, "2026-02-27", None, "2026-03-05"),
    ("object", "CN", 0, "2026-09-18", None, "2026-09-24"),
    ("object", "CN", 0, "2026-09-25", None, "2026-10-09"),
    ("object", "CN", 0, "2026-04-03", None, "2026-04-13"),
    ("object", "CN", 0, "2026-05-06", None, "2026-05-12"),
    # 信访工作条例 23(3) fifteen days; 浙江 20 five working days; 上海 34-35 fifteen days to tell the petitioner
    ("tell", "CN", 0, "2026-03-22", "2026-04-06", "2026-04-07"),
    ("tell", "33", 0, "2026-09-28", None, "2026-10-10"),
    ("tell", "33", 0, "2026-02-10", None, "2026-02-24"),
    ("tell", "31", 0, "2026-09-17", "2026-10-02", "2026-10-08"),
    # 信访工作条例 34 and 上海 37: sixty days; 浙江 23: thirty
    ("handle", "CN", 0, "2026-03-03", "2026-05-02", "2026-05-06"),
    ("handle", "CN", 0, "2026-08-03", "2026-10-02", "2026-10-08"),
    ("handle", "33", 0, "2026-01-02", "2026-02-01", "2026-02-02"),
    ("handle", "33", 0, "2026-01-20", "2026-02-19", "2026-02-24"),
    ("handle", "33", 0, "2026-09-01", "2026-10-01", "2026-10-08"),
    ("handle", "31", 0, "2026-08-08", "2026-10-07", "2026-10-08"),
    ("handle", "31", 0, "2026-03-05", "2026-05-04", "2026-05-06"),
    # extended once by thirty days: ninety nationally and in Shanghai, sixty in Zhejiang
    ("handle", "CN", 30, "2026-03-03", "2026-06-01", "2026-06-01"),
    ("handle", "33", 30, "2026-03-03", "2026-05-02", "2026-05-06"),
    ("handle", "33", 30, "2026-08-02", "2026-10-01", "2026-10-08"),
    ("handle", "31", 30, "2026-07-07", "2026-10-05", "2026-10-08"),
    # 信访工作条例 35: thirty days to ask for a review, thirty to review
    ("ask_review", "CN", 0, "2026-04-10", "2026-05-10", "2026-05-11"),
    ("ask_review", "CN", 0, "2026-09-05", "2026-10-05", "2026-10-08"),
    ("review", "CN", 0, "2026-08-25", "2026-09-24", "2026-09-24"),
    ("review", "CN", 0, "2026-01-18", "2026-02-17", "2026-02-24"),
    # 信访工作条例 36: thirty days to ask for the final review, thirty for it
    ("ask_final", "CN", 0, "2026-08-26", "2026-09-25", "2026-09-28"),
    ("ask_final", "CN", 0, "2026-05-20", "2026-06-19", "2026-06-22"),
    ("final", "CN", 0, "2026-04-04", "2026-05-04", "2026-05-06"),
    ("final", "CN", 0, "2026-09-01", "2026-10-01", "2026-10-08"),
    ("final", "CN", 0, "2026-10-08", "2026-11-07", "2026-11-09"),
)


def the(key: str, area: str = NATIONAL) -> Period:
    """Return one row of the law."""
    return next(one for one in periods() if (one.key, one.area) == (key, area))


@pytest.mark.parametrize(("start", "length", "unit", "raw", "rolled"), GOVERNANCE)
def test_days_are_counted_as_governance_counts(
    start: str, length: int, unit: str, raw: str | None, rolled: str
) -> None:
    found = deadline(D(start), length, unit, CALENDAR)
    assert (found.raw_end and found.raw_end.isoformat(), found.rolled_end.isoformat()) == (raw, rolled)


@pytest.mark.parametrize(("key", "area", "extended", "start", "raw", "rolled"), OURS)
def test_a_period_of_an_act_ends_on_its_day(
    key: str, area: str, extended: int, start: str, raw: str | None, rolled: str
) -> None:
    period = the(key, area)
    run = run_of(period, Course({period.runs_from: D(start)}, extended), CALENDAR)
    assert run is not None
    assert (run.raw_end and run.raw_end.isoformat(), run.rolled_end.isoformat()) == (raw, rolled)
    assert run.warn_on == (run.raw_end or run.rolled_end) - timedelta(days=period.warn_days)
    assert not run.provisional


def test_there_are_more_than_thirty_vectors_of_our_own_for_both_provinces() -> None:
    assert len({*OURS}) >= 30
    assert {area for _, area, *_ in OURS} == {NATIONAL, ZHEJIANG, SHANGHAI}
    assert {key for key, *_ in OURS} == {one.key for one in periods()}


def test_every_row_cites_its_article_and_hangs_on_known_steps() -> None:
    for one in periods():
        assert one.statute, one
        assert one.article, one
        assert {one.runs_from, one.stops} <= {*STEPS}, one
        assert {*one.title} == {"zh", "en"}, one
        assert bool(one.standing) == (one.area != NATIONAL), one  # provincial acts: unverified after April 2025
    assert len({(one.key, one.area) for one in periods()}) == len(periods())


def test_every_period_of_a_province_stands_beside_a_national_one() -> None:
    assert {one.key for one in periods() if one.area != NATIONAL} <= {
        one.key for one in periods() if one.area == NATIONAL
    }


def test_what_has_not_begun_does_not_run() -> None:
    assert run_of(the("handle"), Course({"registered": D("2026-03-02")}), CALENDAR) is None


def test_the_national_row_stands_first_and_the_provinces_beside_it() -> None:
    runs = side_by_side(periods(), Course({"accepted": D("2026-03-03")}), CALENDAR)
    assert [run.period.area for run in runs["handle"]] == [NATIONAL, SHANGHAI, ZHEJIANG]


@pytest.mark.parametrize(
    ("areas", "end", "statute"),
    [
        ((ZHEJIANG,), "2026-04-02", "浙江省信访条例"),
        ((SHANGHAI,), "2026-05-06", "信访工作条例"),
        ((ZHEJIANG, SHANGHAI), "2026-04-02", "浙江省信访条例"),
        ((), "2026-05-06", "信访工作条例"),
    ],
)
def test_the_stricter_promise_is_that_of_the_province_where_it_is_shorter(
    areas: tuple[str, ...], end: str, statute: str
) -> None:
    runs = side_by_side(periods(), Course({"accepted": D("2026-03-03")}), CALENDAR)["handle"]
    promise = stricter(runs, areas)
    assert (promise.rolled_end.isoformat(), promise.period.statute) == (end, statute)


@pytest.mark.parametrize("extended", [0, 15, 30])
@pytest.mark.parametrize("start", ["2026-01-05", "2026-03-03", "2026-08-20"])
def test_no_promise_is_longer_than_the_national_one(extended: int, start: str) -> None:
    course = Course(dict.fromkeys(STEPS[:-1], D(start)), extended)
    for group in side_by_side(periods(), course, CALENDAR).values():
        national = next(run for run in group if run.period.area == NATIONAL)
        assert stricter(group, (ZHEJIANG, SHANGHAI)).rolled_end <= national.rolled_end


def test_a_provincial_act_never_lengthens() -> None:
    """浙江省信访条例 23 would allow sixty days more; what is granted is thirty, and the national end binds."""
    longer = replace(the("handle", ZHEJIANG), length=90)
    runs = side_by_side([the("handle"), longer], Course({"accepted": D("2026-03-03")}, 30), CALENDAR)["handle"]
    assert stricter(runs, (ZHEJIANG,)).period.area == NATIONAL


def test_a_hearing_stands_still_only_in_the_final_review() -> None:
    """信访工作条例 36: the time of a hearing is not counted."""
    hearing = ((D("2026-04-10"), D("2026-04-20")),)
    course = Course({"accepted": D("2026-03-03"), "final_asked": D("2026-04-04")}, 0, hearing)
    final, handle = (run_of(the(key), course, CALENDAR) for key in ("final", "handle"))
    assert final is not None
    assert handle is not None
    assert (final.raw_end, handle.raw_end) == (D("2026-05-14"), D("2026-05-02"))


def test_what_was_done_in_time_is_not_late_afterwards() -> None:
    course = Course({"accepted": D("2026-03-03"), "answered": D("2026-04-01")})
    run = run_of(the("handle"), course, CALENDAR)
    assert run is not None
    assert (run.runs, run.late_on(D("2026-12-01"))) == (False, False)
    late = run_of(the("handle"), Course({"accepted": D("2026-03-03"), "answered": D("2026-05-07")}), CALENDAR)
    assert late is not None
    assert late.late_on(D("2026-05-07"))


def test_the_last_day_is_in_time_and_the_next_is_late() -> None:
    run = run_of(the("handle"), Course({"accepted": D("2026-03-03")}), CALENDAR)
    assert run is not None
    assert (run.late_on(D("2026-05-06")), run.late_on(D("2026-05-07"))) == (False, True)


def test_an_exit_stops_every_clock() -> None:
    """信访工作条例 22: what goes to another body is counted there."""
    course = Course({"registered": D("2026-03-02"), "transferred": D("2026-03-03")}, left_on=D("2026-03-04"))
    runs = [run for group in side_by_side(periods(), course, CALENDAR).values() for run in group]
    assert runs
    assert not any(run.runs for run in runs)
    assert next_promise(side_by_side(periods(), course, CALENDAR), (ZHEJIANG,)) is None


def test_the_next_promise_is_the_earliest_that_still_runs() -> None:
    course = Course({"registered": D("2026-03-02"), "transferred": D("2026-03-02")})
    found = next_promise(side_by_side(periods(), course, CALENDAR), (SHANGHAI,))
    assert found is not None
    assert (found.period.key, found.rolled_end) == ("object", D("2026-03-09"))


def test_a_year_without_a_calendar_is_provisional() -> None:
    run = run_of(the("handle"), Course({"accepted": D("2026-11-20")}), CALENDAR)
    assert run is not None
    assert (run.provisional, run.raw_end) == (True, D("2027-01-19"))
    known = replace(CALENDAR, years={**CALENDAR.years, "2027": {"holidays": (D("2027-01-01"),), "workdays": ()}})
    again = run_of(the("handle"), Course({"accepted": D("2026-11-20")}), known)
    assert again is not None
    assert not again.provisional


def test_without_any_calendar_everything_is_provisional() -> None:
    run = run_of(the("tell"), Course({"transferred": D("2026-03-02")}), Calendar("calendar", "CN", {}))
    assert run is not None
    assert run.provisional


@pytest.mark.parametrize(("code", "area"), [("330482", ZHEJIANG), ("310116", SHANGHAI), ("330421", ZHEJIANG)])
def test_a_province_is_read_from_the_division_code(code: str, area: str) -> None:
    assert area_of(code) == area
