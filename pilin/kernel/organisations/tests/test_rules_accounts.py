"""Accounts: who may look after which, who may lock whom, and how two persons set one anew."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pilin.base.clock import Instant, after
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import OrganisationsRefusal as Why
from pilin.kernel.organisations.rules import Right
from pilin.kernel.organisations.tests.samples import DAY, an_id

AT = Instant(datetime(2026, 3, 4, 1, 0, tzinfo=UTC))
TOMORROW = DAY + timedelta(days=1)


def role(account: str, right: Right, *, starts: date = date(2025, 3, 4), ends: date | None = None) -> rules.Role:
    id_, office = an_id(f"{account}{right}"), an_id("desk")
    return rules.Role(id=id_, account=account, office=office, right=right, starts=starts, given_on=starts, ends=ends)


ROLES = [
    role("li", Right.READ),
    role("wang", Right.ACT),
    role("zhao", Right.SIGN),
    role("wu", Right.SIGN),
    role("sun", Right.INSPECT),
    role("gone", Right.SIGN, ends=DAY),
    role("soon", Right.SIGN, starts=TOMORROW),
]


def keeper(account: str, *rights: Right) -> rules.Keeper:
    """Return who looks after accounts, by the rights given or by those of his roles today."""
    held = {one.right for one in ROLES if one.account == account and one.holds_on(DAY)}
    return rules.Keeper(account, frozenset(rights or held))


@pytest.mark.parametrize(
    ("right", "needed"),
    [
        (Right.READ, Right.ACT),
        (Right.ACT, Right.ACT),
        (Right.SIGN, Right.SIGN),
        (Right.INSPECT, Right.SIGN),
    ],
)
def test_who_gives_a_right_needs_one(right: Right, needed: Right) -> None:
    assert rules.needed_to_give(right) is needed


@pytest.mark.parametrize(
    ("by", "account", "code"),
    [
        ("wang", "li", None),
        ("zhao", "wang", None),
        ("zhao", "wu", None),
        ("zhao", "sun", None),
        ("wang", "gone", None),
        ("wang", "nobody", None),
        ("wang", "wang", Why.NOBODY_KEEPS_HIS_OWN_ACCOUNT),
        ("zhao", "zhao", Why.NOBODY_KEEPS_HIS_OWN_ACCOUNT),
        ("wang", "wu", Why.ACCOUNT_IS_OUT_OF_REACH),
        ("wang", "sun", Why.ACCOUNT_IS_OUT_OF_REACH),
        ("wang", "soon", Why.ACCOUNT_IS_OUT_OF_REACH),
        ("li", "wang", Why.ACCOUNT_IS_OUT_OF_REACH),
        ("gone", "li", Why.ACCOUNT_IS_OUT_OF_REACH),
        ("sun", "li", Why.ACCOUNT_IS_OUT_OF_REACH),
    ],
)
def test_who_may_look_after_an_account(by: str, account: str, code: Why | None) -> None:
    assert rules.keeping_refusal(account, by=keeper(by), roles=ROLES, day=DAY) is code


def test_a_right_to_sign_that_does_not_count_now_keeps_no_signer() -> None:
    half = keeper("zhao", Right.ACT)
    assert rules.keeping_refusal("wu", by=half, roles=ROLES, day=DAY) is Why.ACCOUNT_IS_OUT_OF_REACH
    assert rules.keeping_refusal("li", by=half, roles=ROLES, day=DAY) is None


@pytest.mark.parametrize(
    ("by", "account", "locked", "code"),
    [
        ("zhao", "wu", (), None),
        ("wang", "li", ("wu",), None),
        ("zhao", "wu", ("wu",), Why.ACCOUNT_IS_LOCKED_ALREADY),
        ("zhao", "zhao", (), Why.NOBODY_KEEPS_HIS_OWN_ACCOUNT),
        ("wang", "wu", (), Why.ACCOUNT_IS_OUT_OF_REACH),
        ("wu", "zhao", ("wu",), Why.ACCOUNT_IS_OUT_OF_REACH),
    ],
)
def test_who_may_lock_whom(by: str, account: str, locked: tuple[str, ...], code: Why | None) -> None:
    assert rules.lock_refusal(account, by=keeper(by), roles=ROLES, locked=locked, day=DAY) is code


@pytest.mark.parametrize(
    "others", [[], [role("gone", Right.SIGN, ends=DAY)], [role("soon", Right.SIGN, starts=TOMORROW)]]
)
def test_the_last_who_signs_is_never_locked(others: list[rules.Role]) -> None:
    roles = [role("wu", Right.SIGN), *others]
    by = keeper("zhao", Right.SIGN)
    assert rules.lock_refusal("wu", by=by, roles=roles, locked=(), day=DAY) is Why.LAST_SIGNER_IS_NOT_LOCKED
    both = [*roles, role("zhao", Right.SIGN)]
    assert rules.lock_refusal("wu", by=by, roles=both, locked=(), day=DAY) is None


@pytest.mark.parametrize(
    ("by", "account", "code"),
    [
        ("zhao", "wu", None),
        ("zhao", "li", Why.ACCOUNT_IS_NOT_LOCKED),
        ("wu", "wu", Why.NOBODY_KEEPS_HIS_OWN_ACCOUNT),
        ("wang", "wu", Why.ACCOUNT_IS_OUT_OF_REACH),
    ],
)
def test_who_may_unlock_whom(by: str, account: str, code: Why | None) -> None:
    assert rules.unlock_refusal(account, by=keeper(by), roles=ROLES, locked=("wu",), day=DAY) is code


def recovery(*approvals: tuple[str, bool], account: str = "li", is_done: bool = False) -> rules.Recovery:
    approved = tuple(rules.Approved(who, signs) for who, signs in approvals)
    expires_at = after(AT, seconds=rules.LINK_HOURS * 3600)
    return rules.Recovery(account=account, expires_at=expires_at, approvals=approved, is_done=is_done)


@pytest.mark.parametrize(
    ("asked", "by", "code"),
    [
        (recovery(), "wang", None),
        (recovery(), "zhao", None),
        (recovery(("wang", False)), "zhao", None),
        (recovery(("zhao", True)), "wang", None),
        (recovery(account="wang"), "wang", Why.NOBODY_APPROVES_HIS_OWN_RECOVERY),
        (recovery(("wang", False), account="zhao"), "zhao", Why.NOBODY_APPROVES_HIS_OWN_RECOVERY),
        (recovery(("wang", False)), "wang", Why.RECOVERY_NEEDS_ANOTHER_PERSON),
        (recovery(("zhao", True)), "zhao", Why.RECOVERY_NEEDS_ANOTHER_PERSON),
        (recovery(account="wu"), "li", Why.ACCOUNT_IS_OUT_OF_REACH),
        (recovery(account="wu"), "sun", Why.ACCOUNT_IS_OUT_OF_REACH),
        (recovery(is_done=True), "zhao", Why.RECOVERY_HAS_ENDED),
    ],
)
def test_who_may_approve(asked: rules.Recovery, by: str, code: Why | None) -> None:
    assert rules.approval_refusal(asked, by=keeper(by), at=AT) is code


def test_of_two_one_has_to_sign() -> None:
    asked = recovery(("wang", False))
    code = rules.approval_refusal(asked, by=rules.Keeper("chen", frozenset({Right.ACT})), at=AT)
    assert code is Why.RECOVERY_NEEDS_A_SIGNER


@pytest.mark.parametrize(("hours", "is_open"), [(0, True), (71, True), (72, False), (100, False)])
def test_a_request_waits_for_three_days(hours: int, *, is_open: bool) -> None:
    at = after(AT, seconds=hours * 3600)
    assert recovery().is_open(at) is is_open
    code = rules.approval_refusal(recovery(), by=keeper("zhao"), at=at)
    assert code is (None if is_open else Why.RECOVERY_HAS_ENDED)


@pytest.mark.parametrize(
    ("approvals", "approved"),
    [
        ([], False),
        ([("zhao", True)], False),
        ([("zhao", True), ("zhao", True)], False),
        ([("zhao", True), ("li", False)], False),
        ([("wang", False), ("chen", False)], False),
        ([("wang", False), ("li", True)], False),
        ([("wang", False), ("zhao", True)], True),
        ([("wang", False), ("chen", False), ("zhao", True)], True),
    ],
)
def test_two_others_of_whom_one_signs_are_needed(approvals: list[tuple[str, bool]], *, approved: bool) -> None:
    assert rules.is_approved(recovery(*approvals)) is approved


@pytest.mark.parametrize(
    ("given", "locked", "counts"),
    [
        (("zhao", True), (), [("zhao", True)]),
        (("zhao", False), (), [("zhao", False)]),
        (("wang", True), (), [("wang", False)]),
        (("gone", True), (), []),
        (("soon", True), (), []),
        (("li", False), (), []),
        (("zhao", True), ("zhao",), []),
    ],
)
def test_an_approval_counts_by_the_rights_of_today(
    given: tuple[str, bool], locked: tuple[str, ...], counts: list[tuple[str, bool]]
) -> None:
    found = rules.standing([rules.Approved(*given)], roles=ROLES, locked=locked, day=DAY)
    assert [(one.account, one.signs) for one in found] == counts


@pytest.mark.parametrize(("days", "counts"), [(0, False), (6, False), (7, True), (400, True)])
def test_a_right_that_was_given_lately_approves_nothing(days: int, *, counts: bool) -> None:
    given_on = DAY - timedelta(days=days)
    role = rules.Role(
        id="r", account="new", office="o", right=Right.SIGN, starts=DAY - timedelta(days=900), given_on=given_on
    )
    found = rules.standing([rules.Approved("new", signs=True)], roles=[role], locked=[], day=DAY)
    assert bool(found) is counts
    assert rules.is_seasoned(role, DAY) is counts


def test_who_is_too_new_is_told_so() -> None:
    by = rules.Keeper("new", frozenset({Right.SIGN}))
    code = rules.approval_refusal(recovery(), by=by, at=AT, is_new=True)
    assert code is Why.APPROVER_IS_TOO_NEW
