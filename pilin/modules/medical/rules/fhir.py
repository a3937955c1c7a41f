"""A settlement in HL7 FHIR R4, for systems outside China: Claim, ClaimResponse and Coverage in one Bundle. Pure.

Plain values by the names of the resources (https://hl7.org/fhir/R4/claim.html, claimresponse.html, coverage.html); what
adjudication means by https://hl7.org/fhir/R4/codesystem-adjudication.html. A person is named by one identifier: a
pseudonym of this node, unless whoever hands the Bundle out said that it must be the number of the insured place.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.money import Fen, share
from pilin.modules.medical.rules.explain import Said
from pilin.modules.medical.rules.explained import Explained, Line

_HL7 = "http://terminology.hl7.org/CodeSystem"
_OWN = "urn:pilin:medical"
_INPATIENT = "2"
"""With what the medical types (`med_type`) of a stay begin; the others are an outpatient's."""
_PARTS = (
    (Said.LINE_FULL_SELF, "noncovered"),
    (Said.LINE_USE_REFUSED, "noncovered"),
    (Said.LINE_OVER_LIMIT, "noncovered"),
    (Said.LINE_PRIOR_SELF, "copay"),
)

Resource = dict[str, Any]


@dataclass(frozen=True)
class Given:
    """What a Bundle is made with: the identifier of the person, what bodies are called, the words of the steps.

    `identified` tells whether the identifier is the number of the insured place and no pseudonym.
    """

    person: str
    identified: bool
    names: Mapping[str, str]
    notes: Sequence[str]
    policy: str
    at: Instant


def bundle(told: Explained, given: Given) -> Resource:
    """Return a settlement as a Bundle; a cancel, or what was cancelled, is a claim of the status `cancelled`.

    Both halves must be here: of what was destroyed nothing can be exported.
    """
    assert told.claim is not None, "the caller asked for whole explanations"
    resources = [_coverage(told, given), _claim(told, given), _response(told, given)]
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources]
    return {
        "resourceType": "Bundle",
        "id": _id(told, "bundle"),
        "meta": _meta(told, given),
        "type": "collection",
        "timestamp": _instant(given.at),
        "entry": entries,
    }


def _claim(told: Explained, given: Given) -> Resource:
    assert told.claim is not None, "checked by the caller"
    return {
        "resourceType": "Claim",
        "id": _id(told, "claim"),
        "identifier": [{"system": f"{_OWN}:settlement", "value": told.settlement.id}],
        **_common(told, given),
        "provider": _body(told.settlement.institution, given, "institution"),
        "priority": {"coding": [_coding("processpriority", "normal")]},
        "insurance": [{"sequence": 1, "focal": True, "coverage": _to(told, "coverage")}],
        "item": [
            {
                "sequence": number,
                "productOrService": {
                    "coding": [{"system": f"{_OWN}:catalogue:{told.settlement.care}", "code": line.item}]
                },
                "servicedDate": told.settlement.day.isoformat(),
                "net": _money(told.sign * line.fen),
            }
            for number, line in enumerate(told.lines, start=1)
        ],
        "total": _money(abs(told.settlement.total_fen)),
    }


def _response(told: Explained, given: Given) -> Resource:
    amounts = {name: told.sign * amount for name, amount in (told.amounts or {}).items()}
    shares = _shares(told, amounts["fund_pay_sumamt"])
    sums = (
        ("submitted", amounts["medfee_sumamt"]),
        ("eligible", amounts["inscp_scp_amt"]),
        ("deductible", amounts["act_pay_dedc"]),
        ("benefit", amounts["fund_pay_sumamt"]),
    )
    return {
        "resourceType": "ClaimResponse",
        "id": _id(told, "response"),
        **_common(told, given),
        "insurer": _body(told.settlement.insured, given, "agency"),
        "request": _to(told, "claim"),
        "outcome": "complete",
        "disposition": given.policy,
        "item": [
            {"itemSequence": number, "adjudication": _adjudicated(line, told.sign, paid)}
            for number, (line, paid) in enumerate(zip(told.lines, shares, strict=True), start=1)
        ],
        "total": [
            {"category": {"coding": [_coding("adjudication", code)]}, "amount": _money(fen)} for code, fen in sums
        ],
        "payment": {
            "type": {"coding": [_coding("ex-paymenttype", "complete")]},
            "amount": _money(amounts["fund_pay_sumamt"] + amounts["acct_pay"]),
        },
        "processNote": [
            {"number": number, "type": "display", "text": text} for number, text in enumerate(given.notes, start=1)
        ],
    }


def _coverage(told: Explained, given: Given) -> Resource:
    one = told.settlement
    return {
        "resourceType": "Coverage",
        "id": _id(told, "coverage"),
        "status": "active",
        "type": {"coding": [{"system": f"{_OWN}:insutype", "code": one.insurance}]},
        "subscriberId": given.person,
        "beneficiary": _patient(given),
        "payor": [_body(one.insured, given, "agency")],
    }


def _common(told: Explained, given: Given) -> Resource:
    """Return what Claim and ClaimResponse share."""
    assert told.claim is not None, "checked by the caller"
    stays = told.claim.med_type.startswith(_INPATIENT)
    return {
        "status": "cancelled" if told.sign < 0 or told.settlement.cancelled_by else "active",
        "type": {"coding": [_coding("claim-type", "institutional" if stays else "professional")]},
        "use": "claim",
        "patient": _patient(given),
        "created": _instant(given.at),
    }


def _adjudicated(line: Line, sign: int, paid_fen: int) -> list[Resource]:
    """Return where a line fell, and its share of what the funds pay: funds pay on claims, who asks is told a share."""
    found = [("submitted", sign * line.fen), ("eligible", sign * line.in_scope_fen)]
    found += [(code, sign * step.fen) for said, code in _PARTS for step in line.steps if step.said is said]
    found.append(("benefit", paid_fen))
    own = {"noncovered": f"{_OWN}:adjudication"}
    return [
        {
            "category": {"coding": [{"system": own.get(code, f"{_HL7}/adjudication"), "code": code}]},
            "amount": _money(fen),
        }
        for code, fen in found
    ]


def _shares(told: Explained, fund_fen: int) -> list[Fen]:
    weights = [max(0, told.sign * line.in_scope_fen) for line in told.lines]
    return share(Fen(fund_fen), weights) if any(weights) else [Fen(0)] * len(weights)


def _meta(told: Explained, given: Given) -> Resource:
    """Return that a Bundle bears pseudonyms, and that what a made-up policy yields is a test."""
    pseudonymous = {"system": f"{_HL7}/v3-ObservationValue", "code": "PSEUDED"}
    test = {"system": f"{_HL7}/v3-ActReason", "code": "HTEST"}
    return {
        "security": [
            {"system": f"{_HL7}/v3-Confidentiality", "code": "R"},
            *([] if given.identified else [pseudonymous]),
        ],
        "tag": [test] if told.illustrative else [],
    }


def _patient(given: Given) -> Resource:
    system = f"{_OWN}:{'person' if given.identified else 'pseudonym'}"
    return {"type": "Patient", "identifier": {"system": system, "value": given.person}}


def _body(code: str, given: Given, sort: str) -> Resource:
    reference: Resource = {"type": "Organization", "identifier": {"system": f"{_OWN}:{sort}", "value": code}}
    return reference | ({"display": given.names[code]} if given.names.get(code) else {})


def _to(told: Explained, what: str) -> Resource:
    return {"reference": f"urn:uuid:{_id(told, what)}"}


def _id(told: Explained, what: str) -> str:
    """Return the identifier of a resource: the same settlement has the same ones whenever it is exported."""
    return str(uuid.uuid5(uuid.UUID(told.settlement.id), what))


def _coding(system: str, code: str) -> Resource:
    return {"system": f"{_HL7}/{system}", "code": code}


def _money(fen: int) -> Resource:
    """Return an amount in yuan; two decimals of a double are exact as they are written."""
    return {"value": fen / 100, "currency": "CNY"}


def _instant(at: Instant) -> str:
    return at.astimezone(clock.CHINA).isoformat(timespec="seconds")
