"""Accounts of our people: who may look after another's, who may lock one, and how two persons set one anew.

What counts is the right that counts for a person now: who may sign but has not proven himself twice acts only.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from pilin.base.clock import Instant
from pilin.base.refusal import Code
from pilin.kernel.organisations.rules.codes import OrganisationsRefusal as Why
from pilin.kernel.organisations.rules.people import Right, Role, allows

LINK_HOURS = 72
"""How long an invitation, and a request to set an account anew, may wait."""

APPROVALS_NEEDED = 2

SEASONED_DAYS = 7
"""How long ago a right was given, at least, by which its holder helps to set an account anew.

Else one signer could make a second account for himself and be both persons within a minute.
"""


@dataclass(frozen=True)
class Keeper:
    """Who looks after accounts: his own account, and the rights that count for him now."""

    account: str
    rights: frozenset[Right]

    def may(self, right: Right) -> bool:
        """Tell whether any of his rights covers a right."""
        return any(allows(held, right) for held in self.rights)


@dataclass(frozen=True)
class Approved:
    """One person approved; `signs` tells whether he could sign when he did."""

    account: str
    signs: bool


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """A request to set an account anew: whose, until when, who approved, and whether it was done."""

    account: str
    expires_at: Instant
    approvals: tuple[Approved, ...] = ()
    is_done: bool = False

    def is_open(self, at: Instant) -> bool:
        """Tell whether it still waits for somebody."""
        return not self.is_done and at < self.expires_at


def needed_to_give(right: Right) -> Right:
    """Return the right that is needed to give a right or to take it back: sign for sign and inspect, else act."""
    return Right.SIGN if right in {Right.SIGN, Right.INSPECT} else Right.ACT


def keeping_refusal(account: str, *, by: Keeper, roles: Iterable[Role], day: date) -> Code | None:
    """Return why somebody may not look after an account, or None: never his own, none that holds what he cannot give.

    Roles that are to come count as well: an account that will sign tomorrow is one of a signer.
    """
    if by.account == account:
        return Why.NOBODY_KEEPS_HIS_OWN_ACCOUNT
    rights = {role.right for role in roles if role.account == account and (role.ends is None or role.ends > day)}
    needed = {Right.ACT, *(needed_to_give(right) for right in rights)}
    return None if all(by.may(right) for right in needed) else Why.ACCOUNT_IS_OUT_OF_REACH


def lock_refusal(
    account: str, *, by: Keeper, roles: Collection[Role], locked: Collection[str], day: date
) -> Code | None:
    """Return why somebody may not lock an account, or None. `locked` are the accounts that are locked already.

    Whoever signs last is never locked: nobody would be left who could unlock him.
    """
    if by.account in locked:
        return Why.ACCOUNT_IS_OUT_OF_REACH
    if account in locked:
        return Why.ACCOUNT_IS_LOCKED_ALREADY
    code = keeping_refusal(account, by=by, roles=roles, day=day)
    if code is not None:
        return code
    signers = {role.account for role in roles if role.right is Right.SIGN and role.holds_on(day)} - set(locked)
    return Why.LAST_SIGNER_IS_NOT_LOCKED if signers == {account} else None


def unlock_refusal(
    account: str, *, by: Keeper, roles: Collection[Role], locked: Collection[str], day: date
) -> Code | None:
    """Return why somebody may not unlock an account, or None."""
    if by.account != account and account not in locked:
        return Why.ACCOUNT_IS_NOT_LOCKED
    return keeping_refusal(account, by=by, roles=roles, day=day)


def is_seasoned(role: Role, day: date) -> bool:
    """Tell whether a role was given long enough before a day for its holder to approve a recovery."""
    return (day - role.given_on).days >= SEASONED_DAYS


def standing(
    approvals: Iterable[Approved], *, roles: Collection[Role], locked: Collection[str], day: date
) -> tuple[Approved, ...]:
    """Return the approvals that count on a day: of who may still act and is not locked, by his seasoned rights."""
    found = []
    seasoned = [role for role in roles if role.holds_on(day) and is_seasoned(role, day)]
    for one in approvals:
        held = {role.right for role in seasoned if role.account == one.account}
        by = Keeper(one.account, frozenset(held))
        if by.may(Right.ACT) and one.account not in locked:
            found.append(Approved(one.account, one.signs and by.may(Right.SIGN)))
    return tuple(found)


def approval_refusal(recovery: Recovery, *, by: Keeper, at: Instant, is_new: bool = False) -> Code | None:
    """Return why somebody may not approve that an account is set anew, or None.

    Two different persons approve, neither of them the owner, at least one of whom may sign; `is_new` tells that the
    right to act was given to him too lately.
    """
    if by.account == recovery.account:
        return Why.NOBODY_APPROVES_HIS_OWN_RECOVERY
    if not by.may(Right.ACT):
        return Why.ACCOUNT_IS_OUT_OF_REACH
    if is_new:
        return Why.APPROVER_IS_TOO_NEW
    if not recovery.is_open(at):
        return Why.RECOVERY_HAS_ENDED
    if by.account in {one.account for one in recovery.approvals}:
        return Why.RECOVERY_NEEDS_ANOTHER_PERSON
    is_last = len(recovery.approvals) + 1 >= APPROVALS_NEEDED
    signs = by.may(Right.SIGN) or any(one.signs for one in recovery.approvals)
    return Why.RECOVERY_NEEDS_A_SIGNER if is_last and not signs else None


def is_approved(recovery: Recovery) -> bool:
    """Tell whether two different persons, neither the owner and one who may sign, have approved."""
    others = {one.account for one in recovery.approvals} - {recovery.account}
    return len(others) >= APPROVALS_NEEDED and any(one.signs for one in recovery.approvals if one.account in others)
