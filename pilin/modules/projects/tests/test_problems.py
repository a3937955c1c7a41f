"""Hard problems between two sides and on their pages: raised, claimed, carried up two lines, solved by both."""

from collections.abc import Callable
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.projects.models import Record
from pilin.modules.projects.rules.refusals import SupervisionRefusal
from pilin.modules.projects.tests.test_problem_kind import CLAIM, PROBLEM, UP
from pilin.modules.projects.tests.watch import Watch
from pilin.web.tests import samples
from tests.web.budget import QUERIES_MAX, asked, costs_no_more

Read = Callable[..., str]
NEW = "/projects/problems/new/"


def test_anybody_who_acts_raises_a_problem(watch: Watch, read: Read) -> None:
    answer = samples.browser("zhao").post(NEW, PROBLEM)
    assert answer.status_code == 302, samples.text_of(answer.content.decode())
    watch.stage.meet()
    words = read(str(answer.headers["Location"]), "li")
    assert "● 悬榜，待揭榜" in words
    assert "沪浙山塘联合党支部" in words
    board = read("/projects/problems/")
    assert "平湖市：沪浙山塘联合党支部" in board
    assert "待揭榜" in board


def test_the_board_tells_who_claimed_and_how_high_each_side_went(watch: Watch, read: Read) -> None:
    watch.problem()
    watch.they_take("claim_theirs", **CLAIM, due_other="2026-06-30")
    watch.they_take("escalate", **UP)
    watch.take("escalate", rung="county", line="平湖市交通局", line_on="2026-03-02")
    watch.take("escalate", rung="city", line="嘉兴市交通局", line_on="2026-03-02")
    board = read("/projects/problems/")
    assert "金山区：廊下镇交通办" in board
    assert "平湖市：设区的市；金山区：县（市、区）" in board
    assert "2026-06-30" in board
    assert watch.stage.same()


def test_each_side_has_a_ladder_of_its_own(watch: Watch, read: Read) -> None:
    matter = watch.problem()
    watch.take("escalate", rung="county", line="平湖市交通局", line_on="2026-03-02")
    watch.take("tell_answer", line_answer="转嘉兴市")
    watch.they_take("escalate", **UP)
    words = read(f"/projects/problems/{matter}/")
    ours = words.partition("平湖市上报阶梯")[2].partition("金山区上报阶梯")[0]
    theirs = words.partition("金山区上报阶梯")[2].partition("期限")[0]
    assert "平湖市交通局 2026-03-02 转嘉兴市" in ours
    assert "金山区交通委 2026-03-02 尚无答复" in theirs
    assert "金山区交通委" not in ours


def test_a_side_goes_up_and_not_down_nor_ahead(watch: Watch) -> None:
    watch.problem()
    watch.take("escalate", **UP)
    wrong: list[tuple[dict[str, Any], SupervisionRefusal]] = [
        ({**UP, "rung": "town"}, SupervisionRefusal.RUNG_IS_NOT_ABOVE),
        ({**UP, "rung": "city", "line_on": "2026-03-09"}, SupervisionRefusal.REPORT_LIES_AHEAD),
    ]
    for fields, code in wrong:
        with pytest.raises(Refused) as refusal:
            watch.take("escalate", **fields)
        assert refusal.value.code is code
    watch.they_take("escalate", **{**UP, "rung": "town"})  # the other side's ladder begins where it likes


def test_a_claim_that_leaves_no_time_is_held_back(watch: Watch) -> None:
    watch.problem()
    with pytest.raises(Refused) as refusal:
        watch.take("claim", **CLAIM, due_raiser="2026-03-02")
    assert refusal.value.code is SupervisionRefusal.DAY_TO_SET_RIGHT_IS_PAST


def test_past_its_day_a_problem_hangs_on_the_board_again(watch: Watch, read: Read) -> None:
    watch.problem()
    watch.take("claim", **CLAIM, due_raiser="2026-03-10")
    watch.stage.later(days=10)
    assert matters.turn_clocks(matter=watch.stage.matter, at=watch.stage.now) == 1
    watch.stage.meet()
    assert (watch.record.state, watch.stage.same()) == ("posted", True)
    assert "待揭榜" in read("/projects/problems/")


def test_it_is_solved_when_both_say_so(watch: Watch, read: Read) -> None:
    watch.problem()
    watch.take("claim", **CLAIM, due_raiser="2026-06-30")
    watch.take("report_solution", solution="四月一日试行")
    watch.take("solve")
    assert watch.record.state == "claimed_by_raiser"
    watch.they_take("solve")
    assert watch.record.state == "solved"
    assert "榜上没有难题" in read("/projects/problems/")
    assert "✓ 双方确认破题" in read("/projects/problems/?over=1")


def test_what_is_missing_in_the_form_is_told(watch: Watch) -> None:
    answer = samples.browser("zhao").post(NEW, {**PROBLEM, "problem": " ", "level": "moon"})
    words = samples.text_of(answer.content.decode())
    assert "必填" in words
    assert "moon" in words
    assert not Record.objects.exists()


def test_what_people_wrote_is_shown_as_they_wrote_it(watch: Watch) -> None:
    matter = watch.problem(problem="<script>alert(1)</script>")
    html = samples.browser("li").get(f"/projects/problems/{matter}/").content.decode()
    assert "<script>alert(1)" not in html


def test_the_board_costs_no_more_with_more_problems(watch: Watch) -> None:
    matter = watch.problem()
    watch.take("escalate", **UP)
    costs_no_more("/projects/problems/", lambda: [watch.problem() for _ in range(3)])
    assert len(asked(f"/projects/problems/{matter}/", "li")) <= QUERIES_MAX


def test_who_only_reads_raises_nothing(watch: Watch) -> None:
    assert samples.browser("li").post(NEW, PROBLEM).status_code == 403
    assert "提出难题" not in samples.browser("li").get("/projects/problems/").content.decode()


def test_without_the_kind_the_page_says_what_is_missing(scene: Stage, read: Read) -> None:
    assert "双方还没有签署这一事项类型" in read(NEW, "zhao")
    assert "榜上没有难题" in read("/projects/problems/")
    assert samples.browser("li").get(f"/projects/problems/{'0' * 36}/").status_code == 404
