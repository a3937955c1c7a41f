"""A settlement as FHIR R4, judged by classes that others made from the standard (fhir.resources, R4B: the nearest)."""

import json
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.claim import Claim
from fhir.resources.R4B.claimresponse import ClaimResponse
from fhir.resources.R4B.coverage import Coverage

from pilin.base import clock, ids
from pilin.kernel.federation import actions as federation
from pilin.modules.medical import models
from pilin.modules.medical.tests.hospital import CODE, THEIRS, Hospital
from pilin.modules.medical.tests.office import PERSON, hospital, last, office, post, words
from pilin.modules.medical.views.fhir import pseudonym
from pilin.web.models import AccessRecord
from tests.support.neighbour import Neighbour

__all__ = ["hospital", "office"]

RESOURCES: dict[str, Any] = {"Claim": Claim, "ClaimResponse": ClaimResponse, "Coverage": Coverage}


def export(one: models.Settlement | None = None, account: str = "zhao", **said: str) -> Any:
    settlement = (one or last()).pk
    return post(f"/medical/settlements/{settlement}/fhir/", account, **({"purpose": "counter"} | said))


def bundle(one: models.Settlement | None = None, **said: str) -> dict[str, Any]:
    answer = export(one, **said)
    assert answer.headers["Content-Type"] == "application/fhir+json"
    found: dict[str, Any] = json.loads(answer.content)
    return found


def by_type(found: dict[str, Any]) -> dict[str, Any]:
    return {entry["resource"]["resourceType"]: entry["resource"] for entry in found["entry"]}


def adjudicated(item: dict[str, Any]) -> dict[str, float]:
    return {row["category"]["coding"][0]["code"]: row["amount"]["value"] for row in item["adjudication"]}


def test_classes_of_the_standard_take_every_resource(hospital: Hospital) -> None:
    found = bundle()
    Bundle.model_validate(found)
    resources = by_type(found)
    assert resources.keys() == RESOURCES.keys()
    for name, resource in resources.items():
        RESOURCES[name].model_validate(resource)


def test_the_same_classes_would_see_what_is_wrong(hospital: Hospital) -> None:
    claim = by_type(bundle())["Claim"]
    for missing in ("status", "patient", "insurance", "provider"):
        with pytest.raises(ValueError):  # noqa: PT011 - pydantic's own, whose words are not ours
            Claim.model_validate({name: value for name, value in claim.items() if name != missing})


def test_the_claim_bears_lines_place_and_total_of_w4(hospital: Hospital) -> None:
    claim = by_type(bundle())["Claim"]
    assert claim["total"] == {"value": 900.0, "currency": "CNY"}
    assert [item["net"]["value"] for item in claim["item"]] == [700.0, 200.0]
    codes = [item["productOrService"]["coding"][0]["code"] for item in claim["item"]]
    assert codes == ["XA-0001", "XB-0001"]
    assert claim["provider"]["identifier"]["value"] == CODE
    assert claim["provider"]["display"] == "示例医院"
    assert (claim["status"], claim["use"]) == ("active", "claim")
    assert claim["type"]["coding"][0]["code"] == "professional"


def test_the_response_says_what_the_funds_pay_and_a_share_of_it_line_by_line(hospital: Hospital) -> None:
    response = by_type(bundle())["ClaimResponse"]
    sums = {row["category"]["coding"][0]["code"]: row["amount"]["value"] for row in response["total"]}
    assert sums == {"submitted": 900.0, "eligible": 880.0, "deductible": 500.0, "benefit": 285.0}
    first, second = (adjudicated(item) for item in response["item"])
    assert first == {"submitted": 700.0, "eligible": 700.0, "benefit": 226.7}
    assert second == {"submitted": 200.0, "eligible": 180.0, "copay": 20.0, "benefit": 58.3}
    assert round(first["benefit"] + second["benefit"], 2) == sums["benefit"]
    assert response["payment"]["amount"]["value"] == 885.0
    assert any("起付线" in note["text"] for note in response["processNote"])
    assert "金山职工医保（示例）" in response["disposition"]


def test_the_coverage_names_the_insured_place_and_the_kind_of_insurance(hospital: Hospital) -> None:
    coverage = by_type(bundle())["Coverage"]
    assert coverage["payor"][0]["identifier"]["value"] == THEIRS
    assert coverage["payor"][0]["display"] == "金山区"
    assert coverage["type"]["coding"][0]["code"] == "310"


def test_references_within_the_bundle_lead_somewhere(hospital: Hospital) -> None:
    found = bundle()
    known = {entry["fullUrl"] for entry in found["entry"]}
    resources = by_type(found)
    assert resources["ClaimResponse"]["request"]["reference"] in known
    assert resources["Claim"]["insurance"][0]["coverage"]["reference"] in known
    assert len(known) == 3


def test_a_person_stands_under_a_pseudonym(hospital: Hospital) -> None:
    answer = export()
    assert PERSON not in answer.content.decode()
    found = by_type(json.loads(answer.content))
    told = {found["Claim"]["patient"]["identifier"]["value"], found["Coverage"]["subscriberId"]}
    assert told == {pseudonym(PERSON)}
    assert {"PSEUDED"} <= {label["code"] for label in json.loads(answer.content)["meta"]["security"]}


def test_the_same_person_has_the_same_pseudonym_and_another_has_another() -> None:
    assert pseudonym("P-1") == pseudonym("P-1") != pseudonym("P-2")
    assert "P-1" not in pseudonym("P-1")


def test_the_number_of_the_person_leaves_only_with_a_reason_and_that_is_registered(hospital: Hospital) -> None:
    refused = export(identified="on")
    assert "写入个人编号须写明事由" in words(refused)
    assert not AccessRecord.objects.filter(event="protected_read").exists()
    answer = export(identified="on", reason="境外报销，本人申请")
    found = by_type(json.loads(answer.content))
    assert found["Claim"]["patient"]["identifier"] == {"system": "urn:pilin:medical:person", "value": PERSON}
    assert "PSEUDED" not in answer.content.decode()
    row = AccessRecord.objects.get(event="protected_read")
    assert '"field":"fhir.identified"' in row.facts
    assert "境外报销，本人申请" in row.facts


def test_what_a_made_up_policy_yields_is_marked_as_a_test(hospital: Hospital) -> None:
    assert bundle()["meta"]["tag"][0]["code"] == "HTEST"


def test_a_cancel_is_the_claim_it_takes_back_with_the_status_cancelled(hospital: Hospital) -> None:
    original = last()
    number = models.CareSettlement.objects.get(pk=original.pk).number
    assert hospital.cancels(number).head.succeeded
    cancel = models.Settlement.objects.get(cancels=original.pk)
    for one in (original, cancel):
        found = by_type(bundle(one))
        assert {found["Claim"]["status"], found["ClaimResponse"]["status"]} == {"cancelled"}
        assert found["Claim"]["total"]["value"] == 900.0
        for name, resource in found.items():
            RESOURCES[name].model_validate(resource)


def test_resources_keep_their_identifiers_whenever_they_are_exported(hospital: Hospital) -> None:
    first, second = bundle(), bundle()
    assert [entry["fullUrl"] for entry in first["entry"]] == [entry["fullUrl"] for entry in second["entry"]]


def test_what_was_destroyed_is_not_exported(hospital: Hospital) -> None:
    federation.erase(until=clock.day_of(hospital.at).replace(year=2100), at=hospital.at)
    assert "没有完整的内容可以导出" in words(export())


def test_who_only_reads_exports_nothing(hospital: Hospital) -> None:
    assert export(account="li").status_code == 403
    assert not AccessRecord.objects.filter(event="protected_read").exists()


def test_a_settlement_that_is_not_there_is_not_exported(office: Neighbour) -> None:
    answer = post(f"/medical/settlements/{ids.new_id(office.now)}/fhir/", purpose="counter")
    assert answer.status_code == 404
