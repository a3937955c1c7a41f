"""Addresses of projects on the public site."""

from django.urls import path, re_path

from pilin.modules.projects.views import public as views

app_name = "projects"

urlpatterns = [
    path("", views.show_projects, name="projects"),
    re_path(r"^(?P<code>[0-9a-f]{10})/$", views.show_project, name="project"),
]
