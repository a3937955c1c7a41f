"""Writes of the room of reminders: what people wish, rounds that tell, and what becomes of each message."""

from pilin.modules.reminders.actions.choosing import choose, end_feed, make_feed, note_read
from pilin.modules.reminders.actions.collecting import collect
from pilin.modules.reminders.actions.outbox import Sending, claim, failed, send_on, sent

__all__ = [
    "Sending",
    "choose",
    "claim",
    "collect",
    "end_feed",
    "failed",
    "make_feed",
    "note_read",
    "send_on",
    "sent",
]
