"""The kind of mediations: nobody alone makes an agreement, one refusal ends it, time runs as the law says."""

from typing import Any

import pytest

from pilin.kernel.matters.rules import fold, soundness
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.mediation.tests.samples import DAYS, THEM, US

ROLES = ("initiator", "responder")
FEES = ("fee", "price", "cost", "charge", "amount")


@pytest.fixture
def case() -> Case:
    return Case(kit.kind("mediation"), nodes={"initiator": US, "responder": THEM})


@pytest.fixture
def mediating(case: Case) -> Case:
    case.take("accept", "responder")
    return case.take("consent", "initiator").take("consent", "responder")


@pytest.fixture
def effective(mediating: Case) -> Case:
    fields = {**kit.filled(mediating.kind, mediating.rule("draft")), **DAYS}
    return mediating.take("draft", "initiator", fields=fields).take("sign", "initiator").take("sign", "responder")


def alone(case: Case, role: str) -> set[str]:
    """Return the states that one role reaches with time and without the other."""
    seen, waiting, states = set[str](), [case.matter], set[str]()
    while waiting:
        matter = waiting.pop()
        if (mark := f"{matter.state}{sorted(matter.signed)}{sorted(matter.done)}") in seen:
            continue
        seen.add(mark)
        for rule in case.kind.steps:
            case.matter = matter
            if matter.state in rule.from_ and role in rule.by:
                after = case.tried(case.event(rule.name, role))
                if isinstance(after, fold.Matter):
                    states.add(after.state)
                    waiting.append(after)
    return states


def test_it_is_sound_and_every_title_is_in_both_languages(case: Case) -> None:
    kind = case.kind
    assert soundness.findings(kind) == []
    titled: list[Any] = [*kind.fields.values(), *kind.states.values(), *kind.steps, *kind.clocks]
    assert [one.title for one in titled if not {"zh", "en"} <= one.title.keys()] == []


def test_mediation_is_free_of_charge(case: Case) -> None:
    names = [*case.kind.fields, *(member for rule in case.kind.fields.values() for member in rule.members)]
    assert [name for name in names if any(word in name for word in FEES)] == []  # 人民调解法 4
    assert [name for name, rule in case.kind.fields.items() if rule.type == "money"] == []


def test_what_the_parties_tell_stands_in_no_event(case: Case) -> None:
    apart = {name for name, rule in case.kind.fields.items() if rule.sees != ("all",)}
    assert apart == {"parties", "facts", "record", "agreed_facts", "agreed_content"}
    words = {**kit.filled(case.kind, case.rule("accept")), "parties": "乙户"}
    assert case.refused("accept", "responder", fields=words) == MatterRefusal.VALUES_DO_NOT_FIT


def test_each_party_consents_for_itself(case: Case) -> None:
    case.take("accept", "responder").take("consent", "initiator")
    assert case.matter.state == "consenting"
    assert fold.turn(case.kind, case.matter).roles == ("responder",)
    assert case.take("consent", "responder").matter.state == "mediating"


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", ["consenting", "mediating", "signing"])
def test_one_refusal_ends_it_at_any_moment(case: Case, role: str, state: str) -> None:
    case.take("accept", "responder")
    if state != "consenting":
        case.take("consent", "initiator").take("consent", "responder")
    if state == "signing":
        case.take("draft", "initiator").take("sign", "responder")
    assert case.matter.state == state
    assert case.take("refuse", role).matter.state == "refused"
    assert case.refused("session", role) == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE


@pytest.mark.parametrize("role", ROLES)
def test_no_side_alone_reaches_an_agreement(mediating: Case, role: str) -> None:
    assert not alone(mediating, role) & {"effective", "filed", "confirmed", "performed", "joined"}


@pytest.mark.parametrize("role", ROLES)
def test_no_side_alone_files_closes_or_undoes_an_agreement(effective: Case, role: str) -> None:
    assert effective.matter.state == "effective"
    assert alone(effective, role) <= {"effective"}


@pytest.mark.parametrize("role", ROLES)
def test_no_side_alone_tells_what_the_court_ruled(effective: Case, role: str) -> None:
    effective.take("file", "initiator").take("file", "responder")
    assert alone(effective, role) <= {"filed"}


def test_guests_and_open_doors_need_both(mediating: Case) -> None:
    for step in ("invite", "open_doors"):
        mediating.take(step, "initiator")
        assert step not in mediating.matter.done  # 人民调解法 20, 23
        mediating.take(step, "responder")
        assert step in mediating.matter.done


def test_danger_is_reported_in_every_open_state(case: Case) -> None:
    running = {name for name, state in case.kind.states.items() if not state.final}
    assert {*case.rule("escalate").from_} == running  # 人民调解法 25


def test_both_are_told_of_other_ways_where_it_ends_without_agreement(case: Case) -> None:
    assert [case.rule(name).needs_fields for name in ("refuse", "fail")] == [("told_on",), ("told_on",)]  # 26


def test_a_month_runs_from_taking_it_up(case: Case) -> None:
    case.on("2026-03-03").take("accept", "responder")
    assert case.ends("settling") == ("2026-04-02", "2026-04-02")
    case.take("consent", "initiator").take("consent", "responder")
    assert case.matter.clocks["settling"].status == "running"
    case.on("2026-04-03").take("settling", action="expire")
    assert case.matter.state == "mediating"  # the month is soft: nothing ends by it
    label = next(clock.article for clock in case.kind.clocks if clock.name == "settling")
    assert "未核实" in label


def test_thirty_days_for_the_court_run_from_the_day_of_effect(effective: Case) -> None:
    assert effective.ends("confirming") == ("2026-04-01", "2026-04-01")  # 2026-03-02 and thirty days
    assert effective.ends("performing")[1] == DAYS["perform_until"]
    effective.take("file", "initiator").take("file", "responder")
    assert effective.matter.clocks["confirming"].status == "met"


def test_a_rejected_filing_leaves_the_agreement(effective: Case) -> None:
    effective.take("file", "initiator").take("file", "responder")
    assert effective.take("reject", "responder").take("reject", "initiator").matter.state == "effective"


def test_both_may_mediate_anew(effective: Case) -> None:
    effective.on("2026-03-10").take("vary", "initiator").take("vary", "responder")
    assert effective.matter.state == "mediating"
    assert effective.ends("settling")[0] == "2026-04-09"


def test_the_other_side_asks_for_a_change_of_the_text(mediating: Case) -> None:
    mediating.take("draft", "initiator").take("sign", "initiator").take("return", "responder")
    assert mediating.matter.state == "mediating"
    assert mediating.matter.signed == {}


def test_a_month_that_ends_in_an_unpublished_year_is_provisional(case: Case) -> None:
    case.on("2026-12-20").take("accept", "responder")
    assert case.matter.clocks["settling"].provisional
    case.on("2027-02-01")
    assert case.refused("settling", action="expire") == MatterRefusal.CLOCK_IS_PROVISIONAL


def test_a_side_alone_may_note_a_refusal_or_danger_while_the_other_is_dark(case: Case) -> None:
    foreseen = {rule.name: rule.provisional_hours for rule in case.kind.steps if rule.provisional_hours}
    assert foreseen == {"refuse": 24, "escalate": 24}
