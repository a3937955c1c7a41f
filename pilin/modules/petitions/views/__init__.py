"""Pages of petitions."""

from pilin.modules.petitions.views.case import show_case, show_matter
from pilin.modules.petitions.views.listing import show_cases, show_report
from pilin.modules.petitions.views.moving import open_name, route, triage, withdraw_from
from pilin.modules.petitions.views.papers import print_paper, write_paper
from pilin.modules.petitions.views.taking import take_in

__all__ = [
    "open_name",
    "print_paper",
    "route",
    "show_case",
    "show_cases",
    "show_matter",
    "show_report",
    "take_in",
    "triage",
    "withdraw_from",
    "write_paper",
]
