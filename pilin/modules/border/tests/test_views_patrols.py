"""The page of joint patrols: coverage by village, where most villages of a month have no patrol."""

from collections.abc import Callable

from pilin.modules.border.rules.patrols import Covered
from pilin.modules.border.tests.beat import Beat
from pilin.modules.border.tests.samples import a_round
from pilin.modules.border.views.patrols import unplanned, villages_and_line

Read = Callable[..., str]
MANY = {f"村{number:03d}": (0, 0) for number in range(1, 137)}


def test_villages_without_a_patrol_are_one_sentence_and_no_rows() -> None:
    covered = Covered({**MANY, "兴旺村": (2, 1)}, ((0, 0),))
    _line, villages = villages_and_line(covered)
    assert [row[0] for row in villages.rows] == ["兴旺村"]
    assert villages.caption == "按村：137 个村中 1 个有计数的巡查"
    said = unplanned(covered)
    assert said.startswith("这个月没有安排的村（136 个）：村001、村002、")
    assert "兴旺村" not in said


def test_where_all_are_planned_nothing_is_said() -> None:
    assert unplanned(Covered({"兴旺村": (1, 0)}, ())) == ""


def test_an_empty_table_says_why_it_is_empty() -> None:
    _line, villages = villages_and_line(Covered(MANY, ()))
    assert villages.rows == []
    assert "没有安排的村列在下面" in villages.empty
    _line, villages = villages_and_line(Covered({}, ()))
    assert "名录里还没有村" in villages.empty


def test_the_page_shows_both(beat: Beat, read: Read) -> None:
    beat.month(rounds=[a_round(1, "2026-03-02")])
    words = read("/border/patrols/?month=2026-03", "li")
    assert "兴旺村 1 0 ▲ 还没有对上" in words
    assert "按村：" in words
    assert "未安排" not in words
