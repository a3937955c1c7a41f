"""Pages: who may press what, one missing thing at a time, the month for who inspects, hostile text, English."""

from datetime import timedelta
from typing import Any

import pytest

from pilin.base.clock import day_of
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.organisations.rules import Right
from pilin.kernel.organisations.tests.samples import an_id
from pilin.modules.care import actions, models, rules
from pilin.modules.care.tests.conftest import TEXT, WU, ZHENG, Room, enrol
from pilin.modules.care.tests.test_room import emergency
from pilin.modules.care.tests.test_views import get, letter, post
from pilin.web.models import AccessRecord
from pilin.web.tests import samples

SCRIPT = "<script>alert(3)</script>"


def english(path: str, account: str = "zhao", /, **data: Any) -> tuple[int, str]:
    """Return how a page answers who reads English, and its words."""
    browser = samples.browser(account)
    browser.post("/language/", {"language": "en"})
    answer = browser.post(path, data, follow=True) if data else browser.get(path)
    return answer.status_code, samples.text_of(answer.content.decode())


def page_of(room: Room, content: rules.Content | None = None) -> str:
    room.open()
    return f"/care/envelopes/{room.they_send(*[content] if content else [])}/"


@pytest.mark.parametrize(
    ("account", "verbs"),
    [
        ("li", ("ask", "alone", "close")),  # who reads
        ("zhao", ("alone",)),  # who acts does not sign
        ("chen", ("ask", "alone", "close")),  # who signs, for another body
        ("hu", ("ask", "alone", "close")),  # nobody
    ],
)
def test_rule_5_no_key_is_turned_without_the_right_and_the_body(
    room: Room, account: str, verbs: tuple[str, ...]
) -> None:
    page = page_of(room)
    said = {"reason": "有理由", "alone_reason": "有理由", "danger": "on"}
    for verb in verbs:
        assert samples.browser(account).post(f"{page}{verb}/", said).status_code == 403
    assert not models.Session.objects.exists()
    assert models.Envelope.objects.get().closed_at is None


@pytest.mark.parametrize(("account", "second_factor"), [("chen", True), ("wu", False), ("zhao", True), ("li", True)])
def test_rule_5_the_second_key_asks_for_body_right_and_second_factor(
    room: Room, account: str, *, second_factor: bool
) -> None:
    envelope = page_of(room).split("/")[3]
    actions.ask(envelope=envelope, reason="有理由", by=ZHENG, at=room.stage.now)
    browser = samples.browser(account, second_factor=second_factor)
    assert browser.post(f"/care/sessions/{room.session(envelope)}/join/").status_code == 403
    assert not models.Opening.objects.exists()


def test_rule_5_the_page_of_the_one_who_asked_offers_him_no_second_key(room: Room) -> None:
    page = page_of(room)
    actions.ask(envelope=page.split("/")[3], reason="有理由", by=WU, at=room.stage.now)
    assert "作为第二人确认拆阅" not in get(page, "wu")
    assert "作为第二人确认拆阅" in get(page, "zheng")
    session = models.Session.objects.get().pk
    assert "第二人必须是另一个人" in post(f"/care/sessions/{session}/join/", "wu", envelope="//evil.example")
    room.stage.later(seconds=1801)
    assert "作为第二人确认拆阅" not in get(page, "zheng")  # a request that is over is offered to nobody


def test_rule_5_the_sender_sees_neither_keys_nor_content(room: Room) -> None:
    room.open()
    words = get(f"/care/envelopes/{room.send()}/", "wu")
    assert "拆阅：须两人" not in words
    assert TEXT not in words
    assert "目的已达到" in words


def test_rule_5_who_opened_alone_reviews_nothing_and_another_may_say_no(room: Room) -> None:
    page = page_of(room)
    emergency(room, page.split("/")[3])
    review = f"/care/openings/{models.Opening.objects.get().pk}/review/"
    assert "由接收机构的另一人复核一次" in post(review, "wu", needed="yes", envelope=page.split("/")[3])
    for account in ("zhao", "chen"):
        assert samples.browser(account).post(review, {"needed": "no"}).status_code == 403
    assert models.Opening.objects.get().reviewed_at is None
    post(review, "zheng", needed="no")
    words = get(page, "zheng")
    assert "■ 不必要" in words
    assert "应于此日前复核" not in words


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (rules.Content("watch", "work", "1", "见面"), "联系单的写法不符合约定"),
        (rules.Content("help", "work", "1", "今年17岁"), "涉及未满十八周岁的人"),
        (rules.Content("release_support", "work", "1", "衔接"), "不是这一类联系单的依据"),
    ],
)
def test_rule_2_what_came_wrongly_is_a_sentence_and_no_reading(
    room: Room, content: rules.Content, sentence: str
) -> None:
    page = page_of(room, content)
    room.opened(page.split("/")[3])
    words = get(page)
    assert sentence in words
    assert content.text not in words
    assert not AccessRecord.objects.filter(event="protected_read", subject__startswith="care/").exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"legal_basis": "  "}, "必填"),
        ({"article": ""}, "必填"),
        ({"assessed_on": ""}, "必填"),
        ({"assessed_on": "2026-03-03"}, "缺少个人信息保护影响评估"),  # the day after: not done yet
        ({"body_there": "bureau"}, "没有写明两个不同的法定机构"),
        ({"ends_on": "2026-03-01"}, "不能早于登记之日"),
        ({"ends_on": "2027-03-03"}, "启用期限最长 365 天"),
    ],
)
def test_rule_1_one_missing_thing_is_enough(room: Room, changed: dict[str, str], sentence: str) -> None:
    said = {name: str(value) for name, value in vars(room.drafted()).items()}
    assert sentence in post("/care/start/", "wu", **{**said, **changed})
    assert not models.Start.objects.exists()


def test_rule_1_the_last_day_of_a_year_is_taken(room: Room) -> None:
    said = {name: str(value) for name, value in vars(room.drafted()).items()}
    post("/care/start/", "wu", **{**said, "ends_on": str(day_of(room.stage.now) + timedelta(days=365))})
    assert models.Start.objects.count() == 1


def test_rule_1_a_clause_that_ends_shuts_the_room_and_only_that_is_said(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = page_of(room)
    room.opened(page.split("/")[3])
    monkeypatch.setattr(agreements, "bases_for", lambda _kind, **_named: [])
    words = get(page, "wu", code=403)
    assert "没有双方签署" in words
    assert TEXT not in words
    for other in ("影响评估及其", "法律依据全文", "两个不同的法定机构", "还缺批准", "期限已过"):
        assert other not in words
    assert "现在没有允许帮扶联系的有效协议条款" in get("/care/start/", "wu")


def test_rule_1_a_script_in_a_start_is_shown_and_never_run(room: Room) -> None:
    actions.draft_start(room.drafted(assessment=SCRIPT, legal_basis=SCRIPT), by=WU, at=room.stage.now)
    html = samples.browser("li").get("/care/start/").content.decode()
    assert html.count("&lt;script&gt;alert(3)") == 2
    assert SCRIPT not in html


def test_rule_7_who_inspects_counts_emergencies_from_the_day_after_their_last(room: Room) -> None:
    emergency(room, page_of(room).split("/")[3])
    enrol("sun", "孙", an_id("watch desk"), Right.INSPECT)
    room.stage.later(days=3)
    assert "紧急拆阅逾期未复核 0" in get("/care/digest/", "sun")
    room.stage.later(days=1)
    assert "紧急拆阅逾期未复核 1" in get("/care/digest/", "sun")
    actions.review(opening=models.Opening.objects.get().pk, needed=True, by=ZHENG, at=room.stage.now)
    actions.stop(start=models.Start.objects.get().pk, at=room.stage.now)
    words = get("/care/digest/", "sun")  # a shut room is inspected still
    assert "紧急拆阅逾期未复核 0" in words
    assert "有人落水" in words
    assert AccessRecord.objects.filter(event="log_read", subject="care", account="sun").count() == 3


@pytest.mark.parametrize("month", ["0001-01", "9999-12", "2026-13", "2026-00", "", "%00", "2026-3"])
def test_rule_7_a_month_that_is_none_or_at_the_end_of_time_is_no_fault(room: Room, month: str) -> None:
    room.open()
    enrol("sun", "孙", an_id("watch desk"), Right.INSPECT)
    answer = samples.browser("sun").get(f"/care/digest/?month={month}")
    assert answer.status_code in {200, 400}


def test_rule_7_a_month_begins_at_midnight_in_china(room: Room) -> None:
    room.open()
    room.stage.later(days=(day_of(room.stage.now).replace(day=31) - day_of(room.stage.now)).days)
    midnight = room.stage.now.replace(hour=16, minute=0, second=0, microsecond=0)
    enrol("sun", "孙", an_id("watch desk"), Right.INSPECT)
    for seconds in ((midnight - room.stage.now).total_seconds() - 1, 1):
        room.stage.later(seconds=int(seconds))
        room.send()
    assert "发出 1" in get("/care/digest/?month=2026-03", "sun")
    assert "发出 1" in get("/care/digest/?month=2026-04", "sun")


def test_in_english_a_shut_room_says_what_is_missing(room: Room) -> None:
    status, words = english("/care/", "wu")
    assert status == 403
    for missing in (
        "no impact assessment",
        "no text of the legal basis",
        "No clause in force",
        "Approvals are missing",
    ):
        assert missing in words
    room.open()
    status, words = english("/care/", "chen")
    assert status == 403
    assert "Only people of the lawful body bureau work here" in words


def test_in_english_two_read_what_was_asked_and_everybody_its_end(room: Room) -> None:
    page = page_of(room)
    assert "No reason is given." in english(f"{page}ask/", "zhao", reason=" ")[1]
    assert "Nobody opened it yet." in english(page, "li")[1]
    room.opened(page.split("/")[3])
    words = english(page)[1]
    for word in ("Request for help", "Opened by two", "Under way", TEXT):
        assert word in words
    assert "帮扶请求" not in words
    actions.close(envelope=page.split("/")[3], at=room.stage.now)
    assert "Closed, proofs to come" in english(page, "li")[1]


def test_in_english_a_letter_comes_back_with_its_sentence(room: Room) -> None:
    room.open()
    said = letter(room, text="plate 浙F12345")
    assert "a telephone number or a plate and is not sent" in english("/care/new/", "zhao", **said)[1]
    assert not models.Envelope.objects.exists()
    assert "No envelopes yet." in english("/care/", "li")[1]
