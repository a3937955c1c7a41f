"""The pages of the border room, part by part."""

from pilin.modules.border.views.cameras import enter_camera, show_camera, show_cameras
from pilin.modules.border.views.crossings import show_crossings
from pilin.modules.border.views.duties import show_duties
from pilin.modules.border.views.front import show_border
from pilin.modules.border.views.look_ups import (
    answer_look_up,
    ask_look_up,
    close_look_up,
    enter_destruction,
    show_look_up,
    show_look_ups,
)
from pilin.modules.border.views.on_site import drop_record, serve_worker, tick_on_site
from pilin.modules.border.views.opening import ask_support, plan_check, plan_patrols, report_roadblock
from pilin.modules.border.views.patrols import show_month, show_patrols, tell_records
from pilin.modules.border.views.place import which_side
from pilin.modules.border.views.support import show_supports

__all__ = [
    "answer_look_up",
    "ask_look_up",
    "ask_support",
    "close_look_up",
    "drop_record",
    "enter_camera",
    "enter_destruction",
    "plan_check",
    "plan_patrols",
    "report_roadblock",
    "serve_worker",
    "show_border",
    "show_camera",
    "show_cameras",
    "show_crossings",
    "show_duties",
    "show_look_up",
    "show_look_ups",
    "show_month",
    "show_patrols",
    "show_supports",
    "tell_records",
    "tick_on_site",
    "which_side",
]
