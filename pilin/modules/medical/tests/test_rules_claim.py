"""Claims and halves as their parts hold them: read as they were written, refused where they are none."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base.refusal import Refused
from pilin.modules.medical.rules import claim as claims
from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.benefit import Visit, compute
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.explain import of_lines
from pilin.modules.medical.rules.split import Parts, SplitRule, catalogue, parts_of, split_lines
from pilin.modules.medical.rules.words import Filing
from pilin.modules.medical.tests import samples

AMOUNT = st.integers(0, 10**9)


def a_claim(full: int = 0, over: int = 0, prior: int = 0, scope: int = 100) -> Claim:
    parts = Parts(full + over + prior + scope, full, over, prior, scope)
    return Claim("P-1", "V-1", "310116", "21", 3, ("I10",), parts, 0, account_used=True)


@given(AMOUNT, AMOUNT, AMOUNT, AMOUNT)
def test_a_claim_reads_as_it_was_written(full: int, over: int, prior: int, scope: int) -> None:
    claim = a_claim(full, over, prior, scope)
    assert claims.read(claims.write(claim)) == claim


def test_the_lines_go_along() -> None:
    splits = split_lines([samples.line("1", "4.52")], catalogue([samples.entry()]), SplitRule())
    parts = parts_of(splits)
    claim = Claim("P-1", "V-1", "310116", "11", 2, (), parts, 0, account_used=False, lines=of_lines(splits))
    assert claims.read(claims.write(claim)) == claim
    assert claim.lines[0].fen == 452


@pytest.mark.parametrize(
    "members",
    [
        {"person": ""},
        {"person": 1},
        {"visit": "V" * 61},
        {"area": None},
        {"level": "3"},
        {"level": True},
        {"diseases": [1]},
        {"diseases": None},
        {"parts": [100, 0, 0, 0]},
        {"parts": [100, 0, 0, 0, 99]},
        {"parts": [100.0, 0, 0, 0, 100]},
        {"hospital_fen": "0"},
        {"account_used": 1},
        {"lines": [{"said": "no"}]},
        {"name": "somebody"},
    ],
)
def test_what_is_no_claim_is_refused(members: dict[str, Any]) -> None:
    raw = json.loads(claims.write(a_claim()))
    with pytest.raises(Refused) as refused:
        claims.read(json.dumps(raw | members).encode())
    assert refused.value.code is MedicalRefusal.CLAIM_DOES_NOT_READ


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff", b"{}"])
def test_bytes_that_are_none_are_refused(data: bytes) -> None:
    with pytest.raises(Refused) as refused:
        claims.read(data)
    assert refused.value.code is MedicalRefusal.CLAIM_DOES_NOT_READ


def test_a_half_that_is_taken_back_makes_zero_with_it() -> None:
    policy = samples.policy(samples.PINGHU, samples.RESIDENTS)
    visit = Visit("21", 3, "15", Filing.REFERRED)
    amounts = compute(policy, samples.parts("1200", "300", "900", "17600"), visit, Accumulators())
    half = json.loads(claims.result(amounts, illustrative=policy.illustrative))
    back = json.loads(claims.taken_back(half))
    assert {name: half["amounts"][name] + amount for name, amount in back["amounts"].items()} == dict.fromkeys(
        back["amounts"], 0
    )
    assert half["amounts"].keys() - back["amounts"].keys() == {"balc"}
    assert sum(step["fen"] for step in half["steps"]) == -sum(step["fen"] for step in back["steps"])
    assert (back["policy"], back["illustrative"]) == (half["policy"], True)
    assert half["policy"]["digest"] == policy.version.digest
