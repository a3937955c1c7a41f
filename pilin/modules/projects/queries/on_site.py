"""Drafts that were written on site: of one supervision, and one by its id."""

from pilin.base.clock import Instant
from pilin.modules.projects import models
from pilin.modules.projects.rules.on_site import SiteRecord

SHOWN_MAX = 300


def site_records(supervision: str) -> list[SiteRecord]:
    """Return the drafts of a supervision, the latest first; one query."""
    rows = models.SiteRecord.objects.filter(supervision=supervision).order_by("-kept_at", "id")[:SHOWN_MAX]
    return [_read(row) for row in rows]


def site_record(phone_id: str, *, supervision: str) -> SiteRecord | None:
    """Return a draft of a supervision that became no record yet; one query."""
    row = models.SiteRecord.objects.filter(pk=phone_id, supervision=supervision, visit="").first()
    return _read(row) if row else None


def _read(row: models.SiteRecord) -> SiteRecord:
    return SiteRecord(
        id=row.pk,
        supervision=row.supervision,
        item=row.item,
        account=row.account,
        fields=row.fields,
        written_at=row.written_at,
        kept_at=Instant(row.kept_at),
        visit=row.visit,
    )
