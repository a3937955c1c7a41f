"""Findings: recorded under the next number of our side, and held back here where a day that is set cannot be kept."""

from collections.abc import Mapping
from typing import Any

from pilin.base.clock import Instant, day_of
from pilin.kernel.federation import actions as telling
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.matters.actions import Attempt
from pilin.modules.projects import queries
from pilin.modules.projects.actions.writing import Hand, open_under_a_clause
from pilin.modules.projects.rules import quarters, records, supervision

SORT = "DC"
"""How the numbers of findings begin: 督查."""


@telling.alone()
def record_finding(fields: Mapping[str, Any], *, peer: str, by: Hand) -> str:
    """Record a finding at an object of a peer, in the quarter of today; return its id. Raises what is against it."""
    day, me = day_of(by.at), federation.me()
    supervision.check_days("open", fields, due=None, day=day)
    begins = quarters.beginning(SORT, side=me, year=day.year)
    number = quarters.number_next(queries.numbers(records.FINDING, side=me, begins=begins), begins)
    said = {**fields, "number": number, "quarter": quarters.quarter_of(day)}
    return open_under_a_clause(records.FINDING, said, peer=peer, by=by)


def object_to_finding(attempt: Attempt, at: Instant) -> None:
    """Refuse to set a day that is past, or a later day that is not later."""
    record = records.record_of(attempt.matter, attempt.kind)
    supervision.check_days(attempt.step, attempt.fields, due=supervision.due_of(record), day=day_of(at))
