"""The desk's card."""

from django.utils.translation import gettext_noop

from pilin.web.cards import ModuleConfig


class DeskConfig(ModuleConfig):
    name = "pilin.modules.desk"
    label = "desk"
    verbose_name = "工作台"
    title = gettext_noop("工作台")
    home = "desk:desk"
    position = 10
    waiting = "pilin.modules.desk.views.waiting.noted_alone"
    registers = (
        (gettext_noop("协议"), "desk:agreements"),
        (gettext_noop("名录"), "desk:directory"),
        (gettext_noop("账簿"), "desk:ledger"),
        (gettext_noop("查找"), "desk:search"),
    )
