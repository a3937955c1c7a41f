"""Accounts of our own people: Django's user signs in, the person of the organisations room holds the roles."""

import secrets

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction

from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import queries
from pilin.kernel.organisations.rules import Appointment, Person, Right, reference_id
from pilin.node.refusals import NodeRefusal

_PASSWORD_BYTES = 12


@transaction.atomic
def create(*, person: Person, right: Right, office: str, by: str | None, at: Instant) -> str | None:
    """Enter a person and give a role; return the new password, or None where the account had one already.

    Raises what the organisations room refuses: `by` is the account that appoints, None the operator who founds a node.
    """
    if person.account not in {known.account for known in queries.people()}:
        organisations.enrol(people=[person], at=at)
    wanted = Appointment(account=person.account, office=office, right=right, starts=day_of(at))
    organisations.appoint(appointments=[wanted], side=settings.NODE.node.code, by=by, at=at)
    return _password(person)


def _password(person: Person) -> str | None:
    users = get_user_model().objects
    if users.filter(username=person.account).exists():
        return None
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    users.create_user(person.account, password=password, first_name=person.display_name)
    return password


def office(named: str | None, *, at: Instant) -> str:
    """Return the id of the office that a name, an id or a key of the programme's files means, or of our only one.

    Raises OFFICE_MUST_BE_NAMED.
    """
    ours = queries.offices(side=settings.NODE.node.code, day=day_of(at))
    found = [
        entry.id
        for entry in ours
        if named is None or named in {entry.id, entry.name} or entry.id == reference_id(named)
    ]
    if len(found) != 1:
        known = "; ".join(f"{entry.id} {entry.name}" for entry in ours)
        raise Refused(NodeRefusal.OFFICE_MUST_BE_NAMED, office=named or "", offices=known or "none yet")
    return found[0]


def told(account: str, password: str | None) -> str:
    """Return the one line in which a new password is ever shown."""
    if password is None:
        return f"{account}: the account was there; its password stays."
    return f"{account}: the password is {password} - it is shown once; change it after the first sign-in."
