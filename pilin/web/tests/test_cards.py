"""A module's card: the only place where a module is registered."""

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.template import Context
from django.test import RequestFactory

from pilin.kernel.federation.actions import Registry
from pilin.kernel.federation.actions import registry as real
from pilin.web import cards
from pilin.web.cards import ModuleConfig
from pilin.web.templatetags.components import navigation
from pilin.web.tests import samples


def decide(_delivered: Sequence[Any], _at: Any) -> list[Any]:
    """Stand for a handler."""
    return []


class BusCard(ModuleConfig):
    name = "bus"
    title = "公交"
    home = "web:diagnostics"
    position = 20
    matter_pages = {"bus_line": "bus:line"}
    opening_pages = {"bus_line": "bus:open"}
    handlers = {"bus.fare": f"{__name__}.decide"}


class AirCard(ModuleConfig):
    name = "air"
    position = 10


def card(kind: type[ModuleConfig]) -> ModuleConfig:
    """Return a card as Django would make it."""
    module = ModuleType(kind.name)
    module.__path__ = ["/nowhere"]
    return kind(kind.name, module)


@pytest.fixture
def _two_modules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "get_app_configs", lambda: [card(BusCard), card(AirCard)])


def test_a_card_registers_its_handlers(monkeypatch: pytest.MonkeyPatch) -> None:
    registry = Registry()
    monkeypatch.setattr("pilin.kernel.federation.actions.registry", registry)
    card(BusCard).ready()
    assert set(registry.handlers) == {"bus.fare"}
    assert "bus.fare" not in real.handlers


@pytest.mark.usefixtures("_two_modules")
def test_cards_stand_in_the_order_of_their_position() -> None:
    assert [found.name for found in cards.cards()] == ["air", "bus"]


@pytest.mark.usefixtures("_two_modules")
def test_a_kind_of_matter_leads_to_its_modules_page() -> None:
    assert cards.matter_page("bus_line") == "bus:line"
    assert cards.matter_page("project_plan") == "web:matter"
    assert cards.opening_page("bus_line") == "bus:open"
    assert cards.opening_page("project_plan") == ""


@pytest.mark.usefixtures("_two_modules")
def test_a_module_without_a_home_is_not_in_the_navigation() -> None:
    entries = navigation(Context())["entries"]
    assert entries[0].title == "公交"
    assert "" not in [entry.title for entry in entries]


class DeskCard(ModuleConfig):
    name = "desk"
    title = "工作台"
    home = "web:matters"
    position = 1
    registers = (("协议", "web:choose_kind"),)


@pytest.fixture
def _a_desk(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "get_app_configs", lambda: [card(BusCard), card(DeskCard)])


def titles(path: str = "") -> list[tuple[str, bool]]:
    """Return the entries of the navigation on a page, each with whether one is there."""
    request = RequestFactory().get(path or "/nowhere/")
    shown = navigation(Context({"request": request}))
    return [(entry.title, entry.is_here) for entry in (*shown["entries"], *shown["more"])]


@pytest.mark.usefixtures("_a_desk")
def test_the_navigation_has_rooms_first_then_matters_and_documents_then_registers() -> None:
    wanted = ["工作台", "公交", "事项", "待签文件", "协议", "诊断"]
    assert [title for title, _ in titles()] == wanted
    assert not any(is_here for _, is_here in titles())


@pytest.mark.usefixtures("_a_desk")
def test_registers_stand_below_more_which_names_the_one_that_is_here() -> None:
    shown = navigation(Context({"request": RequestFactory().get("/diagnostics/")}))
    assert [entry.title for entry in shown["entries"]] == ["工作台", "公交", "事项", "待签文件"]
    assert [entry.title for entry in shown["more"]] == ["协议", "诊断"]
    assert shown["within"] == "诊断"


@pytest.mark.usefixtures("_a_desk")
def test_of_two_addresses_one_within_the_other_the_longer_one_is_here() -> None:
    assert [title for title, is_here in titles("/matters/new/") if is_here] == ["协议"]
    assert "诊断" in [title for title, is_here in titles("/diagnostics/dead-letters/") if is_here]


@pytest.mark.django_db
@pytest.mark.parametrize(("found", "home"), [([AirCard], "/matters/"), ([AirCard, BusCard], "/diagnostics/")])
def test_who_signs_in_comes_to_the_first_room_or_to_the_matters(
    monkeypatch: pytest.MonkeyPatch, found: list[type[ModuleConfig]], home: str
) -> None:
    samples.staff()
    monkeypatch.setattr("pilin.web.views.cards", lambda: [card(kind) for kind in found])
    assert samples.browser("li").get("/").headers["Location"] == home


def test_django_takes_a_card_for_its_module_and_not_what_cards_are_made_of() -> None:
    assert (ModuleConfig.default, BusCard.default) == (False, True)
