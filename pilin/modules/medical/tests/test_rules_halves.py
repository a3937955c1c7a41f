"""What the insured place says it computed, as the care place takes it: whole, adding up, and of this claim."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.refusal import Refused
from pilin.modules.medical.rules import benefit, setlinfo
from pilin.modules.medical.rules import claim as claims
from pilin.modules.medical.rules.benefit import Amounts, Visit
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.split import Parts
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests import samples

AMOUNT = st.integers(0, 10**8)
FREE = {"act_pay_dedc", "balc"}
"""Amounts that no identity of I1 to I4 binds: the deductible, and what the account holds afterwards."""
CODES = {
    "hifp": "390100",
    "hifmi": "390200",
    "hifob": "330100",
    "cvlserv": "320100",
    "hifes": "370100",
    "maf": "610100",
    "oth": "999997",
    "hifdm": "350100",
    "account": "310200",
    "relative": "310201",
    "hospital": "999996",
}


def computed(parts: Parts, *, account_fen: int = 0) -> Amounts:
    policy = samples.policy(samples.JINSHAN, samples.EMPLOYEES)
    visit = Visit("11", 2, "11", Filing.LONG_TERM, account_used=bool(account_fen), account_fen=account_fen)
    return benefit.compute(policy, parts, visit, samples.used())


def half(parts: Parts, **members: Any) -> bytes:
    return claims.result(computed(parts, **members), illustrative=True)


W4 = Parts(90_000, 0, 0, 2_000, 88_000)


@given(AMOUNT, AMOUNT, AMOUNT, AMOUNT, AMOUNT)
def test_what_a_policy_computes_is_taken(full: int, over: int, prior: int, scope: int, account: int) -> None:
    parts = Parts(full + over + prior + scope, full, over, prior, scope)
    amounts = computed(parts, account_fen=account)
    read = claims.read_half(claims.result(amounts, illustrative=False))
    assert read.amounts == setlinfo.setlinfo(amounts)
    assert not read.illustrative
    assert claims.answers(read, parts, amounts.fund_total_fen, amounts.account_fen)


@pytest.mark.parametrize("name", sorted(setlinfo.setlinfo(computed(W4))))
def test_an_amount_that_is_changed_is_noticed(name: str) -> None:
    said = json.loads(half(W4, account_fen=60_000))
    said["amounts"][name] += 1
    data = json.dumps(said).encode()
    if name in FREE:
        assert claims.read_half(data).amounts[name] == said["amounts"][name]
        return
    with pytest.raises(Refused) as caught:
        claims.read_half(data)
    assert caught.value.code is MedicalRefusal.HALF_DOES_NOT_READ


@pytest.mark.parametrize("name", sorted(set(setlinfo.setlinfo(computed(W4))) - FREE))
@pytest.mark.parametrize("value", [None, "1", 1.0, True])
def test_an_amount_of_another_type_or_none_is_refused(name: str, value: object) -> None:
    said = json.loads(half(W4))
    said["amounts"][name] = value
    for data in (said, {**said, "amounts": {key: one for key, one in said["amounts"].items() if key != name}}):
        with pytest.raises(Refused) as caught:
            claims.read_half(json.dumps(data).encode())
        assert caught.value.code is MedicalRefusal.HALF_DOES_NOT_READ


def test_a_half_answers_its_own_claim_and_its_own_fact() -> None:
    read = claims.read_half(half(W4, account_fen=60_000))
    assert claims.answers(read, W4, 28_500, 60_000)
    assert claims.answers(read, None, 28_500, 60_000)
    other = Parts(90_000, 2_000, 0, 0, 88_000)
    assert not claims.answers(read, other, 28_500, 60_000)
    assert not claims.answers(read, W4, 28_501, 60_000)
    assert not claims.answers(read, W4, 28_500, 59_999)


@pytest.mark.parametrize("said", [None, "a", [], {}, {"digest": None}, {"digest": "\0" * 64}, {"digest": "A" * 64}])
def test_a_policy_that_is_no_digest_is_not_kept(said: object) -> None:
    told = json.loads(half(W4))
    assert claims.read_half(half(W4)).policy == told["policy"]["digest"]
    read = claims.read_half(json.dumps({**told, "policy": said}).encode())
    assert claims.as_told(read) == {"policy": "", "medfee_sumamt": 90_000, "fund_pay_sumamt": 28_500, "acct_pay": 0}


def test_every_payer_is_a_row_and_rows_add_up_to_what_the_person_does_not_pay_in_cash() -> None:
    amounts = computed(W4, account_fen=60_000)
    rows = setlinfo.setldetail(amounts, CODES)
    assert rows == setlinfo.details(setlinfo.setlinfo(amounts), CODES)
    assert {row.fund_pay_type: row.paid_fen for row in rows} == {"390100": 28_500, "310200": 60_000}
    assert {row.in_scope_fen for row in rows} == {88_000}
    assert sum(row.paid_fen for row in rows) == W4.total_fen - amounts.cash_fen
