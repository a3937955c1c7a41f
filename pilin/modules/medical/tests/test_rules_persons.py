"""Who somebody is, on what terms he is insured, and how care next door counts as filed; with plain values."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base import masking
from pilin.base.refusal import Refused
from pilin.modules.medical.rules import persons as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.persons import Identity, Terms
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests.people import citizen

NOW = Terms("12", False, ())


def refusal(call: Any, *given: Any) -> object:
    with pytest.raises(Refused) as caught:
        call(*given)
    return caught.value.code


@given(st.dates(date(1900, 1, 1), date(2026, 12, 31)), st.integers(0, 999))
def test_an_identity_number_tells_birthday_and_gender(born: date, serial: int) -> None:
    identity = rules.check_identity(Identity("01", citizen(born, serial).lower(), " 张三 "))
    assert (identity.born_on, identity.name) == (born, "张三")
    assert identity.gender == ("1" if serial % 2 else "2")
    assert rules.read_identity(rules.write_identity(identity)) == identity
    assert identity.number not in repr(identity)


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("", "张三"),
        (citizen(date(1980, 3, 4), 1), " "),
        (citizen(date(1980, 3, 4), 1)[:-1], "张三"),
        (citizen(date(1980, 3, 4), 1) + "0", "张三"),
        (citizen(date(1980, 3, 4), 1), "张" * 51),
        (citizen(date(1980, 3, 4), 1), citizen(date(1980, 3, 4), 1)),
        (chr(0xFF13) + citizen(date(1980, 3, 4), 1)[1:], "张三"),
    ],
)
def test_an_identity_that_cannot_be_is_refused(number: str, name: str) -> None:
    """No number, no name, too short, too long, a number in the place of a name, wide digits."""
    assert refusal(rules.check_identity, Identity("01", number, name)) is MedicalRefusal.IDENTITY_DOES_NOT_FIT


def test_a_check_digit_and_a_birthday_must_be_right() -> None:
    good = citizen(date(1980, 3, 4), 1)
    wrong = good[:-1] + ("0" if good[-1] != "0" else "1")
    assert refusal(rules.check_identity, Identity("01", wrong, "张三")) is MedicalRefusal.IDENTITY_DOES_NOT_FIT
    no_day = citizen("19800231", 1)
    assert masking.is_identity_number(no_day)
    assert refusal(rules.check_identity, Identity("01", no_day, "张三")) is MedicalRefusal.IDENTITY_DOES_NOT_FIT


def test_another_certificate_tells_neither_birthday_nor_gender() -> None:
    passport = rules.check_identity(Identity("06", "e1234567", "Jane Doe"))
    assert (passport.number, passport.born_on, passport.gender) == ("E1234567", None, "9")


@pytest.mark.parametrize(
    ("name", "number", "shown"),
    [
        ("张三", "999999198003040012", ("张*", "999*************12")),
        ("欧阳小明", "E1234567", ("欧***", "E12***67")),
        ("", "1234", ("", "****")),
    ],
)
def test_pages_show_a_character_of_the_name_and_five_of_the_number(
    name: str, number: str, shown: tuple[str, str]
) -> None:
    assert (rules.masked_name(name), rules.masked_number(number)) == shown


@pytest.mark.parametrize(("day", "age"), [("2026-03-03", 45), ("2026-03-04", 46), ("1980-03-04", 0)])
def test_an_age_is_of_full_years(day: str, age: int) -> None:
    assert rules.age_on(date(1980, 3, 4), date.fromisoformat(day)) == age


def test_terms_of_a_day_are_those_that_held_then() -> None:
    """Employed until March, a civil servant until June, retired since."""
    earlier = rules.changed(Terms("11", False, ("A",)), [], date(2026, 4, 1))
    earlier = rules.changed(Terms("11", True, ()), earlier, date(2026, 7, 1))
    found = {day: rules.terms_on(NOW, list(reversed(earlier)), date.fromisoformat(day)) for day in DAYS}
    assert [found[day] for day in DAYS] == [
        Terms("11", False, ("A",)), Terms("11", False, ("A",)), Terms("11", True, ()), Terms("11", True, ()), NOW
    ]  # fmt: skip
    assert rules.terms_on(NOW, [], date(2020, 1, 1)) == NOW


DAYS = ("2020-01-01", "2026-03-31", "2026-04-01", "2026-06-30", "2026-07-01")


@pytest.mark.parametrize("day", ["2026-04-01", "2026-03-01", "2020-01-01"])
def test_a_change_follows_the_earlier_ones(day: str) -> None:
    earlier = rules.changed(Terms("11", False, ()), [], date(2026, 4, 1))
    assert refusal(rules.changed, NOW, earlier, date.fromisoformat(day)) is MedicalRefusal.TERMS_MUST_RUN_FORWARD


def test_a_type_and_days_are_looked_at() -> None:
    rules.check_type("1160")
    assert refusal(rules.check_type, "99") is MedicalRefusal.PERSON_TYPE_IS_UNKNOWN
    rules.check_days(date(2026, 1, 1), date(2026, 1, 1))
    rules.check_days(date(2026, 1, 1), None)
    assert refusal(rules.check_days, date(2026, 1, 2), date(2026, 1, 1)) is MedicalRefusal.DAYS_MUST_RUN_FORWARD


def test_a_filing_to_a_city_or_province_covers_its_districts() -> None:
    assert rules.areas_that_cover("310116") == ("310116", "310100", "310199", "310000")
    assert "330400" in rules.areas_that_cover("330482")
    assert "330000" not in rules.areas_that_cover("310116")


@pytest.mark.parametrize(
    ("filed", "waived", "med_type", "found"),
    [
        ("long_term", "", "21", Filing.LONG_TERM),
        ("referred", "long_term", "21", Filing.REFERRED),
        ("", "long_term", "21", Filing.LONG_TERM),
        ("", "referred", "24", Filing.REFERRED),
        ("", "", "24", Filing.EMERGENCY),
        ("", "", "1301", Filing.EMERGENCY),
        ("", "", "21", Filing.OTHER),
        ("", "", "", Filing.OTHER),
        ("other", "", "13", Filing.OTHER),
    ],
)
def test_how_care_next_door_counts(filed: str, waived: str, med_type: str, found: Filing) -> None:
    """What is filed comes first, then what the agreement waives, then rescue; else nothing is filed."""
    assert rules.filed_as(filed, waived, med_type) is found


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6), st.integers(0, 400))
def test_any_row_of_changes_gives_each_day_the_terms_that_began_last(gaps: list[int], day: int) -> None:
    """Terms t1, t2 and so on begin so many days after one another; before the first change t0 held."""
    start, at, begun = date(2026, 1, 1), 0, [0]
    earlier: list[dict[str, Any]] = []
    for number, gap in enumerate(gaps, start=1):
        at += gap
        begun.append(at)
        earlier = rules.changed(Terms(f"t{number - 1}", False, ()), earlier, start + timedelta(days=at))
    now = Terms(f"t{len(gaps)}", False, ())
    wanted = max(number for number, since in enumerate(begun) if since <= day or number == 0)
    assert rules.terms_on(now, earlier, start + timedelta(days=day)).type == f"t{wanted}"
