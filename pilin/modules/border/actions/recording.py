"""Records follow their matters: in the transaction in which these moved, and anew by `pilin retell`."""

from collections.abc import Sequence

from pilin.base.clock import Instant
from pilin.kernel.matters.actions import Moved
from pilin.modules.border import models
from pilin.modules.border.rules import records

_COLUMNS = ("kind", "title", "state", "is_over", "opened_by", "on", "day", "warn_on", "refused_by")


def record(moved: Sequence[Moved], _at: Instant) -> None:
    """Keep the records of matters as they stand now."""
    for one in moved:
        found = records.record_of(one.matter, one.kind, refused_by=one.refused_by)
        values = {name: getattr(found, name) for name in _COLUMNS}
        models.Record.objects.update_or_create(
            pk=found.id, defaults={**values, "content": dict(records.as_json(found))}
        )
