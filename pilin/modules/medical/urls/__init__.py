"""Addresses of the medical room in the office; those of the public site stand beside this file."""

from django.urls import include, path, re_path

from pilin.modules.medical.views import advances, batch_papers, batches, days, desk, fhir, settlements

app_name = "medical"

_ID = r"(?P<settlement>[0-9a-f-]{36})"
_MATTER = r"batches/(?P<matter>[0-9a-f-]{36})"
_DAY = r"days/(?P<peer>[0-9]{6})/(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"

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
    re_path(r"^days/$", days.list_days, name="days"),
    re_path(rf"^{_DAY}/$", days.show_day, name="day"),
    re_path(rf"^{_DAY}/reconcile/$", days.reconcile_day, name="reconcile_day"),
    re_path(r"^differences/(?P<difference>[0-9]{1,18})/$", days.show_difference, name="difference"),
    re_path(r"^batches/$", batches.list_batches, name="batches"),
    re_path(rf"^{_MATTER}/$", batches.show_batch, name="batch"),
    re_path(rf"^{_MATTER}/sheet/$", batch_papers.sheet_of_batch, name="batch_sheet"),
    re_path(rf"^{_MATTER}/paper/$", batch_papers.print_batch, name="batch_paper"),
    re_path(rf"^{_MATTER}/(?P<step>[a-z_]+)/$", batches.take_step, name="batch_step"),
    re_path(r"^advances/$", advances.show_advances, name="advances"),
]
