"""The register of look-ups by article: two persons, a narrow span, steps in order, and copies that are destroyed."""

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.border.rules import look_ups
from pilin.modules.border.rules.cameras import Alarm
from pilin.modules.border.rules.look_ups import LookUp, State
from pilin.modules.border.rules.register_codes import RegisterRefusal
from pilin.modules.border.tests.register import APPROVED, AT, CLOSED, COPIED, DAY, LOOK_UP

DECLINED = replace(LOOK_UP, is_approved=False, answered_by="wu")
DESTROYED = replace(COPIED, destroyed_on=date(2026, 3, 20))
EVERY = {
    "asked": LOOK_UP,
    "declined": DECLINED,
    "approved": APPROVED,
    "closed": CLOSED,
    "copied": COPIED,
    "destroyed": DESTROYED,
}
PAST = RegisterRefusal.LOOK_UP_IS_PAST_THIS


def check(one: LookUp, *, storage_days: int = 60) -> bool:
    """Tell that a look-up may be asked for."""
    look_ups.check_asked(one, storage_days=storage_days, at=AT)
    return True


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("asked", State.ASKED),
        ("declined", State.DECLINED),
        ("approved", State.APPROVED),
        ("closed", State.CLOSED),
        ("copied", State.CLOSED),
        ("destroyed", State.CLOSED),
    ],
)
def test_how_far_a_look_up_is_follows_from_what_was_said(name: str, state: State) -> None:
    assert EVERY[name].state is state


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (AT - timedelta(minutes=1), AT),
        (AT - timedelta(days=31), AT),
        (AT - timedelta(days=60), AT - timedelta(days=59)),
    ],
)
def test_a_span_within_what_is_stored_may_be_asked_for(first: datetime, last: datetime) -> None:
    assert check(replace(LOOK_UP, first=first, last=last))


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (AT, AT),
        (AT, AT - timedelta(hours=1)),
        (AT - timedelta(hours=1), AT + timedelta(seconds=1)),
        (AT + timedelta(hours=1), AT + timedelta(hours=2)),
        (AT - timedelta(days=31, seconds=1), AT),
        (AT - timedelta(days=60, seconds=1), AT - timedelta(days=59)),
        (datetime(1, 1, 2, tzinfo=UTC), datetime(1, 1, 3, tzinfo=UTC)),
        (datetime(9999, 12, 30, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)),
    ],
)
def test_a_span_that_is_none_is_refused(first: datetime, last: datetime) -> None:
    with pytest.raises(Refused) as caught:
        check(replace(LOOK_UP, first=first, last=last))
    assert caught.value.code is RegisterRefusal.SPAN_OF_A_LOOK_UP_IS_NONE
    assert (caught.value.facts["days"], caught.value.facts["stored"]) == (31, 60)


def test_art_17_what_was_deleted_cannot_be_looked_into() -> None:
    ten = replace(LOOK_UP, first=AT - timedelta(days=20), last=AT - timedelta(days=19))
    assert check(ten, storage_days=30)
    with pytest.raises(Refused):
        check(ten, storage_days=10)


def test_nobody_approves_what_he_asks_for() -> None:
    with pytest.raises(Refused) as caught:
        look_ups.check_answered(LOOK_UP, by="zhao")
    assert caught.value.code is RegisterRefusal.APPROVER_IS_THE_ASKER
    look_ups.check_answered(LOOK_UP, by="wu")


@pytest.mark.parametrize("name", [name for name in EVERY if name != "asked"])
def test_a_look_up_is_answered_once(name: str) -> None:
    with pytest.raises(Refused) as caught:
        look_ups.check_answered(EVERY[name], by="sun")
    assert caught.value.code is PAST


@pytest.mark.parametrize("name", [name for name in EVERY if name != "approved"])
def test_only_what_was_approved_is_closed_and_once(name: str) -> None:
    with pytest.raises(Refused) as caught:
        look_ups.check_closed(EVERY[name], was_copied=False, destroy_on=None, day=DAY)
    assert caught.value.code is PAST


@pytest.mark.parametrize(
    ("was_copied", "destroy_on"), [(False, None), (True, DAY), (True, date(2026, 3, 31)), (True, date(2100, 12, 31))]
)
def test_a_copy_bears_the_day_on_which_it_goes(was_copied: bool, destroy_on: date | None) -> None:
    look_ups.check_closed(APPROVED, was_copied=was_copied, destroy_on=destroy_on, day=DAY)
    said = replace(APPROVED, result="found", was_copied=was_copied, destroy_on=destroy_on)
    assert said.has_copy is was_copied


@pytest.mark.parametrize(
    ("was_copied", "destroy_on"),
    [
        (True, None),
        (False, date(2026, 3, 31)),
        (True, DAY - timedelta(days=1)),
        (True, date(2101, 1, 1)),
        (True, date.max),
        (True, date.min),
    ],
)
def test_a_copy_that_nobody_destroys_is_refused(was_copied: bool, destroy_on: date | None) -> None:
    with pytest.raises(Refused) as caught:
        look_ups.check_closed(APPROVED, was_copied=was_copied, destroy_on=destroy_on, day=DAY)
    assert caught.value.code is RegisterRefusal.COPY_NEEDS_A_DAY_TO_BE_DESTROYED


@pytest.mark.parametrize("name", [name for name in EVERY if name != "copied"])
def test_a_copy_is_destroyed_once(name: str) -> None:
    look_ups.check_destroyed(COPIED)
    with pytest.raises(Refused) as caught:
        look_ups.check_destroyed(EVERY[name])
    assert caught.value.code is PAST


@pytest.mark.parametrize(
    ("name", "late"),
    [
        ("asked", (Alarm.LOOK_UP_IS_OPEN, date(2026, 3, 10))),
        ("approved", (Alarm.LOOK_UP_IS_OPEN, date(2026, 3, 10))),
        ("declined", None),
        ("closed", None),
        ("copied", (Alarm.COPY_IS_TO_BE_DESTROYED, date(2026, 4, 1))),
        ("destroyed", None),
    ],
)
def test_what_is_late_of_a_look_up_follows_from_how_far_it_is(name: str, late: tuple[Alarm, date] | None) -> None:
    assert look_ups.late_from(EVERY[name]) == late


def test_the_day_of_asking_is_that_of_china() -> None:
    late_in_the_day = replace(LOOK_UP, asked_at=datetime(2026, 3, 2, 16, 30, tzinfo=UTC))  # 00:30 on the third
    assert look_ups.late_from(late_in_the_day) == (Alarm.LOOK_UP_IS_OPEN, date(2026, 3, 11))


def test_the_register_has_no_field_for_who_was_looked_for_or_seen() -> None:
    words = {word for one in fields(LookUp) for word in one.name.split("_")}
    assert not words & {"person", "persons", "name", "sought", "plate", "face", "picture", "image", "url", "remark"}


def test_what_is_looked_into_for_stands_on_a_closed_list() -> None:
    assert {one.value for one in look_ups.Purpose} == {
        *("case", "accident", "danger", "concerned", "inspection", "upkeep"),
    }
    assert {one.value for one in look_ups.Result} == {"found", "nothing", "not_done"}


def test_every_step_moves_a_look_up_on() -> None:
    order: list[Any] = [LOOK_UP.state, APPROVED.state, CLOSED.state]
    assert order == [State.ASKED, State.APPROVED, State.CLOSED]
    assert [one.has_copy for one in EVERY.values()] == [False, False, False, False, True, False]
