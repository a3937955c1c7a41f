"""What the log asks of the clock: to let go what is older than the configuration says."""

import logging

from django.conf import settings

from pilin.base.clock import Instant
from pilin.web.logbook.book import shorten
from pilin.web.models import AccessEnds

log = logging.getLogger(__name__)


def forget_old_rows(*, at: Instant) -> None:
    """Shorten the log, and say in the process's own log where it begins and ends: a witness outside the database."""
    gone = shorten(days=settings.NODE.limits.access_log_days, at=at)
    if gone:
        ends = AccessEnds.objects.get()
        log.info(
            "access log: %d rows went, up to %d; the last is %d with digest %s",
            gone,
            ends.anchor_number,
            ends.head_number,
            ends.head_digest,
        )
