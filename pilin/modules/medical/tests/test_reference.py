"""The illustrative policies bear the figures of the research (6.2), cell by cell, and say what they are."""

from datetime import date

import pytest

from pilin.base import refdata
from pilin.modules.medical import queries
from pilin.modules.medical.rules.policy import Policy, check_versions
from pilin.modules.medical.rules.words import Filing, Fund
from pilin.modules.medical.tests import samples
from pilin.modules.medical.tests.samples import EMPLOYEES, JINSHAN, PINGHU, RESIDENTS

FOUR = [(PINGHU, EMPLOYEES), (PINGHU, RESIDENTS), (JINSHAN, EMPLOYEES), (JINSHAN, RESIDENTS)]


def row(policy: Policy, med_type: str, person_type: str, what: str) -> list[float]:
    """Return a row of the table over the levels: ratios in per cent, deductibles in yuan."""
    rates = [policy.rate_of(policy.care[med_type], level, person_type) for level in (1, 2, 3)]
    return [rate.ratio_bp / 100 if what == "ratio" else rate.deductible_fen[0] / 100 for rate in rates]


@pytest.mark.parametrize(
    ("place", "person_type", "outpatient", "inpatient"),
    [
        (FOUR[0], "11", [0, 400, 400], [200, 500, 800]),
        (FOUR[0], "12", [0, 200, 200], [200, 500, 800]),
        (FOUR[1], "15", [0, 200, 200], [200, 500, 800]),
        (FOUR[2], "11", [500, 500, 500], [1500, 1500, 1500]),
        (FOUR[2], "12", [300, 300, 300], [1200, 1200, 1200]),
        (FOUR[3], "15", [500, 500, 500], [50, 100, 300]),
        (FOUR[3], "14", [300, 300, 300], [50, 100, 300]),
        (FOUR[3], "16", [300, 300, 300], [50, 100, 300]),
    ],
)
def test_deductibles(place: tuple[str, str], person_type: str, outpatient: list[int], inpatient: list[int]) -> None:
    policy = samples.policy(*place)
    assert row(policy, "11", person_type, "deductible") == outpatient
    assert row(policy, "21", person_type, "deductible") == inpatient


@pytest.mark.parametrize(
    ("place", "person_type", "outpatient", "inpatient"),
    [
        (FOUR[0], "11", [85, 70, 60], [95, 90, 86]),
        (FOUR[0], "12", [90, 75, 65], [98, 94, 90]),
        (FOUR[1], "14", [55, 45, 35], [90, 75, 65]),
        (FOUR[1], "16", [55, 45, 35], [90, 75, 65]),
        (FOUR[2], "11", [80, 75, 70], [85, 85, 85]),
        (FOUR[2], "12", [85, 80, 75], [92, 92, 92]),
        (FOUR[3], "15", [70, 60, 50], [90, 80, 70]),
    ],
)
def test_ratios(place: tuple[str, str], person_type: str, outpatient: list[int], inpatient: list[int]) -> None:
    policy = samples.policy(*place)
    assert row(policy, "11", person_type, "ratio") == outpatient
    assert row(policy, "21", person_type, "ratio") == inpatient


def test_ceilings() -> None:
    found = [
        [
            {ceiling.name: ceiling.fen // 100 for ceiling in samples.policy(*place).care[med_type].ceilings}
            for place in FOUR
        ]
        for med_type in ("11", "21")
    ]
    assert found[0] == [{"outpatient": 10_000}, {"outpatient": 2_400}, {"year": 650_000}, {"year": 250_000}]
    assert found[1] == [{"year": 400_000}, {"year": 300_000}, {"year": 650_000}, {"year": 250_000}]


def test_the_second_tier() -> None:
    steps = [
        [
            (step.from_fen // 100, step.ratio_bp // 100)
            for layer in samples.policy(*place).care["21"].layers
            for step in layer.steps
        ]
        for place in FOUR
    ]
    assert steps[0] == [(20_000, 60), (50_000, 70), (100_000, 80)]
    assert steps[1] == [(15_000, 70), (50_000, 75), (100_000, 80)]
    assert steps[2] == [(0, 80)]
    assert steps[3] == [(0, 60)]


def test_what_care_away_from_home_takes_off() -> None:
    found = [[samples.policy(*place).remote[filing].factor_bp // 100 for filing in Filing] for place in FOUR]
    assert found == [[100, 100, 90, 85, 70]] * 2 + [[100, 100, 90, 90, 70]] * 2
    assert {rule.points_bp for place in FOUR for rule in samples.policy(*place).remote.values()} == {0}


def test_years_begin_where_the_research_says() -> None:
    assert [samples.policy(*place).year_starts for place in FOUR] == [(1, 1), (1, 1), (7, 1), (7, 1)]


def test_versions_of_each_policy_follow_each_other() -> None:
    for place in FOUR:
        check_versions(
            [one for one in queries.illustrative_policies() if (one.version.side, one.version.insurance) == place]
        )
    older = queries.illustrative_policy(PINGHU, RESIDENTS, date(2024, 6, 1))
    assert row(older, "21", "15", "ratio") == [85, 75, 65]
    assert older.care["21"].layers[0].steps[0].from_fen == 2_000_000


def test_the_file_and_each_document_are_labelled() -> None:
    loaded = refdata.load(queries._REFERENCE / "policies.yaml")
    assert loaded.tables["illustrative"] is True
    assert loaded.head.published is None
    for policy in queries.illustrative_policies():
        assert policy.illustrative
        assert "示例" in policy.document["title"]["zh"]
        assert "illustrative" in policy.document["title"]["en"]


def test_every_payer_has_its_code_for_both_kinds_of_insurance() -> None:
    for insurance, pooled in ((EMPLOYEES, "310100"), (RESIDENTS, "390100")):
        codes = queries.fund_pay_types(insurance)
        assert {*codes} == {*Fund, "account", "relative", "hospital"}
        assert codes[Fund.BASIC] == pooled
        assert (codes["account"], codes["hospital"], codes[Fund.LARGE_AMOUNT]) == ("310200", "999996", "330100")


def test_a_kind_without_a_code_of_its_own_has_none_for_the_pooled_fund() -> None:
    assert Fund.BASIC not in queries.fund_pay_types("510")
