"""The end of an envelope: closed when its purpose is reached or its day is over, erased on both nodes, each with proof.

PIPL 47: deleted when the purpose is reached or the time is over. Key and cipher go; the outside stays for three years.
"""

from datetime import date

from django.db import transaction
from django.db.models import Q

from pilin.base.clock import Instant, day_of
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.queries import facts
from pilin.modules.care import models, rules
from pilin.modules.care.actions.sending import other, tell
from pilin.modules.care.rules.messages import CONTENT


def close(*, envelope: str, at: Instant) -> None:
    """End an envelope because its purpose is reached; either body may, and its content goes at once on both nodes."""
    with transaction.atomic():
        row = models.Envelope.objects.select_for_update().get(pk=envelope)
        if row.closed_at is None:
            tell(rules.CLOSED, {"envelope": row.id}, basis=row.basis, peer=other(row), at=at)
    _erase([row.id], at)


def erase_due(*, at: Instant) -> int:
    """Erase what is closed or whose day is over, and tell our proof; return how many."""
    due = Q(closed_at__isnull=False) | Q(delete_on__lt=day_of(at))
    rows = models.Envelope.objects.filter(due, erased_at=None).order_by("pk")
    return _erase([row.id for row in rows if facts.me() not in row.proofs], at)


def _erase(envelopes: list[str], at: Instant) -> int:
    done = 0
    for envelope in envelopes:
        with transaction.atomic():
            row = models.Envelope.objects.select_for_update().get(pk=envelope)
            digest = federation.erase_of(event=row.event, name=CONTENT, at=at)
            if digest and facts.me() not in row.proofs:
                tell(rules.ERASED, {"envelope": row.id, "digest": digest}, basis=row.basis, peer=other(row), at=at)
                done += 1
    return done


def forget_old(*, at: Instant) -> int:
    """Let go of tombstones and starts after their three years; return how many."""
    day = day_of(at)
    gone, _ = models.Envelope.objects.filter(erased_at__isnull=False, kept_until__lt=day).delete()
    older = date(day.year - rules.LIMITS.kept_years, 1, 1)
    starts, _ = models.Start.objects.filter(ends_on__lt=older).delete()
    return gone + starts
