"""Policies as documents: looked at before they are signed, and after that the ones that claims of their days go by."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.matters.tests.stage import THEM, US, Stage
from pilin.modules.medical import exchange, queries
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.estimate import Asked
from pilin.modules.medical.rules.words import Care, Filing
from pilin.modules.medical.tests import samples
from tests.web.conftest import scene, stage

__all__ = ["scene", "stage"]

BOTH = [THEM, US]
pytestmark = pytest.mark.django_db


def text(**changes: Any) -> dict[str, Any]:
    """Return the policy of our employees as somebody would sign it: nothing about it is illustrative."""
    signed = {"illustrative": False, "title": {"zh": "职工待遇", "en": "Benefits of employees"}}
    return samples.document() | signed | changes


def declined(document: Any, parties: Sequence[str] = BOTH) -> tuple[str, dict[str, str]]:
    found = exchange.check_policy(document, parties)
    assert found is not None
    return found.code, {name: str(fact) for name, fact in found.facts.items()}


def test_every_policy_that_ships_may_be_signed() -> None:
    for policy in queries.illustrative_policies():
        assert exchange.check_policy(policy.document, BOTH) is None


def test_a_policy_that_does_not_read_is_declined_with_its_place() -> None:
    assert declined(text(version=0)) == (
        MedicalRefusal.POLICY_DOES_NOT_READ,
        {"where": "version", "wants": "1..9007199254740991"},
    )
    assert declined(text(layers=[samples.layer("hifp")]))[1]["where"] == "layers/1/fund"
    assert declined(None)[0] == MedicalRefusal.POLICY_DOES_NOT_READ


def test_nobody_sets_the_benefits_of_a_third() -> None:
    assert declined(text(side="330421")) == (MedicalRefusal.POLICY_IS_OF_NO_PARTY, {"side": "330421"})
    assert exchange.check_policy(text(side="330421"), [US, "330421"]) is None


def test_a_signed_policy_holds_from_its_day_for_ever(scene: Stage) -> None:
    assert queries.agreed_policies() == []
    scene.agree(text(version=1, from_day="2026-01-01"))
    scene.agree(text(version=2, from_day="2026-07-01", account={"pays": [], "relative": False}))
    held = queries.agreed_policies(US, "310")
    assert [policy.version.number for policy in held] == [1, 2]
    for day, number in (("2026-01-01", 1), ("2026-06-30", 1), ("2026-07-01", 2), ("2030-01-01", 2)):
        assert queries.policy_on(US, "310", date.fromisoformat(day)).version.number == number
    with pytest.raises(Refused) as caught:
        queries.policy_on(US, "310", date(2025, 12, 31))
    assert caught.value.code == MedicalRefusal.POLICY_IS_NOT_IN_FORCE
    assert queries.agreed_policies(US, "390") == queries.agreed_policies(THEM, "310") == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"version": 2, "from_day": "2026-01-01"}, MedicalRefusal.POLICY_VERSIONS_OVERLAP),
        ({"version": 1, "from_day": "2027-01-01"}, MedicalRefusal.POLICY_VERSIONS_OVERLAP),
        ({"version": 2, "from_day": "2026-12-02"}, MedicalRefusal.POLICY_VERSIONS_LEAVE_A_GAP),
    ],
)
def test_the_next_version_follows_the_one_that_holds(scene: Stage, changes: Any, code: MedicalRefusal) -> None:
    scene.agree(text(version=1, from_day="2026-01-01", until_day="2026-12-01"))
    assert declined(text(**changes))[0] == code
    assert exchange.check_policy(text(version=2, from_day="2026-12-01"), BOTH) is None
    assert exchange.check_policy(text(version=1, from_day="2026-01-01", insurance="390"), BOTH) is None


def test_what_was_only_offered_does_not_hold(scene: Stage) -> None:
    scene.offer(text())
    assert queries.agreed_policies() == []


def test_a_policy_is_read_once_and_asked_for_by_one_query(scene: Stage, django_assert_num_queries: Any) -> None:
    scene.agree(text())
    (one,) = queries.agreed_policies()
    with django_assert_num_queries(1):
        (other,) = queries.agreed_policies()
    assert one is other


def test_of_policies_only_those_are_read_that_were_not_read_before(
    scene: Stage, django_assert_num_queries: Any
) -> None:
    scene.agree(text(version=1, from_day="2026-01-01"))
    (first,) = queries.agreed_policies()
    scene.agree(text(version=2, from_day="2026-07-01"))
    with django_assert_num_queries(2):
        found = queries.agreed_policies(US, "310")
    assert [one.version.number for one in found] == [1, 2]
    assert found[0] is first
    with django_assert_num_queries(1):
        assert queries.agreed_policies(US, "390") == []


def test_an_estimate_goes_by_a_signed_policy_and_by_illustrative_ones_for_the_rest(scene: Stage) -> None:
    """Signed: 50 % in every hospital; (9000 - 400) x 0.50 = 4300 of an outpatient claim of 10000."""
    changed = text(from_day="2026-01-01")
    changed["benefits"][0]["ratio"] = [{"levels": [1, 2, 3], "persons": ["employed", "retired"], "bp": 5000}]
    scene.agree(changed)
    shown = {(one.side, one.insurance): one for one in queries.public_policies(samples.DAY)}
    assert [key for key, one in shown.items() if not one.illustrative] == [(US, "310")]
    assert len(shown) == 4
    asked = Asked(US, "310", "employed", Care.OUTPATIENT, 2, Filing.LOCAL, 10_000, 10)
    found = queries.estimate(asked, samples.DAY)
    assert found is not None
    policy, amounts = found
    assert (policy.title["zh"], amounts.fund_total_fen) == ("职工待遇", 430_000)
