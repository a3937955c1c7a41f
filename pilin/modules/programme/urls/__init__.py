"""Addresses of the programme."""

from django.urls import path

from pilin.modules.programme import views

app_name = "programme"

urlpatterns = [
    path("", views.show_programme, name="programme"),
]
