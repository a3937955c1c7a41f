"""Forms of the room: what is asked, planned and reported; what does not fit gets a sentence; persons are masked."""

from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import THEM, Stage
from pilin.modules.border import queries
from pilin.modules.border.models import Record
from pilin.modules.border.rules import opening
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.records import JOINT_CHECK, PATROLS, ROADBLOCK, SUPPORT
from pilin.modules.border.tests.beat import Beat
from pilin.modules.border.tests.conftest import Read
from pilin.modules.border.tests.samples import CHECK, PLAN, TOTALS, a_round
from pilin.modules.border.tests.samples import ROADBLOCK as BLOCK
from pilin.modules.border.tests.samples import SUPPORT as ASKED
from pilin.web.tests import samples
from tests.web.budget import costs_no_more

FORMS: dict[str, tuple[str, dict[str, Any]]] = {
    SUPPORT: ("/border/support/new/", ASKED),
    ROADBLOCK: ("/border/crossings/roadblock/", BLOCK),
    JOINT_CHECK: ("/border/crossings/check/", CHECK),
}
ROWS = {f"rounds-0-{name}": str(value) for name, value in a_round(1).items()}
MONTH = {"month": "2026-03", "rounds-rows": "1", "tell_by": "2026-04-05", **ROWS}
MONTH |= {"tolerance.minutes": "30", "tolerance.metres": "100"}


def told(address: str, data: dict[str, Any], account: str = "zhao") -> tuple[int, str]:
    """Send a form; return the status and the words of the answer."""
    answer = samples.browser(account).post(address, data)
    return answer.status_code, samples.text_of(answer.content.decode())


@pytest.mark.usefixtures("beat")
@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_form_opens_a_matter_between_both_sides(name: str, beat: Beat) -> None:
    address, fields = FORMS[name]
    assert told(address, fields)[0] == 302
    (record,) = queries.records(name)
    assert record.value("at_m") == fields.get("at_m")
    beat.stage.meet()
    assert record.id in beat.stage.neighbour.node.tables.matters


@pytest.mark.usefixtures("beat")
def test_a_month_is_planned_in_rows() -> None:
    assert told("/border/patrols/new/", MONTH)[0] == 302
    (record,) = queries.records(PATROLS)
    assert (record.title, record.value("rounds")) == ("联合巡查月计划 2026-03", [a_round(1)])
    assert record.on.isoformat() == "2026-03-01"


@pytest.mark.usefixtures("beat")
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rounds-0-day": "2026-04-01"}, "不在"),
        ({"rounds-0-to_m": "99999"}, "边界线上"),
        ({"rounds-0-starts": "late"}, "20:30"),
        ({"tolerance.minutes": "500"}, "容差"),
        ({"rounds-0-minutes": "9999"}, "超出"),
    ],
)
def test_a_month_that_does_not_hold_gets_a_sentence(change: dict[str, str], said: str) -> None:
    status, words = told("/border/patrols/new/", {**MONTH, **change})
    assert status == 200
    assert said in words
    assert not Record.objects.exists()


@pytest.mark.usefixtures("beat")
def test_a_remark_is_short_and_masked() -> None:
    address = FORMS[SUPPORT][0]
    assert "60" in told(address, {**ASKED, "remark": "布" * 61})[1]
    assert not Record.objects.exists()
    told(address, {**ASKED, "remark": "联系 13812345678，车 浙F12345"})
    (record,) = queries.records(SUPPORT)
    assert record.text("remark") == "联系 ***，车 ***"


@pytest.mark.usefixtures("beat")
@pytest.mark.parametrize(
    "odd", [{"from_m": "-1"}, {"to_m": "58001"}, {"people": "0"}, {"people": "9" * 30}, {"sort": "raid"}]
)
def test_a_request_that_does_not_fit_opens_nothing(odd: dict[str, str]) -> None:
    assert told(FORMS[SUPPORT][0], {**ASKED, **odd})[0] == 200
    assert not Record.objects.exists()


@pytest.mark.usefixtures("beat")
@pytest.mark.parametrize("name", sorted(FORMS))
def test_who_only_reads_opens_nothing(name: str) -> None:
    assert told(*FORMS[name], account="li")[0] == 403


@pytest.mark.parametrize("name", sorted(FORMS))
def test_without_the_kind_the_page_says_what_is_missing(name: str, scene: Stage, read: Read) -> None:
    assert scene.matter == ""
    assert "双方还没有签署这一事项类型" in read(FORMS[name][0])


def test_no_form_of_the_room_takes_a_file(beat: Beat) -> None:
    assert beat.stage.matter == ""
    for address in (*(address for address, _fields in FORMS.values()), "/border/patrols/new/"):
        html = samples.browser("zhao").get(address).content.decode()
        assert 'type="file"' not in html
        assert "multipart" not in html


@pytest.mark.parametrize(
    ("check", "fields", "code"),
    [
        (opening.check_support, {**ASKED, "to_m": 58_001}, BorderRefusal.STRETCH_IS_NOT_ON_THE_LINE),
        (opening.check_support, {**ASKED, "people": 201}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
        (opening.check_support, {**ASKED, "vehicles": -1}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
        (opening.check_support, {**ASKED, "asked_by": "所" * 61}, BorderRefusal.REMARK_IS_TOO_LONG),
        (opening.check_roadblock, {**BLOCK, "at_m": 58_001}, BorderRefusal.STRETCH_IS_NOT_ON_THE_LINE),
        (opening.check_roadblock, {**BLOCK, "title": "桥" * 61}, BorderRefusal.REMARK_IS_TOO_LONG),
        (opening.check_joint_check, {**CHECK, "starts": "21.00"}, BorderRefusal.TIME_OF_DAY_IS_NONE),
        (opening.check_joint_check, {**CHECK, "minutes": 0}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
    ],
)
def test_what_does_not_hold_is_refused(check: Any, fields: dict[str, Any], code: BorderRefusal) -> None:
    with pytest.raises(Refused) as caught:
        check(fields, length_m=58_000)
    assert caught.value.code == code


def test_totals_that_no_day_has_are_held_back(beat: Beat) -> None:
    beat.open(JOINT_CHECK, CHECK)
    beat.both("sign")
    with pytest.raises(Refused) as caught:
        beat.take("tell_totals", totals={**TOTALS, "cars": -1})
    assert caught.value.code == BorderRefusal.NUMBER_IS_OUT_OF_RANGE


def test_support_is_shown_with_who_asked_when_it_was_answered_and_what_came_of_it(beat: Beat, read: Read) -> None:
    beat.open(SUPPORT, ASKED)
    assert "○" not in read("/border/support/")
    beat.they_take("promise", people=8, vehicles=1, answered_by="新埭派出所")
    words = read("/border/support/", "li")
    assert "大型活动秩序 平湖市 2026-03-02 2026-03-08 28.000-29.500 12 2026-03-02 8" in words
    beat.they_take("report_outcome", outcome="done")
    beat.both("end")
    assert "没有支援请求" in read("/border/support/", "li")
    assert "已支援完毕" in read("/border/support/?over", "li")


def test_a_request_of_theirs_is_declined_by_one_of_a_few_words(beat: Beat, read: Read) -> None:
    beat.they_open(SUPPORT, {**ASKED, "title": "x"})
    beat.take("decline", why_not="no_hands", answered_by="新埭派出所")
    words = read("/border/support/?over", "li")
    assert "金山区" in words
    assert "警力不足" in words


def test_roadblocks_and_checks_stand_by_kind_and_day_alone(beat: Beat, read: Read) -> None:
    beat.open(ROADBLOCK, {**BLOCK, "title": "<script>alert(1)</script>"})
    beat.open(JOINT_CHECK, CHECK)
    beat.both("sign")
    beat.take("tell_totals", totals=TOTALS)
    beat.they_take("tell_totals", totals={**TOTALS, "cars": 40})
    words = read("/border/crossings/", "li")
    assert "28400" in words
    assert "2026-03-10 新仓道口 平湖市 41 3 12 5 2" in words
    assert "2026-03-10 新仓道口 金山区 40 3 12 5 2" in words
    assert "<script>alert" not in samples.browser("li").get("/border/crossings/").content.decode()


def test_lists_cost_no_more_with_more_of_them(beat: Beat) -> None:
    beat.open(SUPPORT, ASKED)
    beat.open(ROADBLOCK, BLOCK)
    beat.open(JOINT_CHECK, CHECK)
    costs_no_more("/border/support/", lambda: [beat.open(SUPPORT, ASKED) for _ in range(3)])
    costs_no_more("/border/crossings/", lambda: [beat.open(ROADBLOCK, BLOCK) for _ in range(3)])


def test_records_are_made_again_from_their_matters(beat: Beat) -> None:
    beat.open(SUPPORT, ASKED)
    before = queries.records_named([beat.stage.matter])
    assert before[beat.stage.matter].role_of(THEM) == "helper"
    assert before[beat.stage.matter].turn == (THEM,)
    assert queries.record(beat.stage.matter, PATROLS) is None
    assert queries.records(SUPPORT, is_over=True) == []


def test_a_plan_is_of_its_own_month(beat: Beat) -> None:
    beat.month()
    assert [one.month for one in queries.months_of("2026-03")] == [PLAN["month"]]
    assert queries.months_of("2026-04") == []
