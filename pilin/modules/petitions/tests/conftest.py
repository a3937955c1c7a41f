"""What tests of petitions share: a window on the stage of the pages, and a reader of pages."""

import pytest

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.petitions.tests.window import Window
from tests.web.conftest import read, scene, stage

__all__ = ["read", "scene", "stage"]


@pytest.fixture
def window(scene: Stage) -> Window:
    """Return a window on the stage of the pages."""
    return Window(scene)
