"""Addresses of projects on the public site."""

from django.urls import path, re_path

from pilin.modules.projects.views import public as views
from pilin.modules.projects.views.photos import show_public_photo

app_name = "projects"

urlpatterns = [
    path("", views.show_projects, name="projects"),
    path("livelihood/", views.show_livelihoods, name="livelihoods"),
    path("opinion/", views.say_opinion, name="say_opinion"),
    re_path(r"^opinion/(?P<code>[0-9A-Za-z-]{1,40})/$", views.say_opinion, name="say_opinion_by_code"),
    path("wall/", views.show_wall, name="wall"),
    re_path(r"^(?P<code>[0-9a-f]{10})/$", views.show_project, name="project"),
    re_path(r"^(?P<code>[0-9a-f]{10})/photos/(?P<digest>[0-9a-f]{64})\.jpg$", show_public_photo, name="photo"),
]
