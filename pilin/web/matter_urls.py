"""Addresses of matters and documents, below the shell's."""

from django.urls import path, re_path

from pilin.web import matter_views as views

_MATTER = r"(?P<matter>[0-9a-f-]{36})"
_STEP = r"(?P<step>[a-z_0-9]+)"
_HASH = r"[0-9a-f]{64}"

urlpatterns = [
    path("matters/", views.show_matters, name="matters"),
    path("matters/new/", views.choose_kind, name="choose_kind"),
    re_path(rf"^matters/new/(?P<kind>{_HASH})/$", views.open_matter, name="open_matter"),
    re_path(rf"^matters/{_MATTER}/$", views.show_matter, name="matter"),
    re_path(rf"^matters/{_MATTER}/steps/{_STEP}/$", views.take_step, name="step"),
    re_path(rf"^matters/{_MATTER}/provisional/{_STEP}/$", views.note_provisionally, name="provisional"),
    re_path(rf"^matters/{_MATTER}/notes/$", views.write_note, name="note"),
    re_path(rf"^matters/{_MATTER}/ask-again/$", views.ask_again, name="ask_again"),
    re_path(rf"^matters/{_MATTER}/notes/(?P<note>{_HASH})/$", views.answer_note, name="answer_note"),
    path("documents/", views.show_documents, name="documents"),
    re_path(rf"^documents/(?P<document>{_HASH})/$", views.answer_document, name="answer_document"),
]
