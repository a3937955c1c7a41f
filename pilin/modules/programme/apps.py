"""The programme's card."""

from pilin.web.cards import ModuleConfig


class ProgrammeConfig(ModuleConfig):
    name = "pilin.modules.programme"
    label = "programme"
    verbose_name = "合作格局"
    title = "一图"
    home = "programme:programme"
    position = 20
