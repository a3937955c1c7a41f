"""The room's registration with Django, and with the federation below it."""

from importlib import import_module

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "pilin.kernel.ledger"
    label = "ledger"
    verbose_name = "账簿"

    def ready(self) -> None:
        """Register the handlers of claims and what their effects must be, once the tables can be imported."""
        import_module(f"{self.name}.delivery.book").register()
        import_module(f"{self.name}.audit.claims").register()
