"""The card of mediation."""

from django.utils.translation import gettext_noop

from pilin.web.cards import ModuleConfig


class MediationConfig(ModuleConfig):
    name = "pilin.modules.mediation"
    label = "mediation"
    verbose_name = "矛盾纠纷联调"
    title = gettext_noop("联调")
    home = "mediation:cases"
    position = 50
    registers = ((gettext_noop("调委会名册"), "mediation:committees"),)
    follows = {"mediation": "pilin.modules.mediation.actions.record"}
    objects = {"mediation": "pilin.modules.mediation.actions.object_to_case"}
    matter_pages = {"mediation": "mediation:case"}
    opening_pages = {"mediation": "mediation:open_case"}
