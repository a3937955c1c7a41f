"""What stands over a step: the article that asks it, the courts that may confirm, and what is in the way."""

import pytest

from pilin.kernel.matters.tests import kit
from pilin.modules.mediation.rules.advice import ADVICE
from pilin.modules.mediation.tests.forum import Forum
from pilin.modules.mediation.views.advice import SENTENCES
from pilin.modules.mediation.views.parts import ORDER


def test_every_advice_belongs_to_a_step_and_has_its_sentence() -> None:
    steps = {rule.name for rule in kit.kind("mediation").steps}
    assert {*ADVICE} <= steps
    assert {name for names in ADVICE.values() for name in names} == {*SENTENCES}


@pytest.mark.parametrize("name", sorted(SENTENCES))
def test_every_sentence_cites_its_article(name: str) -> None:
    assert name in ("ends", "joining") or "（" in SENTENCES[name]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("refuse", "仲裁、行政、司法"),
        ("fail", "仲裁、行政、司法"),
        ("invite", "征得双方当事人同意"),
        ("escalate", "立即向公安机关报告"),
        ("draft", "履行的方式、期限"),
    ],
)
def test_the_law_stands_over_the_form(forum: Forum, read: object, step: str, said: str) -> None:
    assert callable(read)
    matter = forum.mediating()
    assert said in read(f"/mediation/cases/{matter}/steps/{step}/", "wu")


@pytest.mark.django_db
def test_the_courts_of_both_sides_stand_over_a_filing(forum: Forum, read: object) -> None:
    assert callable(read)
    matter = forum.effective()
    words = read(f"/mediation/cases/{matter}/steps/file/", "wu")
    assert "平湖市人民法院、金山区人民法院" in words
    assert "不要向两家重复申请" in words
    assert "申请截止 2026-04-01" in read(f"/mediation/cases/{matter}/", "wu")


@pytest.mark.django_db
def test_what_no_court_confirms_is_said_before_the_button(forum: Forum, read: object) -> None:
    assert callable(read)
    matter = forum.open(category="status")
    forum.they_take("accept", {"committee": "永久村人民调解委员会", "parties": "乙户"})
    consent = {"consent": {"on": "2026-03-02", "time": "09:30", "way": "oral"}}
    forum.both("consent", consent)
    forum.take("draft", forum.draft())
    forum.both("sign")
    words = read(f"/mediation/cases/{matter}/steps/file/", "wu")
    assert "不予司法确认" in words
    assert "有管辖权的法院" not in words


@pytest.mark.django_db
def test_thirty_days_that_end_on_a_holiday_show_both_days(forum: Forum, read: object) -> None:
    assert callable(read)
    forum.stage.later(days=39)  # 2026-04-10
    day = "2026-04-10"
    signed = dict.fromkeys(("initiator", "responder", "mediators"), day)
    matter = forum.effective(signatures=signed, obligations=[])
    words = read(f"/mediation/cases/{matter}/", "wu")
    assert "申请截止 2026-05-10" in words
    assert "2026-05-11" in words


def test_the_page_of_a_case_knows_every_field_once() -> None:
    assert {*ORDER} | {"title"} == {*kit.kind("mediation").fields}
    assert len({*ORDER}) == len(ORDER)
