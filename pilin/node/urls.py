"""Addresses: the shell's pages, and each module's below its name."""

from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path(f"{name}/", include(f"pilin.modules.{name}.urls"))
    for name in settings.NODE.modules
    if find_spec(f"pilin.modules.{name}.urls") is not None
]
if "pilin.web" in settings.INSTALLED_APPS and find_spec("pilin.web.urls") is not None:
    urlpatterns.append(path("", include("pilin.web.urls")))
