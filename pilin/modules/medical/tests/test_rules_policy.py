"""Documents of a policy: what reads, what is refused and where, and which version holds on a day."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from pilin.base.canonical import digest_of
from pilin.base.refusal import Refused
from pilin.modules.medical import queries
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.policy import check_versions, in_force
from pilin.modules.medical.rules.reading import read_policy
from pilin.modules.medical.rules.words import Care, Filing, Part
from pilin.modules.medical.tests import samples

Spoil = Callable[[dict[str, Any]], object]
Row = tuple[int, str, str | None]


def put(path: str, value: object) -> Spoil:
    """Return what puts a value at a place of a document; members and numbers of rows apart by dots."""

    def spoil(document: dict[str, Any]) -> None:
        place: Any = document
        *way, last = path.split(".")
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        place[int(last) if isinstance(place, list) else last] = value

    return spoil


def drop(path: str) -> Spoil:
    """Return what takes a member or row away."""

    def spoil(document: dict[str, Any]) -> None:
        place: Any = document
        *way, last = path.split(".")
        for step in way:
            place = place[int(step)] if isinstance(place, list) else place[step]
        del place[int(last) if isinstance(place, list) else last]

    return spoil


def again(path: str) -> Spoil:
    """Return what puts the first row of a list there once more."""

    def spoil(document: dict[str, Any]) -> None:
        place: Any = document
        for step in path.split("."):
            place = place[int(step)] if isinstance(place, list) else place[step]
        place.append(place[0])

    return spoil


def refused(*spoils: Spoil) -> Refused:
    document = samples.document()
    for spoil in spoils:
        spoil(document)
    with pytest.raises(Refused) as caught:
        read_policy(document)
    return caught.value


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (drop("title"), "policy"),
        (put("remark", "x"), "policy"),
        (put("type", "lights"), "type"),
        (put("title.en", ""), "title/en"),
        (drop("title.zh"), "title"),
        (put("side", "33048"), "side"),
        (put("insurance", 310), "insurance"),
        (put("version", 0), "version"),
        (put("version", True), "version"),
        (put("illustrative", 1), "illustrative"),
        (put("from_day", "2025-02-30"), "from_day"),
        (put("from_day", date(2025, 1, 1)), "from_day"),
        (put("until_day", "soon"), "until_day"),
        (put("year_starts", "02-29"), "year_starts"),
        (put("levels", []), "levels"),
        (put("levels", [10]), "levels/1"),
        (put("persons", "all"), "persons"),
        (put("persons.0.name", "Employed"), "persons/1/name"),
        (put("benefits.0.care", "dental"), "benefits/1/care"),
        (put("benefits.0.med_types", ["1x"]), "benefits/1/med_types/1"),
        (put("benefits.0.deductible.per", "month"), "benefits/outpatient/deductible/per"),
        (put("benefits.0.deductible.rows.0.fen", [-1]), "benefits/outpatient/deductible/1/fen/1"),
        (put("benefits.0.deductible.rows.0.fen", [1, 0]), "benefits/outpatient/deductible"),
        (put("benefits.0.ratio.1.bp", 10_001), "benefits/outpatient/ratio/2/bp"),
        (put("benefits.0.ratio.1.bp", 0.85), "benefits/outpatient/ratio/2/bp"),
        (put("ceilings.0.fen", None), "ceilings/1/fen"),
        (put("ceilings.1.benefits", ["inpatient", "inpatient"]), "ceilings/2/benefits"),
        (put("remote.0", {"filing": "referred"}), "remote/1"),
        (put("remote.0", {"filing": "referred", "factor_bp": 1, "points_bp": 1}), "remote/1"),
        (put("layers.0.fund", "hifp"), "layers/1/fund"),
        (put("layers.0.base", "all"), "layers/1/base"),
        (put("layers.0.steps", []), "layers/hifmi/steps"),
        (put("layers.0.diseases", ["C "]), "layers/1/diseases/1"),
        (put("layers.0.ceiling_fen", "0"), "layers/1/ceiling_fen"),
        (put("account.pays", ["all"]), "account/pays/1"),
        (put("account.relative", None), "account/relative"),
        (put("prior_self.by", "both"), "prior_self/by"),
        (put("prior_self.items", [{"item": "", "bp": 1}]), "prior_self/items/1/item"),
    ],
)
def test_what_does_not_read_says_where(spoil: Spoil, where: str) -> None:
    caught = refused(spoil)
    assert (caught.code, caught.facts["where"]) == (MedicalRefusal.POLICY_DOES_NOT_READ, where)
    assert caught.facts["wants"]


@pytest.mark.parametrize(
    ("spoil", "where", "about"),
    [
        (drop("benefits.0.ratio.2"), "benefits/outpatient/ratio", "3, employed"),
        (drop("benefits.2.deductible.rows.0"), "benefits/inpatient/deductible", "1, employed"),
        (put("levels", [1, 2, 3, 4]), "benefits/outpatient/deductible", "4, employed"),
        (drop("remote.2"), "remote", "emergency"),
        (drop("ceilings.0"), "ceilings", "outpatient"),
    ],
)
def test_a_gap_is_refused(spoil: Spoil, where: str, about: str) -> None:
    caught = refused(spoil)
    assert caught.code == MedicalRefusal.POLICY_TABLE_HAS_A_GAP
    assert (caught.facts["where"], caught.facts["about"]) == (where, about)


@pytest.mark.parametrize(
    ("spoil", "where", "about"),
    [
        (again("benefits.0.ratio"), "benefits/outpatient/ratio/7", "1, employed"),
        (put("benefits.0.ratio.1.levels", [1, 2]), "benefits/outpatient/ratio/2", "1, employed"),
        (put("benefits.2.deductible.rows.0.levels", [1, 2]), "benefits/inpatient/deductible/2", "2, employed"),
        (put("benefits.1.med_types", ["14", "21"]), "benefits/3/med_types/1", "21"),
        (again("benefits"), "benefits/4", "outpatient"),
        (put("persons.1.types", ["12", "11"]), "persons/2/types/2", "11"),
        (again("remote"), "remote/5", "long_term"),
        (put("persons.1.name", "employed"), "persons/2", "employed"),
        (put("ceilings.1.name", "outpatient"), "ceilings/2", "outpatient"),
        (again("layers"), "layers", "hifmi"),
        (put("prior_self.items", [{"item": "X", "bp": 1}] * 2), "prior_self/items/2", "X"),
    ],
)
def test_an_overlap_is_refused(spoil: Spoil, where: str, about: str) -> None:
    caught = refused(spoil)
    assert caught.code == MedicalRefusal.POLICY_TABLE_OVERLAPS
    assert (caught.facts["where"], caught.facts["about"]) == (where, about)


@pytest.mark.parametrize("prefix", ["17", "1", 11, None])
def test_an_unknown_person_type_is_refused(prefix: object) -> None:
    caught = refused(put("persons.1.types", ["12", prefix]))
    assert caught.code == MedicalRefusal.PERSON_TYPE_IS_UNKNOWN
    assert caught.facts == {"where": "persons/2/types/2", "person_type": prefix}


@pytest.mark.parametrize("row", [{"levels": [4]}, {"persons": ["pupil"]}, {"persons": [[]]}])
def test_a_name_that_the_policy_does_not_declare_is_refused(row: dict[str, Any]) -> None:
    caught = refused(lambda document: document["benefits"][0]["ratio"][0].update(row))
    assert caught.code == MedicalRefusal.POLICY_NAME_IS_UNKNOWN


def test_steps_that_do_not_rise_are_refused() -> None:
    caught = refused(put("layers.0.steps.2.from_fen", 5_000_000))
    assert (caught.code, caught.facts["where"]) == (MedicalRefusal.POLICY_STEPS_MUST_RISE, "layers/hifmi")


def test_a_layer_above_the_ceiling_comes_before_the_burden() -> None:
    caught = refused(lambda document: document["layers"].append(samples.layer("hifob", base="above_ceiling")))
    assert caught.code == MedicalRefusal.POLICY_LAYERS_ARE_OUT_OF_ORDER


@pytest.mark.parametrize("until", ["2025-01-01", "2024-12-31"])
def test_days_that_run_backward_are_refused(until: str) -> None:
    assert refused(put("until_day", until)).code == MedicalRefusal.POLICY_DAYS_MUST_RUN_FORWARD


# What reads


def test_all_illustrative_policies_read_and_say_what_they_are() -> None:
    found = queries.illustrative_policies()
    assert len(found) == 5
    assert {(one.version.side, one.version.insurance) for one in found} == {
        (side, insurance) for side in ("330482", "310116") for insurance in ("310", "390")
    }
    assert all(one.illustrative for one in found)
    assert all(one.version.digest == digest_of(one.document) for one in found)
    assert {care.care for one in found for care in one.care.values()} == {*Care}


def test_a_policy_that_reads_keeps_what_was_said() -> None:
    found = samples.full()
    assert found.remote[Filing.REFERRED][:2] == (10_000, 1000)
    assert found.account.pays == {Part.IN_SCOPE, Part.PRIOR_SELF}
    assert [layer.rule for layer in found.care["21"].layers] == [
        f"layers/{fund}" for fund in ("hifob", "hifmi", "cvlserv", "maf")
    ]
    assert [layer.fund for layer in found.care["11"].layers] == ["cvlserv"]
    assert found.split_rule.insured_bp is None


def test_the_insured_place_may_decide_the_prior_self_pay() -> None:
    document = samples.document()
    document["prior_self"] = {
        "by": "insured",
        "after_limit": False,
        "ratio_bp": 1000,
        "items": [{"item": "X1", "bp": 2000}],
    }
    rule = read_policy(document).split_rule
    assert (rule.limit_first, rule.insured_bp) == (False, {"": 1000, "X1": 2000})


def test_the_longest_prefix_of_a_medical_type_decides() -> None:
    document = samples.document()
    document["benefits"][1]["med_types"] = ["14", "1104"]
    found = read_policy(document)
    assert [found.benefit_of(one).care for one in ("11", "110104", "110401", "140104")] == [
        "outpatient",
        "outpatient",
        "chronic",
        "chronic",
    ]


@pytest.mark.parametrize("med_type", ["51", "9901", "1", ""])
def test_a_medical_type_that_is_not_covered(med_type: str) -> None:
    with pytest.raises(Refused) as caught:
        samples.full().benefit_of(med_type)
    assert caught.value.code == MedicalRefusal.MED_TYPE_IS_NOT_COVERED


@pytest.mark.parametrize(
    ("level", "person_type", "code"),
    [
        (2, "1300", MedicalRefusal.PERSON_TYPE_IS_NOT_COVERED),
        (2, "", MedicalRefusal.PERSON_TYPE_IS_NOT_COVERED),
        (4, "1101", MedicalRefusal.HOSPITAL_LEVEL_IS_NOT_COVERED),
    ],
)
def test_a_person_or_hospital_that_is_not_covered(level: int, person_type: str, code: MedicalRefusal) -> None:
    policy = samples.full()
    with pytest.raises(Refused) as caught:
        policy.rate_of(policy.care["11"], level, person_type)
    assert caught.value.code == code


# Versions and years


@pytest.mark.parametrize(
    ("day", "number"), [("2024-01-01", 1), ("2024-12-31", 1), ("2025-01-01", 2), ("2099-12-31", 2)]
)
def test_the_version_of_the_day_of_service_holds(day: str, number: int) -> None:
    assert samples.policy("330482", "390", date.fromisoformat(day)).version.number == number


def test_no_version_holds_before_the_first_or_after_the_last_day() -> None:
    closed = read_policy(samples.document() | {"until_day": "2026-01-01"})
    assert in_force([closed], date(2025, 12, 31)) is closed
    for day in (date(2024, 12, 31), date(2026, 1, 1)):
        with pytest.raises(Refused) as caught:
            in_force([closed], day)
        assert caught.value.code == MedicalRefusal.POLICY_IS_NOT_IN_FORCE
    with pytest.raises(Refused) as caught:
        queries.illustrative_policy("330421", "310", samples.DAY)
    assert caught.value.code == MedicalRefusal.POLICY_IS_NOT_IN_FORCE


def versions(*rows: Row) -> None:
    documents = [samples.document() | {"version": row[0], "from_day": row[1], "until_day": row[2]} for row in rows]
    check_versions([read_policy(document) for document in documents])


def test_versions_follow_each_other_day_by_day() -> None:
    versions((2, "2026-01-01", None), (1, "2025-01-01", "2026-01-01"))
    versions((1, "2025-01-01", None), (2, "2026-01-01", None), (3, "2026-07-01", None))


@pytest.mark.parametrize(
    ("first", "second", "code"),
    [
        ((1, "2025-01-01", None), (2, "2025-01-01", None), MedicalRefusal.POLICY_VERSIONS_OVERLAP),
        ((1, "2026-01-01", None), (2, "2025-01-01", None), MedicalRefusal.POLICY_VERSIONS_OVERLAP),
        ((1, "2025-01-01", None), (1, "2026-01-01", None), MedicalRefusal.POLICY_VERSIONS_OVERLAP),
        ((1, "2025-01-01", "2025-12-31"), (2, "2026-01-01", None), MedicalRefusal.POLICY_VERSIONS_LEAVE_A_GAP),
    ],
)
def test_versions_that_do_not_follow_each_other(first: Row, second: Row, code: MedicalRefusal) -> None:
    with pytest.raises(Refused) as caught:
        versions(first, second)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("side", "day", "first"),
    [
        ("330482", "2026-01-01", "2026-01-01"),
        ("330482", "2026-12-31", "2026-01-01"),
        ("310116", "2026-06-30", "2025-07-01"),
        ("310116", "2026-07-01", "2026-07-01"),
    ],
)
def test_a_policy_year_begins_where_the_policy_says(side: str, day: str, first: str) -> None:
    policy = samples.policy(side, "310")
    assert policy.year_of(date.fromisoformat(day)) == date.fromisoformat(first)
