"""Addresses of reminders."""

from django.urls import path, re_path

from pilin.modules.reminders import views

app_name = "reminders"

urlpatterns = [
    path("", views.show_reminders, name="reminders"),
    path("settings/", views.show_settings, name="settings"),
    path("feed/make/", views.make_feed, name="make_feed"),
    path("feed/end/", views.end_feed, name="end_feed"),
    path("outbox/", views.show_outbox, name="outbox"),
    path("outbox/<int:number>/send/", views.send_on, name="send_on"),
    re_path(r"^feed/(?P<token>[A-Za-z0-9_-]{43})\.ics$", views.serve_feed, name="feed"),
]
