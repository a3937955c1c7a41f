"""The room's registration with Django, and with the federation below it."""

from importlib import import_module

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "pilin.kernel.agreements"
    label = "agreements"
    verbose_name = "协议"

    def ready(self) -> None:
        """Register document types and bases, once the tables can be imported."""
        import_module(f"{self.name}.delivery").register()
