"""Rounds: once a day what presses anew is put down for each who wishes to be told, once a week all of it.

A round, its messages and the memory of who was told what are one transaction. So a crash before its end leaves nothing
and the next minute does it whole; after its end it is never done again, whoever asks, in however many processes.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import date

from django.db import transaction

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.kernel.matters.rules.pressing import Pressing
from pilin.modules.reminders import models, queries
from pilin.modules.reminders.rules import rounds, wishes
from pilin.modules.reminders.rules.wishes import MAIL, Wish

_AT_ONCE = 500


def collect(*, channels: Collection[str], at: Instant) -> int:
    """Hold the rounds that are due, over the channels that this node has; return how many messages they put down."""
    day = clock.day_of(at)
    if not channels or not rounds.is_open(at):
        return 0
    number = _daily(channels, day, at)
    if MAIL in channels and not _was_held(rounds.of_the_week(day)):
        number += _weekly(day, at)
    return number


def _was_held(name: str) -> bool:
    return models.Round.objects.filter(pk=name).exists()


def _begins(name: str, at: Instant) -> bool:
    """Tell whether a round begins here: its row is new, and stays so only if the transaction around it ends well."""
    return models.Round.objects.get_or_create(name=name, defaults={"at": at})[1]


def _daily(channels: Collection[str], day: date, at: Instant) -> int:
    """Tell of what presses anew: each person by mail what he wishes, and the groups of robots of everything."""
    name = rounds.of_the_day(day)
    if _was_held(name):
        return 0
    with transaction.atomic():
        if not _begins(name, at):
            return 0
        found = queries.everything(day=day)
        everybody = queries.mailed(day=day) if MAIL in channels else []
        kept = queries.kept_from([wish.account for wish in everybody], found, day=day)
        put = [_put(MAIL, wish, _told(found, kept, wish), name, at) for wish in everybody]
        put += [
            _put(channel, Wish(), _told(found, kept, Wish()), name, at)
            for channel in wishes.ROBOTS
            if channel in channels
        ]
    return sum(put)


def _told(found: Sequence[Pressing], kept: Mapping[str, frozenset[str]], wish: Wish) -> list[Pressing]:
    """Return what presses without what does not exist for who is told; a group is an account without a name."""
    hidden = kept.get(wish.account, frozenset())
    return [one for one in found if one.id not in hidden]


def _put(channel: str, wish: Wish, found: Sequence[Pressing], name: str, at: Instant) -> bool:
    """Put down a message of what somebody was not told of yet; tell whether there was any such thing."""
    suited = {wishes.key_of(channel, wish.account, one): one for one in found if wishes.suits(wish, one)}
    keys = list(suited)
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        for key in models.Told.objects.filter(key__in=part).values_list("key", flat=True):
            del suited[key]
    if not suited:
        return False
    message = _write(channel, wish.account, list(suited.values()), name, at)
    models.Told.objects.bulk_create([models.Told(key=key, message=message) for key in suited], batch_size=_AT_ONCE)
    return True


def _write(channel: str, account: str, found: Sequence[Pressing], name: str, at: Instant) -> models.Message:
    told = asdict(wishes.told(found))
    return models.Message.objects.create(channel=channel, account=account, round=name, told=told, made_at=at, due_at=at)


def _weekly(day: date, at: Instant) -> int:
    """Tell each who wishes it of all that presses him, whether he was told of it before or not."""
    if not rounds.is_day_of_the_week(day, queries.calendars_of_ours()):
        return 0
    name = rounds.of_the_week(day)
    with transaction.atomic():
        if not _begins(name, at):
            return 0
        found = queries.everything(day=day)
        everybody = queries.weekly(day=day)
        kept = queries.kept_from([wish.account for wish in everybody], found, day=day)
        for wish in everybody:
            suited = [one for one in _told(found, kept, wish) if wishes.suits(wish, one)]
            _write(MAIL, wish.account, suited, name, at)
    return len(everybody)
