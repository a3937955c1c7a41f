"""People of the own side and their roles: who may read, act or sign in which office, from when to when.

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
    """What a role allows; each right holds those before it."""

    READ = "read"
    ACT = "act"
    SIGN = "sign"

    @property
    def height(self) -> int:
        """Return 0 for read, 1 for act, 2 for sign."""
        return list(Right).index(self)


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
    """A role as given: an appointment with its id."""

    id: str
    account: str
    office: str
    right: Right
    starts: date
    ends: date | None = None

    def holds_on(self, day: date) -> bool:
        """Tell whether the role is held on the day, in the half-open span [starts, ends)."""
        return runs_on(day, self.starts, self.ends)


def allows(held: Right, wanted: Right) -> bool:
    """Tell whether a right held covers the right wanted: sign covers act, act covers read."""
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

    Who acts may appoint to read and act, only who signs to sign, and nobody gives himself the right to sign. `by` None
    is the operator at the machine: he founds a node, and may appoint only while nobody holds the right to sign.
    """
    if appointment.ends is not None and appointment.ends <= appointment.starts:
        return Why.ROLE_MUST_RUN_FORWARD
    held = [role for role in roles if role.holds_on(day)]
    if by is None:
        return Why.FOUNDING_IS_OVER if any(role.right is Right.SIGN for role in held) else None
    if appointment.right is Right.SIGN and by == appointment.account:
        return Why.NOBODY_GRANTS_HIMSELF_THE_RIGHT_TO_SIGN
    return None if _holds(by, appointment.right, held) else Why.RIGHT_MUST_BE_HELD_TO_BE_GRANTED


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


def _holds(account: str, wanted: Right, held: Iterable[Role]) -> bool:
    """Tell whether the account may grant: read and act need the right to act, sign needs the right to sign."""
    needed = Right.SIGN if wanted is Right.SIGN else Right.ACT
    return any(role.account == account and allows(role.right, needed) for role in held)
