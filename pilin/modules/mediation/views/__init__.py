"""Pages of mediation for the staff."""

from pilin.modules.mediation.views.cases import assign, open_case, show_case, show_cases, take_step
from pilin.modules.mediation.views.committees import show_committees

__all__ = ["assign", "open_case", "show_case", "show_cases", "show_committees", "take_step"]
