"""The diagnostics page: what it says, what its buttons do, and that it costs the same whatever there is."""

import re
from typing import Any

import pytest
from django.test import Client

from pilin.base import clock
from pilin.base.clock import after
from pilin.kernel.federation import queries
from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import PEER, THIRD
from pilin.kernel.matters.tests import stage
from pilin.web import diagnostics
from pilin.web.models import AccessRecord
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

PAGE = "/diagnostics/"
QUERIES_MAX = 12


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the page be made at the instant of the sample rows."""
    samples.staff()
    monkeypatch.setattr(clock, "now", lambda: links.AT)


def html(client: Client, address: str = PAGE) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def words(account: str = "zhao", address: str = PAGE) -> str:
    return samples.text_of(html(samples.browser(account), address))


def press(verb: str, peer: str = PEER, **members: str) -> str:
    """Press a button as zhao, who may act; return the words of the page that follows."""
    answer = samples.browser("zhao").post(f"{PAGE}{peer}/{verb}/", members, follow=True)
    assert answer.status_code == 200
    return samples.text_of(answer.content.decode())


def state() -> queries.LinkState:
    found = queries.link_state(PEER, links.AT)
    assert found is not None
    return found


def test_a_node_without_peers_says_what_will_stand_here() -> None:
    assert "先与对方举行密钥仪式" in words()
    assert samples.faults_of(html(samples.browser("li"))) == []


def test_the_page_is_whole_with_everything_on_it() -> None:
    links.busy()
    assert samples.faults_of(html(samples.browser("zhao"))) == []


@pytest.mark.parametrize("each", [1, 6])
def test_the_page_costs_the_same_whatever_there_is(each: int, django_assert_max_num_queries: Any) -> None:
    links.busy(each=each)
    client = samples.browser("zhao")
    with django_assert_max_num_queries(QUERIES_MAX) as first:
        html(client)
    with django_assert_max_num_queries(len(first.captured_queries)):
        html(client)
    assert len(first.captured_queries) == QUERIES_MAX


def test_the_band_says_how_each_link_stands() -> None:
    links.link(heard_at=links.ago(720))
    links.link(THIRD, "嘉善县")
    links.out_lane(seq=7)
    found = re.search(r'<header class="band">.*?</header>', html(samples.browser("li")), re.S)
    assert found is not None
    band = samples.text_of(found[0])
    assert "金山区 ▲ 对方离线 12 分钟，待发 7" in band
    assert "嘉善县 ● 已连通 · 刚刚同步" in band


def test_each_direction_says_last_success_backlog_and_age() -> None:
    links.link()
    links.out_lane(seq=3, acked=1, heard_at=links.ago(720))
    links.in_lane(seq=2, decided=2, put=5, stored_at=links.ago(7200))
    for seq in (1, 2, 3):
        links.envelope(seq, stored_at=links.ago(900))
    said = words()
    assert "我方发往金山区 最近成功 12 分钟前 积压 2 最久已等 15 分钟" in said
    assert "金山区发来 最近成功 2 小时前 积压 3 最久已等 —" in said
    assert "3 其中 3 件未到" in said


def test_a_failing_lane_says_why_and_when_it_is_tried_again() -> None:
    links.link()
    links.out_lane(seq=1, attempt=4, refusal="amount_is_too_large", next_at=after(links.AT, seconds=90))
    said = words()
    assert "金额超出可以准确记录的范围" in said
    assert "已试 4 次，下次 2026-03-04 09:03:33" in said


def test_the_last_refusal_of_a_lane_is_said_in_words() -> None:
    links.link()
    links.in_lane(seq=1, decided=1, put=1)
    links.envelope(1, author=PEER, outcome="refused", code="amount_is_not_yuan", stored_at=links.ago(60))
    assert "金额不是以元为单位、最多两位小数的数字。请改写为例如 1234.50。 2026-03-04 09:01" in words()


def test_clock_skew_lives_modes_and_quarantine_are_shown() -> None:
    links.link(skew_seconds=-3, inc=2, receipt=b'{"header":{"mode":"paused"},"sig":""}')
    links.quarantined("a")
    said = words()
    assert "时钟差 对方慢 3 秒" in said
    assert "世代 我方 1，对方 2" in said
    assert "状态 我方 正常，对方 维护中" in said
    assert "隔离的来件 1" in said


def test_commitments_are_a_row_of_seals() -> None:
    links.link()
    for seconds, result in ((300, "equal"), (200, "mismatch"), (100, "held")):
        links.commitment(seconds, result)
    assert "● 一致2026-03-04 08:57 ▲ 不一致2026-03-04 08:58 ○ 待核对2026-03-04 09:00" in words()


def test_dead_letters_stand_with_their_reason_and_evidence() -> None:
    links.link()
    links.refused(1, "amount_is_not_yuan", text="十元")
    page = html(samples.browser("li"))
    assert "金额不是以元为单位" in page
    assert 'href="/evidence/?subject=matter/1"' in page


def test_older_dead_letters_are_on_pages_of_their_own(django_assert_max_num_queries: Any) -> None:
    links.link()
    for seq in range(1, 24):
        links.refused(seq)
    found = re.search(r'href="(/diagnostics/dead-letters/\?after=[^"]+)"', html(samples.browser("li")))
    assert found is not None
    client = samples.browser("li")
    with django_assert_max_num_queries(QUERIES_MAX):
        page = html(client, found[1])
    assert samples.faults_of(page) == []
    assert page.count("<tr role=") == 1 + 3


@pytest.mark.parametrize("after", ["nonsense", "2026-03-04T01:02:03.000000Z~x", "~7", "2026-03-04T01:02:03.000000Z~"])
def test_an_address_that_was_tampered_with_is_the_beginning(after: str) -> None:
    assert diagnostics.place(after) is None
    assert samples.browser("li").get("/diagnostics/dead-letters/", {"after": after}).status_code == 200


def test_a_countdown_says_until_when() -> None:
    links.link(alarm_since=links.AT)
    assert "到 2026-03-07 09:02 仍未解决" in words()


def test_an_alarm_is_a_sentence_and_closed_by_who_acts() -> None:
    links.link()
    row = links.alarm("clock_skew", facts={"seconds": 300})
    assert "相差 300 秒" in words()
    samples.browser("zhao").post(f"{PAGE}close-alarm/", {"alarm": str(row.pk)})
    row.refresh_from_db()
    assert (row.closed_by, row.closed_at) == ("zhao", links.AT)
    assert "相差 300 秒" not in words()


def test_an_alarm_of_the_node_itself_stands_on_top() -> None:
    links.alarm("recovering", "", facts={"reason": "high_water"})
    assert "本节点的告警 本节点发现自己缺少已经发出的内容" in words()


def test_closing_nothing_changes_nothing() -> None:
    row = links.alarm()
    assert samples.browser("zhao").post(f"{PAGE}close-alarm/", {"alarm": "x"}).status_code == 302
    row.refresh_from_db()
    assert row.closed_at is None


def test_who_reads_sees_no_buttons_but_why() -> None:
    links.link()
    links.alarm()
    page = html(samples.browser("li"))
    assert "测试、重发和维护须有办理权限" in page
    assert "测试连接" not in page
    assert "关闭告警" not in page


def test_a_test_waits_for_its_answer_and_the_page_asks_again() -> None:
    links.link()
    answer = samples.browser("zhao").post(f"{PAGE}{PEER}/test/")
    assert answer.headers["Location"] == f"{PAGE}?asked={PEER}&since=2026-03-04T01%3A02%3A03.000000Z"
    page = samples.browser("zhao").get(answer.headers["Location"])
    assert "正在等对方答复" in page.content.decode()
    html = page.content.decode()
    assert "Refresh" not in page.headers  # what a person reads or types stays
    assert f'hx-select="#answer-{PEER} > p"' in html
    assert samples.faults_of(html) == []


def answer_of(asked: int, **members: Any) -> str:
    """Return the page of a test that ended and was asked so many seconds ago, of a link with these members."""
    links.link(**members)
    since = clock.write(links.ago(asked))
    address, client = f"{PAGE}?asked={PEER}&since={since}", samples.browser("zhao")
    page = client.get(address)
    assert "every 3s" not in page.content.decode()
    assert client.get(address, headers={"X-Background": "1"}).status_code == 286  # the line that waited asks no more
    return samples.text_of(page.content.decode())


def test_a_test_that_was_answered_says_when() -> None:
    assert "听到对方：连接正常" in answer_of(40, heard_at=links.ago(38))


def test_a_test_without_an_answer_says_what_to_look_at() -> None:
    assert "一分钟内没有结果" in answer_of(61, heard_at=links.ago(720))


def test_a_test_that_failed_says_why() -> None:
    links.out_lane(links.link(heard_at=links.ago(720)).peer, attempt=1, refusal="amount_is_too_large")
    said = words(address=f"{PAGE}?asked={PEER}&since={clock.write(links.ago(10))}")
    assert "没有连通：金额超出可以准确记录的范围" in said


@pytest.mark.parametrize("query", ["asked=310116&since=yesterday", "asked=110000&since=2026-03-04T01:02:03.000000Z"])
def test_a_test_of_nobody_or_never_is_no_test(query: str) -> None:
    links.link()
    assert "请求测试" not in words(address=f"{PAGE}?{query}")


def test_maintenance_begins_and_ends_and_is_announced_on_every_page() -> None:
    links.link()
    assert "已进入维护" in press("maintenance", mode="paused")
    assert state().mode == "paused"
    assert "维护中：与金山区的收发已由我方暂停" in words(address="/diagnostics/dead-letters/")
    assert "维护已结束" in press("maintenance", mode="open")
    assert state().mode == "open"


def test_maintenance_knows_two_modes() -> None:
    links.link()
    press("maintenance", mode="halted")
    assert state().mode == "open"


def test_retrying_says_that_it_was_asked_for() -> None:
    links.link()
    links.out_lane(seq=1, attempt=3, refusal="amount_is_too_large")
    assert "已请求立即重发" in press("retry")
    assert "已试 3 次" not in words()


@pytest.mark.parametrize(
    ("mode", "why"), [("halted", "须由双方人员核对并重新签署互联章程"), ("introduced", "双方还没有签署互联章程")]
)
def test_a_link_that_no_button_may_open_says_why(mode: str, why: str) -> None:
    links.link(mode=mode)
    page = html(samples.browser("zhao"))
    assert why in page
    assert "测试连接" not in page
    press("maintenance", mode="open")
    assert state().mode == mode


def test_a_peer_that_is_not_there_is_refused_in_words() -> None:
    page = samples.browser("zhao").post(f"{PAGE}{THIRD}/retry/", follow=True).content.decode()
    assert 'class="message error"' in page


def logged() -> list[tuple[str, str, str]]:
    """Return what the access log holds: event, account, facts."""
    return list(AccessRecord.objects.order_by("number").values_list("event", "account", "facts"))


def test_what_is_done_to_a_link_is_logged_with_who_did_it() -> None:
    links.link()
    press("maintenance", mode="paused")
    press("maintenance", mode="open")
    press("retry")
    press("test")
    assert logged() == [
        ("link_maintained", "zhao", f'{{"mode":"paused","peer":"{PEER}"}}'),
        ("link_maintained", "zhao", f'{{"mode":"open","peer":"{PEER}"}}'),
        ("link_retried", "zhao", f'{{"peer":"{PEER}"}}'),
        ("link_tested", "zhao", f'{{"peer":"{PEER}"}}'),
    ]


def test_closing_an_alarm_is_logged() -> None:
    links.busy()
    alarm = queries.alarms()[0].id
    samples.browser("zhao").post(f"{PAGE}close-alarm/", {"alarm": alarm})
    assert logged() == [("alarm_closed", "zhao", f'{{"alarm":{alarm}}}')]


@pytest.mark.parametrize("verb", ["retry", "test", "maintenance"])
def test_what_was_refused_is_not_logged_as_done(verb: str) -> None:
    press(verb, mode="paused")
    assert logged() == []


def test_who_may_not_act_is_logged_where_he_tried() -> None:
    links.link()
    samples.browser("li").post(f"{PAGE}{PEER}/maintenance/", {"mode": "paused"})
    assert logged() == [("right_missing", "li", '{"mode":"POST"}')]


def test_who_counts_on_a_period_sees_how_far_a_long_round_of_clocks_is() -> None:
    assert "正在重新计算" not in words()
    row = stage.busy(done=4_000, total=20_000, at=links.AT)
    assert "正在重新计算各事项的期限：已处理 4000 件，共 20000 件" in words().replace(",", "")
    row.done = row.total
    row.save()
    assert "正在重新计算" not in words()
