"""What both nodes derive from the signed facts of envelopes, their own facts too: outsides, openings, proofs."""

from collections.abc import Sequence
from datetime import date

from pilin.base import canonical
from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import Applied, Delivered, Event
from pilin.kernel.matters import queries as matters
from pilin.modules.care import models, queries, rules
from pilin.modules.care.actions.opening import kept_until
from pilin.modules.care.rules import CareRefusal
from pilin.modules.care.rules.messages import named, proof_in


def decide(delivered: Sequence[Delivered], at: Instant) -> list[Applied]:
    """Decide facts about envelopes, in order. What is raised decides that one fact."""
    return [_decide(item, at) for item in delivered]


def _decide(item: Delivered, at: Instant) -> Applied:
    event = item.event
    if event.kind == rules.SENT:
        _sent(event, at)
    else:
        _about(event, _envelope(event), at)
    return Applied(canonical.digest_of([event.kind, event.hash]))


def _sent(event: Event, at: Instant) -> None:
    """Keep the outside. Raises ENVELOPE_IS_MALFORMED, ENVELOPE_STAYS_TOO_LONG, and what our room lacks."""
    said = rules.Sent.of(event)
    rules.check_days(day_of(event.at), said.delete_on, days_max=rules.LIMITS.envelope_days_max)
    values = {
        "author": said.author,
        "peer": said.peer,
        "event": event.hash,
        "basis": event.basis,
        "sender": said.sender,
        "receiver": said.receiver,
        "article": said.article,
        "delete_on": said.delete_on,
        "sent_at": event.at,
    }
    is_new = not models.Envelope.objects.filter(pk=said.envelope).exclude(event=event.hash).exists()
    if not is_new:
        raise Refused(CareRefusal.ENVELOPE_IS_MALFORMED)
    if not models.Envelope.objects.filter(pk=said.envelope).exists():
        queries.check_bodies(said, at=at)
    models.Envelope.objects.update_or_create(pk=said.envelope, defaults=values)


def _envelope(event: Event) -> models.Envelope:
    """Return the envelope that a fact is about. Raises ENVELOPE_IS_UNKNOWN, which waits, and that of a stranger."""
    row = models.Envelope.objects.select_for_update().filter(pk=named(event)).first()
    if row is None:
        raise Refused(CareRefusal.ENVELOPE_IS_UNKNOWN)
    if event.author not in {row.author, row.peer}:
        raise Refused(CareRefusal.ENVELOPE_IS_MALFORMED)
    return row


def _about(event: Event, row: models.Envelope, at: Instant) -> None:
    if event.kind == rules.OPENED:
        _opened(event, row)
    elif event.kind == rules.REVIEWED:
        of_theirs = models.Opening.objects.filter(pk=named(event, "opening"), envelope=row, author=event.author)
        of_theirs.filter(is_emergency=True, reviewed_at=None).update(
            reviewed_at=event.at, was_needed=event.body.get("needed") is True
        )
    elif event.kind == rules.CLOSED:
        row.closed_at = row.closed_at or event.at
        row.save(update_fields=["closed_at"])
    else:
        _erased(event, row, at)


def _opened(event: Event, row: models.Envelope) -> None:
    """Keep that it was opened, by its receiver alone; an emergency has its day of review.

    Raises ENVELOPE_IS_OPENED_BY_ITS_RECEIVER, and ENVELOPE_IS_MALFORMED for the number of another opening.
    """
    said = rules.Opened.of(event)
    if event.author != row.peer:
        raise Refused(CareRefusal.ENVELOPE_IS_OPENED_BY_ITS_RECEIVER)
    if models.Opening.objects.filter(pk=said.opening).exclude(event=event.hash).exists():
        raise Refused(CareRefusal.ENVELOPE_IS_MALFORMED)
    by: date | None = None
    if said.emergency:
        calendar = matters.calendars().get(matters.calendar_of(sorted({row.author, row.peer})))
        by = rules.review_by(day_of(event.at), calendar)
    values = {"envelope": row, "author": event.author, "event": event.hash, "at": event.at}
    models.Opening.objects.update_or_create(
        pk=said.opening, defaults={**values, "is_emergency": said.emergency, "review_by": by}
    )


def _erased(event: Event, row: models.Envelope, _at: Instant) -> None:
    """Keep the proof of a side; when both proofs are the same the outside becomes a tombstone, which stays as it is."""
    if row.erased_at is not None:
        return
    row.proofs = {**row.proofs, event.author: proof_in(event)}
    both = [row.proofs.get(side) for side in (row.author, row.peer)]
    row.closed_at = row.closed_at or event.at
    if all(both) and both[0] == both[1]:
        row.erased_at, row.kept_until = event.at, kept_until(day_of(event.at))
    row.save(update_fields=["proofs", "closed_at", "erased_at", "kept_until"])
