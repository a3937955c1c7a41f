"""Findings: recorded under the next number of our side, and held back here where a day that is set cannot be kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from pilin.base.clock import Instant, day_of
from pilin.kernel.federation import actions as telling
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.actions import Attempt
from pilin.modules.projects import queries
from pilin.modules.projects.actions.writing import Hand, open_under_a_clause
from pilin.modules.projects.rules import evidence, quarters, records, supervision
from pilin.wire import pictures

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


def keep_evidence(data: bytes, parties: Sequence[str]) -> str:
    """Keep a photograph drawn anew for the sides of a finding; return the hash of its content.

    Raises PICTURE_IS_NONE or PICTURE_IS_TOO_LARGE.
    """
    return telling.keep_blob(pictures.drawn_anew(data).data, parties)


def add_evidence(finding: str, photos: Sequence[Mapping[str, Any]], *, at: Instant) -> None:
    """Put photographs beside a finding, each as a note of its own that says what it shows."""
    for photo in photos:
        text = evidence.declared(str(photo["caption"]))
        matters.note(matter=finding, text=text, attachments=[str(photo["digest"])], at=at)


def object_to_finding(attempt: Attempt, at: Instant) -> None:
    """Refuse to set a day that is past, or a later day that is not later."""
    record = records.record_of(attempt.matter, attempt.kind)
    supervision.check_days(attempt.step, attempt.fields, due=supervision.due_of(record), day=day_of(at))
