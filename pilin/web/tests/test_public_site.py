"""The public site: its own host and frame, no session, reading only, a limit and a cache."""

from dataclasses import replace
from typing import Any

import pytest
from django import shortcuts
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.test import Client

from pilin.base.refusal import Refused
from pilin.web.public import middleware
from pilin.web.public.refusing import refusing
from pilin.web.refusals import WebRefusal
from pilin.web.sentences import say
from pilin.web.tests import samples

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh")]

HOST = "public.example"
PAGES = ("/", "/refusing/", "/about/")
OFFICE = ("/sign-in/", "/diagnostics/", "/matters/", "/documents/", "/evidence/", "/desk/", "/admin/", "/api/")


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": HOST}, raise_request_exception=False)


def configured(settings: Any, **members: Any) -> None:
    """Change the public site of the node of this test."""
    settings.NODE = replace(settings.NODE, public=replace(settings.NODE.public, **members))


@pytest.mark.parametrize("address", [*PAGES, *(f"/en{page}" for page in PAGES)])
def test_pages_are_whole_and_need_nobody_to_sign_in(reader: Client, address: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    assert "<form" not in html
    assert ('<html lang="en">' in html) == address.startswith("/en/")


@pytest.mark.parametrize("address", OFFICE)
def test_nothing_of_the_office_is_on_the_public_host(reader: Client, address: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 404
    words = samples.text_of(answer.content.decode())
    assert "不在公开的范围里" in words
    assert samples.faults_of(answer.content.decode()) == []


@pytest.mark.parametrize("address", ["/refusing/", "/about/", "/en/"])
def test_nothing_public_is_on_the_offices_host(address: str) -> None:
    assert Client().get(address).status_code == 404


@pytest.mark.parametrize("host", ["PUBLIC.example", "public.example.", "public.example:8443"])
def test_a_host_is_the_same_however_it_is_written(host: str) -> None:
    assert Client(headers={"host": host}).get("/about/").status_code == 200


@pytest.mark.parametrize("host", ["elsewhere.example", "public.example.elsewhere.example", "public.example@x"])
def test_a_host_that_is_nobodys_is_refused(host: str) -> None:
    assert Client(headers={"host": host}).get("/").status_code == 400


def test_without_the_table_there_is_no_public_site(settings: Any, reader: Client) -> None:
    settings.NODE = replace(settings.NODE, public=None)
    assert reader.get("/about/").status_code == 404


def test_an_account_of_the_office_is_nobody_here(reader: Client) -> None:
    samples.staff()
    office = samples.browser("wu")
    answer = office.get("/", headers={"host": HOST})
    assert answer.content == reader.get("/").content
    assert "吴芳" not in answer.content.decode()


@pytest.mark.parametrize("address", ["/", "/nowhere/", "/%00/", "/node.css"])
def test_no_answer_sets_a_cookie_or_allows_more_than_it_needs(reader: Client, address: str) -> None:
    answer = reader.get(address)
    assert not answer.cookies
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "form-action 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_cookie_that_a_view_sets_does_not_leave(rf: Any) -> None:
    def wicked(_request: HttpRequest) -> HttpResponse:
        answer = HttpResponse()
        answer.set_cookie("seen", "you")
        return answer

    assert not middleware.public_headers(wicked)(rf.get("/")).cookies


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_nobody_writes_to_the_public_site(reader: Client, method: str) -> None:
    answer = getattr(reader, method)("/")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert say(WebRefusal.PUBLIC_SITE_IS_FOR_READING.value).sentence in answer.content.decode()


def test_a_head_is_what_a_get_would_be_without_its_page(reader: Client) -> None:
    page, head = reader.get("/about/"), reader.head("/about/")
    assert head.status_code == 200
    assert head.content == b""
    for name in ("Content-Length", "Content-Type", "ETag", "Cache-Control"):
        assert head.headers[name] == page.headers[name]
    assert int(head.headers["Content-Length"]) == len(page.content)


def test_who_has_a_page_already_is_told_so(reader: Client) -> None:
    etag = reader.get("/about/").headers["ETag"]
    again = reader.get("/about/", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert reader.get("/about/", headers={"if-none-match": '"other"'}).status_code == 200


def test_a_page_is_made_once_and_kept_as_long_as_configured(settings: Any, reader: Client, made: list[str]) -> None:
    for _ in range(3):
        assert reader.get("/").headers["Cache-Control"] == "public, max-age=60"
    assert len(made) == 1
    configured(settings, cache_seconds=0)
    for _ in range(2):
        assert reader.get("/").headers["Cache-Control"] == "public, max-age=0"
    assert len(made) == 3


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return a list that grows by one for each time that the home page is made."""
    found: list[str] = []

    def render(request: HttpRequest, template: str, context: Any) -> HttpResponse:
        found.append(request.META["QUERY_STRING"])
        return shortcuts.render(request, template, context)

    monkeypatch.setattr("pilin.web.public.views.render", render)
    return found


def test_neither_questions_nor_cookies_nor_languages_make_another_page(reader: Client, made: list[str]) -> None:
    first = reader.get("/").content
    reader.cookies["language"] = "en"
    for address in ("/?lang=en", "/?a=1", f"/?{'x' * 20_000}"):
        assert reader.get(address, headers={"accept-language": "en"}).content == first
    assert made == [""]


def test_a_page_never_leaks_into_the_other_language(reader: Client) -> None:
    chinese, english = (
        samples.text_of(reader.get(address).content.decode()) for address in ("/refusing/", "/en/refusing/")
    )
    for row in refusing():
        assert row.what.zh in chinese
        assert row.what.en in english
        assert row.what.zh not in english
    assert samples.text_of(reader.get("/refusing/").content.decode()) == chinese


@pytest.mark.parametrize(("address", "other"), [("/about/", "/en/about/"), ("/en/about/", "/about/"), ("/en/", "/")])
def test_the_same_page_in_the_other_language_is_one_link_away(reader: Client, address: str, other: str) -> None:
    assert f'<a href="{other}" lang=' in reader.get(address).content.decode()
    assert reader.get(other).status_code == 200


def test_a_slash_that_was_left_out_is_added(reader: Client) -> None:
    for address in ("/about", "/en/about", "/en"):
        answer = reader.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (301, f"{address}/")


@pytest.mark.parametrize("address", ["/x" * 5_000, "/about us/", "/毗邻/", "/a%0ab/", "/%ff/", "/..", "/en/../"])
def test_a_strange_path_is_a_page_that_is_not_there(reader: Client, address: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 404
    assert samples.faults_of(answer.content.decode()) == []


def test_the_frames_own_pages_ask_the_database_nothing(reader: Client, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        for address in (*PAGES, "/nowhere/"):
            reader.get(address)


def test_errors_are_not_kept(reader: Client) -> None:
    assert reader.get("/nowhere/").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", ["/%00/", "/?a=%00", "/en/%00/"])
def test_an_address_with_a_nul_is_refused_in_words(reader: Client, address: str) -> None:
    answer = reader.get(address)
    assert answer.status_code == 400
    assert samples.faults_of(answer.content.decode()) == []


def test_a_flood_is_asked_to_wait_and_others_still_read(settings: Any, reader: Client) -> None:
    configured(settings, requests_per_minute_max=5)
    assert [reader.get("/").status_code for _ in range(5)] == [200] * 5
    answer = reader.get("/")
    assert answer.status_code == 429
    seconds = answer.headers["Retry-After"]
    assert say(WebRefusal.REQUESTS_ARE_TOO_MANY.value, {"seconds": seconds}).sentence in answer.content.decode()
    assert not answer.cookies
    assert reader.get("/", REMOTE_ADDR="203.0.113.9").status_code == 200
    assert Client().get("/sign-in/").status_code == 200  # the office is not concerned


def test_behind_a_proxy_of_ours_each_reader_has_his_own_limit(settings: Any, reader: Client) -> None:
    configured(settings, requests_per_minute_max=1)
    first, second = ({"x-forwarded-for": f"203.0.113.{number}"} for number in (1, 2))
    assert [reader.get("/", headers=headers).status_code for headers in (first, second)] == [200, 429]
    middleware.limiter.cache_clear()
    settings.NODE = replace(settings.NODE, pages=replace(settings.NODE.pages, proxies=1))
    assert [reader.get("/", headers=headers).status_code for headers in (first, second, first)] == [200, 200, 429]


def test_what_a_view_is_refused_does_not_exist_here(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> HttpResponse:
        raise Refused(WebRefusal.RIGHT_IS_NOT_HELD, right="secret")

    monkeypatch.setattr("pilin.web.public.views.render", refuse)
    answer = reader.get("/")
    assert answer.status_code == 404
    assert "secret" not in answer.content.decode()


def test_a_page_that_breaks_says_so_and_nothing_else(reader: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_(*_: Any) -> HttpResponse:
        raise RuntimeError("the secret inside")

    monkeypatch.setattr("pilin.web.public.views.render", break_)
    answer = reader.get("/")
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    assert "请过一会儿再试" in answer.content.decode()
    assert not answer.cookies


def test_about_says_whom_to_ask(settings: Any, reader: Client) -> None:
    assert "还没有在这里写联系方式" in reader.get("/about/").content.decode()
    caches["public"].clear()
    configured(settings, contact="请打<b>热线</b>")
    assert "请打&lt;b&gt;热线" in reader.get("/about/").content.decode()


def test_every_refusal_names_its_law_and_what_keeps_it(reader: Client) -> None:
    words = samples.text_of(reader.get("/refusing/").content.decode())
    assert len(refusing()) >= 9
    for row in refusing():
        assert "《" in row.law.zh
        assert row.law.en.isascii()
        for text in (row.what.zh, row.how.zh, row.law.zh):
            assert text in words
