"""People of the own side and their roles: who may read, act, sign or inspect in which office, from when to when.

People never leave their node. A person is an account and a display name; nothing else about him is held.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pilin.base.masking import holds_identity_number
from pilin.base.refusal import Code
from pilin.kernel.organisations.rules.codes import OrganisationsRefusal as Why
from pilin.kernel.organisations.rules.validity import runs_on

NAME_MAX = 60


class Right(StrEnum):
    """What a role allows: of the first three each holds those before it; to inspect the access log stands alone."""

    READ = "read"
    ACT = "act"
    SIGN = "sign"
    INSPECT = "inspect"

    @property
    def height(self) -> int:
        """Return 0 for read, 1 for act, 2 for sign; what stands alone is never compared."""
        return list(Right).index(self)


_ADMINISTERS = {Right.ACT, Right.SIGN}
_NEVER_ONESELF = {
    Right.SIGN: Why.NOBODY_GRANTS_HIMSELF_THE_RIGHT_TO_SIGN,
    Right.INSPECT: Why.NOBODY_MAKES_HIMSELF_INSPECTOR,
}


@dataclass(frozen=True, kw_only=True)
class Person:
    """One of our own staff: the account with which he signs in, and the name that pages show."""

    account: str
    display_name: str


@dataclass(frozen=True, kw_only=True)
class Appointment:
    """A role to be given: `account` holds `office` from `starts` until `ends` (exclusive; None: until dismissed)."""

    account: str
    office: str
    right: Right
    starts: date
    ends: date | None = None


@dataclass(frozen=True, kw_only=True)
class Dismissal:
    """A role to be ended: `role` no longer holds on the day `ends`."""

    role: str
    ends: date


@dataclass(frozen=True, kw_only=True)
class Role:
    """A role as given: an appointment with its id; `given_on` is the day on which it was given, whenever it starts."""

    id: str
    account: str
    office: str
    right: Right
    starts: date
    given_on: date
    ends: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the role is held on the day, in the half-open span [starts, ends)."""
        return runs_on(day, self.starts, self.ends)


def given(appointment: Appointment, *, on: date, role: str = "") -> Role:
    """Return the role that an appointment gives when it is made on a day."""
    return Role(
        id=role,
        account=appointment.account,
        office=appointment.office,
        right=appointment.right,
        starts=appointment.starts,
        given_on=on,
        ends=appointment.ends,
    )


def allows(held: Right, wanted: Right) -> bool:
    """Tell whether a right held covers the right wanted: sign covers act, act covers read.

    To inspect covers nothing else, and nothing else covers it: who watches does not act, and who acts does not watch.
    """
    if Right.INSPECT in (held, wanted):
        return held is wanted
    return held.height >= wanted.height


def person_refusal(person: Person) -> Code | None:
    """Return why a person cannot be enrolled, or None; names are plain, short and hold no identity number."""
    for text in (person.account, person.display_name):
        plain = text.isprintable() and text == text.strip() and unicodedata.is_normalized("NFC", text)
        if not 0 < len(text) <= NAME_MAX or not plain or holds_identity_number(text):
            return Why.DISPLAY_NAME_IS_NOT_PLAIN
    return None


def appointment_refusal(appointment: Appointment, *, by: str | None, roles: Iterable[Role], day: date) -> Code | None:
    """Return why the account `by` may not give this role on the day, or None. `roles` are all roles of the node.

    Who acts may appoint to read and act, only who signs to sign or to inspect, and nobody gives himself either. `by`
    None is the operator at the machine: he founds a node, and may appoint only while nobody holds the right to sign;
    an inspector he never appoints.
    """
    if appointment.ends is not None and appointment.ends <= appointment.starts:
        return Why.ROLE_MUST_RUN_FORWARD
    held = [role for role in roles if role.holds_on(day)]
    if by is None and appointment.right is not Right.INSPECT:
        return Why.FOUNDING_IS_OVER if any(role.right is Right.SIGN for role in held) else None
    if by == appointment.account and appointment.right in _NEVER_ONESELF:
        return _NEVER_ONESELF[appointment.right]
    return None if _holds(by, appointment.right, held) else Why.RIGHT_MUST_BE_HELD_TO_BE_GRANTED


def separation_refusal(appointment: Appointment, *, roles: Iterable[Role]) -> Code | None:
    """Return why the same account may not hold this role beside those it has, or None.

    Who acts or signs appoints, locks and tends the links: he is among those whom the inspector watches, so that no
    account is both on one day (GB/T 22239-2019, 8.1.5.2: auditing is a post of its own).
    """
    others = [role for role in roles if role.account == appointment.account and _meet(role, appointment)]
    rights = {appointment.right, *(role.right for role in others)}
    return Why.INSPECTOR_DOES_NOT_ADMINISTER if Right.INSPECT in rights and rights & _ADMINISTERS else None


def _meet(role: Role, appointment: Appointment) -> bool:
    """Tell whether two spans, half-open, have a day in common."""
    begins_before_the_end = appointment.ends is None or role.starts < appointment.ends
    return begins_before_the_end and (role.ends is None or appointment.starts < role.ends)


def dismissal_refusal(
    dismissal: Dismissal, role: Role, *, by: str | None, roles: Iterable[Role], day: date
) -> Code | None:
    """Return why the account `by` may not end this role, or None; everybody may lay down a role of his own."""
    if dismissal.ends < role.starts:
        return Why.ROLE_MUST_RUN_FORWARD
    if role.ends is not None and role.ends <= dismissal.ends:
        return Why.ROLE_HAS_ENDED
    held = [other for other in roles if other.holds_on(day)]
    if by is None or by == role.account or _holds(by, role.right, held):
        return None
    return Why.RIGHT_MUST_BE_HELD_TO_BE_GRANTED


def _holds(account: str | None, wanted: Right, held: Iterable[Role]) -> bool:
    """Tell whether the account may grant: read and act need the right to act, sign and inspect the right to sign."""
    needed = Right.SIGN if wanted in _NEVER_ONESELF else Right.ACT
    return any(role.account == account and allows(role.right, needed) for role in held)
