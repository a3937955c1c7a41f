"""Figures of a quarter: what both sides did on the line, by duty and side, from facts that they signed."""

from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilin.modules.border.queries.figures import PARTS, own
from pilin.modules.border.rules.records import JOINT_CHECK, ROADBLOCK, SUPPORT
from pilin.modules.border.tests.beat import Beat
from pilin.modules.border.tests.samples import CHECK, JINSHAN, PINGHU, a_round
from pilin.modules.border.tests.samples import ROADBLOCK as BLOCK
from pilin.modules.border.tests.samples import SUPPORT as ASKED

FIRST, AFTER = date(2026, 1, 1), date(2026, 4, 1)


def test_a_quarter_is_counted_by_duty_and_side(beat: Beat) -> None:
    beat.open(SUPPORT, ASKED)
    beat.they_take("promise", people=8, vehicles=1, answered_by="新埭派出所")
    beat.open(JOINT_CHECK, CHECK)
    beat.open(ROADBLOCK, BLOCK)
    beat.month(rounds=[a_round(1, "2026-03-02"), a_round(2, "2026-03-10")])
    beat.keep(at="2026-03-02 08:00")
    beat.tell()
    beat.they_tell({"day": "2026-03-02", "starts": "08:20"})
    found = {(one.duty, one.label): one.by_side for one in own(start=FIRST, end=AFTER)}
    assert found[3, "请求支援（次）"] == {PINGHU: 1, JINSHAN: 0}
    assert found[3, "答应支援（次）"] == {PINGHU: 0, JINSHAN: 1}
    assert found[4, "双方签署的巡查班次（次）"] == {PINGHU: 2, JINSHAN: 2}
    assert found[4, "对上的联合巡查（次）"] == {PINGHU: 1, JINSHAN: 1}
    assert found[4, "对上的巡查时长（分钟）"] == {PINGHU: 90, JINSHAN: 85}
    assert found[9, "已开展的联合检查（次）"] == {PINGHU: 0, JINSHAN: 0}
    assert found[9, "尚未拆除的路障（处）"] == {PINGHU: 1, JINSHAN: 1}


def test_another_quarter_has_nothing_of_it(beat: Beat) -> None:
    beat.open(ROADBLOCK, BLOCK)
    found = own(start=AFTER, end=date(2026, 7, 1))
    assert [sum(one.by_side.values()) for one in found] == [0] * len(found)


def test_each_part_costs_one_query(beat: Beat) -> None:
    beat.open(ROADBLOCK, BLOCK)
    with CaptureQueriesContext(connection) as asked:
        own(start=FIRST, end=AFTER)
    assert len(asked) == len(PARTS)
