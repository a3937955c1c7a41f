"""The card of reminders."""

from django.utils.translation import gettext_noop

from pilin.web.cards import ModuleConfig


class RemindersConfig(ModuleConfig):
    name = "pilin.modules.reminders"
    label = "reminders"
    verbose_name = "提醒"
    title = gettext_noop("提醒")
    home = "reminders:reminders"
    position = 15
    counted = "pilin.modules.reminders.queries.counted"
    duties = ("pilin.modules.reminders.gateway.remind",)
