"""A module's card: the only place where a module is registered."""

from collections.abc import Sequence
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps
from django.template import Context

from pilin.kernel.federation.actions import Registry
from pilin.kernel.federation.actions import registry as real
from pilin.web import cards
from pilin.web.cards import ModuleConfig
from pilin.web.templatetags.components import navigation


def decide(_delivered: Sequence[Any], _at: Any) -> list[Any]:
    """Stand for a handler."""
    return []


class BusCard(ModuleConfig):
    name = "bus"
    title = "公交"
    home = "web:diagnostics"
    position = 20
    matter_pages = {"bus_line": "bus:line"}
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


@pytest.mark.usefixtures("_two_modules")
def test_a_module_without_a_home_is_not_in_the_navigation() -> None:
    entries = navigation(Context())["entries"]
    assert entries[0].title == "公交"
    assert "" not in [entry.title for entry in entries]
