"""Hard problems: raised by anybody who acts for a side, claimed with a day that is ahead, carried up rung by rung."""

from collections.abc import Mapping
from typing import Any

from pilin.base.clock import Instant, day_of
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.matters.actions import Attempt
from pilin.modules.projects.actions.writing import Hand, open_under_a_clause
from pilin.modules.projects.rules import problems, records, supervision
from pilin.modules.projects.rules.records import HARD_PROBLEM


def raise_problem(fields: Mapping[str, Any], *, peer: str, by: Hand) -> str:
    """Put a hard problem on the board of both sides; return its id."""
    return open_under_a_clause(HARD_PROBLEM, fields, peer=peer, by=by)


def object_to_problem(attempt: Attempt, at: Instant) -> None:
    """Refuse a claim until a day that is past, and a step up that goes no higher or lies ahead."""
    record, day = records.record_of(attempt.matter, attempt.kind), day_of(at)
    supervision.check_days(attempt.step, attempt.fields, due=None, day=day)
    last = problems.last_rungs(record).get(federation.me(), "")
    problems.check_rung(attempt.step, attempt.fields, last=last, day=day)
