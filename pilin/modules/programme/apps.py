"""The programme's card."""

from django.utils.translation import gettext_noop

from pilin.web.cards import ModuleConfig


class ProgrammeConfig(ModuleConfig):
    name = "pilin.modules.programme"
    label = "programme"
    verbose_name = "合作格局"
    title = gettext_noop("一图")
    home = "programme:programme"
    position = 20
