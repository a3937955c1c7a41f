"""The pages of the border room, part by part."""

from pilin.modules.border.views.crossings import show_crossings
from pilin.modules.border.views.duties import show_duties
from pilin.modules.border.views.front import show_border
from pilin.modules.border.views.on_site import drop_record, serve_worker, tick_on_site
from pilin.modules.border.views.opening import ask_support, plan_check, plan_patrols, report_roadblock
from pilin.modules.border.views.patrols import show_month, show_patrols, tell_records
from pilin.modules.border.views.place import which_side
from pilin.modules.border.views.support import show_supports

__all__ = [
    "ask_support",
    "drop_record",
    "plan_check",
    "plan_patrols",
    "report_roadblock",
    "serve_worker",
    "show_border",
    "show_crossings",
    "show_duties",
    "show_month",
    "show_patrols",
    "show_supports",
    "tell_records",
    "tick_on_site",
    "which_side",
]
