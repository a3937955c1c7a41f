"""Numbers beside titles: kept in the browser, believed only as numbers, for modules that count."""

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory

from pilin.base.clock import Instant
from pilin.web import counting
from pilin.web.tests import samples


def told(text: str) -> dict[str, int]:
    request = RequestFactory().get("/")
    request.COOKIES[settings.COUNTS_COOKIE_NAME] = text
    return dict(counting.kept(request))


def test_what_was_kept_is_read() -> None:
    response = counting.keep(HttpResponse(), {"reminders": 12})
    cookie = response.cookies[settings.COUNTS_COOKIE_NAME]
    assert told(cookie.value) == {"reminders": 12}
    assert cookie["max-age"] == counting.KEPT_SECONDS


def test_a_great_number_is_cut() -> None:
    response = counting.keep(HttpResponse(), {"reminders": 10**9})
    assert told(response.cookies[settings.COUNTS_COOKIE_NAME].value) == {"reminders": counting.NUMBER_MAX}


def test_what_is_no_number_of_ours_is_left_out() -> None:
    for text in ("", "x", "reminders=-1", "reminders=1x", "reminders=<b>", "desk=3", "reminders=٣", "&&&=;"):
        assert told(text) == {}
    assert counting.kept(None) == {}


def test_a_long_cookie_is_not_read_to_its_end() -> None:
    assert told("x=1&" * 100 + "reminders=5") == {}


def test_only_modules_that_count_are_asked() -> None:
    assert dict(counting.counting()) == {"reminders": "pilin.modules.reminders.queries.counted"}


@pytest.mark.django_db
def test_a_count_is_asked_of_each_module_that_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def counted(account: str, _at: Instant) -> int:
        asked.append(account)
        return 7

    monkeypatch.setattr("pilin.modules.reminders.queries.counted", counted)
    assert counting.count("li", at=samples.an_instant(2026)) == {"reminders": 7}
    assert asked == ["li"]


def test_who_signs_out_leaves_no_number() -> None:
    response = HttpResponse()
    counting.forget(response)
    assert response.cookies[settings.COUNTS_COOKIE_NAME]["max-age"] == 0


@pytest.mark.django_db
def test_a_page_shows_the_number_that_its_browser_keeps() -> None:
    samples.staff()
    browser = samples.browser("li")
    browser.cookies[settings.COUNTS_COOKIE_NAME] = "reminders=42"
    shown = browser.get("/matters/").content.decode()
    assert 'id="count-reminders" class="number">42</span>' in shown
    browser.cookies[settings.COUNTS_COOKIE_NAME] = "reminders=<b>"
    assert "<b>" not in browser.get("/matters/").content.decode()
