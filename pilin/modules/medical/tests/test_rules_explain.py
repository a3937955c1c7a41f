"""Explanations: the steps of worked claims one by one, their facts, their JSON, and that they add up."""

import json
from decimal import Decimal

from pilin.base.canonical import encode
from pilin.modules.medical.rules import explain
from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.benefit import Visit, compute, explained
from pilin.modules.medical.rules.explain import FACTS, Said, Step, as_json, by_payer, from_json, of_lines
from pilin.modules.medical.rules.split import Approval, Grade, SplitRule, catalogue, parts_of, split_lines
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.samples import entry, line


def told(steps: tuple[Step, ...]) -> list[tuple[str, str, int, str]]:
    """Return steps without their facts."""
    return [(step.said.value, step.payer, step.fen, step.rule) for step in steps]


def facts(steps: tuple[Step, ...], said: Said) -> dict[str, int | str]:
    (step,) = [step for step in steps if step.said is said]
    return dict(step.facts)


def test_the_first_worked_claim_is_explained_step_by_step() -> None:
    visit = Visit("21", 3, "1501", Filing.REFERRED)
    parts = samples.parts("1200", "300", "900", "17600")
    found = compute(samples.policy("330482", "390"), parts, visit, Accumulators())
    assert told(found.steps) == [
        ("full_self", "person", 120_000, ""),
        ("over_limit", "person", 30_000, ""),
        ("prior_self", "person", 90_000, ""),
        ("deductible_of_admission", "person", 80_000, "benefits/inpatient/deductible/3"),
        ("basic_by_factor", "hifp", 982_800, "benefits/inpatient/ratio/3 remote/referred"),
        ("burden", "person", 777_200, ""),
        ("cash", "cash", 1_017_200, ""),
    ]
    deductible = {"standard_fen": 80_000, "admission": 1, "charged_fen": 0}
    assert facts(found.steps, Said.DEDUCTIBLE_OF_ADMISSION) == deductible
    assert facts(found.steps, Said.BASIC_BY_FACTOR) == {
        "base_fen": 1_680_000,
        "ratio_bp": 6500,
        "level": 3,
        "group": "adult",
        "filing": "referred",
        "factor_bp": 9000,
    }


def test_ceiling_and_layers_say_which_amount_fell_where() -> None:
    """Room 10000 covers 13333.33 of 40000 at 0.75; burden 30000, of which 15000 lie above the threshold."""
    used = samples.used("admissions=2 pooled/ip=290000")
    found = compute(samples.policy("330482", "390"), samples.parts(scope="40000"), Visit("21", 2, "1501"), used)
    assert told(found.steps) == [
        ("basic", "hifp", 1_000_000, "benefits/inpatient/ratio/2"),
        ("ceiling", "hifp", 2_666_667, "ceilings/year"),
        ("layer", "hifmi", 1_050_000, "layers/hifmi/steps/1"),
        ("burden", "person", 1_950_000, ""),
        ("cash", "cash", 1_950_000, ""),
    ]
    assert facts(found.steps, Said.BASIC)["base_fen"] == 1_333_333
    ceiling = {"ceiling": "year", "ceiling_fen": 30_000_000, "paid_fen": 29_000_000, "above_fen": 2_666_667}
    assert facts(found.steps, Said.CEILING) == ceiling
    layer = {"base_fen": 1_500_000, "ratio_bp": 7000, "from_fen": 1_500_000, "before_fen": 0}
    assert facts(found.steps, Said.LAYER) == layer


def test_every_step_brings_the_facts_of_its_sentence() -> None:
    visit = Visit(
        "21", 3, "1101", account_used=True, account_fen=10, relative_fen=10, civil_servant=True, hospital_fen=5
    )
    used = samples.used("pooled/ip=399000 paid/cvlserv=2999")
    away = [
        compute(policy, samples.parts("1", "1", "1", "100000"), Visit("11", 2, "1101", filing), Accumulators())
        for policy in (samples.full(), samples.policy("310116", "310"))
        for filing in Filing
    ]
    lines = of_lines(split_lines(LINES, CATALOGUE, SplitRule()))
    here = compute(samples.full(), samples.parts("1", "1", "1", "100000"), visit, used)
    steps = [*lines, *here.steps, *(step for found in away for step in found.steps)]
    assert {step.said for step in steps} == {*Said} == {*FACTS}
    assert [step for step in steps if {*step.facts} != {*FACTS[step.said].split()}] == []


CATALOGUE = catalogue(
    [
        entry("A"),
        entry("B", Grade.B, selfpay_bp=1000, price_max=Decimal(10)),
        entry("C", Grade.C),
        entry("R", restricted=True),
    ]
)
LINES = [
    line("1", "12.50", "2", "B"),
    line("2", "1", "1", "A"),
    line("3", "7", "1", "C"),
    line("4", "3", "1", "R", approval=Approval.REFUSED),
    line("5", "0", "1", "A"),
    line("6", "12.50", "-1", "B", original="1"),
]


def test_each_line_says_under_which_entry_its_parts_fell() -> None:
    steps = of_lines(split_lines(LINES[:4], CATALOGUE, SplitRule()))
    assert told(steps) == [
        ("line_over_limit", "person", 500, "B@2025-01-01"),
        ("line_prior_self", "person", 200, "B@2025-01-01"),
        ("line_in_scope", "scope", 1800, "B@2025-01-01"),
        ("line_in_scope", "scope", 100, "A@2025-01-01"),
        ("line_full_self", "person", 700, "C@2025-01-01"),
        ("line_use_refused", "person", 300, "R@2025-01-01"),
    ]
    assert facts(steps[:2], Said.LINE_OVER_LIMIT) == {"line": "1", "item": "B", "grade": "02", "price_max": "10"}


def test_the_lines_add_up_to_what_the_benefit_begins_with() -> None:
    splits = split_lines(LINES, CATALOGUE, SplitRule())
    total, full, over, prior, scope = parts_of(splits)
    assert by_payer(of_lines(splits)) == {"person": full + over + prior, "scope": scope}
    assert total == sum(one.amount_fen for one in LINES) == 2350


def test_steps_can_be_signed_and_read_back() -> None:
    visit = Visit("21", 3, "1101", Filing.OTHER, account_used=True, account_fen=100)
    found = compute(samples.full(), samples.parts("1", "1", "1", "100000"), visit, Accumulators())
    steps = (*of_lines(split_lines(LINES, CATALOGUE, SplitRule())), *found.steps)
    assert from_json(json.loads(encode(as_json(steps)))) == steps


def test_the_insured_places_half_names_its_policy_and_says_what_is_made_up() -> None:
    policy = samples.policy("330482", "390")
    found = compute(policy, samples.parts(scope="10000"), Visit("21", 3, "1501", Filing.REFERRED), Accumulators())
    half = json.loads(encode(explained(found)))
    assert half["policy"] == {
        "side": "330482",
        "insurance": "390",
        "version": 2,
        "digest": policy.version.digest,
        "illustrative": True,
    }
    assert from_json(half["steps"]) == found.steps


def test_who_pays_what_was_left_to_the_person_is_not_counted_twice() -> None:
    assert {step for step in Said if step in explain.WHY and step in explain.FROM_PERSON} == set()
