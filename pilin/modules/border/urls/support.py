"""Addresses of the requests for support."""

from django.urls import path

from pilin.modules.border import views

urlpatterns = [
    path("support/", views.show_supports, name="supports"),
    path("support/new/", views.ask_support, name="ask_support"),
]
