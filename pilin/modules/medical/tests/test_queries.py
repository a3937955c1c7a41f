"""What the room reads where nothing was signed: illustrative policies, for estimates and for nothing else."""

from dataclasses import replace
from datetime import date

import pytest

from pilin.base.refusal import Refused
from pilin.modules.medical import queries
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.estimate import Asked
from pilin.modules.medical.rules.words import Care, Filing
from pilin.modules.medical.tests import samples
from pilin.web.public.fields import FieldIsNotPublicError

pytestmark = pytest.mark.django_db

ASKED = Asked("330482", "390", "adult", Care.INPATIENT, 3, Filing.REFERRED, 20_000, 10)


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2023-12-31", []),
        ("2024-01-01", [("330482", "390")]),
        ("2024-07-01", [("330482", "390"), ("310116", "310"), ("310116", "390")]),
        ("2026-03-02", [("330482", "310"), ("330482", "390"), ("310116", "310"), ("310116", "390")]),
    ],
)
def test_the_policies_of_a_day_are_shown(day: str, shown: list[tuple[str, str]]) -> None:
    found = queries.public_policies(date.fromisoformat(day))
    assert [(one.side, one.insurance) for one in found] == shown
    assert all(one.illustrative for one in found)


def test_an_estimate_answers_with_the_policy_as_everybody_may_see_it() -> None:
    found = queries.estimate(ASKED, samples.DAY)
    assert found is not None
    policy, amounts = found
    assert policy.title["en"] == "Pinghu: residents (illustrative)"
    assert policy.person_groups["senior"]["en"] == "Elderly residents"
    assert policy.ceiling_titles["year"]["en"] == "Yearly ceiling"
    assert amounts.fund_total_fen == 1_006_200
    with pytest.raises(FieldIsNotPublicError, match="document"):
        _ = policy.document


@pytest.mark.parametrize("change", [{"side": "330421"}, {"insurance": "510"}, {"yuan": 7}, {"group": "employed"}])
def test_what_no_policy_answers_has_no_estimate(change: dict[str, object]) -> None:
    assert queries.estimate(replace(ASKED, **change), samples.DAY) is None  # type: ignore[arg-type]


def test_the_version_of_the_day_is_tried() -> None:
    """Level 1: 18000 - 200 = 17800; x 0.90 x 0.85 in 2024, x 0.90 x 0.90 after."""
    asked = replace(ASKED, level=1)
    years = [queries.estimate(asked, date(year, 6, 1)) for year in (2024, 2025)]
    assert [found and found[1].fund_total_fen for found in years] == [1_361_700, 1_441_800]


def test_nothing_illustrative_ever_settles_a_claim() -> None:
    with pytest.raises(Refused) as caught:
        queries.policy_on("330482", "390", samples.DAY)
    assert caught.value.code == MedicalRefusal.POLICY_IS_NOT_IN_FORCE
