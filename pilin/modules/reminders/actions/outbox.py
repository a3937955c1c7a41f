"""What becomes of a message: one worker claims it, and then it was sent, or failed and is tried again, or given up.

A claim is a conditional update, so that of two workers one sends. Who crashes between a mail server's yes and our note
of it sends that message again when the claim has run out, with the same Message-ID, by which mail programs know it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused, Remedy
from pilin.modules.reminders import models
from pilin.modules.reminders.rules import sending
from pilin.modules.reminders.rules.wishes import Line, Told


@dataclass(frozen=True)
class Sending:
    """A message that one worker holds while it sends it."""

    number: int
    channel: str
    account: str
    round: str
    told: Told
    tries: int
    made_at: Instant


def claim(*, channels: Collection[str], at: Instant, limit: int = sending.AT_ONCE_MAX) -> list[Sending]:
    """Take the messages that are due, the oldest first; nobody else takes them until the claim has run out."""
    rows = models.Message.objects.filter(channel__in=channels, sent_at=None, given_up_at=None, due_at__lte=at)
    held = []
    for row in rows.order_by("due_at", "id")[:limit]:
        until = clock.after(at, seconds=sending.CLAIM_SECONDS)
        mine = models.Message.objects.filter(pk=row.pk, sent_at=None, due_at=row.due_at)
        if mine.update(due_at=until, tries=row.tries + 1):
            held.append(_sending(row))
    return held


def _sending(row: models.Message) -> Sending:
    return Sending(row.pk, row.channel, row.account, row.round, told_of(row.told), row.tries + 1, Instant(row.made_at))


def told_of(kept: dict[str, Any]) -> Told:
    """Return what a message tells, as its row keeps it."""
    lines = [Line(**{**line, "turn": tuple(line["turn"])}) for line in kept["lines"]]
    return Told(lines, kept["number"], kept["counts"])


def sent(message: Sending, *, at: Instant) -> None:
    """Note that a message was taken by whoever carries it on."""
    models.Message.objects.filter(pk=message.number).update(sent_at=at, trouble="", trouble_facts={})


def failed(message: Sending, refused: Refused, *, at: Instant) -> None:
    """Note why a message was not sent, and when it is tried again; after days, or where nothing helps, never."""
    is_final = refused.code.remedy is not Remedy.RETRY_LATER
    gives_up = sending.is_given_up(message.made_at, at, is_final=is_final)
    models.Message.objects.filter(pk=message.number).update(
        trouble=refused.code.value,
        trouble_facts={name: str(value)[:200] for name, value in refused.facts.items()},
        due_at=sending.next_try(message.tries, at),
        given_up_at=at if gives_up else None,
    )


def send_on(*, number: int, at: Instant) -> bool:
    """Try a message that failed once more, at once and then for days; tell whether there is such a one."""
    rows = models.Message.objects.filter(pk=number, sent_at=None).exclude(trouble="")
    return rows.update(due_at=at, made_at=at, tries=0, given_up_at=None) == 1
