"""The kind of findings: objected to and answered in time, set right by a day, closed by both and by nobody alone."""

from typing import Any

import pytest

from pilin.kernel.matters.rules import fold, kinds, soundness
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import alone, kit
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.projects.rules.supervision import CLOSED
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU

FINDING = {
    "title": "护岸工程进度滞后",
    "number": "DC-2026-330482-0001",
    "quarter": "2026-Q1",
    "object": "明月山塘护岸",
    "class": "progress",
    "evidence": "2026-03-02 现场：第二标段未进场",
    "demand": "补齐人员机械，追回工期",
    "duty_unit": "金山区水务局",
    "due": "2026-05-29",
}
DONE = {"result": "第二标段已进场，工期追回", "proof": "现场照片 12 至 15 号"}


def recorded(**changes: Any) -> Case:
    """Return a finding that 平湖 recorded at an object of 金山."""
    case = Case(kit.kind("finding"), nodes={"recorder": PINGHU, "owner": JINSHAN})
    opened = fold.opened(case.kind, case.opening(fields={**FINDING, **changes}), case.calendars)
    assert isinstance(opened, Matter), opened
    case.matter = opened
    return case


@pytest.fixture
def case() -> Case:
    return recorded()


@pytest.fixture
def working(case: Case) -> Case:
    return case.take("take_on", "owner", fields={"measures": "增派两个班组"})


def struck_off(case: Case) -> Case:
    """Let the owner ask and both sign the strike-off."""
    case.take("ask_strike_off", "owner", fields=DONE)
    return case.take("strike_off", "owner").take("strike_off", "recorder")


def test_it_is_sound_and_every_title_is_in_both_languages(case: Case) -> None:
    kind = case.kind
    assert soundness.findings(kind) == []
    titled: list[Any] = [*kind.fields.values(), *kind.states.values(), *kind.steps, *kind.clocks]
    assert [one.title for one in titled if not {"zh", "en"} <= one.title.keys()] == []


def test_every_clock_cites_its_article(case: Case) -> None:
    assert [clock.name for clock in case.kind.clocks if not (clock.statute and clock.article)] == []
    by_law = {clock.name: clock.length for clock in case.kind.clocks if clock.statute == "政府督查工作条例"}
    assert by_law == dict.fromkeys(("objecting", "answering", "objecting_again", "answering_again"), 30)  # 第17条


@pytest.mark.parametrize("role", ["recorder", "owner"])
def test_no_side_alone_closes_a_finding(case: Case, role: str) -> None:
    assert not alone.states_reached(case, role) & {*CLOSED}


@pytest.mark.parametrize("role", ["recorder", "owner"])
def test_no_side_alone_files_or_revokes_what_is_struck_off(working: Case, role: str) -> None:
    struck_off(working)
    reached = alone.states_reached(working, role)
    assert not reached & {"archived", "revoked", "checking"}
    assert "relapsed" in reached or role == "owner"


@pytest.mark.parametrize(
    ("change", "role", "state"),
    [
        ({"steps__strike_off__by": "owner"}, "owner", "struck_off"),
        ({"steps__accept_objection__from": ["recorded"], "steps__accept_objection__needs": {}}, "recorder", "revoked"),
        ({"clocks__objecting__expiry": {"to": "revoked"}}, "owner", "revoked"),
    ],
)
def test_a_kind_by_which_one_side_could_close_would_be_found(change: dict[str, Any], role: str, state: str) -> None:
    document = kit.changed("finding", **change)
    next(one for one in document["steps"] if one["name"] == "strike_off").pop("signs")
    wrong = Case(kinds.parse(document), nodes={"recorder": PINGHU, "owner": JINSHAN})
    assert state in alone.states_reached(wrong, role)


def test_every_closed_state_needs_both(case: Case) -> None:
    states = case.kind.states
    assert {name for name, state in states.items() if state.final or name == "struck_off"} == {*CLOSED}
    assert all(states[name].agreed for name in CLOSED)


def test_thirty_days_to_object_then_it_is_to_be_set_right(case: Case) -> None:
    assert case.ends("objecting") == ("2026-04-01", "2026-04-01")
    assert case.refused("objecting", action="expire") == MatterRefusal.CLOCK_HAS_NOT_EXPIRED
    case.on("2026-04-02").take("objecting", action="expire")
    assert case.matter.state == "rectifying"
    assert case.refused("object", "owner") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE


def test_an_objection_is_answered_within_thirty_days(case: Case) -> None:
    case.on("2026-03-20").take("object", "owner", fields={"objection": "二标段三月一日已进场"})
    assert (case.matter.state, case.ends("answering")[0]) == ("objected", "2026-04-19")
    assert fold.turn(case.kind, case.matter).roles == ("recorder",)
    case.take("uphold", "recorder", fields={"answer": "进场单日期为三月九日"})
    assert case.matter.state == "rectifying"


def test_an_accepted_objection_revokes_the_finding(case: Case) -> None:
    assert case.refused("accept_objection", "recorder") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
    case.take("object", "owner").take("accept_objection", "recorder", fields={"answer": "采纳"})
    assert case.matter.state == "revoked"


def test_it_is_struck_off_when_both_signed_what_was_done(working: Case) -> None:
    working.take("ask_strike_off", "owner", fields=DONE).take("strike_off", "recorder")
    assert working.matter.state == "checking"
    working.take("strike_off", "owner")
    assert working.matter.state == "struck_off"
    assert {name: working.matter.agreed[name] for name in DONE} == DONE
    assert fold.turn(working.kind, working.matter).roles == ()


def test_the_recorder_sends_back_with_another_day(working: Case) -> None:
    working.take("ask_strike_off", "owner", fields=DONE)
    again = {"reason": "照片不能看出工期", "next_due": "2026-06-30"}
    working.take("send_back", "recorder", fields=again)
    assert working.matter.state == "rectifying_again"
    assert working.ends("next_day") == ("2026-06-30", "2026-06-30")
    assert struck_off(working).matter.state == "struck_off"


def test_a_relapse_is_taken_up_under_its_number(working: Case) -> None:
    struck_off(working).take("tell_relapse", "owner", fields={"reason": "汛后塌岸"})
    assert working.matter.state == "struck_off"
    working.take("reopen", "recorder", fields={"reason": "汛后塌岸", "next_due": "2026-09-30"})
    assert working.matter.state == "relapsed"
    assert working.matter.asserted["number"] == {"recorder": FINDING["number"]}
    assert working.refused("reopen", "recorder") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE


def test_a_day_that_is_past_makes_it_overdue_until_it_is_asked_for(working: Case) -> None:
    working.on("2026-05-30").take("due_day", action="expire")
    assert working.matter.state == "overdue"
    assert working.refused("offer_extension", "owner") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE  # before, not after
    working.take("set_day", "recorder", fields={"reason": "已约谈", "next_due": "2026-06-15"})
    assert working.ends("next_day")[1] == "2026-06-15"
    working.take("set_day", "recorder", fields={"reason": "汛期", "next_due": "2026-06-20"})
    assert working.ends("next_day")[1] == "2026-06-20"


def test_a_later_day_counts_once_both_signed_it(working: Case) -> None:
    working.take("offer_extension", "owner", fields={"due": "2026-07-31", "reason": "汛期"})
    assert working.ends("due_day")[1] == "2026-05-29"
    working.take("extend", "owner").take("extend", "recorder")
    assert (working.matter.state, working.ends("due_day")[1]) == ("rectifying", "2026-07-31")


@pytest.mark.parametrize(("step", "role"), [("refuse_extension", "recorder"), ("take_back_extension", "owner")])
def test_without_a_later_day_the_first_one_stands(working: Case, step: str, role: str) -> None:
    working.take("offer_extension", "owner", fields={"due": "2026-07-31", "reason": "汛期"})
    working.take(step, role)
    assert (working.matter.state, working.ends("due_day")[1]) == ("rectifying", "2026-05-29")


def test_an_asking_that_is_not_answered_does_not_stop_the_day(working: Case) -> None:
    working.take("offer_extension", "owner", fields={"due": "2026-07-31", "reason": "汛期"})
    working.on("2026-05-30").take("due_day", action="expire")
    assert working.matter.state == "overdue"


def test_both_revoke_what_was_recorded_wrongly(case: Case) -> None:
    case.take("revoke", "recorder", fields={"reason": "对象写错"})
    assert case.matter.state == "recorded"
    assert case.take("revoke", "owner", fields={"reason": "同意"}).matter.state == "revoked"


def test_both_file_it_at_the_end_of_the_year(working: Case) -> None:
    struck_off(working).take("archive", "recorder")
    assert working.matter.state == "struck_off"
    assert working.take("archive", "owner").matter.state == "archived"
