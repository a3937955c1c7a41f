"""What holds after a party withdrew its consent in mid-session, and which cases are joined (人民调解法 17, 23)."""

from typing import Any

import pytest
from django.test import Client

from pilin.base.refusal import Refused
from pilin.modules.mediation import queries
from pilin.modules.mediation.rules.refusals import MediationRefusal
from pilin.modules.mediation.tests.forum import Forum
from pilin.modules.mediation.tests.samples import DRAFT, SESSION, TOLD, US
from pilin.modules.mediation.tests.test_rules import MOBILE
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db


def words(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return samples.text_of(answer.content.decode())


def refusal(forum: Forum, step: str, values: dict[str, Any]) -> object:
    with pytest.raises(Refused) as caught:
        forum.take(step, values)
    return caught.value.code


def test_who_refuses_after_the_first_signature_leaves_no_agreement(forum: Forum) -> None:
    forum.mediating()
    forum.take("draft", DRAFT)
    forum.they_take("sign")
    assert forum.case.state == "signing"
    forum.take("refuse", TOLD)
    assert (forum.case.state, forum.case.effective_on, forum.case.owed) == ("refused", None, [])
    with pytest.raises(Refused):
        forum.take("sign")
    assert forum.stage.same()


def test_what_was_recorded_before_the_refusal_stays(forum: Forum) -> None:
    forum.mediating()
    forum.take("session", SESSION)
    forum.they_take("refuse", TOLD)
    assert queries.told(forum.view())["record"] == {US: SESSION["record"]}
    assert [record for _, record in queries.records_of(forum.view())] == [SESSION["record"]]
    assert queries.owed(forum.stage.now.date().replace(year=2030)).count() == 0


def test_the_reason_of_a_refusal_is_masked_before_it_is_signed(forum: Forum) -> None:
    forum.mediating()
    assert forum.take("refuse", {**TOLD, "reason": f"来电 {MOBILE} 称不愿再谈"}) == 1
    assert forum.case.value("reason") == "来电 *** 称不愿再谈"


def test_a_refusal_without_having_told_of_other_ways_is_said_in_its_field(forum: Forum) -> None:
    matter = forum.mediating()
    address = f"/mediation/cases/{matter}/steps/refuse/"
    data = {"filled": "1", "seen": forum.view().table, "reason": "不愿再谈"}
    answer = samples.browser("wu").post(address, data)
    assert "这个字段是必填项" in samples.text_of(answer.content.decode())
    ahead = samples.browser("wu").post(address, {**data, "told_on": "2026-03-03"})
    assert ahead.status_code == 200
    assert forum.case.state == "mediating"


@pytest.mark.usefixtures("fresh")
def test_the_public_page_of_what_was_refused_bears_no_day_and_no_reason(forum: Forum) -> None:
    forum.mediating()
    forum.take("refuse", {**TOLD, "reason": "邻里口角"})
    reader = Client(headers={"host": "public.example"})
    said = words(reader, f"/mediation/{forum.case.code}/")
    assert "有一方不愿调解" in said
    assert not any(text in said for text in ("最迟：", "轮到：", "口角", "金沙村"))
    english = words(reader, f"/en/mediation/{forum.case.code}/")
    assert "arbitration" in english


def test_a_case_joins_neither_itself_nor_what_is_not_there(forum: Forum) -> None:
    first = forum.open()
    for other in (first, "019d0000-0000-7000-8000-000000000000"):
        assert refusal(forum, "join", {"joined_with": other}) is MediationRefusal.JOINED_CASE_DOES_NOT_FIT
    assert forum.case.state == "offered"


def test_a_case_does_not_join_one_that_is_over(forum: Forum) -> None:
    first = forum.open()
    forum.they_take("decline", {"reason": "不属本镇"})
    forum.stage.later(seconds=60)
    forum.open()
    assert refusal(forum, "join", {"joined_with": first}) is MediationRefusal.JOINED_CASE_DOES_NOT_FIT


def test_sides_that_name_different_cases_join_nothing(forum: Forum) -> None:
    first = forum.open()
    forum.stage.later(seconds=60)
    second = forum.open()
    forum.stage.later(seconds=60)
    third = forum.open()
    forum.they_take("join", {"joined_with": first})
    assert refusal(forum, "join", {"joined_with": second}) is MediationRefusal.JOINED_CASE_DOES_NOT_FIT
    forum.take("join", {"joined_with": first})
    assert [one.id for one in queries.cases(over=True)] == [third]


@pytest.mark.usefixtures("fresh")
def test_the_code_of_a_joined_case_does_not_tell_the_other(forum: Forum) -> None:
    first = forum.open()
    kept = forum.case.code
    forum.stage.later(seconds=60)
    forum.open()
    forum.both("join", {"joined_with": first})
    reader = Client(headers={"host": "public.example"})
    said = words(reader, f"/mediation/{forum.case.code}/")
    assert "已并入同一纠纷的另一个编码" in said
    assert kept not in said
    assert "已登记，等另一边的调委会接手" in words(reader, f"/mediation/{kept}/")
