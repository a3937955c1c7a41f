"""Insured persons as an agency enters them: each verb changes what holds, and adds an entry that says who did it.

An identity is never changed: a correction is a new row. An insurance that ends keeps its row, its account and its
years; new terms hold from a day on, and claims of earlier days are computed by the earlier ones.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.modules.medical import models
from pilin.modules.medical.rules import persons as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.persons import Identity, Terms
from pilin.modules.medical.rules.words import Filing
from pilin.web import strongbox

CERTIFICATE, CARD = "medical certificate", "medical card"
ENTERED, INSURED, ENDED, CHANGED, CORRECTED = "entered", "insured", "ended", "changed", "corrected"
FILED, UNFILED, ENTITLED, UNENTITLED = "filed", "unfiled", "entitled", "unentitled"


@dataclass(frozen=True)
class By:
    """Who enters something: the account of a person of ours, or the code of an institution; and when."""

    name: str
    at: Instant


@dataclass(frozen=True)
class Cover:
    """An insurance to be entered: kind, terms, days, and what the personal account holds at its beginning."""

    insurance: str
    terms: Terms
    from_day: date
    until_day: date | None = None
    account_fen: int = 0


@dataclass(frozen=True)
class Entry:
    """A person to be entered with his first insurances; one that is there already gets them besides."""

    number: str
    identity: Identity
    covers: tuple[Cover, ...]


def enter(*, entries: Sequence[Entry], by: By) -> int:
    """Enter persons with their insurances, all or none; return how many persons were new.

    Raises IDENTITY_DOES_NOT_FIT, IDENTITY_IS_ANOTHERS, PERSON_TYPE_IS_UNKNOWN, DAYS_MUST_RUN_FORWARD,
    ACCOUNT_BALANCE_IS_NEGATIVE or INSURANCE_STANDS_ALREADY.
    """
    with transaction.atomic():
        return sum(_enter(one, by) for one in entries)


def _enter(one: Entry, by: By) -> bool:
    person, is_new = models.Person.objects.get_or_create(number=one.number)
    if is_new or not person.identities.exists():
        _identify(person, one.identity, by.at)
        _note(person, ENTERED, by)
    elif identity_of(person) != rules.check_identity(one.identity):
        raise Refused(MedicalRefusal.IDENTITY_IS_ANOTHERS)
    for cover in one.covers:
        _insure(person, cover, by)
    return is_new


def _insure(person: models.Person, cover: Cover, by: By) -> None:
    rules.check_type(cover.terms.type)
    rules.check_days(cover.from_day, cover.until_day)
    if cover.account_fen < 0:
        raise Refused(MedicalRefusal.ACCOUNT_BALANCE_IS_NEGATIVE)
    if person.insurances.filter(_meets(cover.from_day, cover.until_day), insurance=cover.insurance).exists():
        raise Refused(MedicalRefusal.INSURANCE_STANDS_ALREADY, insurance=cover.insurance)
    models.Insurance.objects.create(
        person=person,
        insurance=cover.insurance,
        type=cover.terms.type,
        civil_servant=cover.terms.civil_servant,
        identities=list(cover.terms.identities),
        from_day=cover.from_day,
        until_day=cover.until_day,
        account_fen=cover.account_fen,
    )
    _note(person, INSURED, by, insurance=cover.insurance, type=cover.terms.type, from_day=cover.from_day)


def _meets(from_day: date, until_day: date | None) -> Q:
    """Return what holds on any day between two."""
    lasts = Q(until_day=None) | Q(until_day__gte=from_day)
    return lasts if until_day is None else lasts & Q(from_day__lte=until_day)


def correct_identity(*, person: models.Person, identity: Identity, by: By) -> None:
    """Let another identity hold from now on. Raises IDENTITY_DOES_NOT_FIT or IDENTITY_IS_ANOTHERS."""
    with transaction.atomic():
        _identify(person, identity, by.at)
        _note(person, CORRECTED, by)


def end_insurance(*, insurance: models.Insurance, last_day: date, by: By) -> None:
    """Let an insurance hold until a last day. Raises DAYS_MUST_RUN_FORWARD."""
    rules.check_days(insurance.from_day, last_day)
    with transaction.atomic():
        models.Insurance.objects.filter(pk=insurance.pk).update(until_day=last_day)
        _note(insurance.person, ENDED, by, insurance=insurance.insurance, until_day=last_day)


def change_terms(*, insurance: models.Insurance, terms: Terms, from_day: date, by: By) -> None:
    """Let other terms hold from a day on. Raises PERSON_TYPE_IS_UNKNOWN or TERMS_MUST_RUN_FORWARD."""
    rules.check_type(terms.type)
    with transaction.atomic():
        row = models.Insurance.objects.select_for_update().get(pk=insurance.pk)
        row.earlier = rules.changed(terms_of(row), row.earlier, from_day)
        row.type, row.civil_servant, row.identities = terms.type, terms.civil_servant, list(terms.identities)
        row.save(update_fields=["type", "civil_servant", "identities", "earlier"])
        _note(row.person, CHANGED, by, insurance=row.insurance, type=terms.type, from_day=from_day)


def terms_of(row: models.Insurance) -> Terms:
    """Return the terms of an insurance that hold now."""
    return Terms(row.type, row.civil_servant, tuple(row.identities))


@dataclass(frozen=True)
class Away:
    """A filing of care away from home: kind, place, days, and for which insurance (blank: for every one).

    `number` is given where a hospital files it; `said` is what it says of the illness, and is kept sealed.
    """

    kind: Filing
    area: str
    from_day: date
    until_day: date | None = None
    insurance: str = ""
    number: str = ""
    said: bytes = b""


def file(*, person: models.Person, filing: Away, by: By) -> models.Filing:
    """Keep a filing. Raises DAYS_MUST_RUN_FORWARD."""
    rules.check_days(filing.from_day, filing.until_day)
    with transaction.atomic():
        row = models.Filing.objects.create(
            person=person,
            kind=filing.kind.value,
            area=filing.area,
            insurance=filing.insurance,
            number=filing.number,
            sealed=strongbox.seal_data(filing.said, owner=f"filing/{filing.number}") if filing.said else None,
            from_day=filing.from_day,
            until_day=filing.until_day,
        )
        _note(person, FILED, by, kind=filing.kind.value, area=filing.area, from_day=filing.from_day)
    return row


@dataclass(frozen=True)
class Entitled:
    """An entitlement to care of a chronic disease: of which insurance, which disease, and its days."""

    insurance: str
    disease: str
    name: str
    from_day: date
    until_day: date | None = None
    number: str = ""


def entitle(*, person: models.Person, entitled: Entitled, by: By) -> models.Chronic:
    """Keep an entitlement. Raises DAYS_MUST_RUN_FORWARD or ENTITLEMENT_STANDS_ALREADY."""
    rules.check_days(entitled.from_day, entitled.until_day)
    with transaction.atomic():
        models.Person.objects.select_for_update().get(pk=person.pk)
        days = _meets(entitled.from_day, entitled.until_day)
        same = person.chronics.filter(days, disease=entitled.disease, insurance=entitled.insurance, withdrawn_at=None)
        if same.exists():
            raise Refused(MedicalRefusal.ENTITLEMENT_STANDS_ALREADY, disease=entitled.disease)
        row = models.Chronic.objects.create(
            person=person,
            insurance=entitled.insurance,
            disease=entitled.disease,
            name=entitled.name,
            number=entitled.number,
            from_day=entitled.from_day,
            until_day=entitled.until_day,
        )
        _note(person, ENTITLED, by, insurance=entitled.insurance, disease=entitled.disease)
    return row


def withdraw(*, row: models.Filing | models.Chronic, by: By) -> None:
    """Let a filing or an entitlement count no more; who withdraws twice is content."""
    if row.withdrawn_at is not None:
        return
    with transaction.atomic():
        row.withdrawn_at = by.at
        row.save(update_fields=["withdrawn_at"])
        _note(row.person, UNFILED if isinstance(row, models.Filing) else UNENTITLED, by, number=row.number or row.pk)


# Who somebody is


def _identify(person: models.Person, identity: Identity, at: Instant) -> None:
    """Keep an identity, sealed. Raises IDENTITY_DOES_NOT_FIT, or IDENTITY_IS_ANOTHERS where somebody else has it."""
    known = rules.check_identity(identity)
    handle = strongbox.keyed_hash(rules.handle_of(known.certificate, known.number), about=CERTIFICATE)
    found = _by_handle(handle=handle)
    if found is not None and found.pk != person.pk:
        raise Refused(MedicalRefusal.IDENTITY_IS_ANOTHERS)
    models.Identity.objects.create(
        person=person,
        sealed=strongbox.seal_data(rules.write_identity(known), owner=_owner(person)),
        handle=handle,
        card=strongbox.keyed_hash(known.card, about=CARD) if known.card else "",
        at=at,
    )


def identity_of(person: models.Person) -> Identity:
    """Return who a person is, as it holds now. Raises PERSON_HAS_NO_IDENTITY, SEALED_DATA_CANNOT_BE_READ."""
    row = person.identities.order_by("-pk").first()
    if row is None:
        raise Refused(MedicalRefusal.PERSON_HAS_NO_IDENTITY)
    return rules.read_identity(strongbox.unseal_data(bytes(row.sealed), owner=_owner(person)))


def by_certificate(*, certificate: str, number: str) -> models.Person | None:
    """Return the person to whom a certificate belongs now."""
    handle = rules.handle_of(certificate, number)
    return _by_handle(handle=strongbox.keyed_hash(handle, about=CERTIFICATE))


def by_card(*, card: str) -> models.Person | None:
    """Return the person to whom a social-security card belongs now."""
    return _by_handle(card=strongbox.keyed_hash(card, about=CARD))


def by_number(*, number: str) -> models.Person | None:
    """Return the person with a number of ours."""
    return models.Person.objects.filter(number=number).first()


def _by_handle(**named: str) -> models.Person | None:
    """Return the person whose last identity bears a handle: an identity that was corrected finds nobody any more."""
    for row in models.Identity.objects.filter(**named).select_related("person").order_by("-pk"):
        if not models.Identity.objects.filter(person=row.person_id, pk__gt=row.pk).exists():
            return row.person
    return None


def _owner(person: models.Person) -> str:
    return f"identity/{person.number}"


def _note(person: models.Person, what: str, by: By, **facts: Any) -> None:
    said: Mapping[str, Any] = {name: str(fact) if isinstance(fact, date) else fact for name, fact in facts.items()}
    models.PersonEntry.objects.create(person=person, at=by.at, by=by.name, what=what, facts=said)
