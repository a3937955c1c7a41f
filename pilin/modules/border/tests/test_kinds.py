"""The kinds of the room: sound, titled in both languages, and none lets one side alone say what both must."""

from typing import Any

import pytest

from pilin.kernel.matters.rules import fold, soundness
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import alone, kit
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.border.rules.records import JOINT_CHECK, PATROLS, ROADBLOCK, SUPPORT
from pilin.modules.border.tests import opening
from pilin.modules.border.tests.samples import CHECK, PLAN, RECORD, TOTALS
from pilin.modules.border.tests.samples import ROADBLOCK as BLOCK
from pilin.modules.border.tests.samples import SUPPORT as ASKED

FIELDS: dict[str, dict[str, Any]] = {SUPPORT: ASKED, PATROLS: PLAN, ROADBLOCK: BLOCK, JOINT_CHECK: CHECK}
AGREED = {SUPPORT: {"ended"}, PATROLS: {"running", "closed"}, ROADBLOCK: {"removed", "struck"}}
AGREED |= {JOINT_CHECK: {"set", "done", "called_off"}}
KINDS = sorted(FIELDS)


def opened(name: str) -> Case:
    return opening.opened(name, FIELDS[name])


@pytest.mark.parametrize("name", KINDS)
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


@pytest.mark.parametrize("name", KINDS)
def test_no_side_alone_reaches_what_both_must_say(name: str) -> None:
    for role in kit.kind(name).roles:
        assert not alone.states_reached(opened(name), role) & AGREED[name], role


@pytest.mark.parametrize("name", KINDS)
def test_no_field_could_hold_a_person_a_plate_a_picture_or_a_position(name: str) -> None:
    parts = {
        part
        for field, _rule in opening.rules_of(kit.kind(name))
        for word in field.split(".")
        for part in word.split("_")
    }
    assert not parts & {"name", "plate", "phone", "picture", "photo", "video", "stream", "url", "lat", "lon", "gps"}


@pytest.mark.parametrize("name", KINDS)
def test_no_step_takes_an_attachment(name: str) -> None:
    assert [step.name for step in kit.kind(name).steps if step.needs_attachments] == []


def test_who_is_asked_promises_and_both_say_what_came_of_it() -> None:
    case = opened(SUPPORT)
    assert fold.turn(case.kind, case.matter).roles == ("helper",)
    case.take("promise", "helper", fields={"people": 8, "vehicles": 1, "answered_by": "新埭派出所"})
    assert case.matter.asserted["people"] == {"asker": 12, "helper": 8}
    assert case.refused("end", "asker") == MatterRefusal.EARLIER_STEP_IS_MISSING
    case.take("report_outcome", "helper", fields={"outcome": "done"}).take("end", "helper")
    assert case.matter.state == "promised"
    assert case.take("end", "asker").matter.state == "ended"


def test_who_asks_does_not_answer_himself() -> None:
    case = opened(SUPPORT)
    assert case.refused("promise", "asker") == MatterRefusal.STEP_BELONGS_TO_ANOTHER
    assert case.refused("decline", "asker") == MatterRefusal.STEP_BELONGS_TO_ANOTHER


def test_a_request_that_nobody_answers_is_late_for_both_and_can_still_be_answered() -> None:
    case = opened(SUPPORT)
    assert case.ends("answering") == ("2026-03-03", "2026-03-03")
    case.on("2026-03-04").take("answering", action="expire")
    assert (case.matter.state, fold.turn(case.kind, case.matter).roles) == ("unanswered", ("helper",))
    case.take("decline", "helper", fields={"why_not": "no_hands", "answered_by": "新埭派出所"})
    assert case.matter.state == "declined"


def test_why_not_is_one_of_a_few_words_and_no_story() -> None:
    case = opened(SUPPORT)
    told = {"why_not": "三号卡点已部署两组", "answered_by": "新埭派出所"}
    assert case.refused("decline", "helper", fields=told) == MatterRefusal.VALUES_DO_NOT_FIT


def test_records_are_told_only_of_a_plan_that_both_signed() -> None:
    case = opened(PATROLS)
    told = {"records": [RECORD]}
    assert case.refused("tell_records", "partner", fields=told) == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
    case.take("sign", "planner").take("sign", "partner")
    assert case.matter.agreed["rounds"] == PLAN["rounds"]
    case.take("tell_records", "partner", fields=told).take("tell_records", "planner", fields={"records": []})
    assert case.matter.asserted["records"] == {"partner": [RECORD], "planner": []}


def test_what_a_side_tells_again_replaces_what_it_told() -> None:
    case = opened(PATROLS).take("sign", "planner").take("sign", "partner")
    case.take("tell_records", "planner", fields={"records": [RECORD]})
    more = [RECORD, {**RECORD, "id": "a2", "round": "r2"}]
    case.take("tell_records", "planner", fields={"records": more})
    assert case.matter.asserted["records"]["planner"] == more


def test_one_number_stands_for_one_record() -> None:
    case = opened(PATROLS).take("sign", "planner").take("sign", "partner")
    twice = {"records": [RECORD, {**RECORD, "round": "r2"}]}
    assert case.refused("tell_records", "planner", fields=twice) == MatterRefusal.VALUES_DO_NOT_FIT


def test_after_both_closed_the_month_nothing_is_told_any_more() -> None:
    case = opened(PATROLS).take("sign", "planner").take("sign", "partner")
    case.take("close", "planner").take("close", "partner")
    assert case.matter.state == "closed"
    told = {"records": [RECORD]}
    assert case.refused("tell_records", "planner", fields=told) == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE


def test_a_roadblock_that_was_removed_may_come_back() -> None:
    case = opened(ROADBLOCK)
    assert case.refused("confirm_removed", "reporter") == MatterRefusal.EARLIER_STEP_IS_MISSING
    case.take("report_removed", "other", fields={"removed_on": "2026-03-05"})
    case.take("confirm_removed", "reporter").take("confirm_removed", "other")
    assert case.matter.state == "removed"
    case.on("2026-06-01").take("report_again", "other", fields={"seen_on": "2026-06-01"})
    assert (case.matter.state, case.ends("removing")[0]) == ("standing", "2026-07-01")


def test_totals_of_a_check_are_numbers_by_kind_and_nothing_else() -> None:
    case = opened(JOINT_CHECK).take("sign", "planner").take("sign", "partner")
    case.take("tell_totals", "planner", fields={"totals": TOTALS})
    for odd in ({**TOTALS, "plates": 1}, {**TOTALS, "cars": "浙F12345"}, {"cars": 1}):
        told = {"totals": odd}
        assert case.refused("tell_totals", "partner", fields=told) == MatterRefusal.VALUES_DO_NOT_FIT
    case.take("finish", "partner").take("finish", "planner")
    assert case.matter.state == "done"
