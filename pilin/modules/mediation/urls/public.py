"""Addresses of mediation on the public site."""

from django.urls import path, re_path

from pilin.modules.mediation.views import public as views

app_name = "mediation"

urlpatterns = [
    path("", views.find_case, name="find"),
    re_path(r"^(?P<code>[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4})/$", views.show_case, name="case"),
]
