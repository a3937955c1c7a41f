"""Addresses of the programme on the public site."""

from django.urls import path

from pilin.modules.programme.views import public as views

app_name = "programme"

urlpatterns = [
    path("", views.show_programme, name="programme"),
    path("agreements/", views.show_agreements, name="agreements"),
]
