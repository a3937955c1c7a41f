"""Reads of petitions, and who may see them; every way to a case leads through `visible_to` or `closed`."""

from pilin.modules.petitions.queries.cases import (
    OneCase,
    Seen,
    closed,
    eyes_of,
    listed,
    one,
    openings_of,
    papers_of,
    visible_to,
)
from pilin.modules.petitions.queries.figures import figures, urgent, yearly
from pilin.modules.petitions.queries.law import caps, exits, periods, promises
from pilin.modules.petitions.queries.public import public_state

__all__ = [
    "OneCase",
    "Seen",
    "caps",
    "closed",
    "exits",
    "eyes_of",
    "figures",
    "listed",
    "one",
    "openings_of",
    "papers_of",
    "periods",
    "promises",
    "public_state",
    "urgent",
    "visible_to",
    "yearly",
]
