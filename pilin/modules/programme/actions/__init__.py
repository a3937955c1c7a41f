"""What the deliberation writes: its own records, matters that people open, and what signed minutes ask for."""

from pilin.modules.programme.actions.carrying import carry_out
from pilin.modules.programme.actions.leaving import check, erase
from pilin.modules.programme.actions.objecting import object_to_topic
from pilin.modules.programme.actions.recording import record

__all__ = ["carry_out", "check", "erase", "object_to_topic", "record"]
