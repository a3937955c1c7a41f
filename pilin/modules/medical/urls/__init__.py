"""Addresses of the medical room in the office; those of the public site stand beside this file."""

from django.urls import re_path

from pilin.modules.medical.views import settlements

app_name = "medical"

_ID = r"(?P<settlement>[0-9a-f-]{36})"

urlpatterns = [
    re_path(rf"^settlements/{_ID}/$", settlements.show_settlement, name="settlement"),
    re_path(rf"^settlements/{_ID}/explanation/$", settlements.explain_settlement, name="explain"),
    re_path(rf"^settlements/{_ID}/explanation/pdf/$", settlements.print_settlement, name="explain_pdf"),
]
