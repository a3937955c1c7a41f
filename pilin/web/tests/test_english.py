"""The other language: where it is switched on, refusals and alarms are said in English, and the page says so itself."""

from collections.abc import Iterator

import pytest
from django.utils import translation

from pilin.kernel.federation.tests import links
from pilin.web import sentences
from pilin.web.refusals import WebRefusal
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db


@pytest.fixture
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def page(address: str, account: str = "li", language: str = "en") -> str:
    samples.staff()
    client = samples.browser(account)
    client.post("/language/", {"language": language})
    return client.get(address).content.decode()


def test_without_a_switch_pages_are_chinese() -> None:
    html = page("/diagnostics/", language="")
    assert '<html lang="zh-hans">' in html
    assert samples.faults_of(html) == []


def test_a_page_says_in_which_language_it_is() -> None:
    html = page("/diagnostics/")
    assert '<html lang="en">' in html
    assert samples.faults_of(html) == []


def test_a_missing_right_is_said_in_english() -> None:
    words = samples.text_of(page("/diagnostics/", "hu"))
    assert sentences.sentences()[WebRefusal.RIGHT_IS_NOT_HELD.value]["en"].split("{")[0] in words
    assert "right_is_not_held" not in words


@pytest.mark.usefixtures("_in_english")
def test_an_alarm_is_said_in_english() -> None:
    links.link()
    links.alarm("clock_skew", facts={"seconds": 300})
    assert "300" in samples.text_of(page("/diagnostics/"))
    spoken = sentences.say("clock_skew", {"seconds": 300})
    assert spoken.sentence.isascii()
    assert "300" in spoken.sentence


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("code", sorted(sentences.sentences()))
def test_no_sentence_shows_a_name_of_the_code_or_an_open_brace(code: str, language: str) -> None:
    with translation.override("en" if language == "en" else "zh-hans"):
        spoken = sentences.say(code)
    assert "{" not in spoken.sentence
    assert "_" not in code or code not in spoken.sentence
    assert spoken.sentence.endswith("." if language == "en" else "。")
