"""What the insured place says about its persons, and keeps of what is filed for them: one function for each question.

Each look-up is written down before anybody is found, and stays so whatever comes of it.
"""

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.modules.medical import models, queries
from pilin.modules.medical.actions import lookups, persons
from pilin.modules.medical.actions.lookups import Looker, Sought
from pilin.modules.medical.actions.persons import Away, By, Entitled
from pilin.modules.medical.actions.reckoning import Years
from pilin.modules.medical.rules.claim import Claim
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.inquiry import About, Inquiry, Wanted, day_in
from pilin.modules.medical.rules.persons import Purpose
from pilin.modules.medical.rules.split import Parts
from pilin.modules.medical.rules.words import Filing

Told = dict[str, Any]
TEMPORARY_MONTHS = 6
"""How long a referral holds whose end nobody says; from general knowledge, not verified (at least six months)."""
_PURPOSES: Mapping[About, Purpose] = {About.PERSON: Purpose.IDENTIFIED, About.ENTITLEMENT: Purpose.ENTITLED}


def answer(inquiry: Inquiry, wanted: Wanted, at: Instant) -> Told:
    """Return what we say. Raises PERSON_IS_UNKNOWN, and why what is asked cannot be said or filed."""
    sought = Sought(wanted.person, wanted.certificate, wanted.certno, wanted.card)
    looker = Looker(wanted.operator, wanted.operator_name, at, inquiry.care, inquiry.institution)
    purpose = _PURPOSES.get(inquiry.about, Purpose.FILED)
    found = lookups.look(sought=sought, purpose=purpose, looker=looker).person
    if found is None:
        raise Refused(MedicalRefusal.PERSON_IS_UNKNOWN)
    with transaction.atomic():
        return _ANSWERS[inquiry.about](found, wanted, inquiry, at)


def _person(person: models.Person, wanted: Wanted, _inquiry: Inquiry, at: Instant) -> Told:
    """Say who somebody is; a name that is told must be his."""
    who = persons.identity_of(person)
    if wanted.name and wanted.name != who.name:
        raise Refused(MedicalRefusal.PERSON_IS_UNKNOWN)
    day = day_in(wanted.day) or day_of(at)
    return {
        "number": person.number,
        "certificate": who.certificate,
        "certno": who.number,
        "name": who.name,
        "gender": who.gender,
        "born_on": who.born_on,
        "insurances": [_insurance(row, day) for row in person.insurances.order_by("insurance", "from_day")],
    }


def _insurance(row: models.Insurance, day: date) -> Told:
    holds = row.from_day <= day and (row.until_day is None or day <= row.until_day)
    return {
        "insurance": row.insurance,
        "type": row.type,
        "civil_servant": row.civil_servant,
        "identities": row.identities,
        "holds": holds,
        "from_day": row.from_day,
        "until_day": row.until_day,
        "account_fen": row.account_fen,
    }


def _entitlement(person: models.Person, wanted: Wanted, inquiry: Inquiry, at: Instant) -> Told:
    """Say whether care of a kind would be paid on a day, how it counts as filed, or why it would not be paid."""
    day = day_in(wanted.day) or day_of(at)
    nothing = Parts(0, 0, 0, 0, 0)
    claim = Claim(person.number, "", wanted.area, wanted.med_type, 0, wanted.diseases, nothing, 0, account_used=False)
    years = Years([claim], lock=False)
    insurance = years.insurance_on(person.number, wanted.insurance, day)
    if insurance is None:
        return {"entitled": False, "reason": MedicalRefusal.PERSON_IS_NOT_INSURED.value}
    days = {"from_day": insurance.from_day, "until_day": insurance.until_day}
    try:
        policy = queries.policy_on(inquiry.insured, wanted.insurance, day)
        years.check_entitlement(insurance, claim, policy, day)
    except Refused as refused:
        return {"entitled": False, "reason": refused.code.value} | days
    filed = years.filing(insurance, claim, care=inquiry.care, insured=inquiry.insured, day=day)
    return {"entitled": True, "reason": "", "filing": filed.value} | days


def _referral(person: models.Person, wanted: Wanted, inquiry: Inquiry, at: Instant) -> Told:
    number, from_day = inquiry.number(wanted.message), day_in(wanted.from_day) or day_of(at)
    if _is_filed(models.Filing.objects.filter(number=number).first(), person):
        return {"number": number}
    away = Away(
        kind=Filing.REFERRED,
        area=wanted.area,
        from_day=from_day,
        until_day=day_in(wanted.until_day) or _later(from_day),
        insurance=wanted.insurance,
        number=number,
        said=wanted.said.encode(),
    )
    persons.file(person=person, filing=away, by=By(inquiry.institution, at))
    return {"number": number}


def _is_filed(row: models.Filing | models.Chronic | None, person: models.Person) -> bool:
    """Tell whether a message filed already, its answer was lost, and it came again. Raises FILING_IS_UNKNOWN."""
    if row is not None and row.person_id != person.pk:
        raise Refused(MedicalRefusal.FILING_IS_UNKNOWN)
    return row is not None


def _later(day: date) -> date:
    """Return the day six months later, or the last one of that month."""
    years, month = divmod(day.month - 1 + TEMPORARY_MONTHS, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _chronic(person: models.Person, wanted: Wanted, inquiry: Inquiry, at: Instant) -> Told:
    if len(wanted.diseases) != 1:
        raise Refused(MedicalRefusal.INQUIRY_DOES_NOT_READ)
    number = inquiry.number(wanted.message)
    if _is_filed(models.Chronic.objects.filter(number=number).first(), person):
        return {"number": number}
    entitled = Entitled(
        insurance=wanted.insurance,
        disease=wanted.diseases[0],
        name=wanted.disease_name,
        from_day=day_in(wanted.from_day) or day_of(at),
        until_day=day_in(wanted.until_day),
        number=number,
    )
    persons.entitle(person=person, entitled=entitled, by=By(inquiry.institution, at))
    return {"number": number}


def _referral_withdrawn(person: models.Person, wanted: Wanted, inquiry: Inquiry, at: Instant) -> Told:
    return _withdrawn(person.filings.filter(number=wanted.number).first(), wanted, inquiry, at)


def _chronic_withdrawn(person: models.Person, wanted: Wanted, inquiry: Inquiry, at: Instant) -> Told:
    return _withdrawn(person.chronics.filter(number=wanted.number).first(), wanted, inquiry, at)


def _withdrawn(row: models.Filing | models.Chronic | None, wanted: Wanted, inquiry: Inquiry, at: Instant) -> Told:
    """Withdraw what is filed; the number alone proves nothing, it must be the person's. Raises FILING_IS_UNKNOWN."""
    if row is None or not wanted.number:
        raise Refused(MedicalRefusal.FILING_IS_UNKNOWN)
    persons.withdraw(row=row, by=By(inquiry.institution, at))
    return {}


def _chronics(person: models.Person, _wanted: Wanted, _inquiry: Inquiry, _at: Instant) -> Told:
    rows = person.chronics.filter(withdrawn_at=None).order_by("disease", "from_day")
    names = ("disease", "name", "from_day", "until_day")
    return {"rows": list(rows.values(*names))}


_ANSWERS: Mapping[About, Callable[[models.Person, Wanted, Inquiry, Instant], Told]] = {
    About.PERSON: _person,
    About.ENTITLEMENT: _entitlement,
    About.REFERRAL: _referral,
    About.REFERRAL_WITHDRAWN: _referral_withdrawn,
    About.CHRONIC: _chronic,
    About.CHRONIC_WITHDRAWN: _chronic_withdrawn,
    About.CHRONICS: _chronics,
}
