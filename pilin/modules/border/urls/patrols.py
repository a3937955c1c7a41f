"""Addresses of the joint patrols."""

from django.urls import path, re_path

from pilin.modules.border import views

_MATTER = r"(?P<matter>[0-9a-f-]{36})"

urlpatterns = [
    path("patrols/", views.show_patrols, name="patrols"),
    path("patrols/new/", views.plan_patrols, name="plan_patrols"),
    re_path(rf"^patrols/{_MATTER}/$", views.show_month, name="month"),
    re_path(rf"^patrols/{_MATTER}/tell/$", views.tell_records, name="tell_records"),
    path("on-site/worker.js", views.serve_worker, name="on_site_worker"),
    re_path(rf"^on-site/{_MATTER}/$", views.tick_on_site, name="on_site"),
    re_path(rf"^on-site/{_MATTER}/(?P<record>[0-9a-f-]{{36}})/drop/$", views.drop_record, name="drop_record"),
]
