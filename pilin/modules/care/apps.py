"""The card of care. The room stands in no node's list by itself; written there by an operator, it is shut still."""

from django.utils.translation import gettext_noop

from pilin.modules.care.rules import MESSAGES
from pilin.web.cards import ModuleConfig
from pilin.web.flows import DutyFigures


class CareConfig(ModuleConfig):
    name = "pilin.modules.care"
    label = "care"
    verbose_name = "特殊人群联管"
    title = gettext_noop("帮扶联系")
    home = "care:care"
    position = 90
    inspected = ((gettext_noop("帮扶联系月度摘要"), "care:digest"),)
    handlers = dict.fromkeys(MESSAGES, "pilin.modules.care.exchange.decide")
    offers = {DutyFigures: "pilin.modules.care.queries.figures"}
    duties = ("pilin.modules.care.actions.erase_due", "pilin.modules.care.actions.forget_old")
