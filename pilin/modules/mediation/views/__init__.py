"""Pages of mediation for the staff; `public` has those for everybody."""

from pilin.modules.mediation.views.cases import assign, open_case, show_case, show_cases, take_step
from pilin.modules.mediation.views.committees import show_committees
from pilin.modules.mediation.views.figures import show_figures, show_sweeps
from pilin.modules.mediation.views.papers import print_agreement, print_file, print_slip

__all__ = [
    "assign",
    "open_case",
    "print_agreement",
    "print_file",
    "print_slip",
    "show_case",
    "show_cases",
    "show_committees",
    "show_figures",
    "show_sweeps",
    "take_step",
]
