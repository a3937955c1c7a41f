"""A resident with a phone: from the home page to who works with whom, to the agreements, to what is refused.

No account and no script; the office's pages stand on the same listener under another name.
"""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import override_settings

from pilin.kernel.agreements.tests import samples as texts
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Level
from pilin.kernel.organisations.tests.samples import AT, EVENT, place
from pilin.web.public.refusing import refusing
from tests.journeys.test_programme import TOWNS, programme
from tests.support.chromium import Tab, chromium

__all__ = ["programme"]

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("fresh"),
]

HOST = "public.pinghu.localhost"
PAGES = ("/", "/programme/", "/programme/agreements/", "/medical/", "/refusing/", "/about/", "/nowhere/")


@pytest.fixture
def site(stage: Stage, programme: str, settings: Any) -> str:
    """Serve the public site of the programme that both sides declared; an agreement is signed."""
    counties = {
        side: place(name, side=side, code=f"{side}000000", level=Level.COUNTY)
        for side, name in ((US, "平湖市"), (THEM, "金山区"))
    }
    assert organisations.declare(entries=[counties[US]], author=rules.Author(US), at=AT) == []
    assert organisations.take(entries=[counties[THEM]], author=rules.Author(THEM), event_hash=EVENT, at=AT) == []
    stage.agree(texts.agreement().as_json())
    settings.NODE = replace(settings.NODE, public=replace(settings.NODE.public, host=HOST))
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, HOST]
    return f"http://{HOST}:{urlsplit(programme).port}"


@pytest.fixture
def tab(site: str, tmp_path: Path) -> Iterator[Tab]:
    with override_settings(SECURE_HSTS_SECONDS=0), chromium(tmp_path) as opened:
        opened.width(1440)
        yield opened


def pressed_until(tab: Tab, words: str) -> list[str]:
    """Press Tab until something that begins with words has the focus; return what had it on the way."""
    seen: list[str] = []
    while not (seen and seen[-1].startswith(words)):
        tab.press("Tab")
        seen.append(tab.focused)
        assert len(seen) < 25, seen
    return seen


def test_from_home_to_the_agreements_by_keyboard_alone(site: str, tab: Tab) -> None:
    tab.open(f"{site}/")
    assert pressed_until(tab, "跳到正文") == ["跳到正文"]
    tab.press("Enter")
    pressed_until(tab, "两地合作")
    tab.press("Enter")
    tab.settle()
    assert tab.tell("location.pathname") == "/programme/"
    assert "示意图，非行政区域界线依据" in tab.words
    for name in (*TOWNS[US], *TOWNS[THEM]):
        assert name in tab.words
    pressed_until(tab, "协议")
    tab.press("Enter")
    tab.settle()
    assert tab.tell("document.querySelector('[aria-current]').innerText") == "协议"
    assert "合作协议" in tab.words
    pressed_until(tab, "本软件不做什么")
    tab.press("Enter")
    tab.settle()
    assert refusing()[0].what.zh in tab.words
    assert tab.troubles == []


def test_the_skip_link_leads_past_the_navigation(site: str, tab: Tab) -> None:
    tab.open(f"{site}/")
    tab.press("Tab")
    tab.press("Enter")
    tab.press("Tab")
    assert tab.focused == "两地合作"
    assert tab.tell("document.activeElement.closest('main') !== null")


def test_a_reader_of_english_is_one_link_away_and_stays_there(site: str, tab: Tab) -> None:
    tab.open(f"{site}/refusing/")
    tab.tell("document.querySelector('[hreflang=en]').click()")
    tab.settle()
    assert tab.tell("location.pathname") == "/en/refusing/"
    assert tab.tell("document.documentElement.lang") == "en"
    assert refusing()[0].what.en in tab.words
    links = tab.tell("[...document.querySelectorAll('nav a')].map(one => one.pathname)")
    assert all(link.startswith("/en/") for link in links)


@pytest.mark.parametrize(("width", "is_phone"), [(1440, False), (390, True), (320, True)])
@pytest.mark.parametrize("language", ["", "/en"])
def test_the_pages_fit_their_window(site: str, tab: Tab, width: int, is_phone: bool, language: str) -> None:
    tab.width(width, is_phone=is_phone)
    found = {}
    for page in PAGES:
        tab.open(f"{site}{language}{page}")
        found[page] = tab.overflow()
    assert {page: culprits for page, culprits in found.items() if culprits} == {}
    troubles = [trouble for trouble in tab.troubles if "nowhere" not in str(trouble)]
    assert troubles == []


def test_on_a_phone_letters_are_large_and_links_are_easy_to_touch(site: str, tab: Tab) -> None:
    tab.width(390, is_phone=True)
    tab.open(f"{site}/programme/")
    assert float(tab.tell("parseFloat(getComputedStyle(document.body).fontSize)")) >= 18
    heights = tab.tell("[...document.querySelectorAll('nav a')].map(one => one.getBoundingClientRect().height)")
    assert min(heights) >= 40


def test_at_twice_the_size_nothing_is_lost(site: str, tab: Tab) -> None:
    tab.width(720)
    tab.open(f"{site}/programme/")
    tab.tell("document.documentElement.style.fontSize = '200%'")
    assert tab.overflow() == []
    assert "廊下镇" in tab.words


def test_no_browser_keeps_anything(site: str, tab: Tab) -> None:
    tab.open(f"{site}/")
    assert tab.ask("Network.getAllCookies")["cookies"] == []
    assert tab.tell("document.cookie") == ""


def test_on_paper_stands_what_was_read_and_not_how_one_got_there(site: str, tab: Tab) -> None:
    tab.open(f"{site}/programme/")
    assert tab.printed().startswith(b"%PDF")
    tab.ask("Emulation.setEmulatedMedia", media="print")
    assert "合作协议" in tab.words
    assert tab.tell("getComputedStyle(document.querySelector('.public-navigation')).display") == "none"


def test_the_offices_door_is_not_here(site: str, tab: Tab) -> None:
    tab.open(f"{site}/sign-in/")
    assert "找不到这个页面" in tab.words
    assert tab.tell("document.querySelectorAll('form, input').length") == 0
