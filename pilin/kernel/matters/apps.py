"""The room's registration: with Django, and with the federation below it."""

from importlib import import_module

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "pilin.kernel.matters"
    label = "matters"
    verbose_name = "事项"
    duties = ("pilin.kernel.matters.delivery.duties.turn_clocks",)

    def ready(self) -> None:
        """Register handlers, owners of kinds and calendars, and the audit's effects, once tables can be imported."""
        import_module(f"{self.name}.delivery.handlers").register()
        import_module(f"{self.name}.audit").register()
