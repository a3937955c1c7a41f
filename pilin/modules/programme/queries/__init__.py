"""Reads of the programme: the pattern as signed, its public half (`public`), and the records of its deliberation."""

from pilin.modules.programme.queries.council import (
    Council,
    about,
    council,
    following,
    meetings,
    read,
    records,
    threads,
    topic_box,
)
from pilin.modules.programme.queries.leaving import Leaving, exit_of, leaving, leavings, own
from pilin.modules.programme.queries.pattern import Along, Programme, Reach, programme

__all__ = [
    "Along",
    "Council",
    "Leaving",
    "Programme",
    "Reach",
    "about",
    "council",
    "exit_of",
    "following",
    "leaving",
    "leavings",
    "meetings",
    "own",
    "programme",
    "read",
    "records",
    "threads",
    "topic_box",
]
