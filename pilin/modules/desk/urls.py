"""Addresses of the desk."""

from django.urls import path, re_path

from pilin.modules.desk import views

app_name = "desk"

urlpatterns = [
    path("", views.show_desk, name="desk"),
    path("calendar/", views.show_calendar, name="calendar"),
    path("calendar/offer/", views.offer_calendar, name="offer_calendar"),
    path("filters/", views.show_filters, name="filters"),
    path("filters/save/", views.save_filter, name="save_filter"),
    path("filters/<int:number>/rename/", views.rename_filter, name="rename_filter"),
    path("filters/<int:number>/delete/", views.delete_filter, name="delete_filter"),
    path("agreements/", views.show_agreements, name="agreements"),
    re_path(r"^agreements/(?P<agreement>[0-9a-f-]{36})/$", views.show_agreement, name="agreement"),
    path("ledger/", views.show_ledger, name="ledger"),
    path("ledger/account/", views.show_statement, name="statement"),
    path("search/", views.search, name="search"),
    path("directory/", views.show_directory, name="directory"),
]
