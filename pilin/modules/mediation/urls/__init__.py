"""Addresses of mediation."""

from django.urls import path, re_path

from pilin.modules.mediation import views

app_name = "mediation"

_MATTER = r"(?P<matter>[0-9a-f-]{36})"

urlpatterns = [
    path("", views.show_cases, name="cases"),
    path("new/", views.open_case, name="open_case"),
    path("sweeps/", views.show_sweeps, name="sweeps"),
    path("figures/", views.show_figures, name="figures"),
    path("committees/", views.show_committees, name="committees"),
    re_path(rf"^cases/{_MATTER}/$", views.show_case, name="case"),
    re_path(rf"^cases/{_MATTER}/slip/$", views.print_slip, name="slip"),
    re_path(rf"^cases/{_MATTER}/agreement/$", views.print_agreement, name="agreement"),
    re_path(rf"^cases/{_MATTER}/file/$", views.print_file, name="file"),
    re_path(rf"^cases/{_MATTER}/mediators/$", views.assign, name="assign"),
    re_path(rf"^cases/{_MATTER}/steps/(?P<step>[a-z_]+)/$", views.take_step, name="step"),
]
