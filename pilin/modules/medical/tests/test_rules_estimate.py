"""The estimate: the same computation as a settlement's, for what can be chosen, and nothing for what cannot."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from pilin.modules.medical import queries
from pilin.modules.medical.rules import estimate
from pilin.modules.medical.rules.accumulators import Accumulators
from pilin.modules.medical.rules.benefit import Visit, compute
from pilin.modules.medical.rules.estimate import AMOUNTS_YUAN, OUTSIDE_PERCENT, Asked
from pilin.modules.medical.rules.policy import Policy
from pilin.modules.medical.rules.reading import read_policy
from pilin.modules.medical.rules.words import Care, Filing
from pilin.modules.medical.tests import samples

ASKED = Asked("330482", "390", "adult", Care.INPATIENT, 3, Filing.REFERRED, 20_000, 10)
POLICY = samples.policy("330482", "390")


def test_an_estimate_is_the_first_visit_of_a_year() -> None:
    """18000 - 800 = 17200; x 0.65 x 0.90 = 10062."""
    found = estimate.estimate(ASKED, POLICY)
    visit = Visit("21", 3, "15", Filing.REFERRED)
    assert found == compute(POLICY, samples.parts(full="2000", scope="18000"), visit, Accumulators())
    assert (found.fund_total_fen, found.person_fen) == (1_006_200, 993_800)


@pytest.mark.parametrize(
    ("care", "level", "filing", "fund"),
    [
        (Care.OUTPATIENT, 1, Filing.LOCAL, "495"),  # 900 x 0.55
        (Care.OUTPATIENT, 2, Filing.LOCAL, "315"),  # (900 - 200) x 0.45
        (Care.OUTPATIENT, 2, Filing.OTHER, "220.5"),  # x 0.70
        (Care.CHRONIC, 2, Filing.LONG_TERM, "675"),  # 900 x 0.75
        (Care.INPATIENT, 1, Filing.EMERGENCY, "535.5"),  # (900 - 200) x 0.90 x 0.85
        (Care.INPATIENT, 3, Filing.LOCAL, "65"),  # (900 - 800) x 0.65
    ],
)
def test_every_answer_counts(care: Care, level: int, filing: Filing, fund: str) -> None:
    asked = replace(ASKED, care=care, level=level, filing=filing, yuan=1_000)
    assert estimate.estimate(asked, POLICY).fund_total_fen == samples.yuan(fund)


@pytest.mark.parametrize("policy", queries.illustrative_policies(), ids=lambda one: str(one.version.digest[:6]))
def test_all_that_can_be_chosen_has_an_answer(policy: Policy) -> None:
    groups = dict.fromkeys(policy.groups.values())
    for group, care, level, filing in product(groups, Care, (1, 2, 3), Filing):
        for yuan, outside in ((AMOUNTS_YUAN[0], OUTSIDE_PERCENT[0]), (AMOUNTS_YUAN[-1], OUTSIDE_PERCENT[-1])):
            asked = Asked(policy.version.side, policy.version.insurance, group, care, level, filing, yuan, outside)
            assert estimate.fits(asked, policy)
            found = estimate.estimate(asked, policy)
            assert samples.broken(found) == []
            assert found.parts.total_fen == yuan * 100


@pytest.mark.parametrize(
    "change",
    [
        {"yuan": 0},
        {"yuan": 201},
        {"yuan": 1_000_000},
        {"outside": 5},
        {"outside": 100},
        {"group": "employed"},
        {"group": "nobody"},
        {"level": 0},
        {"level": 4},
    ],
)
def test_what_cannot_be_chosen_has_none(change: dict[str, object]) -> None:
    assert not estimate.fits(replace(ASKED, **change), POLICY)  # type: ignore[arg-type]


def test_a_kind_of_care_that_a_policy_leaves_out_has_none() -> None:
    document = samples.document("330482", "390")
    del document["benefits"][1]
    policy = read_policy(document)
    assert not estimate.fits(replace(ASKED, care=Care.CHRONIC), policy)
    assert estimate.fits(ASKED, policy)


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        ("2023-12-31", []),
        ("2024-01-01", [("330482", "390", 1)]),
        ("2024-07-01", [("330482", "390", 1), ("310116", "310", 1), ("310116", "390", 1)]),
        ("2026-03-02", [("330482", "310", 1), ("330482", "390", 2), ("310116", "310", 1), ("310116", "390", 1)]),
    ],
)
def test_the_versions_of_a_day_can_be_tried(day: str, shown: list[tuple[str, str, int]]) -> None:
    on = date.fromisoformat(day)
    found = [one.version for one in estimate.current(queries.illustrative_policies(), on)]
    assert [(one.side, one.insurance, one.number) for one in found] == shown


def test_a_policy_that_has_ended_is_not_shown() -> None:
    ended = read_policy(samples.document() | {"until_day": "2026-01-01"})
    assert estimate.current([ended], date(2025, 12, 31)) == [ended]
    assert estimate.current([ended], date(2026, 1, 1)) == []
