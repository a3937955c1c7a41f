"""What comes from another node: a rule of lights is looked at before it stands among what waits for a signature."""

from typing import Any

import pytest

from pilin.modules.projects import exchange
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.tests import samples


def test_the_rule_that_ships_may_be_signed() -> None:
    assert exchange.check_rule(samples.rule_text(), ["310116", "330482"]) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"due_day": 0},
        {"due_day": 29},
        {"due_day": "5"},
        {"version": None},
        {"rolls": "yes"},
        {"thresholds": None},
        {"thresholds": [{"number": "1", "name": "milestone_late", "yellow": 0}]},
        {"thresholds": [*samples.rule_text()["thresholds"], {"number": "5", "name": "mood", "yellow": 1}]},
        {"thresholds": samples.rule_text()["thresholds"][:3]},
        {"thresholds": [samples.rule_text()["thresholds"][0]] * 4},
    ],
)
def test_a_rule_that_nobody_could_apply_is_declined_at_once(changes: dict[str, Any]) -> None:
    declined = exchange.check_rule({**samples.rule_text(), **changes}, ["310116", "330482"])
    assert declined is not None
    assert declined.code == ProjectRefusal.LIGHT_RULE_IS_MALFORMED
