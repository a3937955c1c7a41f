"""Records follow their matters: in the transaction in which these moved, and anew by `pilin retell`."""

from collections.abc import Sequence

from pilin.base.clock import Instant
from pilin.kernel.matters.actions import Moved
from pilin.modules.programme import models, rules


def record(moved: Sequence[Moved], at: Instant) -> None:
    """Keep the records of matters as they stand now."""
    for one in moved:
        found = rules.record_of(one.matter, one.kind, refused_by=one.refused_by)
        values = {
            "kind": found.kind,
            "title": found.title,
            "state": found.state,
            "is_over": found.is_over,
            "opened_by": found.opened_by,
            "meeting": found.meeting,
            "item": found.item,
            "topic": found.topic,
            "day": found.day,
            "warn_on": found.warn_on,
            "refused_by": found.refused_by,
            "content": dict(rules.as_json(found)),
            "is_carried_out": False,
        }
        models.Record.objects.update_or_create(pk=found.id, defaults=values)
