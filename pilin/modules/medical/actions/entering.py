"""Insured persons entered from a file, all of it or nothing: an insurance and a filing once for each first day."""

from collections.abc import Sequence

from django.db import transaction

from pilin.base.refusal import Refused
from pilin.modules.medical import models
from pilin.modules.medical.actions import persons
from pilin.modules.medical.actions.persons import Away, By, Cover, Entitled, Entry
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.insured import Filed, Granted, Insured, check_filed, check_granted, check_insured
from pilin.modules.medical.rules.persons import Terms
from pilin.modules.medical.rules.words import Filing


def enter_insured(
    *, insured: Sequence[Insured], filings: Sequence[Filed], granted: Sequence[Granted] = (), by: By
) -> tuple[int, int, int]:
    """Enter insurances, filings and entitlements; return how many were new. What is there stays, its account too.

    Raises INSURED_DOES_NOT_FIT: a row that is none, or one about a person of whom no insurance is entered; and what
    `persons.enter` raises.
    """
    for one in insured:
        check_insured(one)
    for filed in filings:
        check_filed(filed)
    for grant in granted:
        check_granted(grant)
    with transaction.atomic():
        return (
            sum(_insured(one, by) for one in insured),
            sum(_filed(one, by) for one in filings),
            sum(_granted(one, by) for one in granted),
        )


def _insured(one: Insured, by: By) -> bool:
    held = models.Insurance.objects.filter(person__number=one.person, insurance=one.insurance, from_day=one.from_day)
    if held.exists():
        return False
    terms = Terms(one.type, one.civil_servant, tuple(one.identities))
    cover = Cover(one.insurance, terms, one.from_day, one.until_day, one.account_fen)
    persons.enter(entries=[Entry(one.person, one.identity, (cover,))], by=by)
    return True


def _filed(one: Filed, by: By) -> bool:
    person = _known(one.person)
    if person.filings.filter(kind=one.kind, area=one.area, from_day=one.from_day).exists():
        return False
    persons.file(person=person, filing=Away(Filing(one.kind), one.area, one.from_day, one.until_day), by=by)
    return True


def _granted(one: Granted, by: By) -> bool:
    person = _known(one.person)
    if person.chronics.filter(insurance=one.insurance, disease=one.disease, from_day=one.from_day).exists():
        return False
    entitled = Entitled(one.insurance, one.disease, one.name, one.from_day, one.until_day)
    persons.entitle(person=person, entitled=entitled, by=by)
    return True


def _known(number: str) -> models.Person:
    person = models.Person.objects.filter(number=number).first()
    if person is None:
        raise Refused(MedicalRefusal.INSURED_DOES_NOT_FIT, person=number)
    return person
