"""Which step a condition holds back, from whom and until when, and which conditions hold nothing: plain values."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.rules import kinds
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.projects.rules import conditions, records
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.records import Record
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU
from pilin.modules.projects.tests.test_condition_kind import PROOF, opened

DAY = date(2026, 3, 2)
SAID = {"holds": "sign", "due": "2026-06-30"}
TAKEN_ON = (("take_on", "demander"), ("take_on", "bearer"))


def condition(*steps: tuple[str, str], **changes: Any) -> Record:
    """Return a condition that 金山 set for 平湖 after some steps."""
    case = opened(**changes)
    for step, role in steps:
        case.take(step, role, fields=PROOF if step == "report" else kit.filled(case.kind, case.rule(step)))
    return records.record_of(case.matter, case.kind)


def plan(*steps: tuple[str, str]) -> Matter:
    """Return a plan that 平湖 offered after some steps."""
    case = Case(kit.kind("plan"), nodes={"initiator": PINGHU, "responder": JINSHAN})
    for step, role in steps:
        case.take(step, role)
    return case.matter


BOTH_SIGNED = (("sign", "initiator"), ("sign", "responder"))


def refusal(step: str, *found: Record, me: str = PINGHU) -> Refused | None:
    try:
        conditions.check_step(step, found, me=me)
    except Refused as refused:
        return refused
    return None


def code(step: str, *found: Record, me: str = PINGHU) -> object:
    refused = refusal(step, *found, me=me)
    return refused.code if refused else None


def test_an_open_condition_holds_back_its_step_alone_and_for_both_sides() -> None:
    found = condition(*TAKEN_ON)
    assert code("sign", found, me=PINGHU) is ProjectRefusal.CONDITION_AWAITS_US
    assert code("sign", found, me=JINSHAN) is ProjectRefusal.CONDITION_AWAITS_THE_OTHER
    assert [code(step, found) for step in ("sign_amendment", "complete", "end", "suspend")] == [None] * 4


def test_the_refusal_names_the_condition_and_its_day() -> None:
    refused = refusal("sign", condition(*TAKEN_ON))
    assert refused is not None
    assert refused.facts == {"title": "步道用地先行落实", "due": "2026-06-30"}


def test_what_is_proven_awaits_the_side_that_set_it() -> None:
    proving = condition(*TAKEN_ON, ("report", "bearer"), ("confirm", "bearer"))
    assert code("sign", proving, me=PINGHU) is ProjectRefusal.CONDITION_AWAITS_THE_OTHER
    assert code("sign", proving, me=JINSHAN) is ProjectRefusal.CONDITION_AWAITS_US


@pytest.mark.parametrize(
    "steps",
    [
        (*TAKEN_ON, ("report", "bearer"), ("confirm", "bearer"), ("confirm", "demander")),
        (*TAKEN_ON, ("waive", "bearer"), ("waive", "demander")),
        (("decline", "bearer"),),
        (("withdraw", "demander"),),
    ],
    ids=["met", "waived", "declined", "withdrawn"],
)
def test_what_is_over_holds_back_nothing(steps: tuple[tuple[str, str], ...]) -> None:
    found = condition(*steps)
    assert found.is_over
    assert code("sign", found) is None


def test_what_the_other_side_did_not_accept_holds_back_nothing() -> None:
    case = opened()
    found = records.record_of(case.matter, case.kind, refused_by=PINGHU)
    assert code("sign", found, me=JINSHAN) is None


def test_a_condition_of_version_1_holds_back_nothing() -> None:
    text = kit.changed("condition", version=1)
    text["opening"]["needs"].remove("holds")
    case = Case(kinds.parse(text), nodes={"demander": JINSHAN, "bearer": PINGHU})
    assert [code(step, records.record_of(case.matter, case.kind)) for step in conditions.HOLDS] == [None] * 3


def test_of_several_the_one_that_was_set_first_is_named() -> None:
    case = opened(title="第二条")
    later = records.record_of(replace(case.matter, id="matter-2"), case.kind)
    refused = refusal("sign", later, condition(*TAKEN_ON))
    assert refused is not None
    assert refused.facts["title"] == "步道用地先行落实"


def test_the_day_that_was_set_anew_counts() -> None:
    case = opened().take("take_on", "demander").take("take_on", "bearer").take("report", "bearer")
    case.take("send_back", "demander", fields={"reason": "缺附图", "next_due": "2026-07-31"})
    assert conditions.day_of(records.record_of(case.matter, case.kind)) == date(2026, 7, 31)


STATES = [
    ((), ["sign", "complete"]),
    ((("refuse_milestone", "responder"),), ["sign", "complete"]),
    (BOTH_SIGNED, ["sign_amendment", "complete"]),
    ((*BOTH_SIGNED, ("amend", "initiator")), ["sign_amendment", "complete"]),
    ((*BOTH_SIGNED, ("suspend", "initiator"), ("suspend", "responder")), ["complete"]),
    ((*BOTH_SIGNED, ("complete", "initiator"), ("complete", "responder")), []),
    ((*BOTH_SIGNED, ("end", "initiator"), ("end", "responder")), []),
    ((("withdraw", "initiator"),), []),
]


@pytest.mark.parametrize(("steps", "held"), STATES, ids=[str(number) for number in range(len(STATES))])
def test_only_a_step_that_is_still_to_come_can_be_held_back(
    steps: tuple[tuple[str, str], ...], held: list[str]
) -> None:
    found = plan(*steps)
    assert conditions.still_to_come(found.state) == held
    for step in conditions.HOLDS:
        said = {**SAID, "holds": step}
        if step in held:
            conditions.check_condition(said, found, me=JINSHAN, day=DAY)
        else:
            refuses(ProjectRefusal.CONDITION_HOLDS_NOTHING, said, found)


def test_the_steps_that_can_be_held_back_are_those_of_the_kind_of_plans_and_of_the_kind_of_conditions() -> None:
    choices = kit.kind("condition").fields["holds"].choices
    assert [*conditions.HOLDS] == [*choices]
    for rule in kit.kind("plan").steps:
        if rule.name in conditions.HOLDS:
            assert {*rule.from_} <= {*conditions.HOLDS[rule.name]}, rule.name
            assert {*rule.by} == {"initiator", "responder"}


def refuses(wanted: ProjectRefusal, said: dict[str, str], found: Matter | None, me: str = JINSHAN) -> None:
    with pytest.raises(Refused) as refused:
        conditions.check_condition(said, found, me=me, day=DAY)
    assert refused.value.code is wanted


def test_who_signed_the_plan_sets_no_condition_for_that_signature_any_more() -> None:
    half_signed = plan(("sign", "responder"))
    refuses(ProjectRefusal.CONDITION_HOLDS_NOTHING, SAID, half_signed)
    conditions.check_condition(SAID, half_signed, me=PINGHU, day=DAY)
    conditions.check_condition({**SAID, "holds": "complete"}, half_signed, me=JINSHAN, day=DAY)


def test_a_condition_of_no_plan_of_an_unknown_step_or_of_a_day_that_is_past_is_refused() -> None:
    refuses(ProjectRefusal.CONDITION_HOLDS_NOTHING, SAID, None)
    refuses(ProjectRefusal.CONDITION_HOLDS_NOTHING, {**SAID, "holds": "mood"}, plan())
    refuses(ProjectRefusal.CONDITION_DAY_IS_PAST, {**SAID, "due": "2026-03-01"}, plan())
    conditions.check_condition({**SAID, "due": "2026-03-02"}, plan(), me=JINSHAN, day=DAY)
