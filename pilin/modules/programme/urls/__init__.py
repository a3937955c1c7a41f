"""Addresses of the programme."""

from django.urls import path, re_path

from pilin.modules.programme import views

app_name = "programme"

urlpatterns = [
    path("", views.show_programme, name="programme"),
    path("leaving/", views.show_leaving, name="leaving"),
    re_path(r"^leaving/(?P<matter>[0-9a-f-]{36})/$", views.show_exit, name="exit"),
    re_path(r"^leaving/(?P<matter>[0-9a-f-]{36})/duties/$", views.list_duties, name="list_duties"),
    re_path(r"^leaving/(?P<matter>[0-9a-f-]{36})/parts/$", views.erase_parts, name="erase_parts"),
    re_path(r"^leaving/(?P<matter>[0-9a-f-]{36})/seal/$", views.state_seal, name="state_seal"),
]
