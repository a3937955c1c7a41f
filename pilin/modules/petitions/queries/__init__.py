"""Reads of petitions, and who may see them; every way to a case leads through `visible_to` or `hidden`."""

from pilin.modules.petitions.queries.cases import (
    OneCase,
    Seen,
    eyes_of,
    hidden,
    listed,
    one,
    openings_of,
    overstepped,
    papers_of,
    visible_to,
)
from pilin.modules.petitions.queries.figures import figures, waiting, yearly
from pilin.modules.petitions.queries.law import caps, exits, periods, promises
from pilin.modules.petitions.queries.public import public_state

__all__ = [
    "OneCase",
    "Seen",
    "caps",
    "exits",
    "eyes_of",
    "figures",
    "hidden",
    "listed",
    "one",
    "openings_of",
    "overstepped",
    "papers_of",
    "periods",
    "promises",
    "public_state",
    "visible_to",
    "waiting",
    "yearly",
]
