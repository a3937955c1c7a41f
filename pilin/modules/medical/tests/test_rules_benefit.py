"""Properties of claims: identities, monotony, ceilings, order, cancels; and each layer by hand."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.base.refusal import Refused
from pilin.modules.medical import queries
from pilin.modules.medical.rules.accumulators import Accumulators, year_of_claims
from pilin.modules.medical.rules.benefit import Amounts, Visit, compute, negated
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.reading import read_policy
from pilin.modules.medical.rules.setlinfo import setldetail, setlinfo
from pilin.modules.medical.rules.split import Parts
from pilin.modules.medical.rules.words import Filing, Fund
from pilin.modules.medical.tests import samples

FULL = samples.full()
POLICIES = [*queries.illustrative_policies(), FULL]
NOBODY = Accumulators()

AMOUNTS = st.one_of(st.integers(0, 30), st.integers(0, 200_000), st.integers(0, 90_000_000))


@st.composite
def visits(draw: st.DrawFn, policy: Policy) -> Visit:
    """Draw the facts of a visit that the policy covers."""
    return Visit(
        med_type=draw(st.sampled_from(sorted(policy.care))),
        level=draw(st.integers(1, 3)),
        person_type=draw(st.sampled_from(sorted(policy.groups))) + "01",
        filing=draw(st.sampled_from(Filing)),
        diseases=draw(st.sampled_from([(), ("C34",), ("I10",)])),
        civil_servant=draw(st.booleans()),
        identities=draw(st.sampled_from([(), ("01",), ("09",)])),
        account_used=draw(st.booleans()),
        account_fen=draw(AMOUNTS),
        relative_fen=draw(AMOUNTS),
    )


@st.composite
def claims(draw: st.DrawFn) -> tuple[Policy, Parts, Visit]:
    """Draw a policy and a claim under it."""
    policy = draw(st.sampled_from(POLICIES))
    own = [draw(AMOUNTS) for _ in range(4)]
    return policy, Parts(sum(own), *own), draw(visits(policy))


@st.composite
def years(draw: st.DrawFn) -> tuple[Policy, list[tuple[Parts, Visit]]]:
    """Draw a policy and the claims of one person within a year."""
    policy = draw(st.sampled_from(POLICIES))
    found = []
    for _ in range(draw(st.integers(2, 5))):
        scope, prior = draw(AMOUNTS), draw(AMOUNTS)
        found.append((Parts(scope + prior, 0, 0, prior, scope), draw(visits(policy))))
    return policy, found


def settled(policy: Policy, claims: Sequence[tuple[Parts, Visit]], used: Accumulators = NOBODY) -> list[Amounts]:
    """Return claims settled one after the other."""
    found = []
    for parts, visit in claims:
        found.append(compute(policy, parts, visit, used))
        used = found[-1].year
    return found


@given(claims())
def test_every_claim_keeps_the_identities_and_explains_itself(claim: tuple[Policy, Parts, Visit]) -> None:
    policy, parts, visit = claim
    found = compute(policy, parts, visit, NOBODY)
    assert samples.broken(found) == []
    assert found.account_fen <= visit.account_fen
    assert found.relative_fen <= visit.relative_fen
    assert found.balance_fen == visit.account_fen - found.account_fen


@given(years(), st.integers(1, 1000))
def test_more_in_scope_never_lowers_what_funds_pay(year: tuple[Policy, list[tuple[Parts, Visit]]], more: int) -> None:
    """Nor what is left to the person: nobody is worse off because more of a claim is in scope."""
    policy, [*before, (parts, visit)] = year
    used = settled(policy, before)[-1].year
    one = compute(policy, parts, visit, used)
    added = parts._replace(total_fen=parts.total_fen + more, in_scope_fen=parts.in_scope_fen + more)
    other = compute(policy, added, visit, used)
    assert other.fund_total_fen >= one.fund_total_fen
    assert other.person_fen >= one.person_fen


@given(years())
def test_no_order_of_claims_exceeds_a_ceiling(year: tuple[Policy, list[tuple[Parts, Visit]]]) -> None:
    policy, found = year
    for order in (found, found[::-1]):
        used = settled(policy, order)[-1].year
        for benefit in policy.care.values():
            for ceiling in benefit.ceilings:
                assert sum(map(used.get, ceiling.names)) <= ceiling.fen
            for layer in benefit.layers:
                assert layer.ceiling_fen is None or used.get(layer.paid_name) <= layer.ceiling_fen


@given(years(), st.data())
def test_a_cancel_restores_exactly_what_was_there(
    year: tuple[Policy, list[tuple[Parts, Visit]]], data: st.DataObject
) -> None:
    policy, found = year
    records = settled(policy, found)
    cancelled = data.draw(st.integers(0, len(records) - 1))
    one, last = records[cancelled], records[-1].year
    back = negated(one, used=last, balance_fen=7)
    assert back.year == year_of_claims(record.delta for record in records if record is not one)
    both = {name: (amount, setlinfo(back)[name]) for name, amount in setlinfo(one).items() if name != "balc"}
    assert {name: pair for name, pair in both.items() if sum(pair)} == {}
    assert back.balance_fen == 7 + one.account_fen
    assert samples.broken(back) == []
    if cancelled == len(records) - 1:
        assert back.year == (records[-2].year if len(records) > 1 else NOBODY)


@given(years())
def test_what_a_year_has_used_is_what_its_claims_brought(year: tuple[Policy, list[tuple[Parts, Visit]]]) -> None:
    policy, found = year
    records = settled(policy, found)
    assert records[-1].year == year_of_claims(record.delta for record in records)
    assert records[-1].year.get("burden") == sum(
        record.parts.in_scope_fen - record.fund_total_fen for record in records
    )


@given(st.integers(0, 3_000_000), st.integers(0, 3_000_000))
@settings(max_examples=60)
def test_a_claim_cut_in_two_pays_the_same_but_for_rounding(first: int, second: int) -> None:
    """Chronic care of a resident: no deductible, steps within reach. Only the basic ratio is rounded once for each."""
    policy, visit = samples.policy("330482", "390"), Visit("14", 3, "1501")
    whole = compute(policy, Parts(first + second, 0, 0, 0, first + second), visit, NOBODY)
    halves = settled(policy, [(Parts(part, 0, 0, 0, part), visit) for part in (first, second)])
    assert abs(sum(half.fund_total_fen for half in halves) - whole.fund_total_fen) <= 1


# Layers by hand. 800 deductible, ratio 0.86, in the policy with everything.


def inpatient(scope: str, used: str = "", **facts: object) -> Amounts:
    visit = replace(Visit("21", 3, "1101"), **facts)  # type: ignore[arg-type]
    return compute(FULL, samples.parts(scope=scope), visit, samples.used(used))


def paid(amounts: Amounts) -> dict[str, int]:
    return {fund.value: amount for fund, amount in amounts.funds.items() if amount}


def test_a_civil_servant_gets_half_of_what_is_left() -> None:
    """(10800 - 800) x 0.86 = 8600; 2200 x 0.5 = 1100."""
    assert paid(inpatient("10800", civil_servant=True)) == {"hifp": 860_000, "cvlserv": 110_000}
    assert paid(inpatient("10800")) == {"hifp": 860_000}


def test_the_subsidy_ends_at_its_ceiling_of_the_year() -> None:
    """3000 a year, of which 2500 were paid: 500 of 1100, and the explanation says so."""
    found = inpatient("10800", "paid/cvlserv=2500 base/cvlserv=5000", civil_servant=True)
    assert paid(found) == {"hifp": 860_000, "cvlserv": 50_000}
    (cut,) = [step for step in found.steps if step.said == "layer_ceiling"]
    assert (cut.payer, cut.fen, cut.rule) == ("cvlserv", -60_000, "layers/cvlserv")


def test_assistance_pays_above_its_threshold_for_those_who_are_entitled() -> None:
    """2200 left; (2200 - 1000) x 0.70 = 840; after the subsidy 1100 are left: 100 x 0.70 = 70."""
    assert paid(inpatient("10800", identities=("02", "77"))) == {"hifp": 860_000, "maf": 84_000}
    both = inpatient("10800", identities=("01",), civil_servant=True)
    assert paid(both) == {"hifp": 860_000, "cvlserv": 110_000, "maf": 7_000}
    assert paid(inpatient("10800", identities=("77",))) == {"hifp": 860_000}


def test_large_amounts_and_catastrophic_pay_on_one_claim() -> None:
    """Room 8.60 covers 10; of 99990 above, 0.80 is 79992, ceiling 50000; 49991.40 are left, 29991.40 above 20000.

    29991.40 x 0.60 = 17994.84.
    """
    found = inpatient("100000", "pooled/ip=399991.40 admissions=2")
    assert paid(found) == {"hifp": 860, "hifob": 5_000_000, "hifmi": 1_799_484}


def test_points_come_off_the_ratio() -> None:
    """10000 x (0.86 - 0.20)."""
    found = inpatient("10800", filing=Filing.OTHER)
    assert paid(found) == {"hifp": 660_000}
    assert found.ratio_bp == 6600


def test_points_never_make_a_ratio_negative() -> None:
    document = samples.document()
    document["remote"][3] = {"filing": "other", "points_bp": 10_000}
    visit = Visit("21", 3, "1101", filing=Filing.OTHER)
    found = compute(read_policy(document), samples.parts(scope="10800"), visit, NOBODY)
    assert (paid(found), found.ratio_bp, found.person_fen) == ({}, 0, 1_080_000)


# What is refused


@pytest.mark.parametrize("parts", [Parts(-1, 0, 0, 0, -1), Parts(0, 1, 0, 0, -1), Parts(0, -1, 1, 0, 0)])
def test_a_claim_in_which_more_came_back_than_was_given(parts: Parts) -> None:
    with pytest.raises(Refused) as caught:
        compute(FULL, parts, Visit("11", 1, "11"), NOBODY)
    assert caught.value.code == MedicalRefusal.CLAIM_PART_IS_NEGATIVE


@pytest.mark.parametrize("share", [-1, 4_001])
def test_a_share_of_the_hospital_that_is_more_than_the_persons(share: int) -> None:
    """100 x 0.85 leaves 15, and 25 out of scope."""
    with pytest.raises(Refused) as caught:
        compute(FULL, samples.parts(full="25", scope="100"), Visit("11", 1, "11", hospital_fen=share), NOBODY)
    assert caught.value.code == MedicalRefusal.HOSPITAL_SHARE_IS_TOO_LARGE
    all_of_it = compute(FULL, samples.parts("25", scope="100"), Visit("11", 1, "11", hospital_fen=4000), NOBODY)
    assert all_of_it.person_fen == 0


@pytest.mark.parametrize("balances", [{"account_fen": -1}, {"relative_fen": -1}])
def test_an_account_below_zero(balances: dict[str, int]) -> None:
    with pytest.raises(Refused) as caught:
        compute(FULL, samples.parts(scope="1"), Visit("11", 1, "11", **balances), NOBODY)  # type: ignore[arg-type]
    assert caught.value.code == MedicalRefusal.ACCOUNT_BALANCE_IS_NEGATIVE


# By the names of the interface


def test_setlinfo_bears_every_amount() -> None:
    """Worked claim W4 with 600 in the account and 5 borne by the hospital."""
    visit = Visit("11", 2, "1101", Filing.LONG_TERM, account_used=True, account_fen=60_000, hospital_fen=500)
    found = compute(samples.policy("310116", "310"), samples.parts(prior="20", scope="880"), visit, NOBODY)
    said = {name: amount for name, amount in setlinfo(found).items() if amount}
    assert said == {
        "medfee_sumamt": 90_000,
        "preselfpay_amt": 2_000,
        "inscp_scp_amt": 88_000,
        "act_pay_dedc": 50_000,
        "hifp_pay": 28_500,
        "fund_pay_sumamt": 28_500,
        "psn_part_amt": 61_000,
        "acct_pay": 60_000,
        "psn_cash_pay": 1_000,
        "hosp_part_amt": 500,
    }
    assert len(setlinfo(found)) == 6 + len(Fund) + 7
    codes = {"hifp": "310100", "account": "310200", "hospital": "999996"}
    assert setldetail(found, codes) == [("310100", 88_000, 28_500), ("310200", 88_000, 60_000), ("999996", 88_000, 500)]
