"""Addresses of the public site's own pages."""

from django.urls import path

from pilin.web.public import views

app_name = "public"

urlpatterns = [
    path("", views.home, name="home"),
    path("refusing/", views.show_refusing, name="refusing"),
    path("about/", views.show_about, name="about"),
]
