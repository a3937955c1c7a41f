"""Reading the log: by pages, newest first, under a filter. Only whoever may inspect comes here."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.web.logbook.rules import Fact
from pilin.web.models import AccessRecord

PAGE_ROWS = 50
DOWNLOAD_ROWS_MAX = 100_000


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is looked for: one event, one account, one day in China; empty means all."""

    event: str = ""
    account: str = ""
    day: date | None = None

    def facts(self) -> dict[str, Any]:
        """Return what the log says of somebody who looked for this."""
        named = {"event": self.event, "account": self.account, "day": self.day.isoformat() if self.day else ""}
        return {name: value for name, value in named.items() if value}


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row as it is shown."""

    number: int
    at: Instant
    event: str
    account: str
    client: str
    subject: str
    facts: Mapping[str, Fact]
    digest: str


def page(wanted: Wanted, *, before: int | None = None) -> tuple[list[Row], int | None]:
    """Return the newest rows below a number, and the number below which the next page begins; one query."""
    found = AccessRecord.objects.filter(_on(wanted)).order_by("-number")
    if before is not None:
        found = found.filter(number__lt=before)
    rows = [_row(row) for row in found[: PAGE_ROWS + 1]]
    shown = rows[:PAGE_ROWS]
    return shown, shown[-1].number if len(rows) > PAGE_ROWS else None


def rows(wanted: Wanted, *, up_to: int) -> Iterator[Row]:
    """Yield the rows up to a number, newest first, as many as a download takes; they are never all in memory."""
    found = AccessRecord.objects.filter(_on(wanted), number__lte=up_to).order_by("-number")[:DOWNLOAD_ROWS_MAX]
    for row in found.iterator():
        yield _row(row)


def _on(wanted: Wanted) -> Q:
    found = Q()
    if wanted.event:
        found &= Q(event=wanted.event)
    if wanted.account:
        found &= Q(account=wanted.account)
    if wanted.day is not None:
        begins = datetime.combine(wanted.day, time(), clock.CHINA)
        found &= Q(at__gte=begins, at__lt=begins + timedelta(days=1))
    return found


def _row(row: AccessRecord) -> Row:
    return Row(
        number=row.number,
        at=clock.instant(row.at),
        event=row.event,
        account=row.account,
        client=row.client,
        subject=row.subject,
        facts=facts_of(row.facts),
        digest=row.digest,
    )


def facts_of(text: str) -> Mapping[str, Any]:
    """Read the facts of a row; where somebody changed them behind our back, show what stands there."""
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {"reason": text}
