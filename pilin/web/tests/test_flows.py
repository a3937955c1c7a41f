"""What modules offer each other reaches whom the node's wiring names, and nobody else."""

from collections.abc import Sequence
from datetime import date
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps

from pilin.web import flows
from pilin.web.cards import ModuleConfig
from pilin.web.flows import DutyFigure, DutyFigures, Flow

QUARTER = {"start": date(2026, 7, 1), "end": date(2026, 10, 1)}


def told(*, start: date, end: date) -> Sequence[DutyFigure] | None:
    """Stand for what a room tells."""
    days = (end - start).days
    return [DutyFigure(5, "调解案件", {"310116": days, "330482": 0})]


class Telling(ModuleConfig):
    name = "telling"
    offers = {DutyFigures: f"{__name__}.told"}


class Silent(ModuleConfig):
    name = "silent"


def card(kind: type[ModuleConfig]) -> ModuleConfig:
    module = ModuleType(kind.name)
    module.__path__ = ["/nowhere"]
    return kind(kind.name, module)


WIRED = (
    Flow(DutyFigures, source="silent", sink="page"),
    Flow(DutyFigures, source="telling", sink="page"),
    Flow(DutyFigures, source="missing", sink="page"),
    Flow(DutyFigures, source="telling", sink="elsewhere"),
    Flow(dict, source="telling", sink="page"),
)


@pytest.fixture(autouse=True)
def _wired(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(apps, "get_app_configs", lambda: [card(Telling), card(Silent)])
    settings.WIRING = f"{__name__}.WIRED"


def test_what_is_bound_stands_in_the_order_of_the_wiring() -> None:
    assert list(flows.bound(DutyFigures, sink="page")) == ["silent", "telling", "missing"]


def test_a_module_that_is_missing_or_offers_nothing_is_none() -> None:
    found = flows.bound(DutyFigures, sink="page")
    assert found["silent"] is None
    assert found["missing"] is None


def test_what_is_bound_answers_as_its_type_says() -> None:
    figures = flows.bound(DutyFigures, sink="page")["telling"](**QUARTER)
    assert figures == [DutyFigure(5, "调解案件", {"310116": 92, "330482": 0})]


def test_who_is_not_named_in_the_wiring_gets_nothing() -> None:
    assert flows.bound(DutyFigures, sink="nobody") == {}
    assert list(flows.bound(DutyFigures, sink="elsewhere")) == ["telling"]


def test_another_type_of_the_same_module_is_another_thing() -> None:
    assert flows.bound(dict, sink="page") == {"telling": None}
