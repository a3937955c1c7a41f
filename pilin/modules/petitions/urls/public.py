"""Addresses of petitions on the public site."""

from django.urls import path

from pilin.modules.petitions.views import public as views

app_name = "petitions"

urlpatterns = [
    path("", views.show_petitions, name="petitions"),
    path("ask/", views.ask, name="ask"),
]
