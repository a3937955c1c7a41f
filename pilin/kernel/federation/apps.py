"""The room's registration with Django."""

from django.apps import AppConfig


class FederationConfig(AppConfig):
    name = "pilin.kernel.federation"
    label = "federation"
    verbose_name = "互联"
