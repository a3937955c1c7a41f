"""Queries and filings of hospitals: their words into an inquiry, and what is told into theirs."""

import json
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import translation

from pilin.base.clock import day_of
from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.modules.medical.actions import finding, inquiring
from pilin.modules.medical.actions.visiting import Said
from pilin.modules.medical.gateway import replies
from pilin.modules.medical.rules import persons as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.inquiry import About, Wanted
from pilin.web import sentences
from pilin.wire.nhsa import filing, person, query
from pilin.wire.nhsa.settlement import Settled
from pilin.wire.nhsa.transactions import Nothing

_IN_FORCE, _ENDED, _FUND_ITEM = "1", "4", "1"


def _wanted(by: Said, /, **members: Any) -> Wanted:
    return Wanted(by.operator, by.operator_name, by.msgid, **members)


def find_person(said: Said, body: person.PersonQuery) -> person.PersonFound:
    """Answer 1101: who somebody is, and how he is insured."""
    wanted = _wanted(said, name=body.psn_name, day=_text(body.begntime and day_of(body.begntime)), **_sought(body))
    agency, told = inquiring.find_person(wanted=wanted, said=said, hint=body.issuing_admdvs)
    born = _day(told["born_on"])
    base = person.Person(
        psn_no=told["number"],
        psn_cert_type=told["certificate"],
        certno=told["certno"],
        psn_name=told["name"],
        gend=told["gender"],
        brdy=born,
        age=Decimal(rules.age_on(born, day_of(said.at))) if born else None,
    )
    rows = tuple(_insurance(one, agency) for one in told["insurances"])
    standings = {kind for one in told["insurances"] if one["holds"] for kind in one["identities"]}
    return person.PersonFound(
        baseinfo=base,
        insuinfo=rows,
        idetinfo=tuple(person.Standing(psn_idet_type=kind) for kind in sorted(standings)),
    )


def _sought(body: person.PersonQuery) -> dict[str, str]:
    """Return by what a person is looked for. Raises VOUCHER_CANNOT_BE_READ: we cannot decode a token."""
    if body.certno:
        return {"certificate": body.psn_cert_type or rules.IDENTITY_CARD, "certno": body.certno}
    if body.mdtrt_cert_type == person.IDENTITY_CARD:
        return {"certificate": body.psn_cert_type or rules.IDENTITY_CARD, "certno": body.mdtrt_cert_no}
    if body.mdtrt_cert_type == person.SOCIAL_CARD:
        return {"card": body.mdtrt_cert_no}
    raise Refused(MedicalRefusal.VOUCHER_CANNOT_BE_READ)


def _insurance(told: dict[str, Any], agency: str) -> person.Insurance:
    return person.Insurance(
        balc=Fen(told["account_fen"]),
        insutype=told["insurance"],
        psn_type=told["type"],
        psn_insu_stas=_IN_FORCE if told["holds"] else _ENDED,
        psn_insu_date=_day(told["from_day"]),
        paus_insu_date=_day(told["until_day"]),
        cvlserv_flag="1" if told["civil_servant"] else "0",
        insuplc_admdvs=agency,
    )


def check_entitlement(said: Said, body: person.EntitlementQuery) -> person.Entitlements:
    """Answer 2001: whether care would be paid, and in words why not."""
    wanted = _wanted(
        said,
        person=body.psn_no,
        insurance=body.insutype,
        med_type=body.med_type,
        diseases=(body.dise_codg,) if body.dise_codg else (),
        day=_text(day_of(body.begntime)),
        area=said.institution.area,
    )
    told = inquiring.inquire(about=About.ENTITLEMENT, wanted=wanted, said=said)
    row = person.Entitlement(
        psn_no=body.psn_no,
        trt_chk_type=_FUND_ITEM,
        trt_enjymnt_flag="1" if told["entitled"] else "0",
        begndate=_day(told.get("from_day")),
        enddate=_day(told.get("until_day")),
        trt_chk_rslt=_reason(told["reason"]),
    )
    return person.Entitlements(trtinfo=(row,))


def _reason(code: str) -> str:
    if code not in sentences.sentences():
        return code
    with translation.override("zh-hans"):
        return str(sentences.say(code)).split("{")[0]


def file_referral(said: Said, body: filing.ReferralFiling) -> filing.Filed:
    """Answer 2501: keep a referral to a place next door; what it says of the illness is sealed."""
    names = {one.name for one in fields(body)} - {"psn_no", "insutype", "tel", "addr", "begndate", "enddate"}
    told = {name: _text(getattr(body, name)) for name in sorted(names)}
    wanted = _wanted(
        said,
        person=body.psn_no,
        insurance=body.insutype,
        area=body.mdtrtarea_admdvs,
        from_day=_text(body.begndate or body.refl_date),
        until_day=_text(body.enddate),
        said=json.dumps(told, ensure_ascii=False),
    )
    return _filed(inquiring.inquire(about=About.REFERRAL, wanted=wanted, said=said))


def file_chronic(said: Said, body: filing.ChronicFiling) -> filing.Filed:
    """Answer 2503: keep an entitlement to care of a chronic disease."""
    wanted = _wanted(
        said,
        person=body.psn_no,
        insurance=body.insutype,
        diseases=(body.opsp_dise_code,),
        disease_name=body.opsp_dise_name,
        from_day=_text(body.begndate),
        until_day=_text(body.enddate),
    )
    return _filed(inquiring.inquire(about=About.CHRONIC, wanted=wanted, said=said))


def _filed(told: dict[str, Any]) -> filing.Filed:
    return filing.Filed(trt_dcla_detl_sn=told["number"])


def withdraw_referral(said: Said, body: filing.FilingWithdrawal) -> Nothing:
    """Answer 2502."""
    return _withdrawn(said, body, About.REFERRAL_WITHDRAWN)


def withdraw_chronic(said: Said, body: filing.FilingWithdrawal) -> Nothing:
    """Answer 2504."""
    return _withdrawn(said, body, About.CHRONIC_WITHDRAWN)


def _withdrawn(said: Said, body: filing.FilingWithdrawal, about: About) -> Nothing:
    wanted = _wanted(said, person=body.psn_no, number=body.trt_dcla_detl_sn)
    inquiring.inquire(about=about, wanted=wanted, said=said)
    return Nothing()


def find_chronics(said: Said, body: filing.ChronicQuery) -> filing.ChronicEntitlements:
    """Answer 5301."""
    told = inquiring.inquire(about=About.CHRONICS, wanted=_wanted(said, person=body.psn_no), said=said)
    return filing.ChronicEntitlements(
        feedetail=tuple(
            filing.ChronicEntitlement(
                opsp_dise_code=row["disease"],
                opsp_dise_name=row["name"],
                begndate=_day(row["from_day"]),
                enddate=_day(row["until_day"]),
            )
            for row in told["rows"]
        )
    )


# What we, the care place, know ourselves


def find_settlement(said: Said, body: query.SettlementQuery) -> Settled:
    """Answer 5203: a settlement that stands, in the words of its own reply."""
    row, told = finding.settlement(said=said, visit=body.mdtrt_id, person=body.psn_no, number=body.setl_id)
    return replies.settled(told, msgid=row.msgid, at=finding.asked_at(row))


def find_fees(said: Said, body: query.SettlementQuery) -> query.FeesFound:
    """Answer 5204: the lines of a visit, or of one settlement of it, as they were split."""
    rows = finding.lines(said=said, visit=body.mdtrt_id, person=body.psn_no, number=body.setl_id)
    return query.FeesFound(data=tuple(replies.fee_found(row) for row in rows))


def find_stays(said: Said, body: filing.StayQuery) -> filing.OpenStays:
    """Answer 5303: open stays of a person at the institution that asks; where else he lies is not its business."""
    rows = finding.stays(said=said, person=body.psn_no, since=body.begntime, until=body.endtime)
    return filing.OpenStays(data=tuple(replies.stay(row) for row in rows))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(value: object) -> str:
    return str(value) if value else ""
