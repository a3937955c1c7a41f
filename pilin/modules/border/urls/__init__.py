"""Addresses of the border room: its front page, and below it each part's own."""

from django.urls import path

from pilin.modules.border import views
from pilin.modules.border.urls import cameras, crossings, patrols, sharing, support

app_name = "border"

urlpatterns = [
    path("", views.show_border, name="border"),
    path("duties/", views.show_duties, name="duties"),
    path("side/", views.which_side, name="which_side"),
    *support.urlpatterns,
    *patrols.urlpatterns,
    *crossings.urlpatterns,
    *cameras.urlpatterns,
    *sharing.urlpatterns,
]
