"""The pages: what presses whom, what one wishes, a calendar for programs, and what did not go out."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from icalendar import Calendar

from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.reminders import actions, queries
from pilin.modules.reminders.models import Feed, Message
from pilin.modules.reminders.rules.codes import ReminderRefusal
from pilin.modules.reminders.rules.wishes import Wish
from pilin.modules.reminders.tests.conftest import Press
from pilin.web.models import AccessRecord
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

Read = Callable[..., str]
CHOSEN = {"pressures": ["late"], "language": "en"}


def post(path: str, person: str = "li", /, **data: Any) -> str:
    html = samples.browser(person).post(path, data, follow=True).content.decode()
    assert samples.faults_of(html) == []
    return samples.text_of(html)


def test_an_empty_page_says_what_will_stand_there(scene: Stage, read: Read) -> None:
    words = read("/reminders/", "li")
    assert "0 临期 0 今日到期 0 超期 0 等对方" in words
    assert "没有到了预警日、轮到我方的事项" in words


def test_what_presses_stands_by_its_end(press: Press, read: Read, theirs: str) -> None:
    press("晚了", days=-3)
    press("今天", days=0)
    press("快了", days=2)
    press("他们", days=2, turn=theirs)
    assert "1 临期 1 今日到期 1 超期 1 等对方" in read("/reminders/", "li")
    assert "已过 3 天" in read("/reminders/?pressing=late", "li")
    assert "金山区" in read("/reminders/?pressing=theirs", "li")
    assert "快了" in read("/reminders/?pressing=nonsense&after=x", "li")


def test_it_opens_at_the_first_that_has_any(press: Press, read: Read) -> None:
    press("晚了", days=-3)
    assert "晚了" in read("/reminders/", "li")


def test_a_title_is_shown_and_never_run(press: Press) -> None:
    press("<script>alert(1)</script>", days=-3)
    html = samples.browser("li").get("/reminders/?pressing=late").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_it_costs_no_more_for_more(press: Press) -> None:
    press(days=-1)
    costs_no_more("/reminders/?pressing=late", lambda: [press(days=-1) for _ in range(60)])
    costs_no_more("/reminders/settings/", lambda: press(days=-1))
    costs_no_more("/reminders/outbox/", lambda: press(days=-1), account="zhao")


def test_fifty_stand_on_a_page_and_the_rest_on_the_next(press: Press, read: Read) -> None:
    for number in range(51):
        press(f"第 {number} 件", days=-60 + number)
    html = samples.browser("li").get("/reminders/?pressing=late").content.decode()
    following = html.split('class="pager"><a href="')[1].split('"')[0].replace("&amp;", "&")
    assert "第 50 件" not in html
    assert "第 50 件" in read(f"/reminders/{following}", "li")


@pytest.mark.parametrize("address", ["/reminders/", "/reminders/settings/", "/reminders/outbox/"])
def test_nobody_enters_who_is_not_signed_in_or_holds_no_role(scene: Stage, client: Client, address: str) -> None:
    assert client.get(address).status_code == 302
    assert samples.browser("hu").get(address).status_code == 403


def test_failures_are_for_those_who_act(scene: Stage) -> None:
    assert samples.browser("li").get("/reminders/outbox/").status_code == 403
    assert "发送情况" not in samples.browser("li").get("/reminders/").content.decode()


def test_one_chooses_what_one_is_told(scene: Stage, press: Press, read: Read, mailing: Any) -> None:
    press("晚了", days=-3)
    press("快了", days=2)
    sent = {**CHOSEN, "by_mail": "on", "weekly": "on", "address": "li@office.example"}
    assert "已保存" in post("/reminders/settings/", **sent)
    wish = queries.wish_of("li")
    assert (wish.by_mail, wish.weekly, wish.address, wish.language) == (True, True, "li@office.example", "en")
    words = read("/reminders/", "li")
    assert "1 超期" in words
    assert "临期" not in words.split("预警按")[0]
    assert queries.wish_of("zhao") == Wish("zhao")


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        ({"by_mail": "on", "address": "li@elsewhere.example"}, "提醒只发到本单位的邮箱"),
        ({"weekly": "on", "address": ""}, "要收邮件，请填邮箱"),
        ({"weekly": "on", "address": "no address"}, "有效的"),
        ({"pressures": []}, "至少选一类"),
        ({"pressures": ["nonsense"]}, "nonsense"),
        ({"language": "xx"}, "xx"),
        ({"kinds": ["nonsense"]}, "nonsense"),
    ],
)
def test_what_does_not_fit_is_a_sentence(scene: Stage, mailing: Any, sent: dict[str, Any], expected: str) -> None:
    assert expected in post("/reminders/settings/", **{**CHOSEN, **sent})
    assert queries.wish_of("li") == Wish("li")


def test_without_a_mail_server_no_mail_is_offered(scene: Stage, read: Read) -> None:
    assert "尚未设置邮件服务器" in read("/reminders/settings/", "li")
    assert "已保存" in post("/reminders/settings/", **CHOSEN, by_mail="on", address="li@office.example")
    assert not queries.wish_of("li").by_mail
    with pytest.raises(Refused) as refused:
        actions.choose(Wish("li", by_mail=True, address="li@x.example"), domains=[], at=scene.now)
    assert refused.value.code is ReminderRefusal.NODE_SENDS_NO_MAIL


def feed(account: str = "li") -> str:
    """Make a private address and return its path."""
    html = samples.browser(account).post("/reminders/feed/make/").content.decode()
    assert samples.faults_of(html) == []
    return html.split('value="https://pages.example')[1].split('"')[0]


def test_a_calendar_program_reads_without_signing_in(press: Press, client: Client, theirs: str) -> None:
    press("晚了", days=-3)
    matter = press("远", days=40, turn=theirs)
    answer = client.get(feed())
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["信访事项（样例）：晚了", "信访事项（样例）：远"]
    assert str(events[1]["UID"]) == f"{matter}@330482.pilin"
    assert str(events[1]["URL"]) == f"https://pages.example/matters/{matter}/"
    assert "轮到：金山区" in str(events[1]["DESCRIPTION"])


def test_a_calendar_bears_what_one_wishes_in_ones_language(press: Press, client: Client, theirs: str) -> None:
    press("我方", days=-3)
    press("对方", days=40, turn=theirs)
    post("/reminders/settings/", pressures=["theirs"], language="en")
    content = client.get(feed()).content.decode()
    assert ("我方" in content, "对方" in content) == (False, True)
    assert "deadlines" in content


def test_a_calendar_only_reads(press: Press, client: Client) -> None:
    address = feed()
    assert client.post(address).status_code == 405
    assert client.head(address).status_code == 200
    assert client.get(f"{address[:-5]}x.ics").status_code == 404
    assert client.get(f"/reminders/feed/{'a' * 43}.ics").status_code == 404


def test_only_the_digest_of_an_address_is_kept(scene: Stage) -> None:
    token = feed().rpartition("/")[2].removesuffix(".ics")
    row = Feed.objects.get()
    assert token not in str({field.name: getattr(row, field.name) for field in Feed._meta.fields})
    assert token not in samples.browser("li").get("/reminders/settings/").content.decode()


def test_a_new_address_ends_the_old_and_the_end_ends_it(scene: Stage, client: Client) -> None:
    first, second = feed(), feed()
    assert [client.get(one).status_code for one in (first, second)] == [404, 200]
    assert "已停用" in post("/reminders/feed/end/")
    assert client.get(second).status_code == 404
    assert "已停用" in post("/reminders/feed/end/")


def test_who_may_not_read_any_more_has_no_calendar(scene: Stage, client: Client) -> None:
    address, gone = feed(), feed("zhao")
    User.objects.filter(username="zhao").update(is_active=False)
    assert [client.get(one).status_code for one in (address, gone)] == [200, 404]


def test_the_access_log_says_who_made_read_and_ended_it(scene: Stage, client: Client) -> None:
    address = feed()
    for network in ("10.0.0.1", "10.0.0.99", "10.9.0.1"):
        client.get(address, REMOTE_ADDR=network)
    post("/reminders/feed/end/")
    rows = AccessRecord.objects.filter(event__startswith="feed").order_by("number")
    assert [(row.event, row.account) for row in rows] == [
        ("feed_made", "li"),
        ("feed_read", "li"),
        ("feed_read", "li"),  # from another network; a second time from the same is no news
        ("feed_ended", "li"),
    ]
    scene.later(days=1)


def test_the_outbox_says_why_and_sends_on(scene: Stage, press: Press, read: Read, mailing: Any) -> None:
    assert "没有发送失败的提醒" in read("/reminders/outbox/")
    press("晚了", days=-3)
    actions.choose(Wish("li", by_mail=True, address="li@office.example"), domains=["office.example"], at=scene.now)
    actions.collect(channels=["mail"], at=scene.now)
    (one,) = actions.claim(channels=["mail"], at=scene.now)
    actions.failed(one, Refused(ReminderRefusal.MAIL_SERVER_REFUSED, reason="550"), at=scene.now)
    words = read("/reminders/outbox/")
    assert "邮件服务器拒绝了这封信（代码 550）" in words
    assert "已停止" in words
    assert "重新发送" in post(f"/reminders/outbox/{one.number}/send/", "zhao")
    assert Message.objects.get().given_up_at is None
    assert samples.browser("zhao").post("/reminders/outbox/9999/send/").status_code == 404


def test_the_number_beside_the_title_costs_no_query(press: Press, django_assert_num_queries: Any) -> None:
    press("晚了", days=-3)
    browser = samples.browser("li")
    assert 'id="count-reminders" class="number"></span>' in browser.get("/desk/").content.decode()
    answer = browser.get("/links/", headers={"X-Background": "1"})
    assert 'id="count-reminders" class="number" hx-swap-oob="true">1<' in answer.content.decode()
    assert 'id="count-reminders" class="number">1</span>' in browser.get("/desk/").content.decode()
    assert browser.cookies[settings.COUNTS_COOKIE_NAME]["httponly"]
    browser.post("/sign-out/")
    assert not browser.cookies[settings.COUNTS_COOKIE_NAME].value
