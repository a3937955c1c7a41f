"""Addresses of the inspector's pages."""

from django.urls import path

from pilin.web.inspection import views

urlpatterns = [
    path("access-log/", views.show_log, name="access_log"),
    path("access-log/download/", views.download_log, name="access_log_download"),
]
