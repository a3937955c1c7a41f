"""A settlement as FHIR resources, with plain values: sums by line, statuses, labels, and what a person is called."""

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given as given_by
from hypothesis import strategies as st

from pilin.base.clock import Instant
from pilin.modules.medical.rules import explain, fhir
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.explained import Explained, lines_of
from pilin.modules.medical.rules.fhir import Given
from pilin.modules.medical.rules.settlement import Settlement
from pilin.modules.medical.rules.split import Entry, Grade, Parts, Split

A, B, C = (Entry(f"X{grade.name}", grade, date(2025, 1, 1)) for grade in Grade)
SPLITS = (
    Split("1", A, 70_000, 0, 0, 0, 70_000, 0),
    Split("2", B, 20_000, 0, 1_000, 2_000, 17_000, 1_000),
    Split("3", C, 5_000, 5_000, 0, 0, 0, 0),
)
PARTS = Parts(95_000, 5_000, 1_000, 2_000, 87_000)
AMOUNTS = {
    "medfee_sumamt": 95_000, "inscp_scp_amt": 87_000, "act_pay_dedc": 50_000, "fund_pay_sumamt": 27_750,
    "acct_pay": 60_000, "psn_part_amt": 67_250,
}  # fmt: skip
ONE = Settlement(
    "019cac0f-ca90-7842-8f6e-02ba7020a4a6", "330482", "310116", "H33048200001", "310", date(2026, 3, 2), 95_000,
    "", "c",
)  # fmt: skip
WHOLE = Explained(
    ONE,
    claim=Claim("P", "V", "330482", "11", 2, (), PARTS, 0, account_used=True),
    lines=lines_of(explain.of_lines(SPLITS)),
    amounts=AMOUNTS,
)
GIVEN = Given(
    "someone", False, {"310116": "金山区"}, ("因为", "所以"), "政策", Instant(datetime(2026, 3, 2, tzinfo=UTC))
)


def made(told: Explained = WHOLE, given: Given = GIVEN) -> dict[str, Any]:
    """Return the resources of a Bundle by their type, the Bundle among them."""
    found = fhir.bundle(told, given)
    return {one["resource"]["resourceType"]: one["resource"] for one in found["entry"]} | {"Bundle": found}


def rows(told: Explained = WHOLE) -> list[dict[str, float]]:
    items = made(told)["ClaimResponse"]["item"]
    return [
        {row["category"]["coding"][0]["code"]: row["amount"]["value"] for row in item["adjudication"]} for item in items
    ]


def test_each_part_of_a_line_has_its_category() -> None:
    first, second, third = rows()
    assert first == {"submitted": 700.0, "eligible": 700.0, "benefit": 223.28}
    assert second == {"submitted": 200.0, "eligible": 170.0, "noncovered": 10.0, "copay": 20.0, "benefit": 54.22}
    assert third == {"submitted": 50.0, "eligible": 0.0, "noncovered": 50.0, "benefit": 0.0}


def test_categories_that_the_standard_lacks_are_of_our_own_system() -> None:
    systems = {
        row["category"]["coding"][0]["code"]: row["category"]["coding"][0]["system"]
        for item in made()["ClaimResponse"]["item"]
        for row in item["adjudication"]
    }
    assert systems.pop("noncovered") == "urn:pilin:medical:adjudication"
    assert set(systems.values()) == {"http://terminology.hl7.org/CodeSystem/adjudication"}


@given_by(st.lists(st.integers(0, 10**9), min_size=1, max_size=20), st.integers(0, 10**9))
def test_the_shares_of_lines_make_what_funds_pay(scopes: list[int], fund: int) -> None:
    splits = [Split(str(number), A, fen, 0, 0, 0, fen, 0) for number, fen in enumerate(scopes) if fen]
    told = replace(WHOLE, lines=lines_of(explain.of_lines(splits)), amounts=AMOUNTS | {"fund_pay_sumamt": fund})
    shares = [round(row["benefit"] * 100) for row in rows(told)]
    assert sum(shares) == (fund if splits else 0)
    assert all(share >= 0 for share in shares)


def test_lines_of_which_nothing_is_in_scope_have_no_share() -> None:
    told = replace(WHOLE, lines=lines_of(explain.of_lines(SPLITS[2:])), amounts=AMOUNTS | {"fund_pay_sumamt": 0})
    assert rows(told) == [{"submitted": 50.0, "eligible": 0.0, "noncovered": 50.0, "benefit": 0.0}]


@pytest.mark.parametrize(
    ("med_type", "code"), [("11", "professional"), ("14", "professional"), ("21", "institutional")]
)
def test_a_stay_is_institutional(med_type: str, code: str) -> None:
    assert WHOLE.claim is not None
    told = replace(WHOLE, claim=replace(WHOLE.claim, med_type=med_type))
    assert made(told)["Claim"]["type"]["coding"][0]["code"] == code


@pytest.mark.parametrize(
    ("told", "status"),
    [
        (WHOLE, "active"),
        (replace(WHOLE, settlement=replace(ONE, cancelled_by="x")), "cancelled"),
        (
            replace(
                WHOLE,
                sign=-1,
                settlement=replace(ONE, cancels="x", total_fen=-95_000),
                lines=lines_of(explain.of_lines(SPLITS), sign=-1),
                amounts={name: -fen for name, fen in AMOUNTS.items()},
            ),
            "cancelled",
        ),
    ],
)
def test_whatever_became_of_it_its_amounts_are_those_of_the_claim(told: Explained, status: str) -> None:
    found = made(told)
    assert {found[name]["status"] for name in ("Claim", "ClaimResponse")} == {status}
    assert found["Claim"]["total"]["value"] == 950.0
    assert [item["net"]["value"] for item in found["Claim"]["item"]] == [700.0, 200.0, 50.0]
    assert found["ClaimResponse"]["payment"]["amount"] == {"value": 877.5, "currency": "CNY"}


@pytest.mark.parametrize("identified", [True, False])
def test_a_bundle_says_whether_it_bears_pseudonyms(*, identified: bool) -> None:
    found = made(given=replace(GIVEN, identified=identified))
    codes = {label["code"] for label in found["Bundle"]["meta"]["security"]}
    assert codes == ({"R"} if identified else {"R", "PSEUDED"})
    system = "urn:pilin:medical:person" if identified else "urn:pilin:medical:pseudonym"
    for name in ("Claim", "ClaimResponse"):
        assert found[name]["patient"]["identifier"] == {"system": system, "value": "someone"}


def test_only_what_a_made_up_policy_yields_is_a_test() -> None:
    assert made()["Bundle"]["meta"]["tag"] == []
    assert made(replace(WHOLE, illustrative=True))["Bundle"]["meta"]["tag"][0]["code"] == "HTEST"


def test_bodies_without_a_name_are_told_by_their_code_alone() -> None:
    found = made()
    assert "display" not in found["Claim"]["provider"]
    assert found["Coverage"]["payor"][0]["display"] == "金山区"


def test_notes_are_numbered_in_their_order() -> None:
    notes = made()["ClaimResponse"]["processNote"]
    assert [(note["number"], note["text"]) for note in notes] == [(1, "因为"), (2, "所以")]


def test_what_is_not_whole_is_a_fault_of_the_caller() -> None:
    with pytest.raises(AssertionError):
        fhir.bundle(Explained(ONE), GIVEN)
