"""Addresses of the medical room: so far those of the public site alone, beside this file."""

from django.urls import URLPattern

app_name = "medical"

urlpatterns: list[URLPattern] = []
