"""What moved, on its page: the first signed text beside the one that is proposed or stands now."""

from collections.abc import Callable
from typing import Any

import pytest

from pilin.modules.projects.tests.play import Play
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

Read = Callable[..., str]
MONEY = [
    {"year": 2026, "side": "initiator", "amount": 1_000_000},
    {"year": 2026, "side": "responder", "amount": 500_000},
]
MORE = [MONEY[0], {**MONEY[1], "amount": 750_050}, {"year": 2027, "side": "initiator", "amount": 100}]
LATER = [{"id": "m1", "title": "清淤", "due": "2026-07-30"}, {"id": "m3", "title": "绿化"}]


def amend(play: Play, **fields: Any) -> None:
    play.stage.take("amend", fields={"milestones": LATER, "reason": "汛期", **fields})
    play.stage.meet()


@pytest.fixture
def plan(play: Play) -> str:
    return play.plan(particulars={"money": MONEY})


def test_a_plan_with_one_text_says_what_will_stand_here(play: Play, read: Read, plan: str) -> None:
    assert "方案只有一个文本，还没有可以比较的" in read(f"/projects/{plan}/moved/")


def test_a_proposal_stands_beside_the_baseline(play: Play, read: Read, plan: str) -> None:
    amend(play, particulars={"money": MORE})
    words = read(f"/projects/{plan}/moved/", "li")
    assert "提出的修改，2026-03-02（未签署）" in words
    assert "m1 清淤 2026-06-30 2026-07-30 ▲ 推后 30 天" in words
    assert "m3 绿化" in words
    assert "○ 新增" in words
    assert "○ 删去" in words
    assert "2026 金山区 5,000.00 7,500.50 2,500.50" in words
    assert "2027 平湖市 0.00 1.00 1.00" in words
    assert "合计 金山区 5,000.00 7,500.50 2,500.50" in words


def test_what_both_signed_is_compared_by_its_numbers(play: Play, read: Read, plan: str) -> None:
    amend(play)
    play.both("sign_amendment")
    words = read(f"/projects/{plan}/moved/")
    assert "第 1 版，2026-03-02 双方签署 → 第 2 版，2026-03-02 双方签署" in words
    back = read(f"/projects/{plan}/moved/?from=2&to=1")
    assert "● 提前 30 天" in back
    assert "2026 平湖市 10,000.00 10,000.00 0.00" in back


@pytest.mark.parametrize("query", ["from=x&to=", "from=99&to=-1", "from=²", "to=99999999999"])
def test_a_number_of_no_version_is_passed_over(play: Play, read: Read, plan: str, query: str) -> None:
    amend(play)
    assert "推后 30 天" in read(f"/projects/{plan}/moved/?{query}")


def test_a_matter_that_is_no_plan_has_no_such_page(play: Play, plan: str) -> None:
    browser = samples.browser("zhao")
    assert browser.get(f"/projects/{plan[:-1]}{'0' if plan[-1] != '0' else '1'}/moved/").status_code == 404
    play.stage.later(days=40)
    report = play.report(plan, "2026-03")
    assert samples.browser("zhao").get(f"/projects/{report}/moved/").status_code == 404


def test_the_history_leads_there_and_the_page_costs_no_more_for_more_versions(
    play: Play, read: Read, plan: str
) -> None:
    assert "与最初所签相比改动了什么" in read(f"/projects/{plan}/history/")
    amend(play)

    def grow() -> None:
        play.both("sign_amendment")
        amend(play, reason="再改")

    costs_no_more(f"/projects/{plan}/moved/", grow)


@pytest.mark.parametrize(
    ("milestones", "told"),
    [
        ([{"id": "m1", "title": "清淤", "due": "2026-06-30"}, {"id": "m2", "title": "共建步道"}], "○ 未变"),
        ([{"id": "m1", "title": "清淤", "due": "2026-06-01"}], "● 提前 29 天"),
        ([{"id": "m1", "title": "清淤"}], "▲ 改为未定期"),
        ([{"id": "m1", "title": "清淤两段", "due": "2026-06-30"}], "○ 时限未变，文字有改"),
        ([{"id": "m2", "title": "共建步道", "due": "2026-12-31"}], "● 定了时限"),
    ],
)
def test_each_way_in_which_a_milestone_moves_has_its_word(
    play: Play, read: Read, plan: str, milestones: list[dict[str, str]], told: str
) -> None:
    amend(play, milestones=milestones)
    assert told in read(f"/projects/{plan}/moved/")


def test_a_stored_script_stays_a_text(play: Play, plan: str) -> None:
    amend(play, milestones=[{"id": "m1", "title": "<script>alert(1)</script>"}])
    html = samples.browser("zhao").get(f"/projects/{plan}/moved/").content.decode()
    assert "<script>" not in samples.foreign(html)
    assert "&lt;script&gt;" in html


def test_what_was_taken_back_is_compared_no_more(play: Play, read: Read, plan: str) -> None:
    amend(play)
    play.stage.take("take_back", fields={"reason": "再议"})
    play.stage.meet()
    assert "方案只有一个文本" in read(f"/projects/{plan}/moved/")
