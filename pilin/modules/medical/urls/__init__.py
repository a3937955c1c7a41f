"""Addresses of the medical room in the office; those of the public site stand beside this file."""

from django.urls import include, path, re_path

from pilin.modules.medical.views import desk, fhir, settlements

app_name = "medical"

_ID = r"(?P<settlement>[0-9a-f-]{36})"

urlpatterns = [
    path("", desk.show_desk, name="desk"),
    path("catalogue/", desk.show_catalogue, name="catalogue"),
    path("institutions/", desk.show_institutions, name="institutions"),
    re_path(r"^institutions/(?P<code>[A-Za-z0-9-]{1,36})/$", desk.show_institution, name="institution"),
    path("persons/", include("pilin.modules.medical.urls.persons")),
    re_path(rf"^settlements/{_ID}/$", settlements.show_settlement, name="settlement"),
    re_path(rf"^settlements/{_ID}/explanation/$", settlements.explain_settlement, name="explain"),
    re_path(rf"^settlements/{_ID}/explanation/pdf/$", settlements.print_settlement, name="explain_pdf"),
    re_path(rf"^settlements/{_ID}/fhir/$", fhir.export, name="fhir"),
]
