"""The page of a case from state to state: what stands there, what may be done, what the list says of it."""

from typing import Any

import pytest

from pilin.modules.mediation.tests.forum import Forum
from pilin.modules.mediation.tests.samples import ACCEPTED, CONSENT, SESSION, TOLD
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

CASES = "/mediation/"


def page(forum: Forum) -> str:
    return f"{CASES}cases/{forum.matter}/"


def test_an_open_case_stands_in_the_list_with_whose_turn_and_by_when(forum: Forum, read: Any) -> None:
    forum.open()
    words = read(CASES)
    assert f"{forum.case.code} {forum.case.title}" in words
    assert "待另一方调委会受理 金山区 2026-03-09" in words


def test_a_case_that_is_over_stands_in_the_other_list(forum: Forum, read: Any) -> None:
    forum.open()
    forum.they_take("decline", {"reason": "不属本镇"})
    assert forum.case.code not in read(CASES)
    words = read(f"{CASES}?over=1")
    assert forum.case.code in words
    assert "另一方不受理" in words


def test_a_case_that_is_late_says_so(forum: Forum, read: Any) -> None:
    forum.open()
    forum.stage.later(days=30)
    assert "■ 待另一方调委会受理" in read(CASES)


def test_a_case_of_the_other_side_is_taken_up_here(forum: Forum, read: Any) -> None:
    forum.they_open()
    forum.assign(forum.matter)
    assert "待另一方调委会受理 平湖市" in read(CASES)
    data = {"filled": "1", "seen": forum.view().table, "committee": "金沙村人民调解委员会", "parties": "乙户"}
    answer = samples.browser("zhao").post(f"{page(forum)}steps/accept/", data)
    assert answer.status_code == 302
    forum.stage.meet()
    assert (forum.case.state, forum.stage.same()) == ("consenting", True)


def test_the_consent_of_one_party_waits_for_the_other(forum: Forum, read: Any) -> None:
    forum.open()
    forum.they_take("accept", ACCEPTED)
    forum.take("consent", CONSENT)
    words = read(page(forum), "wu")
    assert "“登记本方当事人同意”已由平湖市签署，待金山区签署后生效" in words
    assert "2026-03-02" in words


def test_a_session_and_a_report_of_danger_stand_on_the_page(forum: Forum, read: Any) -> None:
    forum.mediating()
    forum.take("session", SESSION)
    forum.they_take("escalate", {"danger": "offence", "reported": {"to": "金山卫派出所", "on": "2026-03-02"}})
    words = read(page(forum))
    for said in ("边界凉亭", SESSION["record"], "可能引起治安案件", "金山卫派出所"):
        assert said in words
    assert SESSION["record"] not in read(page(forum), "li")


def test_obligations_stand_with_their_days_and_what_was_performed(forum: Forum, read: Any) -> None:
    forum.effective()
    forum.they_take("perform", {"performed": [{"id": "2", "on": "2026-03-02"}]})
    words = read(page(forum))
    for said in ("2026-03-20", "2026-04-10", "协议已生效", "已履行"):
        assert said in words


def test_a_refusal_leaves_nothing_to_do(forum: Forum, read: Any) -> None:
    forum.mediating()
    forum.take("refuse", TOLD)
    words = read(page(forum))
    assert "当事人明确拒绝，调解终止" in words
    assert forum.case.turn == ()
