"""Records that phones send: one draft an id whatever comes how often, and nothing signed until a person signs it."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from pilin.base import ids
from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.projects import actions, queries
from pilin.modules.projects.models import Record, SiteRecord
from pilin.modules.projects.rules import on_site
from pilin.modules.projects.rules.objects import Object
from pilin.modules.projects.rules.on_site import OnSiteRefusal
from pilin.modules.projects.tests.watch import Watch
from pilin.web import unsent
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

Read = Callable[..., str]
PHONE = "3f2b8a6e-9d1c-4e57-8a44-0c9e6b7d1f20"
OTHER = "7c1d2e3f-4a5b-4c6d-8e7f-90a1b2c3d4e5"
SAID = {
    "item": "1",
    "held_on": "2026-03-02",
    "present": "广陈镇督考办、廊下镇党政办",
    "planned": "三月底前闸门除锈",
    "seen": "已除锈两扇，余一扇未动工",
    "opinion": "",
}
SENT = {**SAID, "phone_id": PHONE, "written_at": "2026-03-02T10:15:00"}


@pytest.fixture
def supervision(watch: Watch) -> str:
    """Let both sides sign a supervision of two objects."""
    found = watch.supervision()
    watch.both("sign")
    return found


def address(supervision: str) -> str:
    return f"/projects/on-site/{supervision}/"


def send(supervision: str, account: str = "zhao", **fields: str) -> tuple[int, dict[str, Any]]:
    """Send an entry as the script does; return status and answer."""
    data = {**SENT, **fields}
    answer = samples.browser(account).post(address(supervision), data, headers={"X-Phone": "1"})
    return answer.status_code, json.loads(answer.content)


def keep(supervision: str, phone_id: str, at: Any, **fields: str) -> bool:
    said = {name: {**SAID, **fields}[name] for name in on_site.FIELDS}
    return actions.keep_site_record(
        phone_id, at_object=(supervision, "1"), fields=said, account="zhao", written_at="", at=at
    )


def test_an_entry_becomes_a_draft_and_signs_nothing(supervision: str, watch: Watch) -> None:
    status, told = send(supervision)
    assert (status, told["taken"]) == (200, True)
    assert "已收为草稿，尚未签名" in told["sentence"]
    row = SiteRecord.objects.get()
    assert (row.pk, row.account, row.item, row.visit) == (PHONE, "zhao", "1", "")
    assert row.written_at == "2026-03-02T10:15:00"
    assert not Record.objects.filter(kind="visit").exists()
    before = len(watch.stage.neighbour.node.tables.matters)
    watch.stage.meet()
    assert len(watch.stage.neighbour.node.tables.matters) == before


def test_the_same_sent_again_is_one_draft(supervision: str) -> None:
    answers = [send(supervision) for _ in range(3)]
    assert [told["taken"] for _, told in answers] == [True] * 3
    assert "没有重复登记" in answers[-1][1]["sentence"]
    assert SiteRecord.objects.count() == 1


def test_another_clock_of_the_phone_makes_no_other_entry(supervision: str) -> None:
    send(supervision)
    assert send(supervision, written_at="2031-01-01T00:00:00")[1]["taken"]
    assert SiteRecord.objects.get().written_at == "2026-03-02T10:15:00"


@pytest.mark.parametrize("fields", [{"seen": "另写"}, {"item": "2"}, {"held_on": "2026-03-01"}])
def test_another_entry_under_the_same_id_is_refused_and_changes_nothing(
    supervision: str, fields: dict[str, str]
) -> None:
    send(supervision)
    status, told = send(supervision, **fields)
    assert (status, told["taken"]) == (409, False)
    assert "内容不同" in told["sentence"]
    assert SiteRecord.objects.get().fields["seen"] == SAID["seen"]


def test_nobody_takes_the_id_of_another(supervision: str) -> None:
    send(supervision)
    status, told = send(supervision, account="wu")
    assert (status, told["taken"]) == (409, False)


def test_two_requests_at_once_make_one_draft(supervision: str, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, was_kept = [], actions.on_site._was_kept

    def blind_once(phone_id: str, digest: str) -> bool:
        asked.append(phone_id)
        return False if len(asked) == 1 else was_kept(phone_id, digest)

    assert keep(supervision, PHONE, stage.now)
    monkeypatch.setattr(actions.on_site, "_was_kept", blind_once)
    assert not keep(supervision, PHONE, stage.now)  # the table itself refused the second
    assert (len(asked), SiteRecord.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"item": "99"}, "督查对象"),
        ({"held_on": "2026-02-30"}, "走访日期"),
        ({"held_on": ""}, "走访日期"),
        ({"present": ""}, "在场单位与岗位"),
        ({"planned": " "}, "计划要求"),
        ({"seen": ""}, "现场所见"),
        ({"seen": "x" * 10_000}, "现场所见"),
        ({"phone_id": "1; drop table"}, "编号须由本页在手机上生成"),
        ({"phone_id": PHONE.upper()}, "编号须由本页在手机上生成"),
    ],
)
def test_what_does_not_fit_is_a_sentence_at_its_field(supervision: str, fields: dict[str, str], said: str) -> None:
    status, told = send(supervision, **fields)
    assert (status, told["taken"]) == (400, False)
    assert said in told["sentence"]
    assert not SiteRecord.objects.exists()


def test_a_hidden_mark_is_refused_before_anything_is_kept(supervision: str) -> None:
    answer = samples.browser("zhao").post(address(supervision), {**SENT, "seen": "付款\u202e元"})
    assert answer.status_code == 400
    assert not SiteRecord.objects.exists()


def test_so_many_drafts_may_wait(supervision: str, stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(on_site, "KEPT_MAX", 2)
    for _ in range(2):
        assert keep(supervision, "", stage.now)
    with pytest.raises(Refused) as refused:
        keep(supervision, "", stage.now)
    assert refused.value.code is OnSiteRefusal.SITE_RECORDS_ARE_TOO_MANY
    assert send(supervision)[0] == 409
    actions.site_record_became(SiteRecord.objects.values_list("pk", flat=True)[0], ids.new_id(stage.now))
    assert keep(supervision, "", stage.now)


def test_a_draft_is_opened_read_and_signed_by_a_person(supervision: str, read: Read, stage: Stage) -> None:
    send(supervision)
    page = samples.browser("zhao").get(address(supervision)).content.decode()
    where = page.split('class="button" href="')[1].split('"')[0].replace("&amp;", "&")
    html = samples.browser("zhao").get(where).content.decode()
    assert SAID["seen"] in html
    answer = samples.browser("zhao").post(where, {name: SAID[name] for name in on_site.FIELDS})
    assert answer.status_code == 302
    visit = Record.objects.get(kind="visit")
    assert SiteRecord.objects.get().visit == visit.pk
    assert "已成为走访记录" in read(address(supervision), "zhao")
    assert queries.site_record(PHONE, supervision=supervision) is None
    assert send(supervision)[1]["taken"]  # sent again after all: still one draft, one visit
    assert Record.objects.filter(kind="visit").count() == 1


def test_an_object_that_was_visited_meanwhile_says_so(supervision: str, watch: Watch, read: Read) -> None:
    watch.visit(supervision, "1")
    told = send(supervision)[1]
    assert told["taken"]
    assert "本季度已有走访记录，不能再记一次" in told["sentence"]
    words = read(address(supervision), "zhao")
    assert "不能再记一次（《政府督查工作条例》第 15 条）" in words
    assert "打开核对，签名送出" not in words


def test_a_draft_is_thrown_away_by_a_person(supervision: str, read: Read) -> None:
    send(supervision)
    send(supervision, phone_id=OTHER, item="2")
    client = samples.browser("zhao")
    drop = f"{address(supervision)}{PHONE}/drop/"
    answer = client.post(drop, follow=True)
    assert "草稿已删除" in samples.text_of(answer.content.decode())
    assert [row.pk for row in SiteRecord.objects.all()] == [OTHER]
    assert client.post(drop).status_code == 404


def test_without_a_script_the_form_keeps_a_draft(supervision: str) -> None:
    client = samples.browser("zhao")
    answer = client.post(address(supervision), SAID, follow=True)
    assert "已收为草稿" in samples.text_of(answer.content.decode())
    assert SiteRecord.objects.count() == 1
    answer = client.post(address(supervision), {**SAID, "seen": ""})
    html = answer.content.decode()
    assert samples.faults_of(html) == []
    assert "必填" in samples.text_of(html)
    assert SAID["planned"] in html  # what was typed is kept


def test_a_stored_script_is_shown_and_never_run(supervision: str) -> None:
    send(supervision, seen="<script>alert(1)</script>")
    html = samples.browser("zhao").get(address(supervision)).content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_only_who_acts_and_only_a_plan_in_force(supervision: str, watch: Watch, client: Client) -> None:
    assert client.get(address(supervision)).status_code == 302
    assert samples.browser("li").get(address(supervision)).status_code == 403
    zhao = samples.browser("zhao")
    assert zhao.get(address(ids.new_id(watch.stage.now))).status_code == 404
    assert zhao.get(address(watch.visit(supervision))).status_code == 404
    watch.stage.later(days=1)
    offered = watch.supervision(Object("", "北闸", "responder"))  # and not signed yet
    assert samples.browser("zhao").get(address(offered)).status_code == 404


def test_the_page_costs_no_more_for_more_drafts(supervision: str, stage: Stage) -> None:
    keep(supervision, "", stage.now)

    def grow() -> None:
        for number in range(30):
            keep(supervision, "", stage.now + timedelta(seconds=number), seen=f"第 {number} 处")

    costs_no_more(address(supervision), grow, account="zhao")


def test_the_plan_leads_to_its_page_on_site(supervision: str, read: Read) -> None:
    assert "现场记录（可离线）" in read(f"/projects/supervision/{supervision}/", "zhao")
    assert "现场记录（可离线）" not in read(f"/projects/supervision/{supervision}/", "li")


def test_the_program_that_answers_is_served_where_it_may_see_to_its_page(client: Client) -> None:
    answer = client.get("/projects/on-site/worker.js")
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert b"pilin-on-site" in answer.content
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert client.post("/projects/on-site/worker.js").status_code == 405


def test_who_signs_out_with_entries_that_wait_is_asked(supervision: str) -> None:
    client = samples.browser("zhao")
    client.cookies[unsent.name()] = "2"
    words = samples.text_of(client.post("/sign-out/").content.decode())
    assert "还有 2 份现场记录没有送出" in words
    assert client.get(address(supervision)).status_code == 200  # still signed in
    answer = client.post("/sign-out/", {"anyway": "1"})
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert client.get(address(supervision)).status_code == 302


@pytest.mark.parametrize("told", ["", "0", "x", "-1", "99999"])
def test_a_number_that_is_none_asks_nothing(supervision: str, told: str) -> None:
    client = samples.browser("zhao")
    client.cookies[unsent.name()] = told
    assert client.post("/sign-out/").status_code == 302


@pytest.mark.parametrize(
    ("text", "expected"),
    [(PHONE, True), (OTHER, True), ("", False), (PHONE[:-1], False), (PHONE + "0", False), (f"{PHONE}\n", False)],
)
def test_ids_of_phones_have_their_form(text: str, expected: bool) -> None:
    assert on_site.is_phone_id(text) is expected


def test_an_id_that_is_taken_stands_for_one_entry() -> None:
    on_site.check_same("a", "a")
    with pytest.raises(Refused) as refused:
        on_site.check_same("a", "b")
    assert refused.value.code is OnSiteRefusal.SITE_RECORD_DIFFERS
