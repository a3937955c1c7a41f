"""The switch: Chinese until the reader switches, only what is offered, on the page where he was and nowhere else."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import Client, RequestFactory
from django.utils import translation

from pilin.base.money import Fen
from pilin.kernel.agreements.rules import Words
from pilin.kernel.organisations.rules import Right
from pilin.web import access, languages, wording
from pilin.web.templatetags.components import band
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

COOKIE = settings.LANGUAGE_COOKIE_NAME


def switched(client: Client, language: str, **members: str) -> Any:
    return client.post("/language/", {"language": language, **members})


def test_chinese_is_spoken_whatever_the_browser_says() -> None:
    answer = Client().get("/sign-in/", headers={"accept-language": "en-GB,en;q=0.9"})
    assert '<html lang="zh-hans">' in answer.content.decode()
    assert answer.headers["Content-Language"] == "zh-hans"


def test_the_cookie_is_of_this_node_and_bears_the_language_alone() -> None:
    assert settings.NODE.node.code in COOKIE
    cookie = switched(Client(), "en").cookies[COOKIE]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("en", True, "Lax")
    assert cookie["max-age"] == 365 * 24 * 3600


def test_a_switch_holds_until_the_next() -> None:
    client = Client()
    for language in ("en", "en", "zh-hans", "en"):
        switched(client, language)
        assert f'<html lang="{language}">' in client.get("/sign-in/").content.decode()


@pytest.mark.parametrize("language", ["", "fr", "zh-hant", "en-gb", "../en", "EN"])
def test_a_language_that_is_not_offered_changes_nothing(language: str) -> None:
    client = Client()
    assert COOKIE not in switched(client, language).cookies
    client.cookies[COOKIE] = language
    assert '<html lang="zh-hans">' in client.get("/sign-in/").content.decode()


def test_one_stays_on_the_page_where_one_was() -> None:
    page = Client().get("/sign-in/?next=/desk/").content.decode()
    assert '<input type="hidden" name="next" value="/sign-in/?next=/desk/">' in page
    assert switched(Client(), "en", next="/sign-in/?next=/desk/").headers["Location"] == "/sign-in/?next=/desk/"


@pytest.mark.parametrize(
    "forged",
    ["https://example.org/", "//example.org", "javascript:alert(1)", "http:///x", "\\\\x", "desk", "web:x", "."],
)
def test_a_forged_page_leads_nowhere_else(forged: str) -> None:
    assert switched(Client(), "en", next=forged).headers["Location"] == "/"


def test_a_switch_is_posted_with_the_token_of_a_form() -> None:
    assert Client().get("/language/?language=en").status_code == 405
    answer = Client(enforce_csrf_checks=True).post("/language/", {"language": "en"})
    assert (answer.status_code, COOKIE in answer.cookies) == (403, False)


def test_the_switch_stands_on_every_page_signed_in_or_not() -> None:
    samples.staff()
    for client, address in ((Client(), "/sign-in/"), (samples.browser("li"), "/diagnostics/"), (Client(), "/nowhere/")):
        page = client.get(address).content.decode()
        assert '<button type="submit" class="quiet" name="language" value="en" lang="en">English</button>' in page
        assert '<strong lang="zh-hans">中文</strong>' in page


def test_from_what_was_refused_after_a_post_the_way_leads_home() -> None:
    request = RequestFactory().post("/matters/1/note/")
    request.user = AnonymousUser()
    members = {"request": request, "csrf_token": "x"}
    assert band(Context({**members, "refusal": "x"}))["here"] == ""
    assert band(Context(members))["here"] == "/matters/1/note/"


@pytest.mark.parametrize("title", [{"zh": "一项一策", "en": "Plan"}, Words(zh="一项一策", en="Plan")])
def test_what_was_signed_in_two_languages_is_said_in_the_readers(title: languages.Titled) -> None:
    template = Template("{% load words %}{{ title|titled }}")
    assert template.render(Context({"title": title})) == "一项一策"
    with translation.override("en"):
        assert template.render(Context({"title": title})) == "Plan"


def test_a_title_in_one_language_alone_is_said_in_that() -> None:
    assert languages.titled({"zh": "", "en": "Plan"}) == "Plan"
    with translation.override("en"):
        assert languages.titled({"zh": "一项一策", "en": ""}) == "一项一策"


def test_english_lists_are_written_with_english_marks() -> None:
    with translation.override("en"):
        assert languages.several(["平湖市", "金山区"]) == "平湖市, 金山区"
        assert languages.apart(["one", "two"]) == "one; two"
        assert languages.labelled("Reason", "offline") == "Reason: offline"
        assert languages.bracketed("Note", "disputed") == "Note (disputed)"


@pytest.mark.parametrize(
    ("source", "chinese", "english"),
    [
        ("{{ day|day_in_words }}", "2026年3月4日", "4 March 2026"),
        ("{{ day|day }}", "2026-03-04", "2026-03-04"),
        ("{{ sum|yuan }}", "1,234.50", "1,234.50"),
        ("{{ 'kind'|document_word }}", "事项类型", "kind of matter"),
        ("{{ 'agreement'|document_word }}", "协议", "agreement"),
        ("{{ 'unheard.of'|document_word }}", "unheard.of", "unheard.of"),
    ],
)
def test_days_and_sums_are_written_as_each_language_does(source: str, chinese: str, english: str) -> None:
    template = Template(f"{{% load words %}}{source}")
    context = Context({"day": date(2026, 3, 4), "sum": Fen(123450)})
    assert template.render(context) == chinese
    with translation.override("en"):
        assert template.render(context) == english


@pytest.mark.parametrize(
    ("seconds", "english"),
    [(30, "less than a minute"), (60, "1 minute"), (3_600, "1 hour"), (7_200, "2 hours"), (200_000, "2 days")],
)
def test_lengths_of_time_know_one_and_many(seconds: int, english: str) -> None:
    with translation.override("en"):
        assert wording.length(seconds) == english


def test_a_right_and_a_lane_of_one_word_are_told_apart() -> None:
    assert (access.right_word(Right.ACT), wording.word(wording.LANES, "work")) == ("办理", "办理")
    with translation.override("en"):
        assert (access.right_word(Right.ACT), wording.word(wording.LANES, "work")) == ("act", "work")


def test_chinese_lists_are_written_with_chinese_marks() -> None:
    assert languages.several(["平湖市", "金山区"]) == "平湖市、金山区"
    assert languages.apart(["一", "二"]) == "一；二"
    assert languages.labelled("原因", "离线") == "原因：离线"
    assert (languages.bracketed("附记", "有争议"), languages.bracketed("附记", "")) == ("附记（有争议）", "附记")


def test_all_that_is_hidden_bears_one_word() -> None:
    assert languages.untold() == "不列（不足 10 件，或可由此推算）"
