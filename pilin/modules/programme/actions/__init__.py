"""What the deliberation writes: its own records, matters that people open, and what signed minutes ask for."""

from pilin.modules.programme.actions.carrying import carry_out
from pilin.modules.programme.actions.leaving import check, erase
from pilin.modules.programme.actions.opening import open_under_a_clause
from pilin.modules.programme.actions.recording import record

__all__ = ["carry_out", "check", "erase", "open_under_a_clause", "record"]
