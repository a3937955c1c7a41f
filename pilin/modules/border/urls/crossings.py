"""Addresses of the crossings: roadblocks and joint checks."""

from django.urls import path

from pilin.modules.border import views

urlpatterns = [
    path("crossings/", views.show_crossings, name="crossings"),
    path("crossings/roadblock/", views.report_roadblock, name="report_roadblock"),
    path("crossings/check/", views.plan_check, name="plan_check"),
]
