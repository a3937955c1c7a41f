"""Writing the log and shortening it. Rows are numbered without gaps, in the order in which they were committed."""

from collections.abc import Mapping

from django.db import transaction

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.web.logbook.rules import START, Entry, Event, Fact, digest, entry
from pilin.web.models import AccessEnds, AccessRecord
from pilin.web.refusals import WebRefusal

DAYS_MIN = 184
"""Not less than six months (Cybersecurity Law, art. 21(3)); the longest, from 1 March on, have 184 days."""
_DAY_SECONDS = 24 * 3600
_AT_ONCE_MAX = 10_000


def record(
    event: Event,
    *,
    account: str,
    at: Instant,
    client: str = "",
    subject: str = "",
    facts: Mapping[str, Fact] | None = None,
) -> int:
    """Write one row and return its number; `client` is the whole address, which is reduced to its network here.

    Call it last in the transaction of what it records, so that both are there or neither: the end of the log is locked
    until that transaction ends. What was refused is recorded outside, after the refusal. `account` is who did it (empty
    where nobody is known: people type passwords where the name belongs), `subject` what it was done to.
    """
    written = entry(event, account=account, at=at, client=client, subject=subject, facts=facts or {})
    with transaction.atomic(savepoint=False):  # with what it records, or not at all
        ends = _ends()
        return _append(ends, written).number


def shorten(*, days: int, at: Instant) -> int:
    """Remove the rows older than so many days, from the beginning and without gaps; return how many.

    Raises LOG_MUST_BE_KEPT_LONGER for fewer days than the law asks. It acts once a day at most: each time is a row.
    """
    if days < DAYS_MIN:
        raise Refused(WebRefusal.LOG_MUST_BE_KEPT_LONGER, days=days, days_min=DAYS_MIN)
    before = clock.after(at, seconds=-days * _DAY_SECONDS)
    oldest = AccessRecord.objects.order_by("number").first()
    if oldest is None or oldest.at >= clock.after(before, seconds=-_DAY_SECONDS):
        return 0
    with transaction.atomic():
        return _shortened(_ends(), before, at)


def _shortened(ends: AccessEnds, before: Instant, at: Instant) -> int:
    """Move the anchor to the last row of the prefix, write that down, and let the rows up to it go."""
    rows = AccessRecord.objects.filter(number__lte=ends.anchor_number + _AT_ONCE_MAX).order_by("number")
    kept = rows.filter(at__gte=before).first()
    last = rows.filter(number__lt=kept.number).last() if kept else rows.last()
    if last is None:
        return 0
    gone = last.number - ends.anchor_number
    ends.anchor_number, ends.anchor_digest = last.number, last.digest
    facts: dict[str, Fact] = {"up_to": last.number, "digest": last.digest, "rows": gone}
    _append(ends, entry(Event.LOG_SHORTENED, account="", at=at, client="", subject="", facts=facts))
    AccessRecord.objects.forget(up_to=last.number)
    return gone


def _ends() -> AccessEnds:
    """Return both ends of the log, locked until the transaction ends."""
    found = AccessEnds.objects.select_for_update().first()
    if found is None:
        AccessEnds.objects.get_or_create(pk=1, defaults={"anchor_digest": START, "head_digest": START})
        found = AccessEnds.objects.select_for_update().get(pk=1)
    return found


def _append(ends: AccessEnds, written: Entry) -> AccessRecord:
    number = ends.head_number + 1
    chained = digest(ends.head_digest, number, written)
    row = AccessRecord.objects.create(
        number=number,
        at=written.at,
        event=written.event.value,
        account=written.account,
        client=written.client,
        subject=written.subject,
        facts=written.facts,
        digest=chained,
    )
    ends.head_number, ends.head_digest = number, chained
    ends.save(force_update=True)
    return row
