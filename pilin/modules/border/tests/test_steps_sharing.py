"""Steps that the room holds back: answers, receipts, reports, rosters and drills that do not hold; persons in them."""

from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.modules.border import queries
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.records import CATALOGUE, DRILL, LAW_EVENT, LAW_STOP, REQUEST, ROSTER
from pilin.modules.border.tests.desk import Desk
from pilin.modules.border.tests.sharing_samples import FIELDS, GRANT, RECEIPT, REPORT, SHIFTS, a_shift
from pilin.web.tests import samples

IDENTITY = "11010519491231002X"  # the sample of the standard, no person's


def held_back(desk: Desk, step: str, **fields: Any) -> Any:
    """Return the code with which a step of ours is refused; the matter must stay as it was."""
    before = desk.stage.row().state
    with pytest.raises(Refused) as caught:
        desk.take(step, **fields)
    assert desk.stage.row().state == before
    return caught.value.code


def asked_of_us(desk: Desk, **item: Any) -> str:
    """List an item of ours, and let the neighbour ask for it; return the item."""
    ours = desk.list_ours(**item)
    desk.they_ask(ours)
    return ours


def test_we_answer_a_request_for_what_we_list(desk: Desk) -> None:
    asked_of_us(desk)
    desk.take("grant", **GRANT)
    assert queries.records(REQUEST)[0].state == "granted"
    assert desk.stage.same()


def test_a_second_answer_is_refused(desk: Desk) -> None:
    asked_of_us(desk)
    desk.take("refuse", reason="负面清单第 3 条")
    assert held_back(desk, "grant", **GRANT) is MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
    assert desk.stage.same()


def test_what_was_taken_off_since_is_refused_and_not_granted(desk: Desk) -> None:
    ours = asked_of_us(desk)
    request, desk.stage.matter = desk.stage.matter, ours
    desk.take("end", reason="台账停用")
    desk.stage.matter = request
    assert held_back(desk, "grant", **GRANT) is BorderRefusal.ITEM_IS_WITHDRAWN
    desk.take("refuse", reason="条目已移出目录")
    assert queries.records(REQUEST)[0].state == "refused"


def test_a_request_for_what_we_never_listed_is_not_granted(desk: Desk) -> None:
    desk.they_ask(desk.they_list())
    assert held_back(desk, "grant", **GRANT) is BorderRefusal.ITEM_IS_NOT_OF_THE_OTHER_SIDE


def test_what_we_do_not_share_is_not_granted(desk: Desk) -> None:
    asked_of_us(desk, category="closed")
    assert held_back(desk, "grant", **GRANT) is BorderRefusal.ITEM_IS_NOT_SHARED


@pytest.mark.parametrize(
    ("kept", "code"),
    [("2027-01-01", BorderRefusal.KEPT_LONGER_THAN_ASKED), ("2026-03-01", BorderRefusal.DAY_HAS_PASSED)],
)
def test_a_receipt_keeps_to_what_was_asked(desk: Desk, kept: str, code: BorderRefusal) -> None:
    asked_of_us(desk)
    desk.take("grant", **GRANT)
    assert held_back(desk, "deliver", **{**RECEIPT, "kept_until": kept}) is code
    desk.take("deliver", **RECEIPT)
    assert queries.records(REQUEST)[0].state == "delivered"


@pytest.mark.parametrize("number", [IDENTITY, "13812345678", "浙F12345"])
def test_a_step_with_numbers_of_persons_is_neither_signed_nor_kept(desk: Desk, number: str) -> None:
    asked_of_us(desk)
    found = held_back(desk, "refuse", reason=f"联系 {number}")
    assert found is BorderRefusal.TEXT_HOLDS_NUMBERS_OF_PERSONS
    assert number not in str(desk.stage.ours.matter)


def test_the_form_of_a_step_keeps_what_was_typed_and_says_what_to_do(desk: Desk) -> None:
    asked_of_us(desk)
    address = f"/matters/{desk.stage.matter}/steps/refuse/"
    html = samples.browser("zhao").get(address).content.decode()
    seen = html.partition('name="seen" value="')[2].partition('"')[0]
    form = {"filled": "1", "reason": "联系 13812345678", "seen": seen}
    answer = samples.browser("zhao").post(address, form).content.decode()
    assert "文字中有 1 处像身份证号、电话或车牌，没有签名，也没有保存" in samples.text_of(answer)
    assert "联系 13812345678" in answer


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"attendance": -1}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
        ({"attendance": 1_000_000}, BorderRefusal.NUMBER_IS_OUT_OF_RANGE),
        ({"answered": 10}, BorderRefusal.MORE_ANSWERS_THAN_QUESTIONS),
        ({"materials": [{"id": "m1", "title": "手册", "hash": "x"}]}, BorderRefusal.HASH_OF_MATERIAL_IS_NONE),
        (
            {"asked": [{"id": "q1", "question": f"我 {IDENTITY} 能否参保"}]},
            BorderRefusal.TEXT_HOLDS_NUMBERS_OF_PERSONS,
        ),
    ],
    ids=["negative", "a million", "more answers", "hash", "person"],
)
def test_a_report_that_cannot_be_is_held_back(desk: Desk, change: dict[str, Any], code: BorderRefusal) -> None:
    desk.begin(LAW_EVENT)
    desk.they_take("join")
    assert held_back(desk, "report", **{**REPORT, **change}) is code


@pytest.mark.parametrize("change", [{"attendance": -1}, {"attendance": 1_000_000}, {"answered": 99}])
def test_numbers_of_theirs_that_cannot_be_are_not_confirmed(desk: Desk, change: dict[str, Any]) -> None:
    """A node that checks less may tell them; without our signature they never count."""
    desk.they_open(LAW_EVENT, FIELDS[LAW_EVENT])
    desk.take("join")
    desk.they_take("report", **{**REPORT, **change})
    assert held_back(desk, "confirm") in (
        BorderRefusal.NUMBER_IS_OUT_OF_RANGE,
        BorderRefusal.MORE_ANSWERS_THAN_QUESTIONS,
    )


def test_an_announcement_that_is_amended_is_judged_too(desk: Desk) -> None:
    desk.begin(LAW_EVENT)
    bad = [{"id": "m1", "title": "手册", "hash": "A" * 64}]
    assert held_back(desk, "amend", materials=bad) is BorderRefusal.HASH_OF_MATERIAL_IS_NONE
    desk.take("amend", place="蔷薇村礼堂")
    assert queries.records(LAW_EVENT)[0].text("place") == "蔷薇村礼堂"


def test_a_stop_of_theirs_off_the_line_is_not_signed(desk: Desk) -> None:
    desk.they_open(LAW_STOP, {**FIELDS[LAW_STOP], "chainage_m": 58_001})
    assert held_back(desk, "sign") is BorderRefusal.STRETCH_IS_NOT_ON_THE_LINE


def test_a_stop_of_ours_is_not_moved_off_the_line(desk: Desk) -> None:
    desk.begin(LAW_STOP)
    assert held_back(desk, "amend", chainage_m=-1) is BorderRefusal.STRETCH_IS_NOT_ON_THE_LINE
    desk.take("amend", chainage_m=21_500)
    assert queries.records(LAW_STOP)[0].number("chainage_m") == 21_500


@pytest.mark.parametrize(
    ("shifts", "code"),
    [
        ([SHIFTS[0]], BorderRefusal.ROSTER_HAS_A_GAP),
        ([*SHIFTS, a_shift(3, "2026-03-31", "2026-03-31")], BorderRefusal.ROSTER_OVERLAPS),
        ([SHIFTS[0], a_shift(2, "2026-03-16", "2026-04-01")], BorderRefusal.SHIFT_LEAVES_ITS_ROSTER),
    ],
    ids=["gap", "overlap", "beyond"],
)
def test_a_roster_is_amended_without_gap_and_overlap(desk: Desk, shifts: list[dict[str, str]], code: Any) -> None:
    desk.begin(ROSTER)
    assert held_back(desk, "amend", shifts=shifts) is code
    desk.take("amend", shifts=[a_shift(1, "2026-03-01", "2026-03-31", post="新岗")])
    assert queries.records(ROSTER)[0].value("shifts")[0]["post"] == "新岗"


def test_an_item_is_amended_on_a_ground(desk: Desk) -> None:
    desk.list_ours()
    assert held_back(desk, "amend", article="依法") is BorderRefusal.ARTICLE_HAS_NO_NUMBER
    desk.take("amend", days=2)
    assert queries.records(CATALOGUE)[0].number("days") == 2


def test_a_drill_is_signed_once_both_have_said_what_they_learnt(desk: Desk) -> None:
    desk.begin(DRILL)
    desk.they_take("join")
    desk.take("hold", result="四十分钟封堵")
    desk.take("learn", learnt="泵不够")
    assert held_back(desk, "close") is BorderRefusal.LESSON_OF_A_SIDE_IS_MISSING
    desk.they_take("learn", learnt="联络慢")
    desk.both("close")
    assert queries.records(DRILL)[0].state == "closed"
    assert desk.stage.same()
