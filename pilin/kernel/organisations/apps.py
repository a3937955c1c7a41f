"""The room's registration with Django."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "pilin.kernel.organisations"
    label = "organisations"
    verbose_name = "机构与名录"
