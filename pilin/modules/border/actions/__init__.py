"""What is done in the border room, part by part."""

from pilin.modules.border.actions.opening import Hand, object_to_steps, open_kind
from pilin.modules.border.actions.patrols import drop_tick, keep_tick, tell_ticks
from pilin.modules.border.actions.recording import record

__all__ = [
    "Hand",
    "drop_tick",
    "keep_tick",
    "object_to_steps",
    "open_kind",
    "record",
    "tell_ticks",
]
