"""What tests of projects share: a play with two sides, and a reader of pages."""

import pytest

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.projects.tests.play import Play
from pilin.modules.projects.tests.watch import Watch
from tests.web.conftest import read, scene, stage

__all__ = ["read", "scene", "stage"]


@pytest.fixture
def play(scene: Stage) -> Play:
    """Return a play on the stage of the pages."""
    return Play(scene)


@pytest.fixture
def watch(scene: Stage) -> Watch:
    """Return a watch on the stage of the pages."""
    return Watch(scene)
