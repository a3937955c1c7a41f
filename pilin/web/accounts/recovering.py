"""Recovery of an account by two persons: a forgotten password, a lost second factor.

Who asks is the first who approves, and is shown a word. With the second approval there is a one-time link, which is
shown to who gave it; only link and word together open the account, so that neither of the two can open it alone. Only
their use takes the old password and second factor away, so that a request alone weakens nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet

from pilin.base import clock
from pilin.base.clock import Instant, instant
from pilin.base.ids import new_id
from pilin.base.refusal import Refused
from pilin.kernel.organisations import queries, rules
from pilin.kernel.organisations.rules import LINK_HOURS, OrganisationsRefusal, Right, Role
from pilin.web import codes, logbook
from pilin.web.access import PageRequest
from pilin.web.accounts import links
from pilin.web.logbook import Event
from pilin.web.models import Approval, Recovery


@dataclass(frozen=True)
class Given:
    """What somebody is shown once and hands over: the word, the link, or neither."""

    word: str = ""
    address: str = ""


def open_ones(at: Instant) -> QuerySet[Recovery]:
    """Return the recoveries that still wait for somebody, oldest first, with their owners and approvals."""
    waiting = Recovery.objects.filter(done_at=None, expires_at__gt=at)
    return waiting.order_by("asked_at").select_related("user").prefetch_related("approvals")


def open_of(user: User, *, at: Instant) -> Recovery | None:
    """Return the recovery of an account that still waits for somebody, or None."""
    return open_ones(at).filter(user=user).first()


def as_rules_know(row: Recovery, *, roles: Collection[Role], locked: Collection[str], at: Instant) -> rules.Recovery:
    """Return a recovery as plain values, with the approvals that count today."""
    given = [rules.Approved(one.account, one.signs) for one in row.approvals.all()]
    return rules.Recovery(
        account=row.user.get_username(),
        expires_at=instant(row.expires_at),
        approvals=rules.standing(given, roles=roles, locked=locked, day=clock.day_of(at)),
        is_done=row.done_at is not None,
    )


@transaction.atomic
def approve(request: PageRequest, user: User) -> Given:
    """Ask for the recovery of an account, or approve the one that was asked for; return the word, or the link at last.

    An approval of somebody who was locked or lost his right since counts no more. Raises what
    `rules.approval_refusal` says.
    """
    User.objects.select_for_update().get(pk=user.pk)  # one approval of an account after another
    row, word = open_of(user, at=request.at), ""
    if row is None:
        row, word = _asked(request, user)
    by, known = request.visitor.keeper(), _known(row, request.at)
    code = rules.approval_refusal(known, by=by, at=request.at, is_new=_is_new(by.account, request.at))
    if code is not None:
        raise Refused(code)
    Approval.objects.filter(recovery=row, account=by.account).delete()  # one that counted no more
    signs = by.may(Right.SIGN)
    Approval.objects.create(recovery=row, account=by.account, signs=signs, at=request.at)
    _note(request, Event.RECOVERY_CONFIRMED if known.approvals else Event.RECOVERY_ASKED, user)
    if not rules.is_approved(_known(Recovery.objects.select_related("user").get(pk=row.pk), request.at)):
        return Given(word=word)
    Recovery.objects.filter(pk=row.pk).update(done_at=request.at)
    return Given(address=links.make(user, purpose=links.RECOVERY, by=by.account, at=request.at, recovery=row))


@transaction.atomic
def refuse(request: PageRequest, user: User) -> None:
    """End a recovery without a link: its owner did not want it, or somebody who acts does not approve.

    Raises RECOVERY_HAS_ENDED, RIGHT_IS_NOT_HELD.
    """
    if user.get_username() != request.visitor.account:
        request.visitor.must(Right.ACT)
    if not open_ones(request.at).filter(user=user).update(done_at=request.at):
        raise Refused(OrganisationsRefusal.RECOVERY_HAS_ENDED)
    _note(request, Event.RECOVERY_REFUSED, user)


def _asked(request: PageRequest, user: User) -> tuple[Recovery, str]:
    """Return a new recovery and its word."""
    expires_at, word = clock.after(request.at, seconds=LINK_HOURS * 3600), codes.new_word()
    id_, digest = new_id(request.at), codes.digest(word)
    row = Recovery.objects.create(id=id_, user=user, asked_at=request.at, expires_at=expires_at, word_digest=digest)
    return row, word


def _known(row: Recovery, at: Instant) -> rules.Recovery:
    """Return a recovery as plain values, by the roles and locks of now."""
    locked = list(User.objects.filter(is_active=False).values_list("username", flat=True))
    return as_rules_know(row, roles=queries.roles_in_force(day=clock.day_of(at)), locked=locked, at=at)


def _is_new(account: str, at: Instant) -> bool:
    """Tell whether none of the rights to act of an account was given long enough ago."""
    day = clock.day_of(at)
    held = [role for role in queries.roles_in_force(day=day, account=account) if rules.allows(role.right, Right.ACT)]
    return not any(rules.is_seasoned(role, day) for role in held)


def _note(request: PageRequest, event: Event, user: User) -> None:
    logbook.note(request, event, at=request.at, subject=f"account/{user.get_username()}")
