"""What tests of the border room share: a stage with two sides that declared their line, and a reader of pages."""

import pytest

from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.tests.samples import AT, border
from tests.web.conftest import read, scene, stage

__all__ = ["read", "scene", "stage"]


@pytest.fixture
def lined(scene: Stage) -> Stage:
    """Declare the line between both sides, 58 km long."""
    line = border("样例边界", side=US, sides=(THEM, US), length_m=58_000, starts_at="西端", ends_at="海岸")
    assert organisations.declare(entries=[line], author=rules.Author(US), at=AT) == []
    return scene
