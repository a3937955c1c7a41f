"""The kind of conditions: set by one side, signed by both, proven by its day, and met only when both say so."""

from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.rules import fold, soundness
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import alone, kit
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.projects.rules import conditions, records
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU

PLAN = "00000000-0000-7000-8000-000000000001"
CONDITION: dict[str, Any] = {
    "title": "步道用地先行落实",
    "plan": PLAN,
    "wanted": "用地批复文件",
    "holds": "sign",
    "duty_unit": "平湖市自然资源局",
    "due": "2026-06-30",
}
PROOF = {"result": "批复已下达", "proof": "平自然资（2026）1号"}


def opened(**changes: Any) -> Case:
    case = Case(kit.kind("condition"), nodes={"demander": JINSHAN, "bearer": PINGHU})
    found = fold.opened(case.kind, case.opening(fields={**CONDITION, **changes}), case.calendars)
    assert isinstance(found, Matter), found
    case.matter = found
    return case


@pytest.fixture
def case() -> Case:
    return opened()


@pytest.fixture
def standing(case: Case) -> Case:
    return case.take("take_on", "demander").take("take_on", "bearer")


@pytest.fixture
def proving(standing: Case) -> Case:
    return standing.take("report", "bearer", fields=PROOF)


def test_it_is_sound_titled_in_both_languages_and_cites_its_articles(case: Case) -> None:
    kind = case.kind
    assert soundness.findings(kind) == []
    titled: list[Any] = [*kind.fields.values(), *kind.states.values(), *kind.steps, *kind.clocks]
    assert [one.title for one in titled if not {"zh", "en"} <= one.title.keys()] == []
    assert [clock.name for clock in kind.clocks if not (clock.statute and clock.article)] == []


REPORTED = (("take_on", "demander"), ("take_on", "bearer"), ("report", "bearer"))
STARTS: dict[str, tuple[tuple[str, str], ...]] = {
    "set": (),
    "half signed": REPORTED[:1],
    "standing": REPORTED[:2],
    "proving": REPORTED,
    "sent back": (*REPORTED, ("send_back", "demander")),
    "half waived": (*REPORTED[:2], ("waive", "demander")),
}


def from_here(start: str) -> Case:
    case = opened()
    for step, role in STARTS[start]:
        case.take(step, role)
    return case


GIVES_AWAY = ("half waived", "bearer")
"""Where the one side has signed already and the other gives the signature that makes it one of both."""
ALONE = [(start, role) for start in STARTS for role in ("demander", "bearer") if (start, role) != GIVES_AWAY]


@pytest.mark.parametrize(("start", "role"), ALONE)
def test_no_steps_of_one_side_alone_meet_a_condition(start: str, role: str) -> None:
    assert not alone.states_reached(from_here(start), role) & {"fulfilled", "waived"}


@pytest.mark.parametrize("role", ["demander", "bearer"])
@pytest.mark.parametrize("start", ["standing", "proving", "sent back"])
def test_once_both_signed_it_one_side_alone_never_frees_the_step_that_it_holds(start: str, role: str) -> None:
    case = from_here(start)
    for matter in alone.places_reached(case, role):
        found = records.record_of(matter, case.kind)
        for me in (PINGHU, JINSHAN):
            with pytest.raises(Refused):
                conditions.check_step("sign", [found], me=me)


@pytest.mark.parametrize("role", ["demander", "bearer"])
def test_no_side_alone_makes_it_stand(case: Case, role: str) -> None:
    assert "standing" not in alone.states_reached(case, role)


def test_the_walk_does_find_what_both_sides_together_do() -> None:
    """Else the check would hold for a walk that goes nowhere."""
    assert "waived" in alone.states_reached(from_here("half waived"), "bearer")
    assert "overdue" in alone.states_reached(from_here("standing"), "demander")


def test_it_stands_when_both_have_signed_and_has_its_day(standing: Case) -> None:
    assert standing.matter.state == "standing"
    assert standing.ends("due_day")[1] == "2026-06-30"
    assert fold.turn(standing.kind, standing.matter).roles == ("bearer",)


def test_the_other_side_may_decline_it_and_who_set_it_may_withdraw_it(case: Case) -> None:
    assert case.refused("decline", "demander", fields={"reason": "x"}) == MatterRefusal.STEP_BELONGS_TO_ANOTHER
    assert case.take("decline", "bearer", fields={"reason": "无此职权"}).matter.state == "declined"
    assert opened().take("withdraw", "demander", fields={"reason": "已无必要"}).matter.state == "withdrawn"


def test_it_is_met_when_both_sign_what_proves_it(proving: Case) -> None:
    assert proving.take("confirm", "bearer").matter.state == "proving"
    assert proving.take("confirm", "demander").matter.state == "fulfilled"
    assert proving.matter.agreed["proof"] == PROOF["proof"]


def test_what_does_not_meet_it_is_sent_back_with_another_day(proving: Case) -> None:
    proving.take("send_back", "demander", fields={"reason": "缺附图", "next_due": "2026-07-31"})
    assert proving.matter.state == "standing_again"
    assert proving.ends("next_day")[1] == "2026-07-31"


def test_past_its_day_it_is_overdue_until_it_is_met_or_another_day_is_set(standing: Case) -> None:
    standing.on("2026-07-01").take("due_day", action="expire")
    assert standing.matter.state == "overdue"
    standing.take("set_day", "demander", fields={"reason": "汛期", "next_due": "2026-08-31"})
    assert standing.matter.state == "standing_again"
    assert standing.take("report", "bearer", fields=PROOF).matter.state == "proving"


def test_both_may_waive_it(standing: Case) -> None:
    assert standing.take("waive", "demander").matter.state == "standing"
    assert standing.take("waive", "bearer").matter.state == "waived"


def test_its_record_names_the_plan_the_bearer_and_the_day(standing: Case) -> None:
    found = records.record_of(standing.matter, standing.kind)
    assert (found.kind, found.plan, found.holder, str(found.day)) == ("condition", PLAN, PINGHU, "2026-06-30")
    assert not found.is_over
