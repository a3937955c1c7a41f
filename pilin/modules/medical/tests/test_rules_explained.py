"""Both halves of a settlement put together from the bytes of their parts: what adds up, and what is refused."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.medical.rules import benefit, explain
from pilin.modules.medical.rules import claim as claims
from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.benefit import Visit
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.explained import Explained, explained, lines_of
from pilin.modules.medical.rules.settlement import Settlement
from pilin.modules.medical.rules.split import Entry, Grade, Parts, Split
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests import samples

A = Entry("XA-0001", Grade.A, date(2025, 1, 1))
B = Entry("XB-0001", Grade.B, date(2025, 1, 1))
SPLITS = (
    Split("1", A, 70_000, 0, 0, 0, 70_000, 0),
    Split("2", B, 20_000, 0, 0, 2_000, 18_000, 1_000),
)
PARTS = Parts(90_000, 0, 0, 2_000, 88_000)
ONE = Settlement("s", "330482", "310116", "H33048200001", "310", samples.DAY, 90_000, "", "clause:a/8")


def claim(**members: Any) -> bytes:
    plain = Claim("P", "V", "330482", "11", 2, (), PARTS, 0, account_used=True, lines=explain.of_lines(SPLITS))
    return claims.write(replace(plain, **members))


def half() -> bytes:
    policy = samples.policy("310116", "310")
    visit = Visit("11", 2, "11", Filing.LONG_TERM, account_used=True, account_fen=60_000)
    amounts = benefit.compute(policy, PARTS, visit, Accumulators({}))
    return claims.result(amounts, illustrative=True)


def put(sign: int = 1, **parts: bytes | None) -> Explained:
    return explained(ONE, sign=sign, **({"claim": claim(), "half": half()} | parts))


def spoilt(data: bytes, change: Any) -> bytes:
    raw = json.loads(data)
    change(raw)
    return json.dumps(raw).encode()


def test_the_lines_of_a_claim_make_its_total_and_say_where_each_part_fell() -> None:
    first, second = put().lines
    assert (first.number, first.item, first.grade, first.fen, first.in_scope_fen) == (
        "1",
        "XA-0001",
        "01",
        70_000,
        70_000,
    )
    assert [step.said for step in second.steps] == ["line_prior_self", "line_in_scope"]
    assert second.fen == 20_000
    assert second.in_scope_fen == 18_000
    assert second.rule == B.rule


def test_the_insured_half_cites_its_policy_and_adds_up_by_payer() -> None:
    found = put()
    assert found.amounts is not None
    assert found.policy is not None
    assert (found.policy.side, found.policy.insurance, found.policy.number) == ("310116", "310", 1)
    assert found.policy.digest == samples.policy("310116", "310").version.digest
    paid = explain.by_payer(found.steps)
    assert paid["hifp"] == found.amounts["fund_pay_sumamt"] == 28_500
    assert paid["account"] == found.amounts["acct_pay"] == 60_000
    assert found.illustrative
    assert found.whole


def test_a_cancel_is_the_same_with_every_sign_turned_and_without_the_balance() -> None:
    taken = put(sign=-1)
    assert taken.amounts is not None
    assert taken.amounts["medfee_sumamt"] == -90_000
    assert "balc" not in taken.amounts
    assert sum(line.fen for line in taken.lines) == -90_000
    assert {step.fen <= 0 for step in taken.steps} == {True}


def test_what_is_gone_is_left_out() -> None:
    assert put(claim=None).lines == ()
    assert put(half=None).amounts is None
    assert not put(claim=None).whole
    assert not put(half=None).whole


def test_a_line_that_comes_back_is_a_line_of_its_own() -> None:
    back = Split("3", A, -70_000, 0, 0, 0, -70_000, 0)
    found = lines_of(explain.of_lines((*SPLITS, back)))
    assert [line.fen for line in found] == [70_000, 20_000, -70_000]


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("said", "line_is_magic"), ("payer", "emperor"), ("fen", "70000"), ("fen", True), ("rule", 7),
        ("rule", "x" * 201), ("facts", {}), ("facts", []), ("facts", {"line": "1", "item": 7, "grade": "01"}),
        ("facts", {"line": "1", "item": "x" * 61, "grade": "01"}),
        ("facts", {"line": "1", "item": "x", "grade": "01", "psn_name": "somebody"}),
    ],
)  # fmt: skip
def test_a_claim_with_a_step_that_no_sentence_can_be_made_of_is_refused(member: str, value: Any) -> None:
    data = spoilt(claim(), lambda raw: raw["lines"][0].update({member: value}))
    with pytest.raises(Refused) as refusal:
        put(claim=data)
    assert refusal.value.code is MedicalRefusal.CLAIM_DOES_NOT_READ


@pytest.mark.parametrize(
    "change",
    [
        lambda raw: raw.pop("steps"),
        lambda raw: raw.pop("policy"),
        lambda raw: raw["policy"].update(number="1"),
        lambda raw: raw["policy"].update(colour="red"),
        lambda raw: raw["steps"].append({"said": "cash"}),
        lambda raw: raw["steps"].append("cash"),
        lambda raw: raw["amounts"].update(fund_pay_sumamt=1),
        lambda raw: next(one for one in raw["steps"] if "level" in one["facts"])["facts"].update(level=9),
        lambda raw: next(one for one in raw["steps"] if "base_fen" in one["facts"])["facts"].update(base_fen="1"),
    ],
)
def test_a_half_of_another_shape_is_refused(change: Any) -> None:
    with pytest.raises(Refused) as refusal:
        put(half=spoilt(half(), change))
    assert refusal.value.code is MedicalRefusal.HALF_DOES_NOT_READ


def test_a_filing_is_one_of_the_closed_list() -> None:
    def change(raw: Any) -> None:
        step = next(one for one in raw["steps"] if one["said"] == "basic")
        step["said"] = "basic_by_factor"
        step["facts"] |= {"filing": "on_holiday", "factor_bp": 9_000}

    with pytest.raises(Refused):
        put(half=spoilt(half(), change))
