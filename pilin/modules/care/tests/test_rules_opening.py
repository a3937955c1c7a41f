"""Rules 5, 7 and 9 of governance 7.2: two persons, half an hour, a review in three working days, no small numbers."""

from datetime import UTC, date, datetime

import pytest

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.modules.care import rules
from pilin.modules.care.rules import CareRefusal

AT = Instant(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))
HOLIDAY = Calendar("calendar", "CN", {"2026": {"holidays": (date(2026, 3, 4),), "workdays": (date(2026, 3, 7),)}})


@pytest.mark.parametrize(
    ("is_receiver", "reason", "code"),
    [
        (False, "有理由", CareRefusal.ENVELOPE_IS_OPENED_BY_ITS_RECEIVER),
        (True, "", CareRefusal.REASON_IS_MISSING),
        (True, "   ", CareRefusal.REASON_IS_MISSING),
    ],
)
def test_rule_5_the_receiver_opens_and_says_why(is_receiver: bool, reason: str, code: CareRefusal) -> None:
    with pytest.raises(Refused) as refused:
        rules.check_asker(is_receiver=is_receiver, reason=reason)
    assert refused.value.code is code
    rules.check_asker(is_receiver=True, reason="安排培训")


def test_rule_5_one_person_is_not_two() -> None:
    with pytest.raises(Refused) as refused:
        rules.check_second(first="wu", second="wu")
    assert refused.value.code is CareRefusal.SECOND_PERSON_IS_NEEDED
    rules.check_second(first="wu", second="zhao")


def test_rule_5_alone_only_where_a_life_is_in_danger() -> None:
    with pytest.raises(Refused) as refused:
        rules.check_alone(danger=False)
    assert refused.value.code is CareRefusal.DANGER_IS_NOT_CONFIRMED
    rules.check_alone(danger=True)


def test_rule_5_a_session_lasts_half_an_hour() -> None:
    assert (rules.ends_at(AT) - AT).total_seconds() == 1800


@pytest.mark.parametrize(
    ("opened", "calendar", "last"),
    [
        (date(2026, 3, 2), None, date(2026, 3, 5)),
        (date(2026, 3, 6), None, date(2026, 3, 11)),
        (date(2026, 3, 2), HOLIDAY, date(2026, 3, 6)),
        (date(2026, 3, 5), HOLIDAY, date(2026, 3, 9)),
    ],
)
def test_rule_5_an_emergency_is_reviewed_in_three_working_days(
    opened: date, calendar: Calendar | None, last: date
) -> None:
    assert rules.review_by(opened, calendar) == last


@pytest.mark.parametrize(("number", "shown"), [(0, None), (1, None), (9, None), (10, 10), (250, 250)])
def test_rule_9_numbers_are_told_from_ten_up(number: int, shown: int | None) -> None:
    assert rules.told(number) == shown


def test_rule_7_the_digest_of_a_list_follows_its_rows_and_their_order() -> None:
    rows = [["e1", "a"], ["e2", "b"]]
    assert rules.digest_of(rows) == rules.digest_of([("e1", "a"), ("e2", "b")])
    assert rules.digest_of(rows) != rules.digest_of(rows[::-1])
    assert rules.digest_of(rows) != rules.digest_of(rows[:1])
