"""Addresses of the border room on the public site."""

from django.urls import path

from pilin.modules.border import views
from pilin.modules.border.views.signs import show_signs

app_name = "border"

urlpatterns = [
    path("signs/", show_signs, name="signs"),
    path("law/", views.show_public_law, name="law"),
]
