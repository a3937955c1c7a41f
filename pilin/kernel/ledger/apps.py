"""The room's registration with Django."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "pilin.kernel.ledger"
    label = "ledger"
    verbose_name = "账簿"
