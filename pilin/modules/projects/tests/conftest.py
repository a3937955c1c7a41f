"""What tests of projects share: a play with two sides, and a reader of pages."""

import pytest

from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations.rules import Author
from pilin.kernel.organisations.tests.samples import AT, EVENT, an_id, half
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


@pytest.fixture
def paired(scene: Stage) -> str:
    """Return the key of a pair of which both sides declared their half."""
    assert scene.matter == ""
    ours, theirs = (
        half(f"half {side}", side=side, sides=(THEM, US), pair="P7", members=(an_id(side),)) for side in (US, THEM)
    )
    assert organisations.declare(entries=[ours], author=Author(US), at=AT) == []
    assert organisations.take(entries=[theirs], author=Author(THEM), event_hash=EVENT, at=AT) == []
    return "P7"
