"""What presses a side: the rule with plain values, and the same rule asked of the columns."""

from datetime import date, timedelta
from typing import Any

import pytest

from pilin.base import ids
from pilin.base.clock import day_of
from pilin.kernel.matters import queries
from pilin.kernel.matters.rules.pressing import Pressure, pressure_of
from pilin.kernel.matters.tests.stage import THEM, US, Stage

DAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("turn", "warns", "ends", "expected"),
    [
        ([US], 0, 3, Pressure.NEAR),
        ([US], 1, 3, None),
        ([US, THEM], -5, 0, Pressure.DUE),
        ([US], -9, -1, Pressure.LATE),
        ([THEM], 0, 3, Pressure.THEIRS),
        ([THEM], -9, -1, Pressure.THEIRS),
        ([THEM], 1, 3, None),
        ([], -9, -1, None),
        ([US], None, -1, Pressure.LATE),
        ([US], None, 1, None),
        ([US], 0, None, None),
    ],
)
def test_the_rule(turn: list[str], warns: int | None, ends: int | None, expected: Pressure | None) -> None:
    warn_on = None if warns is None else DAY + timedelta(days=warns)
    ends_on = None if ends is None else DAY + timedelta(days=ends)
    assert pressure_of(turn=turn, warn_on=warn_on, ends_on=ends_on, me=US, day=DAY) is expected


def scatter(stage: Stage) -> dict[str, Pressure | None]:
    """Put down a matter for each turn, warning and end around today; return how each presses by the rule."""
    stage.open_petition()
    day, row, expected = day_of(stage.now), stage.row(), {}
    for turn in ([US], [THEM], [US, THEM], []):
        for warns in (None, -3, 0, 1):
            for ends in (None, -2, 0, 2):
                row.pk, row.turn = ids.new_id(stage.now), f",{','.join(turn)}," if turn else ","
                row.warn_on = None if warns is None else day + timedelta(days=warns)
                row.rolled_end = None if ends is None else day + timedelta(days=ends)
                row.save(force_insert=True)
                expected[row.pk] = pressure_of(turn=turn, warn_on=row.warn_on, ends_on=row.rolled_end, me=US, day=day)
    return expected


def test_the_columns_are_asked_by_the_rule(stage: Stage) -> None:
    expected, day = scatter(stage), day_of(stage.now)
    counts = queries.pressing_counts(me=US, day=day)
    for pressure in Pressure:
        wanted = {matter for matter, found in expected.items() if found is pressure}
        rows, after = queries.pressing(me=US, day=day, pressures=[pressure])
        assert {row.id for row in rows} == wanted
        assert {row.pressure for row in rows} == {pressure}
        assert (counts[pressure], after) == (len(wanted), "")


def test_pages_follow_each_other(stage: Stage) -> None:
    expected, day, seen, after = scatter(stage), day_of(stage.now), [], ""
    while True:
        rows, after = queries.pressing(me=US, day=day, pressures=list(Pressure), after=after, limit=7)
        seen += [(row.ends_on, row.id) for row in rows]
        if not after:
            break
    assert seen == sorted(seen)
    assert len(seen) == len([found for found in expected.values() if found])
    assert len({matter for _, matter in seen}) == len(seen)


@pytest.mark.parametrize("after", ["x", "2026-03-04|", "2026-13-40|x", "no|01a21706-2520-72e8-88da-8cd605dab4ea"])
def test_a_key_that_no_page_gave_is_the_beginning(stage: Stage, after: str) -> None:
    scatter(stage)
    day, wanted = day_of(stage.now), [Pressure.LATE]
    assert queries.pressing(me=US, day=day, pressures=wanted, after=after) == queries.pressing(
        me=US, day=day, pressures=wanted
    )


def test_kinds_narrow(stage: Stage) -> None:
    scatter(stage)
    day = day_of(stage.now)
    assert queries.pressing_counts(me=US, day=day, among=queries.Among(["plan"])) == dict.fromkeys(Pressure, 0)
    assert queries.pressing_counts(me=US, day=day, among=queries.Among(["petition"])) == queries.pressing_counts(
        me=US, day=day
    )
    assert queries.pressing(me=US, day=day, pressures=list(Pressure), among=queries.Among(["plan"])) == ([], "")


def test_it_costs_two_queries(stage: Stage, django_assert_num_queries: Any) -> None:
    scatter(stage)
    with django_assert_num_queries(3):
        queries.pressing_counts(me=US, day=day_of(stage.now))
        queries.pressing(me=US, day=day_of(stage.now), pressures=list(Pressure))


def ending(stage: Stage, **members: Any) -> set[str]:
    return {row.id for row in queries.ending(me=US, day=day_of(stage.now), **members)}


def test_what_ends_within_some_days_is_told_whether_it_presses_or_not(stage: Stage) -> None:
    pressing, day = scatter(stage), day_of(stage.now)
    found = queries.ending(me=US, day=day, days=2)
    assert {row.id for row in found} >= {matter for matter, pressure in pressing.items() if pressure}
    assert [row.ends_on for row in found] == sorted(row.ends_on for row in found)
    assert all(row.turn != ("",) for row in found)
    quiet = [row for row in found if pressing.get(row.id) is None]
    assert {row.pressure for row in quiet if row.id in pressing} == {Pressure.NEAR, Pressure.THEIRS}
    assert all((row.pressure is Pressure.NEAR) == (US in row.turn) for row in quiet)


def test_what_ends_later_or_never_is_left_out(stage: Stage) -> None:
    scatter(stage)
    soon, late = ending(stage, days=0), ending(stage, days=-1)
    assert late < soon < ending(stage, days=2)
    assert ending(stage, days=2, among=queries.Among(["plan"])) == set()
    assert len(ending(stage, days=2, limit=3)) == 3


def test_what_is_over_or_was_not_accepted_presses_nobody(stage: Stage) -> None:
    stage.open_petition()
    row, day = stage.row(), day_of(stage.now)
    row.rolled_end, row.warn_on, row.turn = day, day, f",{US},"
    row.save()
    assert queries.pressing_counts(me=US, day=day)[Pressure.DUE] == 1
    for name, value in (("final", True), ("refused_by", THEM)):
        type(row).objects.filter(pk=row.pk).update(**{name: value})
        assert queries.pressing_counts(me=US, day=day) == dict.fromkeys(Pressure, 0)
        assert ending(stage, days=9) == set()
        type(row).objects.filter(pk=row.pk).update(final=False, refused_by="")


def test_a_row_bears_both_titles_of_its_kind_and_its_days(stage: Stage) -> None:
    stage.open_petition()
    row, day = stage.row(), day_of(stage.now)
    row.rolled_end, row.warn_on, row.turn = day, day - timedelta(days=3), f",{US},{THEM},"
    row.save()
    (found,), _ = queries.pressing(me=US, day=day, pressures=[Pressure.DUE])
    assert (found.title, found.kind, found.turn) == (row.title, "petition", (US, THEM))
    assert (found.warn_on, found.ends_on) == (row.warn_on, day)
    assert all(found.kind_title[language] for language in ("zh", "en"))
