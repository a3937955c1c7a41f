"""What people wish, who may still be told, and whose a feed is."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import User
from django.db.models import Q

from pilin.base.clock import Instant
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Right, allows
from pilin.modules.reminders import models
from pilin.modules.reminders.rules.wishes import Wish, pressures_of


def wish_of(account: str) -> Wish:
    """Return what a person wishes; what holds for everybody where he never chose. One query."""
    row = models.Wish.objects.filter(pk=account).first()
    return _read(row) if row else Wish(account=account)


def mailed(*, day: date) -> list[Wish]:
    """Return the wishes of those who are told by mail and may read on a day; three queries."""
    return _of_readers(models.Wish.objects.filter(by_mail=True).exclude(address="").order_by("account"), day)


def weekly(*, day: date) -> list[Wish]:
    """Return the wishes of those who get a digest each week and may read on a day; three queries."""
    return _of_readers(models.Wish.objects.filter(weekly=True).exclude(address="").order_by("account"), day)


def _of_readers(rows: Iterable[models.Wish], day: date) -> list[Wish]:
    """Return wishes without those of who may not read today, or whose account is closed."""
    found = [_read(row) for row in rows]
    readers = {role.account for role in organisations.roles_in_force(day=day) if allows(role.right, Right.READ)}
    accounts = {wish.account for wish in found} & readers
    is_open = {*User.objects.filter(username__in=accounts, is_active=True).values_list("username", flat=True)}
    return [wish for wish in found if wish.account in is_open]


def _read(row: models.Wish) -> Wish:
    return Wish(
        account=row.account,
        pressures=pressures_of(row.pressures),
        kinds=tuple(row.kinds),
        by_mail=row.by_mail,
        address=row.address,
        weekly=row.weekly,
        language=row.language,
    )


@dataclass(frozen=True)
class FeedState:
    """A feed as its owner sees it: made when, and when and from which network a program read it last."""

    made_at: Instant
    read_at: Instant | None
    read_from: str


def feed_of(account: str) -> FeedState | None:
    """Return the feed of an account that stands; one query."""
    row = models.Feed.objects.filter(account=account, ended_at=None).first()
    if row is None:
        return None
    return FeedState(Instant(row.made_at), Instant(row.read_at) if row.read_at else None, row.read_from)


def owner_of(token: str, *, day: date) -> Wish | None:
    """Return the wishes of whose feed stands under a token; None where it ended, or he may not read any more.

    Only the digest of a token is compared, so that no copy of the database opens a feed.
    """
    digest = hashlib.sha256(token.encode()).hexdigest()
    row = models.Feed.objects.filter(Q(digest=digest), ended_at=None).first()
    if row is None or not User.objects.filter(username=row.account, is_active=True).exists():
        return None
    held = organisations.roles_in_force(day=day, account=row.account)
    return wish_of(row.account) if any(allows(role.right, Right.READ) for role in held) else None
