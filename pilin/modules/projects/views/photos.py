"""Photographs of a project as pages show them: each by the hash of its content, from this node and no other place."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import queries
from pilin.modules.projects.rules.facts import Shown
from pilin.web.access import PageRequest, needs
from pilin.web.languages import apart
from pilin.web.sides import Sides


@dataclass(frozen=True)
class Figure:
    """A photograph on a page: where it is fetched, what it shows, and of when and from whom it is."""

    url: str
    caption: str
    note: str


def figures(plan: str, shown: Sequence[Shown], scene: Sides) -> list[Figure]:
    """Return photographs as the pages of staff show them."""
    return [
        Figure(
            reverse("projects:photo", args=[plan, one.digest]),
            one.caption,
            apart([one.month, scene.name(one.side), *([] if one.is_signed else [gettext("待会签")])]),
        )
        for one in shown
    ]


@require_GET
@needs(Right.READ)
def show_photo(request: PageRequest, plan: str, digest: str) -> HttpResponse:
    """Send a photograph that a report of the project names."""
    return sent(queries.photo(queries.photos_named(queries.reports_of(plan)), digest))


@require_GET
def show_public_photo(request: HttpRequest, code: str, digest: str) -> HttpResponse:
    """Send a photograph of a month that both signed, to everybody."""
    found = queries.public_project(code)
    return sent(queries.photo(found.photos, digest) if found else None)


def sent(data: bytes | None) -> HttpResponse:
    """Return a picture as an answer; none is not found."""
    if data is None:
        raise Http404
    return HttpResponse(data, content_type="image/jpeg", headers={"Content-Disposition": "inline"})
