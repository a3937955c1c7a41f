"""Roles: who may give and end which right."""

from datetime import date, timedelta
from typing import Any

import pytest

from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import OrganisationsRefusal as Why
from pilin.kernel.organisations.rules import Right
from pilin.kernel.organisations.tests.samples import DAY, an_id

ONE_DAY = timedelta(days=1)


def role(account: str, right: Right, **members: Any) -> rules.Role:
    """Return a role that began a year ago, or what the members say."""
    start: dict[str, Any] = {"id": an_id(account), "office": an_id("desk"), "starts": date(2025, 3, 4), "given_on": DAY}
    return rules.Role(account=account, right=right, **start | members)


def wanted(account: str, right: Right, **members: Any) -> rules.Appointment:
    """Return an appointment from today."""
    start: dict[str, Any] = {"office": an_id("desk"), "starts": DAY}
    return rules.Appointment(account=account, right=right, **start | members)


READER, ACTOR, SIGNER = role("li", Right.READ), role("wang", Right.ACT), role("zhao", Right.SIGN)
ROLES = [READER, ACTOR, SIGNER]


@pytest.mark.parametrize(
    ("held", "asked", "expected"),
    [
        (Right.READ, Right.READ, True),
        (Right.READ, Right.ACT, False),
        (Right.ACT, Right.READ, True),
        (Right.ACT, Right.SIGN, False),
        (Right.SIGN, Right.READ, True),
        (Right.SIGN, Right.ACT, True),
        (Right.INSPECT, Right.INSPECT, True),
        *((Right.INSPECT, other, False) for other in (Right.READ, Right.ACT, Right.SIGN)),
        *((other, Right.INSPECT, False) for other in (Right.READ, Right.ACT, Right.SIGN)),
    ],
)
def test_a_right_holds_those_below_it(held: Right, asked: Right, *, expected: bool) -> None:
    assert rules.allows(held, asked) == expected


@pytest.mark.parametrize(
    ("ends", "day", "expected"),
    [
        (None, date(2025, 3, 3), False),
        (None, date(2025, 3, 4), True),
        (DAY, DAY - ONE_DAY, True),
        (DAY, DAY, False),
        (date(2025, 3, 4), date(2025, 3, 4), False),
    ],
)
def test_a_role_is_held_from_its_start_until_before_its_end(ends: date | None, day: date, *, expected: bool) -> None:
    assert role("li", Right.READ, ends=ends).holds_on(day) == expected


@pytest.mark.parametrize(
    ("by", "given", "code"),
    [
        ("zhao", wanted("li", Right.SIGN), None),
        ("zhao", wanted("li", Right.ACT), None),
        ("wang", wanted("li", Right.ACT), None),
        ("wang", wanted("wang", Right.READ), None),
        ("wang", wanted("li", Right.SIGN), Why.RIGHT_MUST_BE_HELD_TO_BE_GRANTED),
        ("li", wanted("wang", Right.READ), Why.RIGHT_MUST_BE_HELD_TO_BE_GRANTED),
        ("nobody", wanted("li", Right.READ), Why.RIGHT_MUST_BE_HELD_TO_BE_GRANTED),
        ("zhao", wanted("zhao", Right.SIGN), Why.NOBODY_GRANTS_HIMSELF_THE_RIGHT_TO_SIGN),
        ("wang", wanted("wang", Right.SIGN), Why.NOBODY_GRANTS_HIMSELF_THE_RIGHT_TO_SIGN),
        ("zhao", wanted("li", Right.READ, ends=DAY), Why.ROLE_MUST_RUN_FORWARD),
        (None, wanted("li", Right.READ), Why.FOUNDING_IS_OVER),
    ],
)
def test_who_may_appoint(by: str | None, given: rules.Appointment, code: Why | None) -> None:
    assert rules.appointment_refusal(given, by=by, roles=ROLES, day=DAY) is code


@pytest.mark.parametrize("roles", [[], [READER, ACTOR], [role("zhao", Right.SIGN, ends=DAY)]])
def test_the_operator_founds_while_nobody_may_sign(roles: list[rules.Role]) -> None:
    assert rules.appointment_refusal(wanted("li", Right.SIGN), by=None, roles=roles, day=DAY) is None


def test_a_role_that_has_ended_grants_nothing() -> None:
    over = [role("zhao", Right.SIGN, ends=DAY)]
    code = rules.appointment_refusal(wanted("li", Right.READ), by="zhao", roles=over, day=DAY)
    assert code is Why.RIGHT_MUST_BE_HELD_TO_BE_GRANTED


@pytest.mark.parametrize(
    ("by", "ended", "ends", "code"),
    [
        ("zhao", SIGNER, DAY, None),
        ("zhao", ACTOR, DAY, None),
        ("wang", READER, DAY, None),
        ("li", READER, DAY, None),
        (None, SIGNER, DAY, None),
        ("zhao", ACTOR, ACTOR.starts, None),
        ("wang", SIGNER, DAY, Why.RIGHT_MUST_BE_HELD_TO_BE_GRANTED),
        ("li", ACTOR, DAY, Why.RIGHT_MUST_BE_HELD_TO_BE_GRANTED),
        ("zhao", ACTOR, ACTOR.starts - ONE_DAY, Why.ROLE_MUST_RUN_FORWARD),
        ("zhao", role("wang", Right.ACT, ends=DAY), DAY, Why.ROLE_HAS_ENDED),
    ],
)
def test_who_may_dismiss(by: str | None, ended: rules.Role, ends: date, code: Why | None) -> None:
    dismissal = rules.Dismissal(role=ended.id, ends=ends)
    assert rules.dismissal_refusal(dismissal, ended, by=by, roles=ROLES, day=DAY) is code


@pytest.mark.parametrize(
    ("account", "name"),
    [
        ("", "Li"),
        ("li", ""),
        ("li", " Li"),
        ("li", "L\ni"),
        ("li", "x" * 61),
        ("li", "e\u0301"),
        ("11010519491231002X", "Li"),
        ("li", "Li 11010519491231002X"),
    ],
)
def test_names_of_people_are_plain_and_hold_no_identity_number(account: str, name: str) -> None:
    assert rules.person_refusal(rules.Person(account=account, display_name=name)) is Why.DISPLAY_NAME_IS_NOT_PLAIN


def test_a_plain_name_is_taken() -> None:
    assert rules.person_refusal(rules.Person(account="wang", display_name="王芳")) is None


@pytest.mark.parametrize(
    ("account", "by", "code"),
    [
        ("li", "zhao", None),
        ("li", "wang", Why.RIGHT_MUST_BE_HELD_TO_BE_GRANTED),
        ("li", "li", Why.NOBODY_MAKES_HIMSELF_INSPECTOR),
        ("zhao", "zhao", Why.NOBODY_MAKES_HIMSELF_INSPECTOR),
        ("li", None, Why.RIGHT_MUST_BE_HELD_TO_BE_GRANTED),
    ],
)
def test_an_inspector_is_appointed_by_a_signer_and_never_by_himself(
    account: str, by: str | None, code: Why | None
) -> None:
    assert rules.appointment_refusal(wanted(account, Right.INSPECT), by=by, roles=ROLES, day=DAY) is code


def test_the_operator_founds_no_inspector_where_nobody_signs() -> None:
    found = rules.appointment_refusal(wanted("li", Right.INSPECT), by=None, roles=[READER], day=DAY)
    assert found is Why.RIGHT_MUST_BE_HELD_TO_BE_GRANTED


@pytest.mark.parametrize(("account", "right"), [("wang", Right.ACT), ("zhao", Right.SIGN)])
def test_who_administers_is_no_inspector(account: str, right: Right) -> None:
    code = rules.separation_refusal(wanted(account, Right.INSPECT), roles=ROLES)
    assert code is Why.INSPECTOR_DOES_NOT_ADMINISTER
    inspector = [role(account, Right.INSPECT)]
    assert rules.separation_refusal(wanted(account, right), roles=inspector) is Why.INSPECTOR_DOES_NOT_ADMINISTER


def test_an_inspector_may_also_read() -> None:
    assert rules.separation_refusal(wanted("li", Right.INSPECT), roles=ROLES) is None
    assert rules.separation_refusal(wanted("li", Right.READ), roles=[role("li", Right.INSPECT)]) is None


@pytest.mark.parametrize(
    ("held", "asked", "is_refused"),
    [
        ({"ends": DAY}, {}, False),
        ({"ends": DAY + ONE_DAY}, {}, True),
        ({"starts": DAY + ONE_DAY}, {"ends": DAY + ONE_DAY}, False),
        ({"starts": DAY + ONE_DAY}, {"ends": DAY + 2 * ONE_DAY}, True),
        ({"starts": DAY + ONE_DAY}, {}, True),
    ],
)
def test_the_two_follow_each_other_but_share_no_day(
    held: dict[str, Any], asked: dict[str, Any], *, is_refused: bool
) -> None:
    code = rules.separation_refusal(wanted("wang", Right.INSPECT, **asked), roles=[role("wang", Right.ACT, **held)])
    assert (code is not None) is is_refused


def test_a_signer_ends_the_role_of_an_inspector_and_one_who_acts_does_not() -> None:
    held = role("li", Right.INSPECT)
    dismissal = rules.Dismissal(role=held.id, ends=DAY)
    codes = [rules.dismissal_refusal(dismissal, held, by=by, roles=[*ROLES, held], day=DAY) for by in ("zhao", "wang")]
    assert codes == [None, Why.RIGHT_MUST_BE_HELD_TO_BE_GRANTED]
