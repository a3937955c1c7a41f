"""Addresses of the programme."""

from django.urls import path, re_path

from pilin.modules.programme import views

app_name = "programme"

_MATTER = r"(?P<matter>[0-9a-f-]{36})"

urlpatterns = [
    path("", views.show_programme, name="programme"),
    path("pattern/new/", views.propose_pattern, name="propose_pattern"),
    path("leaving/", views.show_leaving, name="leaving"),
    re_path(r"^leaving/(?P<matter>[0-9a-f-]{36})/$", views.show_exit, name="exit"),
    re_path(r"^leaving/(?P<matter>[0-9a-f-]{36})/duties/$", views.list_duties, name="list_duties"),
    re_path(r"^leaving/(?P<matter>[0-9a-f-]{36})/parts/$", views.erase_parts, name="erase_parts"),
    re_path(r"^leaving/(?P<matter>[0-9a-f-]{36})/seal/$", views.state_seal, name="state_seal"),
    path("council/", views.show_council, name="council"),
    path("council/meetings/new/", views.call_meeting, name="call"),
    re_path(rf"^council/meetings/{_MATTER}/$", views.show_meeting, name="meeting"),
    re_path(rf"^council/meetings/{_MATTER}/paper/$", views.show_paper, name="paper"),
    re_path(rf"^council/meetings/{_MATTER}/steps/(?P<step>[a-z_]+)/$", views.take_step, name="step"),
    re_path(rf"^council/trace/{_MATTER}/$", views.show_trace, name="trace"),
]
