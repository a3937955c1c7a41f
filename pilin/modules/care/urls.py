"""Addresses of the room of care."""

from django.urls import path, re_path

from pilin.modules.care import views

app_name = "care"

_ENVELOPE = r"^envelopes/(?P<envelope>[0-9a-f-]{36})"
_START = r"^start/(?P<start>[0-9a-f-]{36})"

urlpatterns = [
    path("", views.show_care, name="care"),
    path("start/", views.show_start, name="start"),
    re_path(rf"{_START}/approve/$", views.approve_start, name="approve"),
    re_path(rf"{_START}/stop/$", views.stop_start, name="stop"),
    path("new/", views.write_envelope, name="new"),
    re_path(rf"{_ENVELOPE}/$", views.show_envelope, name="envelope"),
    re_path(rf"{_ENVELOPE}/ask/$", views.ask_to_open, name="ask"),
    re_path(rf"{_ENVELOPE}/alone/$", views.open_alone, name="alone"),
    re_path(rf"{_ENVELOPE}/close/$", views.close_envelope, name="close"),
    path("sessions/<int:number>/join/", views.join_session, name="join"),
    re_path(r"^openings/(?P<opening>[0-9a-f-]{36})/review/$", views.review_opening, name="review"),
    path("digest/", views.show_digest, name="digest"),
]
