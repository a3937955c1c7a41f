"""The card of the border room."""

from django.utils.translation import gettext_noop

from pilin.web.cards import ModuleConfig


class BorderConfig(ModuleConfig):
    name = "pilin.modules.border"
    label = "border"
    verbose_name = "边界十联"
    title = gettext_noop("边界")
    home = "border:border"
    position = 40
