"""The register of cameras by article: filing, sign, storage, review; what is late when; what no camera can have."""

from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.border.rules import cameras
from pilin.modules.border.rules.cameras import Alarm, Camera
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.register_codes import RegisterRefusal
from pilin.modules.border.tests.register import CAMERA, DAY, LENGTH_M

TOMORROW = DAY + timedelta(days=1)


def refused(**changes: Any) -> Refused:
    """Return why an entry is refused."""
    with pytest.raises(Refused) as caught:
        cameras.check_camera(replace(CAMERA, **changes), day=DAY, length_m=LENGTH_M)
    return caught.value


def passes(**changes: Any) -> bool:
    """Tell that an entry is taken."""
    cameras.check_camera(replace(CAMERA, **changes), day=DAY, length_m=LENGTH_M)
    return True


def test_a_camera_of_which_every_duty_is_kept_raises_nothing() -> None:
    assert cameras.alarms(CAMERA, DAY) == []
    assert [*cameras.late_from(CAMERA)] == [Alarm.REVIEW_IS_DUE]


@pytest.mark.parametrize(
    ("used_from", "ends"),
    [
        (date(2025, 4, 1), date(2025, 5, 1)),
        (date(2026, 1, 10), date(2026, 2, 9)),
        (date(2026, 12, 15), date(2027, 1, 14)),
        (date(2025, 3, 31), date(2025, 6, 30)),
        (date(2012, 1, 1), date(2025, 6, 30)),
        (date(2024, 1, 31), date(2025, 6, 30)),
    ],
)
def test_art_14_a_camera_is_filed_in_30_days_and_an_old_one_in_90(used_from: date, ends: date) -> None:
    unfiled = replace(CAMERA, used_from=used_from, filing_number="", filed_on=None)
    assert cameras.filing_ends(unfiled) == ends
    assert Alarm.NOT_FILED not in cameras.alarms(unfiled, ends)
    assert Alarm.NOT_FILED in cameras.alarms(unfiled, ends + timedelta(days=1))


def test_art_14_what_was_filed_is_not_told_however_late_the_day() -> None:
    assert Alarm.NOT_FILED not in cameras.alarms(replace(CAMERA, filed_on=DAY), date(2026, 12, 31))


def test_art_13_a_camera_without_a_sign_is_told_from_its_first_day() -> None:
    bare = replace(CAMERA, has_sign=False)
    assert cameras.late_from(bare)[Alarm.NO_SIGN] == CAMERA.used_from
    assert cameras.alarms(bare, CAMERA.used_from - timedelta(days=1)) == []
    assert cameras.alarms(bare, CAMERA.used_from) == [Alarm.NO_SIGN]


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (1, [Alarm.STORAGE_IS_SHORT]),
        (29, [Alarm.STORAGE_IS_SHORT]),
        (30, []),
        (31, []),
        (90, []),
        (91, [Alarm.STORAGE_IS_LONG]),
        (3650, [Alarm.STORAGE_IS_LONG]),
    ],
)
def test_art_17_fewer_than_30_days_and_more_than_90_are_told(days: int, told: list[Alarm]) -> None:
    assert passes(storage_days=days)
    assert cameras.alarms(replace(CAMERA, storage_days=days), DAY) == told


@pytest.mark.parametrize("days", [0, -1, 3651, 10**9, 10**30])
def test_days_of_storage_that_none_has_are_refused(days: int) -> None:
    found = refused(storage_days=days)
    assert found.code is RegisterRefusal.STORAGE_DAYS_ARE_NONE
    assert (found.facts["least"], found.facts["most"]) == (30, 3650)


@pytest.mark.parametrize(
    ("reviewed_on", "late"),
    [
        (date(2025, 3, 1), date(2026, 3, 2)),
        (date(2025, 3, 2), date(2026, 3, 3)),
        (date(2024, 2, 29), date(2025, 3, 1)),
        (None, CAMERA.used_from),
    ],
)
def test_a_review_is_due_after_a_year_and_at_once_where_there_was_none(reviewed_on: date | None, late: date) -> None:
    found = replace(CAMERA, reviewed_on=reviewed_on)
    assert cameras.late_from(found)[Alarm.REVIEW_IS_DUE] == late
    assert Alarm.REVIEW_IS_DUE not in cameras.alarms(found, late - timedelta(days=1))
    assert Alarm.REVIEW_IS_DUE in cameras.alarms(found, late)


def test_a_camera_past_its_last_day_is_told() -> None:
    assert cameras.alarms(replace(CAMERA, ends_on=DAY), DAY) == []
    assert cameras.alarms(replace(CAMERA, ends_on=DAY), TOMORROW) == [Alarm.END_HAS_PASSED]


def test_a_camera_that_is_off_has_no_duties() -> None:
    worst = replace(CAMERA, has_sign=False, filing_number="", filed_on=None, reviewed_on=None, storage_days=400)
    assert cameras.late_from(replace(worst, is_off=True)) == {}
    assert cameras.alarms(replace(worst, is_off=True), date(2030, 1, 1)) == []


def test_several_duties_are_told_in_the_order_of_the_articles() -> None:
    worst = replace(CAMERA, has_sign=False, filing_number="", filed_on=None, reviewed_on=None, storage_days=400)
    told = cameras.alarms(worst, DAY)
    assert told == [Alarm.NO_SIGN, Alarm.NOT_FILED, Alarm.STORAGE_IS_LONG, Alarm.REVIEW_IS_DUE]
    assert told == sorted(told, key=list(Alarm).index)


@pytest.mark.parametrize("at_m", [0, 1, 28_400, 58_000])
def test_a_camera_stands_anywhere_on_the_line(at_m: int) -> None:
    assert passes(at_m=at_m)


@pytest.mark.parametrize("at_m", [-1, 58_001, 10**12])
def test_a_camera_off_the_line_is_refused(at_m: int) -> None:
    found = refused(at_m=at_m)
    assert found.code is BorderRefusal.STRETCH_IS_NOT_ON_THE_LINE
    assert (found.facts["starts"], found.facts["length"]) == (at_m, LENGTH_M)


@pytest.mark.parametrize("half", [{"filed_on": None}, {"filing_number": ""}])
def test_half_a_filing_is_refused_and_none_is_taken(half: dict[str, Any]) -> None:
    assert refused(**half).code is RegisterRefusal.FILING_IS_INCOMPLETE
    assert passes(filing_number="", filed_on=None)


@pytest.mark.parametrize("name", ["used_from", "filed_on", "reviewed_on"])
@pytest.mark.parametrize("odd", [TOMORROW, date(9999, 12, 31), date(1989, 12, 31), date(1, 1, 1)])
def test_what_has_not_happened_is_not_entered(name: str, odd: date) -> None:
    found = refused(**{name: odd})
    assert found.code is RegisterRefusal.DAY_OF_AN_ENTRY_IS_NONE
    assert (found.facts["field"], found.facts["day"]) == (name, odd.isoformat())
    assert passes(**{name: DAY})


@pytest.mark.parametrize("ends_on", [CAMERA.used_from - timedelta(days=1), date(2101, 1, 1), date.max, date.min])
def test_a_last_day_before_the_first_or_in_another_age_is_refused(ends_on: date) -> None:
    assert refused(ends_on=ends_on).code is RegisterRefusal.CAMERA_ENDS_BEFORE_IT_BEGINS
    assert passes(ends_on=CAMERA.used_from)


@pytest.mark.parametrize("second", [CAMERA.first_office, f" {CAMERA.first_office} "])
def test_two_offices_answer_for_a_camera(second: str) -> None:
    assert refused(second_office=second).code is RegisterRefusal.OFFICES_IN_CHARGE_ARE_ONE


@pytest.mark.parametrize(
    ("changes", "is_same"),
    [
        ({}, True),
        ({"place": " 新仓道口 "}, True),
        ({"operator": "金山区公安分局"}, True),
        ({"at_m": 21_001}, False),
        ({"place": "新仓道口 东侧"}, False),
        ({"is_off": True}, False),
    ],
)
def test_one_camera_is_known_by_metre_and_name(changes: dict[str, Any], is_same: bool) -> None:
    other = replace(CAMERA, **changes)
    assert cameras.is_same(CAMERA, other) is cameras.is_same(other, CAMERA) is is_same


def test_no_day_that_is_taken_breaks_the_counting_of_terms() -> None:
    edge = replace(CAMERA, used_from=cameras.EARLIEST, reviewed_on=DAY, ends_on=cameras.LATEST, filing_number="")
    assert passes(used_from=cameras.EARLIEST, ends_on=cameras.LATEST)
    assert cameras.late_from(edge)[Alarm.END_HAS_PASSED] == date(2101, 1, 1)


def test_the_register_has_no_field_for_a_picture_an_angle_or_a_name() -> None:
    words = {word for one in fields(Camera) for word in one.name.split("_")}
    assert not words & {"picture", "image", "url", "stream", "angle", "direction", "person", "name", "plate", "face"}
