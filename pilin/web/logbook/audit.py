"""The audit of the access log: each row is chained anew from the row before, and what does not hold is named."""

from collections.abc import Iterator

from pilin.base import clock
from pilin.base.refusal import Finding
from pilin.web.logbook.reading import facts_of
from pilin.web.logbook.rules import START, Entry, Event, digest
from pilin.web.models import AccessEnds, AccessRecord
from pilin.web.refusals import WebRefusal


def findings() -> list[Finding]:
    """Return the rows that do not hold, the first first; after a row that was changed the chain is taken up again."""
    ends = AccessEnds.objects.first() or AccessEnds(anchor_digest=START, head_digest=START)
    return [*_rows(ends), *_anchor(ends)]


def _rows(ends: AccessEnds) -> Iterator[Finding]:
    number, before = ends.anchor_number, ends.anchor_digest
    for row in AccessRecord.objects.order_by("number").iterator():
        if row.number != number + 1:
            yield _finding(number + 1, "missing")
        elif row.digest != _digest(before, row):
            yield _finding(row.number, "changed")
        number, before = row.number, row.digest
    if number < ends.head_number:
        yield _finding(number + 1, "missing")
    elif (number, before) != (ends.head_number, ends.head_digest):
        yield _finding(ends.head_number + 1, "added")


def _digest(before: str, row: AccessRecord) -> str:
    if row.event not in list(Event):
        return ""
    return digest(
        before,
        row.number,
        Entry(
            at=clock.instant(row.at),
            event=Event(row.event),
            account=row.account,
            client=row.client,
            subject=row.subject,
            facts=row.facts,
        ),
    )


def _anchor(ends: AccessEnds) -> Iterator[Finding]:
    """The anchor must be the one that the last shortening wrote into the chain."""
    row = AccessRecord.objects.filter(event=Event.LOG_SHORTENED).order_by("number").last()
    said = facts_of(row.facts) if row else {"up_to": 0, "digest": START}
    if (ends.anchor_number, ends.anchor_digest) != (said.get("up_to"), said.get("digest")):
        yield _finding(ends.anchor_number, "anchor")


def _finding(number: int, reason: str) -> Finding:
    return Finding(f"access log {number}", WebRefusal.LOG_ROW_DOES_NOT_HOLD, {"reason": reason})
