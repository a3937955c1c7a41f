"""The inspector's pages: who comes in, what stands there, what filters do, and that reading is logged too."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.web import logbook
from pilin.web.inspection.words import EVENTS, event_word, fact_words
from pilin.web.logbook import Event, audit, reading
from pilin.web.logbook.reading import Wanted
from pilin.web.logbook.rules import FACTS
from pilin.web.models import AccessRecord
from pilin.web.tests import samples

pytestmark = pytest.mark.django_db

AT = samples.an_instant(2026)
QUERIES_MAX = 12


@pytest.fixture(autouse=True)
def _staff() -> None:
    samples.staff()
    samples.inspector()


def write(number: int = 1, event: Event = Event.SIGN_IN_DONE, **members: Any) -> None:
    told: dict[str, Any] = {"account": "li", "client": "10.1.2.3", "at": AT} | members
    for _ in range(number):
        logbook.record(event, **told)


def read(address: str = "/access-log/", account: str = "hu") -> str:
    answer = samples.browser(account).get(address)
    assert answer.status_code == 200, answer.content.decode()
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    return html


def words(address: str = "/access-log/") -> str:
    return samples.text_of(read(address))


def table(address: str = "/access-log/download/") -> list[list[str]]:
    answer = samples.browser("hu").get(address)
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    text = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return list(csv.reader(io.StringIO(text)))


@pytest.mark.parametrize("account", ["li", "zhao", "wu"])
@pytest.mark.parametrize("address", ["/access-log/", "/access-log/download/"])
def test_no_other_right_opens_the_log_and_the_attempt_is_logged(account: str, address: str) -> None:
    answer = samples.browser(account).get(address)
    assert answer.status_code == 403
    assert "没有“检查”权限" in samples.text_of(answer.content.decode())
    row = AccessRecord.objects.get()
    assert (row.event, row.account, row.subject) == ("right_missing", account, address)


@pytest.mark.parametrize("address", ["/matters/", "/diagnostics/", "/documents/", "/desk/"])
def test_the_inspector_comes_nowhere_else(address: str) -> None:
    assert samples.browser("hu").get(address).status_code == 403


def test_the_inspector_begins_at_the_log_and_the_navigation_names_it_to_him_alone() -> None:
    assert samples.browser("hu").get("/").headers["Location"] == "/access-log/"
    html = read()
    assert 'href="/access-log/" aria-current="page"' in html
    assert 'href="/matters/"' not in html
    assert 'href="/access-log/"' not in samples.browser("wu").get("/diagnostics/").content.decode()


def test_a_row_is_read_in_words() -> None:
    write(event=Event.ROLE_GIVEN, subject="account/zhao", facts={"right": "act"})
    found = words()
    assert "任命 li 10.1.2.0/24 account/zhao 权限：办理" in found
    assert "2026-07-01 08:00" in found
    assert "保存 400 天" in found


def test_an_empty_log_says_what_will_stand_here() -> None:
    assert "还没有记录" in words()
    assert "没有符合条件的记录" in words("/access-log/?account=nobody")


def test_who_reads_is_written_down_with_what_was_looked_for() -> None:
    read("/access-log/?event=sign_in_done&account=li&day=2026-07-01")
    row = AccessRecord.objects.get()
    assert (row.event, row.account) == ("log_read", "hu")
    assert row.facts == '{"account":"li","day":"2026-07-01","event":"sign_in_done"}'


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("event=sign_out", {2}),
        ("account=zhao", {3}),
        ("day=2026-07-02", {4}),
        ("event=sign_in_done&account=li&day=2026-07-01", {1}),
        ("event=sign_in_done&account=zhao&day=2026-07-02", set()),
    ],
)
def test_filters_are_taken_together(query: str, shown: set[int]) -> None:
    write()
    write(event=Event.SIGN_OUT)
    write(account="zhao")
    write(at=Instant(datetime(2026, 7, 1, 16, 0, tzinfo=UTC)))  # midnight in China: the next day
    wanted = {row[0] for row in table(f"/access-log/download/?{query}")[1:] if int(row[0]) <= 4}
    assert wanted == {str(number) for number in shown}


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("day=yesterday", "请按 2026-03-04 这样的格式填写日期"),
        ("event=nothing", "nothing"),
        ("account=" + "x" * 99, "60"),
    ],
)
def test_a_filter_that_does_not_read_says_so_and_filters_nothing(query: str, sentence: str) -> None:
    write()
    found = words(f"/access-log/?{query}")
    assert sentence in found
    assert "10.1.2.0/24" in found


def test_pages_follow_each_other_without_gaps_or_repeats() -> None:
    write(reading.PAGE_ROWS * 2 + 7)
    numbers, before = [], None
    while True:
        rows, before = reading.page(Wanted(), before=before)
        numbers += [row.number for row in rows]
        if before is None:
            break
    assert numbers == list(range(reading.PAGE_ROWS * 2 + 7, 0, -1))


def test_older_rows_are_a_link_away_under_the_same_filter() -> None:
    write(reading.PAGE_ROWS + 1)
    html = read("/access-log/?account=li")
    assert 'href="?account=li&amp;before=2"' in html
    assert "回到最新" in words("/access-log/?account=li&before=2")
    assert "更早的" not in words("/access-log/?account=li&before=2")


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "", "\uff11"])
def test_an_address_that_names_no_row_is_no_fault(before: str) -> None:
    write()
    assert read(f"/access-log/?before={before}")


@pytest.mark.parametrize("number", [1, 3 * reading.PAGE_ROWS])
def test_a_page_costs_few_queries_however_many_rows(number: int) -> None:
    write(number)
    client = samples.browser("hu")
    client.get("/access-log/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/access-log/")
    assert len(queries) <= QUERIES_MAX


def test_a_stored_script_is_shown_as_text() -> None:
    write(subject="<script>alert(1)</script>", account="<b>")
    html = read()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert "<b>" not in html


def test_the_download_is_a_table_with_the_chain_and_is_logged() -> None:
    write(2, facts={"rows": 3})
    lines = table()
    assert lines[0] == ["number", "at", "event", "account", "client", "subject", "facts", "digest"]
    assert [line[:6] for line in lines[2:]] == [
        [str(number), "2026-07-01 08:00:00", "sign_in_done", "li", "10.1.2.0/24", ""] for number in (2, 1)
    ]
    assert lines[1][2:4] == ["log_downloaded", "hu"]
    assert [line[7] for line in lines[1:]] == list(
        AccessRecord.objects.order_by("-number").values_list("digest", flat=True)
    )
    assert audit.findings() == []


def test_the_file_is_named_after_the_node_and_the_day() -> None:
    answer = samples.browser("hu").get("/access-log/download/")
    day = clock.day_of(clock.now()).isoformat()
    assert answer.headers["Content-Disposition"] == f'attachment; filename="access-log-330482-{day}.csv"'


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\uff1d1\uff0b1", "\uff20SUM(A1)"])
def test_no_cell_is_a_formula(text: str) -> None:
    write(subject=text, account=text)
    assert table()[2][3:6] == [f"'{text}", "10.1.2.0/24", f"'{text}"]


def test_a_long_log_is_sent_up_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "DOWNLOAD_ROWS_MAX", 3)
    write(5)
    assert [line[0] for line in table()[1:]] == ["6", "5", "4"]


def test_every_event_and_every_fact_has_a_word() -> None:
    assert set(EVENTS) == set(Event)
    assert [name for name in FACTS if name in fact_words({name: 1})] == []
    assert event_word("something_older") == "something_older"


def test_facts_are_read_as_people_write() -> None:
    assert fact_words({"rows": 3, "reason": "x", "digest": "a" * 64}) == f"条数：3；原因：x；校验值：{'a' * 12}…"
    assert fact_words({"mode": True, "right": False}) == "方式：是；权限：否"
    assert reading.facts_of("forged") == {"reason": "forged"}
    assert reading.facts_of("[1]") == {"reason": "[1]"}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"factor": "password"}, "验证方式：密码"),
        ({"factor": "password,code"}, "验证方式：密码、验证码"),
        ({"factor": "oidc"}, "验证方式：统一身份认证"),
        ({"factor": "something_older"}, "验证方式：something_older"),
        ({"right": "sign"}, "权限：签署"),
        ({"right": "inspect,read"}, "权限：检查、查看"),
        ({"right": "dance"}, "权限：dance"),
        ({"mode": "paused,open"}, "方式：paused,open"),
    ],
)
def test_ways_of_signing_in_and_rights_are_read_in_words(facts: dict[str, str], said: str) -> None:
    assert fact_words(facts) == said


def test_nothing_is_taken_by_post() -> None:
    assert samples.browser("hu").post("/access-log/").status_code == 405
