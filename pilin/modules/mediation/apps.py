"""The card of mediation."""

from django.utils.translation import gettext_noop

from pilin.web.cards import ModuleConfig, PublicEntry
from pilin.web.flows import DutyFigures


class MediationConfig(ModuleConfig):
    name = "pilin.modules.mediation"
    label = "mediation"
    verbose_name = "矛盾纠纷联调"
    title = gettext_noop("联调")
    home = "mediation:cases"
    position = 50
    registers = (
        (gettext_noop("纠纷排摸"), "mediation:sweeps"),
        (gettext_noop("调委会名册"), "mediation:committees"),
    )
    follows = {
        "mediation": "pilin.modules.mediation.actions.record",
        "sweep": "pilin.modules.mediation.actions.record_sweeps",
    }
    objects = {
        "mediation": "pilin.modules.mediation.actions.object_to_case",
        "sweep": "pilin.modules.mediation.actions.object_to_sweep",
    }
    matter_pages = {"mediation": "mediation:case"}
    opening_pages = {"mediation": "mediation:open_case"}
    waiting = "pilin.modules.mediation.views.figures.waiting"
    offers = {DutyFigures: "pilin.modules.mediation.views.figures.duty_figures"}
    public_urls = "pilin.modules.mediation.urls.public"
    public_entries = (
        PublicEntry(
            gettext_noop("查联调进度"),
            "mediation:find",
            gettext_noop("凭编码看一件跨界纠纷调解到哪一步；不显示姓名和事由。"),
        ),
    )
    public_fields = "pilin.modules.mediation.rules.public.PUBLIC_FIELDS"
