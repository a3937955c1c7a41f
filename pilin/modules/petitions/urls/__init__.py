"""Addresses of petitions."""

from django.urls import path, re_path

from pilin.modules.petitions import views

app_name = "petitions"

_CASE = r"(?P<case>[0-9a-f-]{36})"

urlpatterns = [
    path("", views.show_cases, name="cases"),
    path("new/", views.take_in, name="new"),
    path("report/<int:year>/", views.show_report, name="report"),
    re_path(r"^matters/(?P<matter>[0-9a-f-]{36})/$", views.show_matter, name="matter"),
    re_path(rf"^{_CASE}/$", views.show_case, name="case"),
    re_path(rf"^{_CASE}/triage/$", views.triage, name="triage"),
    re_path(rf"^{_CASE}/office/$", views.route, name="route"),
    re_path(rf"^{_CASE}/withdraw/$", views.withdraw_from, name="withdraw"),
    re_path(rf"^{_CASE}/name/$", views.open_name, name="name"),
    re_path(rf"^{_CASE}/papers/$", views.write_paper, name="write"),
    re_path(rf"^{_CASE}/papers/(?P<digest>[0-9a-f]{{64}})/$", views.print_paper, name="paper"),
]
