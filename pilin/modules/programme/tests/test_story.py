"""The deliberation told over the pages with the neighbour in the chair, in both languages, and by who may not."""

from typing import Any

import pytest
from django.conf import settings

from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.modules.programme.tests.council import CALL, HELD
from pilin.modules.programme.tests.pages import COUNCIL, MINUTES, NEW, call, only, send, step
from pilin.modules.programme.tests.table import Table
from pilin.web.tests import samples


def page(meeting: str) -> str:
    return f"{COUNCIL}meetings/{meeting}/"


def english(address: str) -> str:
    """Return the words of a page as who reads English sees them."""
    browser = samples.browser("zhao")
    browser.cookies[f"pilin_language_{settings.NODE.node.code}"] = "en"
    answer = browser.get(address)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    return samples.text_of(html)


@pytest.fixture
def theirs(table: Table) -> str:
    """Return a meeting in the neighbour's chair with two topics of ours on its agenda."""
    lamps, bus = table.topics()
    return table.they_open("meeting", {**CALL, "agenda": table.agenda(lamps, bus)})


def test_we_accept_amend_and_sign_what_the_other_side_chairs(table: Table, theirs: str, read: Any) -> None:
    assert "轮到：平湖市" in read(page(theirs))
    samples.browser("zhao").post(f"/matters/{theirs}/steps/accept_agenda/")
    table.stage.meet()
    table.they_take(theirs, "hold", HELD)
    lamps, bus = (row["topic"] for row in table.record(theirs).value("agenda"))
    table.they_take(theirs, "draft_minutes", table.minutes(lamps, bus))
    send(step(theirs, "amend_minutes"), **{**MINUTES, "items-0-text": "同款，维护费对半"}, reason="维护费要写明")
    table.stage.meet()
    assert table.record(theirs).state == "amended"
    table.they_take(theirs, "redraft_minutes", table.minutes(lamps, bus))
    send(f"/matters/{theirs}/steps/sign_minutes/", "wu", seen=matters.table_of(theirs))
    table.stage.meet()
    table.they_take(theirs, "sign_minutes")
    assert "✓ 纪要各方已签" in read(page(theirs))
    assert table.same(theirs)


def test_who_may_act_but_not_sign_is_told_so_and_signs_nothing(table: Table, theirs: str) -> None:
    table.take(theirs, "accept_agenda")
    table.they_take(theirs, "hold", HELD)
    lamps, bus = (row["topic"] for row in table.record(theirs).value("agenda"))
    table.they_take(theirs, "draft_minutes", table.minutes(lamps, bus))
    answer = samples.browser("zhao").post(f"/matters/{theirs}/steps/sign_minutes/", {"filled": "1"})
    assert (answer.status_code, "没有“签署”权限" in answer.content.decode()) == (409, True)
    table.stage.meet()
    assert table.stage.view().matter.signed == {}


def test_who_only_reads_may_write_nothing(table: Table, theirs: str) -> None:
    browser = samples.browser("li")
    for address in (NEW, step(theirs, "ask_change"), step(theirs, "hold")):
        assert browser.post(address, {"filled": "1", "reason": "x"}).status_code == 403
    assert "召集联席会议" not in samples.text_of(browser.get(COUNCIL).content.decode())
    assert table.record(theirs).state == "called"


@pytest.mark.parametrize("name", ["hold", "draft_minutes", "call_again"])
def test_a_step_of_the_chair_is_not_ours_where_the_neighbour_chairs(table: Table, theirs: str, name: str) -> None:
    assert samples.browser("zhao").get(step(theirs, name)).status_code == 404
    assert samples.browser("zhao").post(step(theirs, name), {"filled": "1"}).status_code == 404
    assert table.record(theirs).state == "called"


def test_a_form_that_comes_too_late_says_why_and_keeps_what_was_written(table: Table) -> None:
    meeting = table.called(*table.topics())
    table.take(meeting, "call_off", {"reason": "汛期"})
    rows = {"bodies-rows": "1", "bodies-0-body": "广陈镇", "bodies-0-count": "2"}
    answer = samples.browser("zhao").post(step(meeting, "hold"), {"filled": "1", "held_on": "2026-03-02", **rows})
    assert 'value="广陈镇"' in answer.content.decode()
    assert "已取消" in samples.text_of(answer.content.decode())
    assert table.record(meeting).state == "called_off"


def test_the_list_of_kinds_leads_to_the_form_without_identifiers(table: Table) -> None:
    html = samples.browser("zhao").get("/matters/new/").content.decode()
    assert f'href="{NEW}"' in html
    assert f'href="/matters/new/{table.kinds["topic"]}/"' in html
    assert table.kinds["meeting"] not in html


def test_the_shells_page_leads_to_the_meetings_own_page(table: Table, theirs: str) -> None:
    browser = samples.browser("li")
    shell = browser.get(f"/matters/{theirs}/").content.decode()
    assert f'href="{page(theirs)}">本类事项的办理页' in shell
    topic = table.of_kind("topic")[0].id
    assert "本类事项的办理页" not in browser.get(f"/matters/{topic}/").content.decode()


def test_with_no_partner_named_the_first_is_met_and_a_stranger_is_not(table: Table) -> None:
    table.topics()
    send(f"{NEW}?with=330421", **call())
    assert only(table, "meeting").roles == {"chair": US, "partner": THEM}


def test_pages_speak_english_and_keep_what_people_wrote(table: Table) -> None:
    meeting, lamps, _bus = table.signed()
    table.carry_out()
    words = english(COUNCIL)
    assert "By rotation the next one is called by 金山区" in words
    assert "● normal" in words
    words = english(page(meeting))
    assert "Minutes signed by all" in words
    assert "Chair: 平湖市" in words
    assert "一桥两山塘的夜间照明" in words
    assert "Minutes of 2026年第1次联席会议" in english(f"{page(meeting)}paper/")
    assert "Opened from it:" in english(f"{COUNCIL}trace/{lamps}/")


def test_the_empty_register_is_english_too(scene: Stage) -> None:
    assert scene.matter == ""
    words = english(COUNCIL)
    assert "The topic box is empty" in words
    assert "Both sides have not signed the kind “joint meeting” yet" in words


def test_a_stranger_to_the_step_gets_no_form_whatever_he_sends(table: Table, theirs: str) -> None:
    browser = samples.browser("wu")
    for name in ("redraft_minutes", "sign_minutes", "no_such_step"):
        assert browser.post(step(theirs, name), {"filled": "1", "more": "decisions"}).status_code == 404
    assert browser.get(step(theirs, "amend_minutes")).status_code == 200
    assert table.record(theirs).state == "called"


def test_minutes_before_the_meeting_was_held_are_refused_in_words(table: Table, theirs: str) -> None:
    words = send(step(theirs, "amend_minutes"), **MINUTES, reason="过早")
    assert "已召集，待另一方答复" in words
    assert table.record(theirs).value("items") is None
    assert table.record(theirs).state == "called"
