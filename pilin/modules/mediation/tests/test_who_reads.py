"""Who reads what the parties told, page by page and paper by paper, as who is in charge changes."""

from datetime import date
from typing import Any

import pytest

from pilin.kernel.federation import actions as federation
from pilin.modules.mediation import actions, models
from pilin.modules.mediation.rules.committees import Member
from pilin.modules.mediation.tests.forum import Forum
from pilin.modules.mediation.tests.samples import ACCEPTED, CONSENT, DRAFT, OPENING, SESSION
from pilin.modules.mediation.tests.test_rules import MOBILE
from pilin.web import paper
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

APART = (OPENING["parties"], OPENING["facts"], ACCEPTED["parties"])


def page(matter: str, more: str = "") -> str:
    return f"/mediation/cases/{matter}/{more}"


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what stands on the papers that are handed out, each with its title."""
    found: list[str] = []
    answer = paper.answer

    def handed_out(made: Any, *, name: str) -> Any:
        found.append(f"{made.title} {made.number} {made.blocks}")
        return answer(made, name=name)

    monkeypatch.setattr(paper, "answer", handed_out)
    return found


def test_who_was_replaced_reads_no_more(forum: Forum, read: Any) -> None:
    matter = forum.open()
    assert OPENING["facts"] in read(page(matter), "zhao")
    forum.assign(matter, "调解员丙")
    words = read(page(matter), "zhao")
    assert not any(text in words for text in APART)
    for name in ("agreement", "file"):
        answer = samples.browser("zhao").get(page(matter, f"{name}/"))
        assert (answer.status_code, answer["Content-Type"][:9]) == (409, "text/html")


def test_the_chair_of_another_committee_of_ours_reads_nothing(forum: Forum, read: Any) -> None:
    matter = forum.open(assigned=False)
    forum.assign(matter, "主任甲")
    others = (Member("主任丁", "zhao", is_chair=True, is_woman=True), Member("委员戊"), Member("委员己"))
    actions.enter_committee("永联村人民调解委员会", others, by=forum.hand())
    assert not any(text in read(page(matter), "zhao") for text in APART)
    answer = samples.browser("zhao").post(page(matter, "mediators/"), {"members": [f"{forum.committee}|调解员乙"]})
    assert "承办" in samples.text_of(answer.content.decode())
    assert [one.member.name for one in models.Assignment.objects.filter(case=matter)] == ["主任甲"]


def test_who_is_not_in_charge_signs_over_nothing_that_he_may_not_read(forum: Forum, read: Any) -> None:
    matter = forum.mediating()
    forum.take("draft", DRAFT)
    address = page(matter, "steps/sign/")
    assert DRAFT["agreed_content"] in read(address, "wu")
    forum.assign(matter, "主任甲")
    assert DRAFT["agreed_content"] not in read(address, "zhao")
    assert DRAFT["agreed_facts"] not in read(address, "zhao")


def test_the_file_holds_every_session_in_its_order(forum: Forum, printed: list[str]) -> None:
    matter = forum.mediating()
    for place, record in (("一号凉亭", "第一次没有谈拢"), ("二号凉亭", "第二次同意疏通")):
        forum.take("session", {"session": {**SESSION["session"], "place": place}, "record": record})
    assert samples.browser("zhao").get(page(matter, "file/")).status_code == 200
    (text,) = printed
    records = text.partition("Heading(text='调解记录')")[2]
    places = [records.index(said) for said in ("一号凉亭", "第一次没有谈拢", "二号凉亭", "第二次同意疏通")]
    assert places == sorted(places)
    assert all(told in text for told in APART)
    assert "仲裁、行政、司法" not in text  # it has not ended


def test_the_file_of_erased_texts_says_that_they_are_gone(forum: Forum, printed: list[str]) -> None:
    matter = forum.mediating()
    forum.take("session", SESSION)
    assert federation.erase(until=date(2032, 1, 1), at=forum.stage.now) >= 3
    assert samples.browser("wu").get(page(matter, "file/")).status_code == 200
    assert not any(told in printed[0] for told in (*APART, SESSION["record"]))
    assert "保存期已过" in printed[0]
    assert SESSION["session"]["place"] in printed[0]


def test_the_slip_names_nobody_and_nothing(forum: Forum, printed: list[str]) -> None:
    matter = forum.open()
    assert samples.browser("li").get(page(matter, "slip/")).status_code == 200
    assert forum.case.code in printed[0]
    assert not any(told in printed[0] for told in (*APART, OPENING["title"], "金沙村", "永久村", "水利"))


def test_the_agreement_is_printed_with_what_both_signed(forum: Forum, printed: list[str]) -> None:
    matter = forum.effective(agreed_content=f"甲户疏通，电话 {MOBILE}")
    assert samples.browser("zhao").get(page(matter, "agreement/")).status_code == 200
    assert "甲户疏通，电话 ***" in printed[0]
    assert MOBILE not in printed[0]
    for said in ("2026-03-20", "2026-04-10", "金沙村人民调解委员会", "永久村人民调解委员会"):
        assert said in printed[0]


def test_hostile_names_are_shown_as_they_were_written(forum: Forum, read: Any) -> None:
    members = (Member("<b>戊|己</b>", is_chair=True, is_woman=True), Member("{{ 7 }}"), Member("'; --"))
    committee = actions.enter_committee("<script>x</script>", members, by=forum.hand())
    words = read("/mediation/committees/", "wu")
    assert "<script>x</script> <b>戊|己</b>" in words
    matter = forum.open(assigned=False)
    chosen = {"members": [f"{committee}|<b>戊|己</b>"]}
    assert samples.browser("wu").post(page(matter, "mediators/"), chosen).status_code == 302
    html = samples.browser("wu").get(page(matter)).content.decode()
    assert "<script>x</script>：<b>戊|己</b>" in samples.text_of(html)
    assert "<script>x" not in samples.foreign(html)


def test_pages_that_keep_what_was_told_say_why_in_english(forum: Forum) -> None:
    matter = forum.open()
    client = samples.browser("li")
    client.post("/language/", {"language": "en"})
    words = samples.text_of(client.get(page(matter)).content.decode())
    assert "You are not in charge of this case" in words
    assert not any(text in words for text in APART)
    refused = client.get(page(matter, "file/"))
    assert refused.status_code == 409
    assert "您" not in samples.text_of(refused.content.decode())


def test_a_consent_of_one_side_opens_no_session(forum: Forum) -> None:
    forum.open()
    forum.they_take("accept", ACCEPTED)
    forum.take("consent", CONSENT)
    assert [step.is_open for step in forum.view().steps if step.rule.name == "session"] in ([], [False])
