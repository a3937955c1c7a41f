"""Pages of the room of care."""

from pilin.modules.care.views.digest import show_digest
from pilin.modules.care.views.envelopes import (
    ask_to_open,
    close_envelope,
    join_session,
    open_alone,
    review_opening,
    show_care,
    show_envelope,
    write_envelope,
)
from pilin.modules.care.views.starting import approve_start, show_start, stop_start

__all__ = [
    "approve_start",
    "ask_to_open",
    "close_envelope",
    "join_session",
    "open_alone",
    "review_opening",
    "show_care",
    "show_digest",
    "show_envelope",
    "show_start",
    "stop_start",
    "write_envelope",
]
