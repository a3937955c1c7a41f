"""The kinds of information, law and the standing organisation: sound, and no side alone says what both must."""

from typing import Any

import pytest

from pilin.kernel.matters.rules import fold, soundness
from pilin.kernel.matters.rules.refusals import MatterRefusal, Refusal
from pilin.kernel.matters.tests import alone, kit
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.border.rules.records import (
    CATALOGUE,
    DRILL,
    ESCALATION,
    LAW_EVENT,
    LAW_STOP,
    REQUEST,
    ROSTER,
)
from pilin.modules.border.tests import opening
from pilin.modules.border.tests.samples import JINSHAN, PINGHU
from pilin.modules.border.tests.sharing_samples import FIELDS, GRANT, KINDS, RECEIPT, REPORT, SHIFTS

AGREED = {REQUEST: {"in_use", "ended"}, LAW_EVENT: {"held"}, LAW_STOP: {"standing"}}
AGREED |= {ESCALATION: {"settled"}, DRILL: {"closed"}}
ONES_OWN = {CATALOGUE: {"owner": {"ended"}, "reader": set()}, ROSTER: {"keeper": {"ended"}, "reader": {"ended"}}}
"""What is a side's own: it alone takes it off; a roster ends by its last day too, whoever waits."""


def opened(name: str) -> Case:
    return opening.opened(name, FIELDS[name])


def granted() -> Case:
    return opened(REQUEST).take("grant", "holder", fields=GRANT)


def in_use() -> Case:
    case = granted().take("deliver", "holder", fields=RECEIPT)
    return case.take("receive", "holder").take("receive", "asker")


@pytest.mark.parametrize("name", sorted(KINDS))
def test_it_is_sound_titled_in_both_languages_and_cites_its_articles(name: str) -> None:
    kind = kit.kind(name)
    assert soundness.findings(kind) == []
    titled: list[Any] = [
        *(rule for _name, rule in opening.rules_of(kind)),
        *kind.states.values(),
        *kind.steps,
        *kind.clocks,
    ]
    assert [one.title for one in titled if not {"zh", "en"} <= one.title.keys()] == []
    assert [clock.name for clock in kind.clocks if not (clock.statute and clock.article)] == []


@pytest.mark.parametrize("name", sorted(AGREED))
def test_no_side_alone_reaches_what_both_must_say(name: str) -> None:
    for role in kit.kind(name).roles:
        assert not alone.states_reached(opened(name), role) & AGREED[name], role


@pytest.mark.parametrize("name", sorted(ONES_OWN))
def test_what_is_ones_own_only_its_keeper_takes_off(name: str) -> None:
    for role, ends in ONES_OWN[name].items():
        assert alone.states_reached(opened(name), role) & {"ended"} == ends, role


def test_no_side_alone_ends_the_use_of_what_was_given() -> None:
    for role in kit.kind(REQUEST).roles:
        assert alone.states_reached(in_use(), role) <= {"in_use", "overdue"}, role


@pytest.mark.parametrize("name", sorted(KINDS))
def test_no_field_could_hold_a_person_a_picture_a_file_or_a_position(name: str) -> None:
    parts = {
        part
        for field, _rule in opening.rules_of(kit.kind(name))
        for word in field.split(".")
        for part in word.split("_")
    }
    assert not parts & {"name", "person", "plate", "photo", "video", "file", "url", "lat", "lon", "gps", "mobile"}
    assert [step.name for step in kit.kind(name).steps if step.needs_attachments] == []


def test_days_that_no_law_of_both_sides_gives_say_so() -> None:
    """上海市数据条例 38-40, 72-77: no article of both sides gives days; so each clock says 未核实."""
    named = {rule.name: rule for rule in kit.kind(REQUEST).clocks}
    assert ("未核实" in named["answering"].article, "未核实" in named["delivering"].article) == (True, True)
    assert (named["delivering"].length, named["delivering"].unit) == (10, "working")
    assert [rule.article for rule in kit.kind(ESCALATION).clocks if "示例" not in rule.article] == []


def test_a_request_goes_from_asking_to_the_end_of_its_use() -> None:
    case = opened(REQUEST)
    assert case.ends("answering")[1] == "2026-03-09"
    case.take("grant", "holder", fields=GRANT).take("deliver", "holder", fields=RECEIPT).take("receive", "holder")
    assert case.matter.state == "delivered"
    case.take("receive", "asker")
    assert (case.matter.state, case.matter.agreed, case.ends("using")[1]) == ("in_use", RECEIPT, "2026-06-30")
    case.take("report_ended", "asker", fields={"end_how": "deleted"}).take("confirm_ended", "asker")
    assert case.matter.state == "in_use"
    case.take("confirm_ended", "holder")
    assert (case.matter.state, case.matter.agreed["end_how"]) == ("ended", "deleted")


def test_who_asks_does_not_answer_himself() -> None:
    case = opened(REQUEST)
    assert case.refused("grant", "asker", fields=GRANT) == MatterRefusal.STEP_BELONGS_TO_ANOTHER
    assert case.refused("refuse", "asker", fields={"reason": "无"}) == MatterRefusal.STEP_BELONGS_TO_ANOTHER
    assert case.refused("withdraw", "holder", fields={"reason": "无"}) == MatterRefusal.STEP_BELONGS_TO_ANOTHER


@pytest.mark.parametrize("first", [("grant", GRANT), ("refuse", {"reason": "负面清单第 3 条"})])
def test_a_second_answer_is_none(first: tuple[str, dict[str, str]]) -> None:
    case = opened(REQUEST).take(first[0], "holder", fields=first[1])
    for step, fields in (("grant", GRANT), ("refuse", {"reason": "改主意"})):
        assert case.refused(step, "holder", fields=fields) == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE


@pytest.mark.parametrize("missing", ["item", "scene", "article", "until", "answer_by", "asked_by"])
def test_a_request_names_item_scene_article_and_days(missing: str) -> None:
    kind = kit.kind(REQUEST)
    case = Case(kind, nodes={"asker": PINGHU, "holder": JINSHAN})
    said = {name: value for name, value in FIELDS[REQUEST].items() if name != missing}
    found = fold.opened(kind, case.opening(fields=said), case.calendars)
    assert isinstance(found, Refusal)
    assert found.code == MatterRefusal.EVENT_IS_INCOMPLETE


@pytest.mark.parametrize("step", ["grant", "refuse"])
def test_yes_and_no_have_their_reason(step: str) -> None:
    case = opened(REQUEST)
    fields = {**GRANT, "reason": " "} if step == "grant" else {"reason": ""}
    assert case.refused(step, "holder", fields=fields) == MatterRefusal.VALUES_DO_NOT_FIT
    assert case.refused(step, "holder", fields={}) == MatterRefusal.EVENT_IS_INCOMPLETE


def test_a_request_that_nobody_answers_is_late_for_both_and_can_still_be_answered() -> None:
    case = opened(REQUEST).on("2026-03-10").take("answering", action="expire")
    assert (case.matter.state, fold.turn(case.kind, case.matter).roles) == ("unanswered", ("holder",))
    assert case.take("grant", "holder", fields=GRANT).matter.state == "granted"


def test_the_day_of_the_answer_is_not_late_yet() -> None:
    case = opened(REQUEST).on("2026-03-09")
    assert case.refused("answering", action="expire") == MatterRefusal.CLOCK_HAS_NOT_EXPIRED


def test_what_did_not_arrive_goes_back_and_its_signatures_with_it() -> None:
    case = granted().take("deliver", "holder", fields=RECEIPT).take("receive", "holder")
    case.take("miss", "asker", fields={"reason": "没有收到"})
    assert (case.matter.state, case.matter.signed) == ("granted", {})
    case.take("deliver", "holder", fields=RECEIPT).take("receive", "asker")
    assert case.matter.state == "delivered"


def test_a_receipt_that_changes_is_signed_anew() -> None:
    case = granted().take("deliver", "holder", fields=RECEIPT)
    assert case.refused("deliver", "holder", fields=RECEIPT) == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
    assert case.refused("receive", "asker", text="0" * 64) == MatterRefusal.TEXT_IS_NOT_ON_THE_TABLE


def test_after_its_day_the_use_is_overdue_until_both_confirm_its_end() -> None:
    case = in_use().on("2026-07-01").take("using", action="expire")
    assert (case.matter.state, fold.turn(case.kind, case.matter).roles) == ("overdue", ("asker",))
    case.take("report_ended", "asker", fields={"end_how": "filed"}).take("confirm_ended", "holder")
    assert case.matter.state == "overdue"
    assert case.take("confirm_ended", "asker").matter.state == "ended"


def test_the_end_of_use_is_signed_as_it_was_reported() -> None:
    case = in_use()
    assert case.refused("confirm_ended", "holder") == MatterRefusal.TEXT_IS_INCOMPLETE
    case.take("report_ended", "asker", fields={"end_how": "deleted"}).take("confirm_ended", "holder")
    case.take("report_ended", "asker", fields={"end_how": "returned"})
    assert case.matter.signed == {}


def test_a_question_is_lifted_on_both_sides_at_once_also_by_time() -> None:
    case = opened(ESCALATION)
    case.take("answer_village", "raiser", fields={"village_answer": "先装两盏"})
    case.take("answer_village", "other", fields={"village_answer": "没有经费"})
    assert case.ends("village_days")[1] == "2026-03-09"
    case.on("2026-03-20").take("village_days", action="expire")
    assert (case.matter.state, case.ends("town_days")[1]) == ("town", "2026-04-03")
    assert case.refused("answer_village", "other") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
    case.take("lift_city", "other", fields={"reason": "跨区"}).take("propose", "raiser", fields={"result": "各装一岸"})
    case.take("settle", "raiser").take("settle", "other")
    assert (case.matter.state, case.matter.agreed) == ("settled", {"result": "各装一岸"})


@pytest.mark.parametrize("role", ["raiser", "other"])
def test_either_side_lifts_a_question_and_says_why(role: str) -> None:
    case = opened(ESCALATION)
    assert case.refused("lift_town", role, fields={}) == MatterRefusal.EVENT_IS_INCOMPLETE
    assert case.take("lift_town", role, fields={"reason": "村里没有经费"}).matter.state == "town"


def test_numbers_of_an_event_count_when_both_confirmed_them() -> None:
    case = opened(LAW_EVENT)
    assert case.refused("report", "host", fields=REPORT) == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
    case.take("join", "guest").take("report", "host", fields=REPORT).take("confirm", "host").take("confirm", "guest")
    assert (case.matter.state, case.matter.agreed) == ("held", REPORT)


def test_an_event_without_questions_is_reported_too() -> None:
    told = {"attendance": 12, "questions": 0, "answered": 0, "asked": []}
    case = opened(LAW_EVENT).take("join", "guest").take("report", "host", fields=told).take("confirm", "guest")
    assert case.take("confirm", "host").matter.agreed["asked"] == []


def test_a_question_has_no_room_for_who_asked() -> None:
    case = opened(LAW_EVENT).take("join", "guest")
    told = {**REPORT, "asked": [{"id": "q1", "question": "问", "asked_by": "钱大有"}]}
    assert case.refused("report", "host", fields=told) == MatterRefusal.VALUES_DO_NOT_FIT


def test_numbers_that_change_are_confirmed_anew() -> None:
    case = opened(LAW_EVENT).take("join", "guest").take("report", "host", fields=REPORT).take("confirm", "guest")
    case.take("report", "host", fields={**REPORT, "attendance": 121})
    assert (case.matter.state, case.matter.signed) == ("reported", {})


def test_each_side_says_what_it_learnt_before_a_drill_is_signed() -> None:
    case = opened(DRILL)
    assert case.refused("hold", "host", fields={"result": "已办"}) == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
    case.take("join", "guest").take("hold", "host", fields={"result": "四十分钟封堵"})
    assert case.refused("close", "host") == MatterRefusal.EARLIER_STEP_IS_MISSING
    case.take("learn", "host", fields={"learnt": "泵不够"}).take("learn", "guest", fields={"learnt": "联络慢"})
    assert case.matter.asserted["learnt"] == {"host": "泵不够", "guest": "联络慢"}
    case.take("close", "host").take("close", "guest")
    assert (case.matter.state, case.matter.agreed) == ("closed", {"result": "四十分钟封堵"})


def test_a_roster_ends_with_its_last_day_and_not_before() -> None:
    case = opened(ROSTER).on("2026-03-31")
    assert case.refused("renewing", action="expire") == MatterRefusal.CLOCK_HAS_NOT_EXPIRED
    assert case.on("2026-04-01").take("renewing", action="expire").matter.state == "ended"


def test_a_roster_that_the_other_side_questions_is_amended_by_its_keeper() -> None:
    case = opened(ROSTER).take("report_wrong", "reader", fields={"remark": "电话打不通"})
    assert fold.turn(case.kind, case.matter).roles == ("keeper",)
    assert case.refused("amend", "reader", fields={"shifts": SHIFTS}) == MatterRefusal.STEP_BELONGS_TO_ANOTHER
    assert case.take("amend", "keeper", fields={"shifts": SHIFTS}).matter.state == "standing"
    assert case.ends("renewing")[1] == "2026-03-31"


def test_a_shift_has_no_room_for_a_name() -> None:
    case = opened(ROSTER)
    told = {"shifts": [{**SHIFTS[0], "holder": "钱大有"}]}
    assert case.refused("amend", "keeper", fields=told) == MatterRefusal.VALUES_DO_NOT_FIT


def test_a_stop_stands_only_as_long_as_both_want_it() -> None:
    case = opened(LAW_STOP).take("sign", "host").take("sign", "guest")
    assert case.matter.state == "standing"
    assert case.take("retire", "guest", fields={"reason": "改建"}).matter.state == "retired"


def test_a_catalogue_is_corrected_by_who_keeps_it() -> None:
    case = opened(CATALOGUE)
    assert fold.turn(case.kind, case.matter).roles == ()
    case.take("ask_correction", "reader", fields={"remark": "更新频率有误"})
    assert case.refused("amend", "reader") == MatterRefusal.STEP_BELONGS_TO_ANOTHER
    assert case.take("amend", "owner", fields={"rhythm": "每季"}).matter.state == "listed"
    assert case.take("end", "owner", fields={"reason": "台账停用"}).matter.state == "ended"
    assert case.refused("amend", "owner") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
