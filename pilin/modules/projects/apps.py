"""The card of projects."""

from django.utils.translation import gettext_noop

from pilin.web.cards import ModuleConfig, PublicEntry

_RECORD = "pilin.modules.projects.actions.record"
_BESIDE = "pilin.modules.projects.actions.follow_beside"


class ProjectsConfig(ModuleConfig):
    name = "pilin.modules.projects"
    label = "projects"
    verbose_name = "合作项目"
    title = gettext_noop("项目")
    home = "projects:projects"
    position = 30
    registers = (
        (gettext_noop("挂图作战"), "projects:wall"),
        (gettext_noop("督查"), "projects:supervision"),
        (gettext_noop("督办与催办"), "projects:orders"),
        (gettext_noop("重点破难"), "projects:problems"),
        (gettext_noop("民生实事"), "projects:livelihoods"),
        (gettext_noop("责任清单"), "projects:matrix"),
        (gettext_noop("费用分担"), "projects:shares"),
    )
    follows = {
        "plan": "pilin.modules.projects.actions.follow_plans",
        "report": "pilin.modules.projects.actions.follow_reports",
        "yearly_list": "pilin.modules.projects.actions.follow_lists",
        "supervision": _RECORD,
        "visit": _RECORD,
        "finding": _RECORD,
        "order": _BESIDE,
        "urging": _RECORD,
        "hard_problem": _RECORD,
        "condition": _RECORD,
        "cost_formula": _RECORD,
        "joint_expense": _RECORD,
        "netting": _RECORD,
        "netting_payment": _RECORD,
        "excuse": _BESIDE,
        "contest": _BESIDE,
        "duty": _RECORD,
        "livelihood": _RECORD,
    }
    objects = {
        "plan": "pilin.modules.projects.actions.object_to_plan",
        "report": "pilin.modules.projects.actions.object_to_report",
        "yearly_list": "pilin.modules.projects.actions.object_to_list",
        "supervision": "pilin.modules.projects.actions.object_to_supervision",
        "visit": "pilin.modules.projects.actions.object_to_visit",
        "finding": "pilin.modules.projects.actions.object_to_finding",
        "order": "pilin.modules.projects.actions.object_to_order",
        "hard_problem": "pilin.modules.projects.actions.object_to_problem",
        "condition": "pilin.modules.projects.actions.object_to_condition",
        "cost_formula": "pilin.modules.projects.actions.object_to_formula",
        "joint_expense": "pilin.modules.projects.actions.object_to_expense",
        "netting": "pilin.modules.projects.actions.object_to_netting",
        "netting_payment": "pilin.modules.projects.actions.object_to_payment",
        "livelihood": "pilin.modules.projects.actions.object_to_livelihood",
        "excuse": "pilin.modules.projects.actions.object_to_excuse",
    }
    moved_at_the_shell = ("plan",)
    matter_pages = {
        "plan": "projects:project",
        "report": "projects:found",
        "yearly_list": "projects:list",
        "supervision": "projects:supervised",
        "visit": "projects:visit",
        "finding": "projects:finding",
        "order": "projects:order",
        "urging": "projects:urging",
        "hard_problem": "projects:problem",
        "condition": "projects:condition",
        "cost_formula": "projects:formula",
        "joint_expense": "projects:expense",
        "netting": "projects:netting",
        "netting_payment": "projects:payment",
        "livelihood": "projects:livelihood",
    }
    opening_pages = {
        "plan": "projects:offer_plan",
        "yearly_list": "projects:offer_list",
        "supervision": "projects:offer_supervision",
        "finding": "projects:record_finding",
        "order": "projects:send_order",
        "urging": "projects:send_urging",
        "hard_problem": "projects:raise_problem",
        "condition": "projects:projects",
        "cost_formula": "projects:offer_formula",
        "joint_expense": "projects:enter_expense",
        "netting": "projects:offer_netting",
        "netting_payment": "projects:shares",
        "livelihood": "projects:offer_livelihood",
        "excuse": "projects:projects",
        "contest": "projects:projects",
    }
    choices = {"plan": "pilin.modules.projects.views.choosing.choices"}
    waiting = "pilin.modules.projects.views.waiting.waiting"
    duties = (
        "pilin.modules.projects.actions.light_the_day",
        "pilin.modules.projects.actions.book_nettings",
        "pilin.modules.projects.actions.book_payments",
        "pilin.modules.projects.actions.tell_opinions",
    )
    documents = {
        "lights": "pilin.modules.projects.exchange.check_rule",
        "schedule": "pilin.modules.projects.exchange.check_schedule",
        "lights_seal": "pilin.modules.projects.exchange.check_seal",
    }
    programme = "pilin.modules.projects.actions.load_programme"
    public_urls = "pilin.modules.projects.urls.public"
    public_entries = (
        PublicEntry(
            gettext_noop("项目"),
            "projects:projects",
            gettext_noop("两地一起做哪些项目，谁牵头，做到哪一步。"),
        ),
    )
    public_fields = "pilin.modules.projects.rules.public.PUBLIC_FIELDS"
