"""Addresses: what probes ask, the shell's pages, and each module's below its name."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from pilin.node.watch import health

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", health.healthz, name="healthz"),
    *(path(f"{name}/", include(f"pilin.modules.{name}.urls")) for name in settings.NODE.modules),
    path("", include("pilin.web.urls")),
]
