"""A journey in a real browser: signed in, list, matter; wide, on a phone and on paper, and nothing in the console."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from pilin.kernel.matters.tests.stage import OPINION, POND, Stage
from pilin.web.tests import samples
from tests.support.chromium import PLAIN_COOKIES, Tab, chromium

pytestmark = [pytest.mark.chromium, pytest.mark.django_db(transaction=True)]

LONG = "https://example.cn/" + "a" * 200


@pytest.fixture
def address(stage: Stage, live_server: Any) -> str:
    """Serve a node with a plan whose milestone was refused in words without a place to break."""
    samples.staff()
    stage.open_plan()
    stage.meet()
    stage.they_take("refuse_milestone", fields={**OPINION, "reason": f"步道用地尚未落实 {LONG}"})
    stage.meet()
    return str(live_server.url)


@pytest.fixture
def tab(address: str, tmp_path: Path) -> Iterator[Tab]:
    """Sign wu in at a fresh Chromium by the form; the pages of the tests are not behind TLS."""
    with override_settings(**PLAIN_COOKIES), chromium(tmp_path) as tab:
        tab.width(1440)
        tab.open(f"{address}/matters/")
        tab.submit("main form", account="wu", password=samples.PASSWORD)
        tab.submit("main form", code=samples.code("wu"))
        yield tab


def pages(stage: Stage) -> list[str]:
    """Return the addresses of the pages that a phone must show as well."""
    matter = f"/matters/{stage.matter}/"
    return ["/matters/", matter, f"{matter}steps/offer_again/", "/matters/new/", "/documents/", "/diagnostics/"]


def test_whoever_signs_in_stands_on_the_page_he_wanted(tab: Tab, address: str) -> None:
    assert tab.tell("location.href") == f"{address}/matters/"
    assert POND in tab.words
    assert "吴芳" in tab.words
    assert tab.troubles == []


@pytest.mark.parametrize(("width", "is_phone"), [(1440, False), (390, True)])
def test_every_page_fits_its_window_without_a_word_in_the_console(
    tab: Tab, address: str, stage: Stage, width: int, is_phone: bool
) -> None:
    tab.width(width, is_phone=is_phone)
    found = {}
    for page in pages(stage):
        tab.open(f"{address}{page}")
        assert tab.tell("window.innerWidth") == width
        found[page] = tab.overflow()
    assert {page: culprits for page, culprits in found.items() if culprits} == {}
    assert tab.troubles == []


def test_a_matter_says_whose_turn_it_is_and_what_each_side_says(tab: Tab, address: str, stage: Stage) -> None:
    tab.open(f"{address}/matters/{stage.matter}/")
    said = tab.words
    assert "轮到：平湖市" in said
    assert "退回修改" in said
    assert OPINION["refused_milestone"] in said
    assert "修改后再提" in said


def test_on_a_phone_cells_bear_their_heads_and_buttons_are_large_enough(tab: Tab, address: str, stage: Stage) -> None:
    tab.width(390, is_phone=True)
    tab.open(f"{address}/matters/{stage.matter}/")
    label = "getComputedStyle(document.querySelector('.columns-ours'), '::before').content"
    assert tab.tell(label) == '"我方"'
    heights = "[...document.querySelectorAll('main button')].map(one => one.getBoundingClientRect().height)"
    assert min(tab.tell(heights)) >= 40
    tab.open(f"{address}/matters/")
    assert tab.tell("getComputedStyle(document.querySelector('.grid td'), '::before').content") == '"事项"'


def test_paper_has_the_facts_and_no_buttons(tab: Tab, address: str, stage: Stage) -> None:
    tab.open(f"{address}/matters/{stage.matter}/")
    sizes = re.findall(rb"/MediaBox \[0 0 (\d+)\.?\d* (\d+)", tab.printed())
    assert {(round(int(wide), -1), round(int(high), -1)) for wide, high in sizes} == {(590, 840)}  # A4 in points
    tab.ask("Emulation.setEmulatedMedia", media="print")
    assert POND in tab.words
    assert tab.tell("getComputedStyle(document.querySelector('.navigation')).display") == "none"
    shown = "[...document.querySelectorAll('.steps form, .band-user')].map(one => getComputedStyle(one).display)"
    assert set(tab.tell(shown)) == {"none"}


def test_a_step_is_taken_by_a_person_at_the_screen(tab: Tab, address: str, stage: Stage) -> None:
    tab.open(f"{address}/matters/{stage.matter}/steps/offer_again/")
    tab.submit("main form", **samples.rows("milestones", [{"id": "m1", "title": "清淤", "due": "2026-06-30"}]))
    assert tab.tell("location.pathname") == f"/matters/{stage.matter}/"
    assert "还需您以签署人身份办理“签署方案”" in tab.words
    assert stage.row().state == "offered"
    assert tab.troubles == []
