"""What tests of the border room share: a stage with two sides that declared their line, and a reader of pages."""

from collections.abc import Callable

import pytest

from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.tests.samples import AT, border
from pilin.modules.border.tests.beat import Beat
from pilin.modules.border.tests.desk import Desk
from tests.web.conftest import read, scene, stage

__all__ = ["read", "scene", "stage"]

Read = Callable[..., str]


@pytest.fixture
def lined(scene: Stage) -> Stage:
    """Declare the line between both sides, 58 km long."""
    line = border("样例边界", side=US, sides=(THEM, US), length_m=58_000, starts_at="西端", ends_at="海岸")
    assert organisations.declare(entries=[line], author=rules.Author(US), at=AT) == []
    return scene


@pytest.fixture
def beat(lined: Stage) -> Beat:
    """Return a beat on the stage of the pages, along a line of 58 km."""
    return Beat(lined)


@pytest.fixture
def desk(lined: Stage) -> Desk:
    """Return a desk on the stage of the pages: both sides share what they hold."""
    return Desk(lined)
