"""What the room of care reads: whether it is open, for whom, envelopes and their openings, a month for who watches."""

from pilin.modules.care.queries.digest import Month, month
from pilin.modules.care.queries.figures import figures
from pilin.modules.care.queries.reading import (
    Outside,
    Told,
    content_for,
    envelope,
    envelopes,
    names,
    openings,
    sessions,
    waiting,
)
from pilin.modules.care.queries.starting import (
    Keeper,
    Start,
    bases,
    check_bodies,
    keeper,
    lacking,
    latest,
    start_of,
    started,
)

__all__ = [
    "Keeper",
    "Month",
    "Outside",
    "Start",
    "Told",
    "bases",
    "check_bodies",
    "content_for",
    "envelope",
    "envelopes",
    "figures",
    "keeper",
    "lacking",
    "latest",
    "month",
    "names",
    "openings",
    "sessions",
    "start_of",
    "started",
    "waiting",
]
