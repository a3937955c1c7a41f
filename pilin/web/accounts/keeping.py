"""Looking after accounts of others: invite, appoint, end a role, lock and unlock. Each verb is one transaction.

A right is given or taken only by who holds the right for it now, in this session: the kernel's rules know the roles,
the visitor knows whether the second factor was passed.
"""

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from pilin.base import clock
from pilin.base.refusal import Code, Refused
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import queries, rules
from pilin.kernel.organisations.rules import OrganisationsRefusal
from pilin.web import logbook
from pilin.web.access import PageRequest
from pilin.web.accounts import links, sessions
from pilin.web.logbook import Event
from pilin.web.models import AccountLock
from pilin.web.refusals import WebRefusal


@transaction.atomic
def invite(request: PageRequest, person: rules.Person, wanted: rules.Appointment) -> str:
    """Enter a person with an account without a password and a first role; return the address of the invitation.

    Raises what `appoint` raises, ACCOUNT_IS_TAKEN, DISPLAY_NAME_IS_NOT_PLAIN.
    """
    if User.objects.filter(username__iexact=person.account).exists():
        raise Refused(OrganisationsRefusal.ACCOUNT_IS_TAKEN, account=person.account)
    organisations.enrol(people=[person], at=request.at)
    user = User.objects.create_user(person.account, first_name=person.display_name)
    appoint(request, wanted)
    return _invited(request, user)


@transaction.atomic
def invite_again(request: PageRequest, user: User) -> str:
    """Return the address of a new invitation of an account that has no password yet. Raises ACCOUNT_HAS_A_PASSWORD."""
    _refuse(_keeping(request, user))
    if user.has_usable_password():
        raise Refused(WebRefusal.ACCOUNT_HAS_A_PASSWORD)
    return _invited(request, user)


def _invited(request: PageRequest, user: User) -> str:
    address = links.make(user, purpose=links.INVITATION, by=request.visitor.account, at=request.at)
    _note(request, Event.ACCOUNT_INVITED, user.get_username())
    return address


@transaction.atomic
def appoint(request: PageRequest, wanted: rules.Appointment) -> None:
    """Give a role. Raises SECOND_FACTOR_IS_NEEDED, RIGHT_IS_NOT_HELD and what the organisations room refuses."""
    request.visitor.must(rules.needed_to_give(wanted.right))
    side, by = settings.NODE.node.code, request.visitor.account
    organisations.appoint(appointments=[wanted], side=side, by=by, at=request.at)
    ends = str(wanted.ends or "")
    facts = {"office": wanted.office, "right": wanted.right.value, "starts": str(wanted.starts), "ends": ends}
    _note(request, Event.ROLE_GIVEN, wanted.account, **facts)


@transaction.atomic
def end_role(request: PageRequest, role: rules.Role, dismissal: rules.Dismissal) -> None:
    """End a role; one of one's own may be laid down by everybody. Raises as `appoint`."""
    if role.account != request.visitor.account:
        request.visitor.must(rules.needed_to_give(role.right))
    organisations.dismiss(dismissals=[dismissal], by=request.visitor.account, at=request.at)
    facts = {"office": role.office, "right": role.right.value, "ends": str(dismissal.ends)}
    _note(request, Event.ROLE_ENDED, role.account, **facts)


@transaction.atomic
def lock(request: PageRequest, user: User) -> None:
    """Lock an account: it loses its sessions at once and signs in no more. Raises what `rules.lock_refusal` says."""
    by, account = request.visitor, user.get_username()
    locked = _locked()
    day = clock.day_of(request.at)
    _refuse(rules.lock_refusal(account, by=by.keeper(), roles=queries.roles(), locked=locked, day=day))
    User.objects.filter(pk=user.pk).update(is_active=False)
    AccountLock.objects.create(user=user, locked_by=by.account, locked_at=request.at)
    sessions.end(user, at=request.at)
    links.withdraw(user)
    _note(request, Event.ACCOUNT_LOCKED, account)


@transaction.atomic
def unlock(request: PageRequest, user: User) -> None:
    """Unlock an account; its sessions do not come back. Raises what `rules.unlock_refusal` says."""
    by, account = request.visitor, user.get_username()
    locked = _locked()
    day = clock.day_of(request.at)
    _refuse(rules.unlock_refusal(account, by=by.keeper(), roles=queries.roles(), locked=locked, day=day))
    User.objects.filter(pk=user.pk).update(is_active=True)
    AccountLock.objects.filter(user=user, unlocked_at=None).update(unlocked_by=by.account, unlocked_at=request.at)
    _note(request, Event.ACCOUNT_UNLOCKED, account)


def _locked() -> list[str]:
    """Return the accounts that are locked; until this transaction ends nobody locks or unlocks another.

    Two who lock each other at once would otherwise both succeed.
    """
    rows = User.objects.select_for_update().order_by("pk").values_list("username", "is_active")
    return [account for account, is_active in rows if not is_active]


def _keeping(request: PageRequest, user: User) -> Code | None:
    day, by = clock.day_of(request.at), request.visitor.keeper()
    return rules.keeping_refusal(user.get_username(), by=by, roles=queries.roles(), day=day)


def _refuse(code: Code | None) -> None:
    if code is not None:
        raise Refused(code)


def _note(request: PageRequest, event: Event, account: str, **facts: str) -> None:
    logbook.note(request, event, at=request.at, subject=f"account/{account}", **facts)
