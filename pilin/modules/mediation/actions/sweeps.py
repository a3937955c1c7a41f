"""Rounds of sweeps: rows follow their matters, and no text in one tells who somebody is."""

from collections.abc import Sequence

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.matters.actions import Attempt, Moved
from pilin.modules.mediation import models
from pilin.modules.mediation.rules import sweeps, texts
from pilin.modules.mediation.rules.refusals import MediationRefusal


def record_sweeps(moved: Sequence[Moved], at: Instant) -> None:
    """Keep the rows of rounds as they stand now."""
    for one in moved:
        found = sweeps.sweep_of(one.matter, one.kind, refused_by=one.refused_by)
        names = ("title", "state", "is_over", "from_day", "to_day", "found")
        values = {name: getattr(found, name) for name in names}
        models.Round.objects.update_or_create(pk=found.id, defaults=values)


def object_to_sweep(attempt: Attempt, at: Instant) -> None:
    """Hold back a text that tells who somebody is: findings are numbers. Raises TEXT_TELLS_WHO_SOMEBODY_IS."""
    if texts.tells(attempt.kind, attempt.fields):
        raise Refused(MediationRefusal.TEXT_TELLS_WHO_SOMEBODY_IS)
