"""Envelopes by their outside, openings by both bodies, and the content for the two persons of a session."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count

from pilin.base.clock import Instant
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.queries import facts
from pilin.kernel.organisations import queries as organisations
from pilin.modules.care import models, rules
from pilin.modules.care.rules.messages import CONTENT, WHO

ROWS_MAX = 100


@dataclass(frozen=True)
class Outside:
    """What everybody of the lawful body may know of an envelope."""

    row: models.Envelope
    is_ours: bool
    opened: int

    @property
    def state(self) -> str:
        """Return where it stands: erased, closed (its content is going), or sent."""
        if self.row.erased_at is not None:
            return "erased"
        return "closed" if self.row.closed_at is not None else "sent"


@dataclass(frozen=True)
class Told:
    """An opening with who it was, of either body: the other one reads it too."""

    row: models.Opening
    is_ours: bool
    body: str
    names: Sequence[str]
    reason: str


def envelopes() -> list[Outside]:
    """Return the latest envelopes, newest first; one query."""
    rows = models.Envelope.objects.annotate(opened=Count("openings")).order_by("-sent_at", "pk")[:ROWS_MAX]
    me = facts.me()
    return [Outside(row, row.author == me, row.opened) for row in rows]


def envelope(envelope_id: str) -> Outside | None:
    """Return one envelope by its id; how often it was opened, its openings tell."""
    row = models.Envelope.objects.filter(pk=envelope_id).first()
    return None if row is None else Outside(row, row.author == facts.me(), 0)


def openings(*, envelope_id: str = "", since: date | None = None, until: date | None = None) -> list[Told]:
    """Return openings of one envelope, or of some days (the last excluded), oldest first, with who and why."""
    rows = models.Opening.objects.order_by("at", "pk")
    if envelope_id:
        rows = rows.filter(envelope_id=envelope_id)
    if since is not None and until is not None:
        rows = rows.filter(at__date__gte=since, at__date__lt=until)
    found, me = list(rows), facts.me()
    held = federation.contents(events=[row.event for row in found], name=WHO)
    return [_told(row, held.get(row.event, b"{}"), me) for row in found]


def _told(row: models.Opening, data: bytes, me: str) -> Told:
    """Return an opening with what its part says; what a peer wrote there in another form is left out."""
    try:
        raw = json.loads(data)
    except (ValueError, RecursionError):
        raw = None
    who = raw if isinstance(raw, dict) else {}
    body, reason = (str(who.get(member) or "") for member in ("body", "reason"))
    named = who.get("names")
    names = [str(name) for name in named] if isinstance(named, list) else []
    return Told(row, row.author == me, body, names, reason)


def sessions(envelope_id: str) -> list[models.Session]:
    """Return the sessions of an envelope at our side, latest first."""
    return list(models.Session.objects.filter(envelope_id=envelope_id).order_by("-asked_at", "-pk"))


def waiting(held: Sequence[models.Session], *, at: Instant) -> models.Session | None:
    """Return the latest session that a second person may still join."""
    return next((one for one in held if not one.opening and rules.ends_at(Instant(one.asked_at)) >= at), None)


def content_for(
    account: str, row: models.Envelope, *, held: Sequence[models.Session], at: Instant
) -> rules.Content | None:
    """Return the content for one of the two persons while their session runs; for nobody else, and never after it."""
    running = [one for one in held if one.opening and one.ends_at is not None and one.ends_at > at]
    if row.closed_at is not None or not any(account in (one.first, one.second) for one in running):
        return None
    data = federation.contents(events=[row.event], name=CONTENT).get(row.event)
    if data is None:
        return None
    found = rules.read(data)
    rules.check_content(found, row.article)  # what a peer should not have sent is not shown either
    return found


def names(accounts: Iterable[str]) -> dict[str, str]:
    """Return what our people are called, by account; one query."""
    wanted = {*accounts}
    return {one.account: one.display_name for one in organisations.people() if one.account in wanted}
