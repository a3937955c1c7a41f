"""What is on its way, what failed, and how much waits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pilin.base.clock import Instant
from pilin.modules.reminders import models

SHOWN_MAX = 100


@dataclass(frozen=True)
class Troubled:
    """A message that failed: to whom, what stopped it last, how often, and when it is tried again, if it is."""

    number: int
    channel: str
    account: str
    code: str
    facts: Mapping[str, object]
    tries: int
    made_at: Instant
    due_at: Instant
    is_given_up: bool


def troubled() -> Sequence[Troubled]:
    """Return the messages that failed and were not sent since, the latest first; one query."""
    rows = models.Message.objects.exclude(trouble="").filter(sent_at=None).order_by("-id")[:SHOWN_MAX]
    return [
        Troubled(
            number=row.pk,
            channel=row.channel,
            account=row.account,
            code=row.trouble,
            facts=row.trouble_facts,
            tries=row.tries,
            made_at=Instant(row.made_at),
            due_at=Instant(row.due_at),
            is_given_up=row.given_up_at is not None,
        )
        for row in rows
    ]


def backlog() -> int:
    """Return how many messages wait to be sent, for the first time or again; one query."""
    return models.Message.objects.filter(sent_at=None, given_up_at=None).count()
