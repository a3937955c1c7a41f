"""The card of the border room."""

from django.utils.translation import gettext_noop

from pilin.web.cards import ModuleConfig, PublicEntry
from pilin.web.flows import DutyFigures

_RECORD = "pilin.modules.border.actions.record"
_OBJECT = "pilin.modules.border.actions.object_to_steps"
_OBJECT_SHARED = "pilin.modules.border.actions.object_to_shared_steps"
_KINDS = ("support", "patrols", "roadblock", "joint_check")
_SHARED = (
    *("catalogue_item", "information_request", "law_event", "law_stop"),
    *("duty_roster", "escalation", "drill"),
)


class BorderConfig(ModuleConfig):
    name = "pilin.modules.border"
    label = "border"
    verbose_name = "边界十联"
    title = gettext_noop("边界")
    home = "border:border"
    registers = (
        (gettext_noop("十联一览"), "border:duties"),
        (gettext_noop("归哪一方"), "border:which_side"),
        (gettext_noop("摄像头登记簿"), "border:cameras"),
    )
    position = 40
    offers = {DutyFigures: "pilin.modules.border.queries.figures.own"}
    needs = (DutyFigures,)
    follows = dict.fromkeys((*_KINDS, *_SHARED), _RECORD)
    waiting = "pilin.modules.border.views.cameras.waiting"
    objects = dict.fromkeys(_KINDS, _OBJECT) | dict.fromkeys(_SHARED, _OBJECT_SHARED)
    admits = {"information_request": "pilin.modules.border.actions.admit_request"}
    matter_pages = {"patrols": "border:month", "information_request": "border:request"}
    opening_pages = {
        "support": "border:ask_support",
        "patrols": "border:plan_patrols",
        "roadblock": "border:report_roadblock",
        "joint_check": "border:plan_check",
        "catalogue_item": "border:list_item",
        "information_request": "border:ask_information",
        "law_event": "border:plan_event",
        "law_stop": "border:propose_stop",
        "duty_roster": "border:list_roster",
        "escalation": "border:raise_question",
        "drill": "border:plan_drill",
    }
    moved_at_the_shell = ("patrols", "information_request")
    public_urls = "pilin.modules.border.urls.public"
    public_entries = (
        PublicEntry(
            gettext_noop("边界上的摄像头"),
            "border:signs",
            gettext_noop("哪里有摄像头、谁管、存几天、到哪里投诉；两边一起巡查了几次。"),
        ),
        PublicEntry(
            gettext_noop("法治示范路"),
            "border:law",
            gettext_noop("十里法治示范路有哪些站点，近期有什么活动。"),
        ),
    )
    public_fields = "pilin.modules.border.rules.public.PUBLIC_FIELDS"
