"""The room's registration: with Django, and with the federation below it."""

from importlib import import_module

from django.apps import AppConfig


class MattersConfig(AppConfig):
    name = "pilin.kernel.matters"
    label = "matters"
    verbose_name = "事项"

    def ready(self) -> None:
        """Register handlers of matter events and the owners of kinds and calendars, once the tables can be imported."""
        import_module(f"{self.name}.delivery.handlers").register()
