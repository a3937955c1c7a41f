"""The card of medical insurance: rules so far, and no page."""

from django.utils.translation import gettext_noop

from pilin.web.cards import ModuleConfig


class MedicalConfig(ModuleConfig):
    name = "pilin.modules.medical"
    label = "medical"
    verbose_name = "医保结算"
    title = gettext_noop("医保")
    position = 50
