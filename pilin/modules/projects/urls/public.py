"""Addresses of projects on the public site."""

from django.urls import path

from pilin.modules.projects.views import public as views

app_name = "projects"

urlpatterns = [
    path("", views.show_projects, name="projects"),
]
