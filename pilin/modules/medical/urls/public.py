"""Addresses of the estimate and the guide on the public site: what a page shows follows from its path alone."""

from django.urls import path, re_path

from pilin.modules.medical.rules.words import Care, Filing
from pilin.modules.medical.views import guide
from pilin.modules.medical.views import public as views

app_name = "medical"

_ANSWERS = "/".join(
    [
        r"(?P<side>[1-9]\d{5})-(?P<insurance>\d{3,5})",
        r"(?P<group>[a-z_]{1,32})",
        f"(?P<care>{'|'.join(Care)})",
        r"(?P<level>\d)",
        f"(?P<filing>{'|'.join(Filing)})",
        r"(?P<yuan>\d{1,7})-(?P<outside>\d{1,2})",
    ]
)

urlpatterns = [
    path("", views.show_start, name="estimate"),
    path("guide/", guide.show_guide, name="guide"),
    re_path(rf"^{_ANSWERS}/$", views.show_estimate, name="estimate_of"),
]
