"""What tests of pages with tables share: a stage with two sides, its clock as the pages' clock, and three people."""

from typing import Any

import pytest

from pilin.base import clock
from pilin.kernel.federation import models as federation
from pilin.kernel.matters.tests.conftest import stage
from pilin.kernel.matters.tests.stage import THEM, Stage
from pilin.web.tests import samples

__all__ = ["stage"]


@pytest.fixture
def scene(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Return a stage whose pages are made at its own time, with a neighbour that has a name, and with staff."""
    monkeypatch.setattr(clock, "now", lambda: stage.now)
    federation.Link.objects.filter(peer=THEM).update(name="金山区")
    samples.staff()
    return stage


@pytest.fixture
def read(scene: Stage) -> Any:
    """Return a function that gives the words of a page, as a person of the staff reads them."""

    def words(address: str = "", account: str = "zhao") -> str:
        answer = samples.browser(account).get(address or f"/matters/{scene.matter}/")
        assert answer.status_code == 200, answer.content.decode()
        html = answer.content.decode()
        assert samples.faults_of(html) == []
        return samples.text_of(html)

    return words
