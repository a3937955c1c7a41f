"""What a person chooses for himself: what he is told and how, and the private address of his calendar."""

import hashlib
import secrets
from collections.abc import Collection

from django.db import transaction

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.modules.reminders import models
from pilin.modules.reminders.rules import wishes
from pilin.modules.reminders.rules.wishes import Wish

TOKEN_BYTES = 32


def choose(wish: Wish, *, domains: Collection[str], at: Instant) -> None:
    """Keep what a person wishes. Raises what `wishes.check_address` has against an address that mail is to go to."""
    if wish.by_mail or wish.weekly:
        wishes.check_address(wish.address, domains)
    values = {
        "pressures": [one.value for one in wish.pressures],
        "kinds": list(wish.kinds),
        "by_mail": wish.by_mail,
        "address": wish.address,
        "weekly": wish.weekly,
        "language": wish.language,
        "changed_at": at,
    }
    models.Wish.objects.update_or_create(account=wish.account, defaults=values)


def make_feed(*, account: str, at: Instant) -> str:
    """Make a private address for a calendar program and end the one before; return its token, which nobody keeps."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with transaction.atomic():
        end_feed(account=account, at=at)
        digest = hashlib.sha256(token.encode()).hexdigest()
        models.Feed.objects.create(account=account, digest=digest, made_at=at)
    return token


def end_feed(*, account: str, at: Instant) -> bool:
    """End the private address of an account; tell whether there was one."""
    return models.Feed.objects.filter(account=account, ended_at=None).update(ended_at=at) > 0


def note_read(*, account: str, network: str, at: Instant) -> bool:
    """Keep when and from which network a feed was read; tell whether that is news: another day or network.

    A program reads every few minutes; the access log needs to know of a new place, and of each day, not of each time.
    """
    row = models.Feed.objects.filter(account=account, ended_at=None).first()
    if row is None:
        return False
    before = row.read_at and clock.day_of(Instant(row.read_at))
    is_news = before != clock.day_of(at) or row.read_from != network
    models.Feed.objects.filter(pk=row.pk).update(read_at=at, read_from=network)
    return is_news
