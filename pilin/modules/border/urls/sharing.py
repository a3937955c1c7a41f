"""Addresses of information, law and the standing organisation."""

from django.urls import path, re_path

from pilin.modules.border import views

urlpatterns = [
    path("sharing/", views.show_sharing, name="sharing"),
    path("sharing/new/", views.ask_information, name="ask_information"),
    path("sharing/item/", views.list_item, name="list_item"),
    re_path(r"^sharing/(?P<matter>[0-9a-f-]{36})/$", views.show_request, name="request"),
    path("law/", views.show_law, name="law"),
    path("law/event/", views.plan_event, name="plan_event"),
    path("law/stop/", views.propose_stop, name="propose_stop"),
    path("standing/", views.show_standing, name="standing"),
    path("standing/roster/", views.list_roster, name="list_roster"),
    path("standing/question/", views.raise_question, name="raise_question"),
    path("standing/drill/", views.plan_drill, name="plan_drill"),
]
