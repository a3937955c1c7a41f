"""How a duty or a disagreement stands on a named day, as one word; pages add shape and colour."""

from datetime import date
from enum import StrEnum

from pilin.modules.programme.rules.records import Record


class Standing(StrEnum):
    """Done, over without being done, without a day, past its day, near it, or within it."""

    DONE = "done"
    OVER = "over"
    UNDATED = "undated"
    LATE = "late"
    NEAR = "near"
    NORMAL = "normal"


_DONE = ("done", "resolved")


def standing(record: Record, day: date) -> Standing:
    """Return how a record stands: near from its warning day on, late once its own day is past."""
    if record.is_over:
        return Standing.DONE if record.state in _DONE and not record.refused_by else Standing.OVER
    if record.day is None:
        return Standing.UNDATED
    if record.day < day:
        return Standing.LATE
    return Standing.NEAR if record.warn_on and record.warn_on <= day else Standing.NORMAL
