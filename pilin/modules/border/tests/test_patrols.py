"""Joint patrols over both sides: offered and signed, ticked off on phones, told, counted when both say the same."""

import json
from typing import Any

import pytest
from django.test import Client

from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import THEM
from pilin.modules.border import actions
from pilin.modules.border.models import SquadRecord
from pilin.modules.border.rules import patrols
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.patrols import Share
from pilin.modules.border.rules.records import PATROLS
from pilin.modules.border.tests.beat import Beat
from pilin.modules.border.tests.conftest import Read
from pilin.modules.border.tests.samples import PLAN, a_round
from pilin.web.tests import samples
from tests.web.budget import QUERIES_MAX, asked, costs_no_more

PHONE = "3f2b8a6e-9d1c-4e57-8a44-0c9e6b7d1f20"
SENT = {"item": "r1", "day": "2026-03-02", "starts": "20:00", "minutes": "90", "people": "2", "vehicles": "1"}
SENT |= {"cost": "120.00", "phone_id": PHONE, "written_at": "2026-03-02T22:00:00"}


@pytest.fixture
def month(beat: Beat) -> str:
    """Let both sides sign the patrols of a month whose first round is on the stage's own day."""
    return beat.month(rounds=[a_round(1, "2026-03-02"), a_round(2, "2026-03-10")])


def send(month: str, account: str = "zhao", **fields: str) -> tuple[int, dict[str, Any]]:
    """Send a tick as the script does; return status and answer."""
    answer = samples.browser(account).post(f"/border/on-site/{month}/", {**SENT, **fields}, headers={"X-Phone": "1"})
    return answer.status_code, json.loads(answer.content)


@pytest.mark.usefixtures("month")
def test_a_patrol_counts_when_both_told_of_it_on_both_nodes(beat: Beat) -> None:
    assert beat.keep(at="2026-03-02 08:00")
    assert beat.tell() == 1
    assert patrols.outcome(beat.found()[1]).met == ()
    beat.they_tell({"day": "2026-03-02", "starts": "08:20"})
    assert [pair.round.id for pair in patrols.outcome(beat.found()[1]).met] == ["r1"]
    assert beat.stage.same()


@pytest.mark.usefixtures("month")
def test_what_one_side_tells_again_is_added_up_once(beat: Beat) -> None:
    one = {"day": "2026-03-02", "starts": "08:20", "people": 4}
    beat.they_tell(one)
    beat.they_tell(one, {**one, "id": "a2", "starts": "08:30"})
    beat.keep(at="2026-03-02 08:00", people=2)
    beat.tell()
    assert patrols.reciprocity([beat.found()[1]])[THEM] == Share(1, 85, 4, 1, 120_00)


@pytest.mark.usefixtures("month")
def test_nothing_is_told_where_nothing_is_new(beat: Beat) -> None:
    beat.keep(at="2026-03-02 08:00")
    beat.tell()
    with pytest.raises(Refused) as caught:
        beat.tell()
    assert caught.value.code == BorderRefusal.NOTHING_IS_TO_BE_TOLD


@pytest.mark.usefixtures("month")
def test_a_second_telling_carries_all_that_was_told_before(beat: Beat) -> None:
    beat.keep(at="2026-03-02 08:00")
    beat.tell()
    beat.keep("r2", at="2026-03-02 10:00")
    assert beat.tell() == 1
    assert len(beat.found()[0].asserted["records"]["planner"]) == 2


def test_a_double_sync_is_once(month: str) -> None:
    answers = [send(month, starts="08:00") for _ in range(3)]
    assert [told["taken"] for _status, told in answers] == [True] * 3
    assert "没有重复登记" in answers[-1][1]["sentence"]
    row = SquadRecord.objects.get()
    assert (row.pk, row.account, row.cost, row.told_at) == (PHONE, "zhao", 120_00, None)


@pytest.mark.parametrize("fields", [{"people": "9"}, {"item": "r2"}])
def test_another_record_under_the_same_id_is_refused(month: str, fields: dict[str, str]) -> None:
    send(month, starts="08:00")
    status, told = send(month, starts="08:00", **fields)
    assert (status, told["taken"]) == (409, False)
    assert SquadRecord.objects.get().people == 2


@pytest.mark.usefixtures("month")
def test_nobody_takes_the_id_of_another(beat: Beat) -> None:
    beat.keep(id=PHONE, at="2026-03-02 08:00")
    with pytest.raises(Refused) as caught:
        beat.keep(id=PHONE, at="2026-03-02 08:01")
    assert caught.value.code == BorderRefusal.PATROL_RECORD_DIFFERS
    assert SquadRecord.objects.get().starts == "08:00"


@pytest.mark.usefixtures("month")
def test_two_requests_at_once_make_one_record(beat: Beat, monkeypatch: pytest.MonkeyPatch) -> None:
    asked_of, was_kept = [], actions.patrols._was_kept

    def blind_once(phone_id: str, digest: str) -> bool:
        asked_of.append(phone_id)
        return False if len(asked_of) == 1 else was_kept(phone_id, digest)

    assert beat.keep(id=PHONE, at="2026-03-02 08:00")
    monkeypatch.setattr(actions.patrols, "_was_kept", blind_once)
    assert not beat.keep(id=PHONE, at="2026-03-02 08:00")  # the table itself refused the second
    assert (len(asked_of), SquadRecord.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"item": "r99"}, "班次"),
        ({"day": "2026-02-30"}, "巡查日期"),
        ({"starts": "25:00"}, "开始时间"),
        ({"minutes": "0"}, "时长"),
        ({"people": "-1"}, "人数"),
        ({"cost": "viel"}, "费用"),
        ({"phone_id": "1; drop table"}, "编号须由本页在手机上生成"),
    ],
)
def test_what_does_not_fit_is_a_sentence_at_its_field(month: str, fields: dict[str, str], said: str) -> None:
    status, told = send(month, **fields)
    assert (status, told["taken"]) == (400, False)
    assert said in told["sentence"]
    assert not SquadRecord.objects.exists()


def test_a_day_that_has_not_come_is_refused(month: str) -> None:
    status, told = send(month, item="r2", day="2026-03-10")
    assert (status, told["taken"]) == (409, False)
    assert not SquadRecord.objects.exists()


def test_no_place_is_asked_and_none_is_kept(month: str, read: Read) -> None:
    sent = {"lat": "30.75", "lon": "121.12", "gps": "30.75,121.12", "accuracy": "5"}
    assert send(month, starts="08:00", **sent)[1]["taken"]
    row = SquadRecord.objects.values().get()
    assert not any("30.75" in str(value) for value in row.values())
    assert "不问、不记位置" in read(f"/border/on-site/{month}/")


def test_without_a_script_the_form_works_as_any_other(month: str, read: Read) -> None:
    answer = samples.browser("zhao").post(f"/border/on-site/{month}/", {**SENT, "starts": "08:00", "phone_id": ""})
    assert answer.status_code == 302
    assert "r1 · 2026-03-02 08:00" in read(f"/border/on-site/{month}/")
    wrong = samples.browser("zhao").post(f"/border/on-site/{month}/", {**SENT, "day": "2026-03-09"})
    assert "还没有到" in samples.text_of(wrong.content.decode())


def test_a_record_can_be_thrown_away_until_it_was_told(month: str, beat: Beat) -> None:
    beat.keep(id=PHONE, at="2026-03-02 08:00")
    client = samples.browser("zhao")
    assert client.post(f"/border/on-site/{month}/{PHONE}/drop/").status_code == 302
    assert not SquadRecord.objects.exists()
    beat.keep(id=PHONE, at="2026-03-02 08:00")
    beat.tell()
    assert client.post(f"/border/on-site/{month}/{PHONE}/drop/").status_code == 404
    assert SquadRecord.objects.exists()


def test_the_month_shows_what_counts_what_is_alone_and_what_each_brought(month: str, beat: Beat, read: Read) -> None:
    beat.keep(at="2026-03-02 08:00")
    beat.keep("r2", at="2026-03-02 10:00")
    beat.tell()
    beat.they_tell({"day": "2026-03-02", "starts": "08:20"})
    words = read(f"/border/patrols/{month}/")
    assert "计划 2 班，双方对上 1 班" in words
    assert "✓ 双方对上，计数" in words
    assert "▲ 只有平湖市记录，不计数" in words
    assert "金山区 1 1.4 3 1 120.00" in words
    assert "平湖市 1 1.5 2 1 0.00" in words


def test_a_clerk_signs_and_tells_by_a_button(month: str, beat: Beat, read: Read) -> None:
    beat.keep(at="2026-03-02 08:00")
    assert "1 条本方记录还没有报送对方" in read(f"/border/patrols/{month}/")
    client = samples.browser("zhao")
    assert client.post(f"/border/patrols/{month}/tell/").status_code == 302
    assert "已签名报送 1 条新记录" in samples.text_of(client.get(f"/border/patrols/{month}/").content.decode())
    client.post(f"/border/patrols/{month}/tell/")
    assert "没有新的" in samples.text_of(client.get(f"/border/patrols/{month}/").content.decode())


def test_who_only_reads_ticks_and_tells_nothing(month: str) -> None:
    client = samples.browser("li")
    assert client.get(f"/border/on-site/{month}/").status_code == 403
    assert client.post(f"/border/patrols/{month}/tell/").status_code == 403
    assert client.post("/border/patrols/new/", {}).status_code == 403


def test_a_month_that_is_not_signed_is_not_ticked_off(beat: Beat) -> None:
    matter = beat.open(PATROLS, PLAN)
    assert samples.browser("zhao").get(f"/border/on-site/{matter}/").status_code == 404
    assert "没有记录" in samples.text_of(samples.browser("li").get(f"/border/patrols/{matter}/").content.decode())


@pytest.mark.usefixtures("month")
def test_coverage_and_reciprocity_stand_on_the_register(beat: Beat, read: Read) -> None:
    beat.keep(at="2026-03-02 08:00")
    beat.tell()
    beat.they_tell({"day": "2026-03-02", "starts": "08:20"})
    words = read("/border/patrols/?month=2026-03", "li")
    assert "58 段中 2 段有计数的巡查" in words
    assert "兴旺村 2 1 ▲ 部分对上" in words
    assert "28-29 2 1 ▲ 部分对上" in words


def test_an_empty_register_says_what_will_stand_there(read: Read) -> None:
    words = read("/border/patrols/?month=9999-99", "li")
    assert "还没有联合巡查计划" in words
    assert "拟定月计划" not in words


def test_a_neighbour_that_writes_nonsense_breaks_no_page(beat: Beat, read: Read) -> None:
    matter = beat.they_open(PATROLS, {**PLAN, "month": "<b>", "rounds": [a_round(1, starts="<script>")]})
    assert samples.browser("li").get(f"/border/patrols/{matter}/").status_code == 404
    assert "<script>" not in read("/border/patrols/", "li")
    with pytest.raises(Refused) as caught:
        beat.take("sign")
    assert caught.value.code == BorderRefusal.ROUND_DOES_NOT_FIT_ITS_MONTH


def test_pages_cost_no_more_with_more_months(month: str, beat: Beat) -> None:
    costs_no_more("/border/patrols/?month=2026-03", lambda: [beat.month() for _ in range(2)])
    assert len(asked(f"/border/patrols/{month}/", "li")) <= QUERIES_MAX
    assert len(asked(f"/border/on-site/{month}/", "zhao")) <= QUERIES_MAX


def test_the_program_that_answers_without_a_line_is_served_to_all() -> None:
    answer = Client().get("/border/on-site/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert b"pilin-on-site" in answer.content


def test_a_record_of_a_month_that_was_closed_is_not_taken(month: str, beat: Beat) -> None:
    beat.keep(at="2026-03-02 08:00")
    beat.both("close")
    assert samples.browser("zhao").get(f"/border/on-site/{month}/").status_code == 404
    assert samples.browser("zhao").post(f"/border/on-site/{month}/", SENT).status_code == 404
    assert "现场打卡" not in samples.text_of(samples.browser("zhao").get(f"/border/patrols/{month}/").content.decode())


def test_a_round_that_nobody_walked_says_so(month: str, read: Read) -> None:
    words = read(f"/border/patrols/{month}/", "li")
    assert words.count("○ 没有记录") == 2
    assert "没有单方记录" in words
    assert "平湖市 0 0.0 0 0 0.00" in words


def test_what_the_neighbour_told_alone_is_shown_as_its_own(month: str, beat: Beat, read: Read) -> None:
    beat.they_tell({"day": "2026-03-02", "starts": "08:20"})
    words = read(f"/border/patrols/{month}/", "li")
    assert "只有金山区记录，不计数" in words
    assert "计划 2 班，双方对上 0 班" in words


def test_the_register_says_how_many_met_and_how_many_are_of_one_side(month: str, beat: Beat, read: Read) -> None:
    assert month
    beat.they_tell({"day": "2026-03-02", "starts": "08:20"})
    assert "2026-03 平湖市 2 0 1" in read("/border/patrols/", "li")


def test_a_stored_script_is_shown_as_text(beat: Beat) -> None:
    matter = beat.month(rounds=[a_round(1, "2026-03-02", planner_village="<script>alert(1)</script>")])
    for page in (f"patrols/{matter}/", "patrols/?month=2026-03", f"on-site/{matter}/"):
        assert "<script>alert" not in samples.browser("zhao").get(f"/border/{page}").content.decode()
