"""What tests of the programme share: pages as people read them, and two sides that declared a small programme."""

import pytest

from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Chainage, Standing
from pilin.kernel.organisations.tests.samples import AT, EVENT, an_id, border, group, half, place
from pilin.modules.programme.tests.table import Table
from tests.web.conftest import read, scene, stage

__all__ = ["read", "scene", "stage"]

KEY, BOTH = f"{THEM}-{US}", (THEM, US)


def at(metres: int, standing: Standing = Standing.COMPUTED) -> tuple[Chainage, ...]:
    """Return where a place lies along the border."""
    return (Chainage(border=KEY, chainage_m=metres, standing=standing),)


@pytest.fixture
def declared(scene: Stage) -> Stage:
    """Let each side declare a town at the border and its half of their pair; we declare the border and the groups."""
    ours = [
        border("样例边界", side=US, sides=BOTH, length_m=57_030, starts_at="西端", ends_at="海岸"),
        place("甲镇", side=US, code=f"{US}100000", chainages=at(6_900)),
        half("甲-乙", side=US, sides=BOTH, pair="P2", members=(an_id("甲镇"),), works=("联合巡查",)),
        group("牵头", side=US, sides=BOTH, part="1", position=1),
        group(None, id=an_id("six"), side=US, sides=BOTH, part="6", position=2, title="来源未载明"),
        group(None, id=an_id("seven"), side=US, sides=BOTH, part="6", position=3, title="来源未载明"),
    ]
    theirs = [
        place("乙镇", side=THEM, code=f"{THEM}100000", chainages=at(7_800, Standing.INFERRED), also=("北乙",)),
        half("乙-甲", side=THEM, sides=BOTH, pair="P2", members=(an_id("乙镇"),), works=("联合巡查",)),
    ]
    assert organisations.declare(entries=ours, author=rules.Author(US), at=AT) == []
    assert organisations.take(entries=theirs, author=rules.Author(THEM), event_hash=EVENT, at=AT) == []
    return scene


@pytest.fixture
def table(scene: Stage, monkeypatch: pytest.MonkeyPatch) -> Table:
    """Return both sides at one table: kinds and calendar are agreed, every clause allows."""
    return Table(scene, monkeypatch)
