"""What is done in the border room, part by part."""

from pilin.modules.border.actions.cameras import (
    answer_look_up,
    ask_look_up,
    close_look_up,
    enter_camera,
    enter_destruction,
)
from pilin.modules.border.actions.opening import Hand, object_to_steps, open_kind
from pilin.modules.border.actions.patrols import drop_tick, keep_tick, tell_ticks
from pilin.modules.border.actions.recording import record
from pilin.modules.border.actions.sharing import admit_request, answer_day, object_to_shared_steps

__all__ = [
    "Hand",
    "admit_request",
    "answer_day",
    "answer_look_up",
    "ask_look_up",
    "close_look_up",
    "drop_tick",
    "enter_camera",
    "enter_destruction",
    "keep_tick",
    "object_to_shared_steps",
    "object_to_steps",
    "open_kind",
    "record",
    "tell_ticks",
]
