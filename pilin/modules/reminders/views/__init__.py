"""Pages of reminders."""

from pilin.modules.reminders.views.choosing import end_feed, make_feed, show_settings
from pilin.modules.reminders.views.feed import serve_feed
from pilin.modules.reminders.views.outbox import send_on, show_outbox
from pilin.modules.reminders.views.pressing import show_reminders

__all__ = [
    "end_feed",
    "make_feed",
    "send_on",
    "serve_feed",
    "show_outbox",
    "show_reminders",
    "show_settings",
]
