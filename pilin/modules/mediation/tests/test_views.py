"""Pages of cases and committees: who sees what, what a form says when something is wrong, and what they cost."""

from collections.abc import Mapping
from datetime import date

import pytest
from django.test import Client

from pilin.kernel.organisations import actions as organisations
from pilin.kernel.organisations import rules
from pilin.kernel.organisations.rules import Level
from pilin.kernel.organisations.tests.samples import AT, place
from pilin.modules.mediation import models, queries
from pilin.modules.mediation.tests.forum import Forum
from pilin.modules.mediation.tests.samples import ACCEPTED, OPENING, SESSION
from pilin.modules.mediation.tests.test_rules import MOBILE
from pilin.web.tests import samples
from tests.web import budget

pytestmark = pytest.mark.django_db

CASES = "/mediation/"
SENT = {
    "filled": "1",
    "category": "water",
    "source": "sweep",
    "places.initiator": "金沙村",
    "places.responder": "永久村",
    "committee": "金沙村人民调解委员会",
    "parties": "甲户，金沙村三组",
    "facts": "排水沟改道后田里积水",
}


def page(matter: str) -> str:
    return f"{CASES}cases/{matter}/"


def sent(client: Client, address: str, data: Mapping[str, object]) -> str:
    """Return the words of the page to which a form leads."""
    answer = client.post(address, data, follow=True)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    return samples.text_of(html)


def test_an_empty_list_says_what_will_stand_there(forum: Forum, read: object) -> None:
    assert callable(read)
    assert "没有进行中的联调案件" in read(CASES)
    assert "没有已办结的联调案件" in read(f"{CASES}?over=1")
    assert "登记纠纷" in read(CASES)
    assert "登记纠纷" not in read(CASES, "li")


def test_a_dispute_is_taken_in_and_its_title_bears_no_name(forum: Forum) -> None:
    words = sent(samples.browser("zhao"), f"{CASES}new/", {**SENT, "facts": f"积水，电话 {MOBILE}"})
    assert "已登记并签名" in words
    assert "有 1 处像身份证号、电话或车牌" in words
    (case,) = queries.cases()
    assert (case.title, case.state) == (OPENING["title"], "offered")
    assert case.code in words
    assert "甲户" not in words  # nobody is in charge yet


def test_what_is_missing_is_said_in_its_field(forum: Forum) -> None:
    words = sent(samples.browser("zhao"), f"{CASES}new/", {**SENT, "facts": "", "category": "nothing"})
    assert words.count("这个字段是必填项") == 1
    assert queries.cases() == []


def test_villages_are_those_of_today_and_what_carries_on_a_merged_one(forum: Forum) -> None:
    theirs = forum.stage.neighbour.code
    villages = [
        place("金沙", side="330482", code="330482108219", level=Level.VILLAGE),
        place("旧村", side="330482", code="330482108220", level=Level.VILLAGE, valid_to=date(2026, 1, 1)),
    ]
    assert organisations.declare(entries=villages, author=rules.Author("330482"), at=AT) == []
    html = samples.browser("zhao").get(f"{CASES}new/").content.decode()
    assert '<option value="金沙">' in html
    assert "旧村" not in html
    assert theirs == "310116"


def test_the_parties_are_shown_to_those_in_charge_alone(forum: Forum, read: object) -> None:
    assert callable(read)
    matter = forum.open()
    for account in ("wu", "zhao"):
        words = read(page(matter), account)
        assert OPENING["parties"] in words
        assert OPENING["facts"] in words
    words = read(page(matter), "li")
    assert "您不是本案承办人" in words
    assert not any(text in words for text in (OPENING["parties"], OPENING["facts"]))


def test_no_other_page_shows_what_the_parties_told(forum: Forum, read: object) -> None:
    assert callable(read)
    matter = forum.open()
    for address in (f"/matters/{matter}/", f"/evidence/?subject=matter/{matter}", "/desk/", "/desk/search/?words=积水"):
        words = read(address, "wu")
        assert not any(text in words for text in ("甲户", "田里积水")), address


def test_steps_are_taken_by_their_forms(forum: Forum) -> None:
    matter = forum.mediating()
    data = {"filled": "1", "seen": forum.view().table, "record": f"<script>x</script> {MOBILE}"}
    data |= {"session.held_on": "2026-03-02", "session.place": "边界凉亭", "session.bodies": "两村调委会"}
    client = samples.browser("zhao")
    words = sent(client, f"{page(matter)}steps/session/", data)
    assert "已办理并签名" in words
    assert "<script>x</script> ***" in words
    assert "<script>x" not in samples.foreign(client.get(page(matter)).content.decode())


def test_a_step_of_somebody_else_is_refused_in_its_form(forum: Forum) -> None:
    matter = forum.open()
    models.Member.objects.filter(account="zhao").update(account="")
    forum.they_take("accept", ACCEPTED)
    data = {"filled": "1", "seen": forum.view().table, "reason": "当事人撤回"}
    words = sent(samples.browser("zhao"), f"{page(matter)}steps/withdraw/", data)
    assert "承办" in words
    assert forum.case.state == "consenting"


def test_a_stale_table_is_refused(forum: Forum) -> None:
    matter = forum.open()
    words = sent(
        samples.browser("zhao"), f"{page(matter)}steps/withdraw/", {"filled": "1", "seen": "x", "reason": "误"}
    )
    assert "withdraw" not in words
    assert forum.case.state == "offered"


def test_mediators_are_put_in_charge_by_the_chair(forum: Forum) -> None:
    matter = forum.open(assigned=False)
    address, (committee,) = f"{page(matter)}mediators/", queries.committees()
    assert "这个字段是必填项" in sent(samples.browser("wu"), address, {})
    first = {"members": [f"{committee.id}|调解员乙"]}
    assert "已指派承办调解员" in sent(samples.browser("wu"), address, first)
    assert "承办" in sent(samples.browser("zhao"), address, {"members": [f"{committee.id}|调解员丙"]})
    assert "已指派" in sent(samples.browser("wu"), address, {"members": [f"{committee.id}|调解员丙"]})
    assert [one.name for one in queries.in_charge(matter).members] == ["调解员丙"]


def test_a_committee_is_entered_and_an_unlawful_one_is_refused(forum: Forum) -> None:
    people = {f"name-{number}": f"委员{number}" for number in range(3)}
    data = {"name": "永联村人民调解委员会", **people, "chair-0": "on"}
    assert "妇女" in sent(samples.browser("wu"), f"{CASES}committees/", data)
    words = sent(samples.browser("wu"), f"{CASES}committees/", {**data, "woman-1": "on"})
    assert "调委会已登记" in words
    assert "永联村人民调解委员会 委员0 委员1、委员2 3 1" in words


def test_who_reads_enters_no_committee(forum: Forum) -> None:
    assert samples.browser("li").post(f"{CASES}committees/", {"name": "x"}).status_code == 403
    assert len(queries.committees()) == 1


def test_pages_of_what_is_not_there_are_not_found(forum: Forum) -> None:
    client, nobody = samples.browser("wu"), "019d0000-0000-7000-8000-000000000000"
    matter = forum.open()
    for address in (page(nobody), f"{page(nobody)}steps/accept/", f"{page(matter)}steps/nothing/"):
        assert client.get(address).status_code == 404, address


def test_without_the_kind_there_is_no_form(scene: object, read: object) -> None:
    assert callable(read)
    for address in (CASES, f"{CASES}new/"):
        assert "双方还没有共同签署" in read(address)


def test_the_list_costs_the_same_however_many_there_are(forum: Forum) -> None:
    forum.open()
    budget.costs_no_more(CASES, forum.open, account="wu")


def test_a_case_costs_the_same_however_much_was_said(forum: Forum) -> None:
    matter = forum.mediating()
    forum.take("session", SESSION)
    budget.costs_no_more(page(matter), lambda: forum.take("session", SESSION), account="zhao")


def test_a_mark_that_nobody_sees_is_told_in_its_field_and_nothing_is_lost(forum: Forum) -> None:
    words = sent(samples.browser("zhao"), f"{CASES}new/", {**SENT, "facts": "漏\u202e水"})
    assert "U+202E" in words
    assert queries.cases() == []
    people, before = {f"name-{number}": f"委员{number}" for number in range(3)}, queries.committees()
    data = {**people, "chair-0": "on", "woman-1": "on", "name": "金\u202e桥村人民调解委员会"}
    assert "U+202E" in sent(samples.browser("wu"), f"{CASES}committees/", data)
    assert queries.committees() == before
