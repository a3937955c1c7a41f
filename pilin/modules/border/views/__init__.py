"""The pages of the border room, part by part."""

from pilin.modules.border.views.cameras import enter_camera, show_camera, show_cameras
from pilin.modules.border.views.crossings import show_crossings
from pilin.modules.border.views.duties import show_duties
from pilin.modules.border.views.front import show_border
from pilin.modules.border.views.law import show_law, show_public_law
from pilin.modules.border.views.look_ups import (
    answer_look_up,
    ask_look_up,
    close_look_up,
    enter_destruction,
    show_look_up,
    show_look_ups,
)
from pilin.modules.border.views.on_site import drop_record, serve_worker, tick_on_site
from pilin.modules.border.views.opening import (
    ask_information,
    ask_support,
    list_item,
    list_roster,
    plan_check,
    plan_drill,
    plan_event,
    plan_patrols,
    propose_stop,
    raise_question,
    report_roadblock,
)
from pilin.modules.border.views.patrols import show_month, show_patrols, tell_records
from pilin.modules.border.views.place import which_side
from pilin.modules.border.views.sharing import show_request, show_sharing
from pilin.modules.border.views.standing import show_standing
from pilin.modules.border.views.support import show_supports

__all__ = [
    "answer_look_up",
    "ask_information",
    "ask_look_up",
    "ask_support",
    "close_look_up",
    "drop_record",
    "enter_camera",
    "enter_destruction",
    "list_item",
    "list_roster",
    "plan_check",
    "plan_drill",
    "plan_event",
    "plan_patrols",
    "propose_stop",
    "raise_question",
    "report_roadblock",
    "serve_worker",
    "show_border",
    "show_camera",
    "show_cameras",
    "show_crossings",
    "show_duties",
    "show_law",
    "show_look_up",
    "show_look_ups",
    "show_month",
    "show_patrols",
    "show_public_law",
    "show_request",
    "show_sharing",
    "show_standing",
    "show_supports",
    "tell_records",
    "tick_on_site",
    "which_side",
]
