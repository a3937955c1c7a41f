"""The room's registration with Django, and of the directory's handler with itself."""

from importlib import import_module

from django.apps import AppConfig


class FederationConfig(AppConfig):
    name = "pilin.kernel.federation"
    label = "federation"
    verbose_name = "互联"

    def ready(self) -> None:
        """Register the directory, lines between sides, and the writer of bundles, once the tables can be imported."""
        import_module(f"{self.name}.delivery.directory").register()
        import_module(f"{self.name}.delivery.boundaries").register()
        import_module(f"{self.name}.audit.bundle").register()
