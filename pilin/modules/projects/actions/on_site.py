"""Drafts from phones: kept once each, turned into the record of a visit by a person, or thrown away by one."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from pilin.base import ids
from pilin.base.clock import Instant
from pilin.modules.projects import models
from pilin.modules.projects.rules import on_site


def keep_site_record(
    phone_id: str, *, at_object: tuple[str, str], fields: Mapping[str, str], account: str, written_at: str, at: Instant
) -> bool:
    """Keep what a phone sent about (supervision, item) as a draft; tell whether it is new.

    The same sent again, even at once by two requests, stays one. Raises SITE_RECORD_DIFFERS, SITE_RECORDS_ARE_TOO_MANY.
    Without an id of a phone (a browser without script) it gets one here.
    """
    supervision, item = at_object
    said = {name: fields.get(name, "") for name in on_site.FIELDS}
    digest = on_site.digest_of(supervision, item, account, said)
    named = phone_id or ids.new_id(at)
    row = models.SiteRecord(
        id=named,
        supervision=supervision,
        item=item,
        account=account,
        fields=said,
        digest=digest,
        written_at=written_at[:40],
        kept_at=at,
    )
    try:
        with transaction.atomic():
            if _was_kept(named, digest):
                return False
            on_site.check_room(models.SiteRecord.objects.filter(supervision=supervision, visit="").count())
            row.save(force_insert=True)
    except IntegrityError:  # another request was quicker
        _was_kept(named, digest)
        return False
    return True


def _was_kept(phone_id: str, digest: str) -> bool:
    kept = models.SiteRecord.objects.filter(pk=phone_id).values_list("digest", flat=True).first()
    if kept is None:
        return False
    on_site.check_same(kept, digest)
    return True


def site_record_became(phone_id: str, visit: str) -> None:
    """Note that a draft became the record of a visit; it waits no more."""
    models.SiteRecord.objects.filter(pk=phone_id, visit="").update(visit=visit)


def drop_site_record(phone_id: str, *, supervision: str) -> bool:
    """Throw away a draft that became no record; tell whether there was one."""
    return models.SiteRecord.objects.filter(pk=phone_id, supervision=supervision, visit="").delete()[0] > 0
