"""Records follow their matters: in the transaction in which these moved, and anew by `pilin retell`."""

from collections.abc import Sequence

from pilin.base.clock import Instant
from pilin.kernel.matters.actions import Moved
from pilin.modules.projects import models
from pilin.modules.projects.rules import records

_PLAIN = ("kind", "title", "number", "quarter", "state", "is_over", "opened_by", "holder", "day", "warn_on", "plan")


def record(moved: Sequence[Moved], _at: Instant) -> set[str]:
    """Keep the records of matters as they stand now; return the plans that they name."""
    named = set()
    for one in moved:
        found = records.record_of(one.matter, one.kind, refused_by=one.refused_by)
        columns = {name: getattr(found, name) for name in (*_PLAIN, "refused_by")}
        values = {**columns, "content": dict(records.as_json(found))}
        models.Record.objects.update_or_create(pk=found.id, defaults=values)
        named.add(found.plan)
    return named - {""}
