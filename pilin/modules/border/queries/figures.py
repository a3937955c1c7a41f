"""What this room itself tells of the ten joint duties: each of its parts adds a line to `PARTS`."""

from collections.abc import Sequence
from datetime import date

from pilin.modules.border.queries import line, sharing
from pilin.web.flows import DutyFigure, DutyFigures

PARTS: tuple[DutyFigures, ...] = (line.figures, sharing.figures)
"""What tells figures, part by part; each asks one query at most."""


def own(*, start: date, end: date) -> Sequence[DutyFigure]:
    """Return the figures of this room's parts, in the order of the parts."""
    return [figure for part in PARTS for figure in part(start=start, end=end) or ()]
