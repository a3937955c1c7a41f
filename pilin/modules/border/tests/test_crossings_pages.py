"""Roadblocks that come back and joint checks with their totals, as pages, queries and refusals show them."""

from datetime import date

import pytest

from pilin.base.refusal import Refused
from pilin.modules.border import queries
from pilin.modules.border.models import Record
from pilin.modules.border.queries.figures import own
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.records import JOINT_CHECK, ROADBLOCK
from pilin.modules.border.tests.beat import Beat
from pilin.modules.border.tests.conftest import Read
from pilin.modules.border.tests.samples import CHECK, JINSHAN, TOTALS
from pilin.modules.border.tests.samples import ROADBLOCK as BLOCK
from pilin.web.tests import samples

PAGE = "/border/crossings/"


def counted(label: str, first: date, after: date) -> int:
    """Return a figure of the duty of crossings for the other side."""
    (found,) = (one for one in own(start=first, end=after) if (one.duty, label in one.label) == (9, True))
    return found.by_side[JINSHAN]


def standing(first: date, after: date) -> int:
    return counted("路障", first, after)


def checked(first: date, after: date) -> int:
    return counted("联合检查", first, after)


@pytest.fixture
def check(beat: Beat) -> Beat:
    """Let both sides sign a joint check."""
    beat.open(JOINT_CHECK, CHECK)
    beat.both("sign")
    return beat


@pytest.fixture
def gone(beat: Beat) -> Beat:
    """Let both sides confirm that a roadblock of ours is gone."""
    beat.open(ROADBLOCK, BLOCK)
    beat.they_take("report_removed", removed_on="2026-03-02")
    beat.both("confirm_removed")
    return beat


def test_a_roadblock_that_is_back_stands_under_the_day_on_which_it_was_seen_again(gone: Beat, read: Read) -> None:
    assert "2026-03-01 ✓ 双方确认已拆除" in read(PAGE, "li")
    gone.they_take("report_again", seen_on="2026-04-02")
    assert "2026-04-02 ● 路障在" in read(PAGE, "li")
    assert standing(date(2026, 4, 1), date(2026, 7, 1)) == 1


def test_a_roadblock_that_is_gone_says_on_its_page_what_may_follow(gone: Beat, read: Read) -> None:
    words = read(f"/matters/{gone.stage.matter}/")
    assert "轮到：现在不等任何一方 重新出现时可再次上报，没有期限" in words
    gone.both("strike", fields={"reason": "登记重复"})
    assert "重新出现时可再次上报" not in read(f"/matters/{gone.stage.matter}/")


def test_what_came_back_is_removed_again_only_by_both_anew(gone: Beat) -> None:
    gone.take("report_again", seen_on="2026-03-02")
    gone.take("report_removed", removed_on="2026-03-02")
    gone.take("confirm_removed")
    assert queries.records(ROADBLOCK)[0].state == "standing"
    gone.they_take("confirm_removed")
    assert queries.records(ROADBLOCK)[0].state == "removed"
    assert gone.stage.same()


def test_roadblocks_stand_along_the_line_whenever_they_were_seen(beat: Beat, read: Read) -> None:
    for at_m, name in ((58_000, "末桥"), (0, "首桥"), (9_000, "中桥")):
        beat.open(ROADBLOCK, {**BLOCK, "at_m": at_m, "title": name})
    words = read(PAGE, "li")
    assert words.index("首桥") < words.index("中桥") < words.index("末桥")


def test_totals_told_again_replace_what_was_told(check: Beat, read: Read) -> None:
    check.take("tell_totals", totals=TOTALS)
    check.take("tell_totals", totals={**TOTALS, "cars": 7})
    words = read(PAGE, "li")
    assert "新仓道口 平湖市 7 3 12 5 2" in words
    assert words.count("新仓道口 平湖市") == 1
    assert "新仓道口 金山区" not in words


def test_a_check_is_done_when_both_say_so_and_its_totals_stay(check: Beat, read: Read) -> None:
    check.they_take("tell_totals", totals=TOTALS)
    check.take("finish")
    assert queries.records(JOINT_CHECK)[0].state == "set"
    check.they_take("finish")
    words = read(PAGE, "li")
    assert "双方确认已检查" in words
    assert "新仓道口 金山区 41 3 12 5 2" in words
    assert checked(date(2026, 1, 1), date(2026, 4, 1)) == 1


@pytest.mark.parametrize("odd", [{"starts": "24:00"}, {"minutes": 721}, {"at_m": 58_001}, {"at_m": -1}])
def test_a_check_of_theirs_that_does_not_hold_is_not_signed(beat: Beat, odd: dict[str, object]) -> None:
    beat.they_open(JOINT_CHECK, {**CHECK, **odd})
    with pytest.raises(Refused) as caught:
        beat.take("sign")
    assert isinstance(caught.value.code, BorderRefusal)
    assert queries.records(JOINT_CHECK)[0].state == "offered"


def test_a_list_shows_two_hundred_and_a_quarter_counts_all(beat: Beat) -> None:
    row = Record.objects.get(pk=beat.open(ROADBLOCK, BLOCK))
    members = {name: getattr(row, name) for name in ("kind", "title", "state", "is_over", "opened_by", "on", "content")}
    Record.objects.bulk_create(Record(id=f"{number:036}", **members) for number in range(200))
    assert len(queries.records(ROADBLOCK)) == 200
    assert len(queries.spanned(ROADBLOCK, first=row.on, last=row.on)) == 201
    assert standing(row.on, date(2026, 4, 1)) == 201


def test_empty_registers_say_what_will_stand_there(beat: Beat, read: Read) -> None:
    assert beat.stage.matter == ""
    words = read(PAGE, "li")
    for said in ("没有登记的路障", "日程里没有联合检查", "还没有报送合计"):
        assert said in words
    assert samples.browser("hu").get(PAGE).status_code == 403


def test_a_barrier_that_both_struck_off_says_so_and_not_that_its_days_were_kept(beat: Beat, read: Read) -> None:
    beat.open(ROADBLOCK, BLOCK)
    beat.both("strike", fields={"reason": "重复登记"})
    said = read()
    assert "○ 因“双方同意销号”而停止" in said
    assert "已按期" not in said


def test_a_barrier_that_was_removed_in_time_and_then_struck_off_was_kept(gone: Beat, read: Read) -> None:
    gone.both("strike", fields={"reason": "道路已改建"})
    said = read()
    assert "✓ 已按期" in said
    assert "而停止" not in said
