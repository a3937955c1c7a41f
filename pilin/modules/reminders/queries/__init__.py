"""What the room of reminders reads: what presses a person, what he wishes, his feed, and what is on its way."""

from pilin.modules.reminders.queries.outbox import Troubled, backlog, troubled
from pilin.modules.reminders.queries.pressing import (
    Page,
    calendars_of_ours,
    counted,
    everything,
    feed_lines,
    kept_from,
    kinds_known,
    page,
)
from pilin.modules.reminders.queries.wishes import FeedState, feed_of, mailed, owner_of, weekly, wish_of

__all__ = [
    "FeedState",
    "Page",
    "Troubled",
    "backlog",
    "calendars_of_ours",
    "counted",
    "everything",
    "feed_lines",
    "feed_of",
    "kept_from",
    "kinds_known",
    "mailed",
    "owner_of",
    "page",
    "troubled",
    "weekly",
    "wish_of",
]
