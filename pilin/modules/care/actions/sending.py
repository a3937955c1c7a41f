"""Sending an envelope: its outside in a signed fact, its content in a sealed part beside it."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings

from pilin.base import ids
from pilin.base.canonical import Json
from pilin.base.clock import Instant, day_of
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import Detached, Draft
from pilin.kernel.federation.queries import facts
from pilin.modules.care import models, queries, rules
from pilin.modules.care.rules.messages import CONTENT

PURPOSE = "help between lawful bodies"


@dataclass(frozen=True)
class Wanted:
    """An envelope that is to be sent."""

    content: rules.Content
    article: str
    delete_on: date


def send(wanted: Wanted, *, at: Instant) -> str:
    """Send an envelope to the other lawful body; return its id.

    Raises what the room still lacks, ENVELOPE_STAYS_TOO_LONG, and what `check_content` has against the content.
    """
    start = queries.started(at=at)
    rules.check_content(wanted.content, wanted.article)
    rules.check_days(day_of(at), wanted.delete_on, days_max=settings.NODE.limits.care_days_max)
    envelope = ids.new_id(at)
    body: dict[str, Json] = {
        "envelope": envelope,
        "sender": start.body_here,
        "receiver": start.body_there,
        "article": wanted.article,
        "delete_on": wanted.delete_on.isoformat(),
    }
    part = federation.detach(
        CONTENT, rules.write(wanted.content), purpose=PURPOSE, keep_until=wanted.delete_on,
        readers=(facts.me(), start.peer),
    )  # fmt: skip
    tell(rules.SENT, body, basis=start.agreement, peer=start.peer, contents=(part,), at=at)
    return envelope


def tell(
    kind: str, body: dict[str, Json], *, basis: str, peer: str, at: Instant, contents: tuple[Detached, ...] = ()
) -> None:
    """Sign a fact of an envelope for both sides, apply it here and let it travel."""
    subject = f"care/{body['envelope']}"
    draft = Draft(kind, "matters", basis, body, (facts.me(), peer), subject=subject, lane="work", contents=contents)
    federation.tell([draft], at=at)


def other(row: models.Envelope) -> str:
    """Return the node at the other end of an envelope."""
    return row.peer if row.author == facts.me() else row.author
