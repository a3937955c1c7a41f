"""What tests of mediation share: a forum with two sides, and a reader of pages."""

import pytest

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.mediation.tests.forum import Forum
from tests.web.conftest import read, scene, stage

__all__ = ["read", "scene", "stage"]


@pytest.fixture
def forum(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> Forum:
    """Return both sides at one forum: the kind and the calendar are agreed, every clause allows."""
    return Forum(scene, monkeypatch)
