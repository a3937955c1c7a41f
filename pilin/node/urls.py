"""Addresses: the shell's pages, and each module's below its name."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    *(path(f"{name}/", include(f"pilin.modules.{name}.urls")) for name in settings.NODE.modules),
    path("", include("pilin.web.urls")),
]
