"""The walk over a site: it follows what leads within, reads no sort of page too often, and knows every route."""

from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import include, path
from django.views.decorators.http import require_GET, require_POST

from tests.support import pages

HOME = '<a href="/list/?page=1">a</a><a class="x" href="list/&#x37;/">b</a><form method="post" action="/save/"></form>'
AWAY = '<a href="https://elsewhere.example/">c</a><a href="#main">d</a><a href="/none/">e</a>'


def home(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(HOME + AWAY)


def one(_request: HttpRequest, number: int) -> HttpResponse:
    return HttpResponse(f'<a href="../{number + 1}/">next</a>')


@require_POST
def save(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(HOME)


urlpatterns = [
    path("", home),
    path("save/", save),
    path("list/", include([path("", home), path("<int:number>/", one)])),
    path("forgotten/", home),
]


def walk() -> pages.Walk:
    with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["testserver"], MIDDLEWARE=[]):
        return pages.walked(Client(), ["/"], urlconf=__name__)


def test_links_are_followed_and_none_leads_away() -> None:
    found = walk().pages
    assert found[:3] == ["/", "/list/?page=1", "/list/7/"]
    assert all(page.startswith("/") and "none" not in page for page in found)


def test_what_is_built_alike_is_read_a_few_times() -> None:
    alike = [page for page in walk().pages if page not in {"/", "/list/?page=1"}]
    assert alike == [f"/list/{7 + number}/" for number in range(pages.OF_ONE_SORT_MAX)]
    assert walk().firsts == ["/", "/list/?page=1", "/list/7/"]


def test_a_route_that_nothing_leads_to_is_missed() -> None:
    assert pages.routes(__name__) - walk().routes == {"forgotten/"}


def test_a_verb_is_no_page() -> None:
    assert "save/" not in pages.routes(__name__)
    assert "/save/" not in walk().pages
    assert [pages.is_read(view) for view in (save, require_POST(home), require_GET(home), home)] == [
        False,
        False,
        True,
        True,
    ]
