"""What people and the worker do in the room of care."""

from pilin.modules.care.actions.erasing import close, erase_due, forget_old
from pilin.modules.care.actions.opening import ask, join, open_alone, review
from pilin.modules.care.actions.sending import Wanted, send
from pilin.modules.care.actions.starting import Drafted, approve, draft_start, stop

__all__ = [
    "Drafted",
    "Wanted",
    "approve",
    "ask",
    "close",
    "draft_start",
    "erase_due",
    "forget_old",
    "join",
    "open_alone",
    "review",
    "send",
    "stop",
]
