"""A full quarter in two browsers at two served nodes: after every step both show the same lights with the same reasons.

Time is moved by the test; nothing is read but pages. What both do at their pages stands in `quarter`.
"""

from collections.abc import Iterator

import pytest

from tests.journeys.quarter import looks, sides, works
from tests.journeys.quarter.telling import Quarter

pytestmark = [pytest.mark.chromium, pytest.mark.pair]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarter]:
    """Return both sides on a Monday in March, with the programme signed."""
    with sides.both(tmp_path_factory.mktemp("quarter"), "2026-03-16") as (us, them):
        yield Quarter(us, them)


def test_a_quarter_is_the_same_on_both_nodes_at_every_step(told: Quarter) -> None:
    works.plan(told)
    formula = looks.share(told)
    told.go_on("2026-05-07")
    told.same_lights("四月月报逾期", "预警", "2026-04")
    works.month(told, "2026-04", "10", "正常", colour="预警", is_late=True)
    told.go_on("2026-05-12")
    finding = looks.supervise(told)
    looks.solve(told)
    told.go_on("2026-06-02")
    told.same_lights("五月里程碑超期", "预警", "清淤")
    works.month(told, "2026-05", "30", "预警", "步道用地", colour="预警")
    looks.rectify(told, finding)
    looks.spend(told, formula)
    told.go_on("2026-07-02")
    works.month(told, "2026-06", "45", "正常", colour="预警")
    looks.pay(told, looks.net(told))
    # a page that is asked for before its matter has arrived is not there yet
    troubles = [one for side in told.sides for one in side.tab.troubles if "404 (Not Found)" not in str(one)]
    assert troubles == []
