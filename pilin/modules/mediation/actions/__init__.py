"""What mediation writes: cases that people open and move, who is in charge of them, and committees."""

from pilin.modules.mediation.actions.cases import object_to_case, open_case, record, take_step
from pilin.modules.mediation.actions.committees import assign, enter_committee
from pilin.modules.mediation.actions.sweeps import object_to_sweep, record_sweeps

__all__ = [
    "assign",
    "enter_committee",
    "object_to_case",
    "object_to_sweep",
    "open_case",
    "record",
    "record_sweeps",
    "take_step",
]
