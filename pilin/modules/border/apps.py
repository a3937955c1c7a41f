"""The card of the border room."""

from django.utils.translation import gettext_noop

from pilin.web.cards import ModuleConfig
from pilin.web.flows import DutyFigures


class BorderConfig(ModuleConfig):
    name = "pilin.modules.border"
    label = "border"
    verbose_name = "边界十联"
    title = gettext_noop("边界")
    home = "border:border"
    registers = (
        (gettext_noop("十联一览"), "border:duties"),
        (gettext_noop("归哪一方"), "border:which_side"),
    )
    position = 40
    offers = {DutyFigures: "pilin.modules.border.queries.figures.own"}
    needs = (DutyFigures,)
