"""Addresses of the desk."""

from django.urls import path, re_path

from pilin.modules.desk import views

app_name = "desk"

urlpatterns = [
    path("", views.show_desk, name="desk"),
    path("agreements/", views.show_agreements, name="agreements"),
    re_path(r"^agreements/(?P<agreement>[0-9a-f-]{36})/$", views.show_agreement, name="agreement"),
    path("ledger/", views.show_ledger, name="ledger"),
    path("ledger/account/", views.show_statement, name="statement"),
    path("search/", views.search, name="search"),
    path("directory/", views.show_directory, name="directory"),
]
