"""The pages of the programme: for the office, and for everybody (`public`)."""

from pilin.modules.programme.views.calling import call_meeting, take_step
from pilin.modules.programme.views.council import show_council
from pilin.modules.programme.views.entry import propose_pattern
from pilin.modules.programme.views.leaving import erase_parts, list_duties, show_exit, show_leaving, state_seal
from pilin.modules.programme.views.meeting import show_meeting, show_paper
from pilin.modules.programme.views.pattern import show_programme
from pilin.modules.programme.views.trace import show_trace

__all__ = [
    "call_meeting",
    "erase_parts",
    "list_duties",
    "propose_pattern",
    "show_council",
    "show_exit",
    "show_leaving",
    "show_meeting",
    "show_paper",
    "show_programme",
    "show_trace",
    "state_seal",
    "take_step",
]
