"""督办单 and 催办单: sent under a number of our side, and held back here where a day or a feedback does not fit."""

from collections.abc import Mapping
from typing import Any

from pilin.base.clock import Instant, day_of
from pilin.kernel.federation import actions as telling
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.matters.actions import Attempt
from pilin.modules.projects import queries
from pilin.modules.projects.actions.writing import Hand, open_under_a_clause
from pilin.modules.projects.rules import orders, quarters, records, supervision
from pilin.modules.projects.rules.records import ORDER, URGING

SORTS = {ORDER: "DB", URGING: "CB"}
"""How the numbers begin that are offered: 督办, 催办. An office may write its own 文号 instead."""


def number_of(kind: str, *, at: Instant) -> str:
    """Return the number that a paper of a kind is offered."""
    me = federation.me()
    begins = quarters.beginning(SORTS[kind], side=me, year=day_of(at).year)
    return quarters.number_next(queries.numbers(kind, side=me, begins=begins), begins)


@telling.alone()
def send_paper(kind: str, fields: Mapping[str, Any], *, peer: str, by: Hand) -> str:
    """Send a 督办单 or a 催办单 to a peer; return its id. Raises what `orders` and `supervision` have against it."""
    supervision.check_days("open", fields, due=None, day=day_of(by.at))
    number = str(fields["number"])
    orders.check_number(number, queries.numbers(kind, side=federation.me(), begins=number))
    return open_under_a_clause(kind, fields, peer=peer, by=by)


def object_to_order(attempt: Attempt, at: Instant) -> None:
    """Refuse a day that is past, a later day that is not later, and a feedback that does not say when the next is."""
    record, day = records.record_of(attempt.matter, attempt.kind), day_of(at)
    supervision.check_days(attempt.step, attempt.fields, due=supervision.due_of(record), day=day)
    orders.check_feedback(attempt.step, attempt.fields, cycle=record.text("cycle"), day=day)
