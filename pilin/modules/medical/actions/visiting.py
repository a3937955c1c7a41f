"""Visits at our hospitals: registered, told about, ended, withdrawn. Each verb is one row of the interface."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import many
from pilin.kernel.federation.queries import facts
from pilin.kernel.federation.queries.prepared import Prepared
from pilin.modules.medical import models
from pilin.modules.medical.actions import billing
from pilin.modules.medical.queries.spelled import STANDS
from pilin.modules.medical.rules import visiting as rules
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.wire.nhsa import codes, envelope

_COLUMNS = [field.attname for field in models.CareVisit.objects.all().query.get_meta().concrete_fields]


def _numbered(numbers: Sequence[str]) -> QuerySet[Any, Any]:
    rows = models.CareVisit.objects.select_for_update().filter(number__in=numbers)
    return rows.order_by("pk").values_list(*_COLUMNS)


def _standing(institution: int, own_number: str) -> QuerySet[Any, Any]:
    rows = models.CareVisit.objects.filter(institution=institution, own_number=own_number)
    return rows.filter(STANDS).values_list("pk")


_LOCKED, _STANDING = Prepared(_numbered), Prepared(_standing)
"""Visits by their numbers, locked; those of an institution that stand with a number of its own."""


@dataclass(frozen=True)
class Said:
    """Who sends a message: the institution, where it says that the person is insured, its message id, and when.

    `operator` is who sits there, by his number and name; `session` the number that he was given when he signed in.
    """

    institution: models.Institution
    insured: str
    msgid: str
    at: Instant
    operator: str = ""
    operator_name: str = ""
    session: str = ""


@dataclass(frozen=True)
class Registration:
    """What a registration (2201) or an admission (2401) says that we keep; names and certificates are not kept."""

    person: str
    insurance: str
    own_number: str
    begun_at: Instant
    inpatient: bool = False
    med_type: str = ""
    diseases: tuple[str, ...] = ()


def number(at: Instant) -> str:
    """Return a new number for a visit or settlement: division (6), moment (14), chance (10)."""
    return envelope.refmsgid(facts.me(), at, secrets.randbelow(10**10))


def agency_of(place: str, nodes: Sequence[str] = ()) -> str:
    """Return the agency that insures at a division: its own node, or the one node of its pool.

    `nodes` are ours and our peers', where the caller has them. Raises INSURED_PLACE_HAS_NO_AGENCY.
    """
    nodes = nodes or [facts.me(), *facts.peers()]
    if place in nodes:
        return place
    found = [node for node in nodes if codes.pool_of(node) == codes.pool_of(place)]
    if len(found) != 1:
        raise Refused(MedicalRefusal.INSURED_PLACE_HAS_NO_AGENCY, place=place)
    return found[0]


def register(*, said: Said, registration: Registration) -> models.CareVisit:
    """Begin a visit of somebody who is insured next door.

    A message crosses where the places of care and of insurance lie in different pools, and only such a visit is settled
    between two agencies; a person of ours is settled by the agency's own system, which knows the whole of his year.
    Raises INSURED_HERE_IS_NOT_SETTLED_HERE, so the hospital knows before he is treated, and VISIT_NUMBER_STANDS_TWICE:
    the hospital's own number belongs to one visit.
    """
    told = registration
    insured = agency_of(said.insured)
    if insured == facts.me():
        raise Refused(MedicalRefusal.INSURED_HERE_IS_NOT_SETTLED_HERE)
    if _STANDING(said.institution.pk, told.own_number):
        raise Refused(MedicalRefusal.VISIT_NUMBER_STANDS_TWICE)
    return models.CareVisit.objects.create(
        number=number(said.at),
        institution=said.institution,
        own_number=told.own_number,
        msgid=said.msgid,
        person=told.person,
        insured=insured,
        insurance=told.insurance,
        inpatient=told.inpatient,
        med_type=told.med_type,
        diseases=list(told.diseases),
        begun_at=told.begun_at,
        state=rules.OPEN,
    )


def found(*, said: Said, visit: str, person: str, states: Sequence[str] = rules.STATES) -> models.CareVisit:
    """Return a visit of an institution, locked, for its person alone.

    Raises VISIT_IS_UNKNOWN, VISIT_IS_OF_ANOTHER_PERSON or VISIT_IS_NOT_IN_THAT_STATE.
    """
    return checked(locked([visit]), visit, (said, person, agency_of(said.insured)), states)


def locked(visits: Collection[str]) -> dict[str, models.CareVisit]:
    """Return visits by their numbers, locked, by one query; who locks several does it in one order.

    Raises TransactionManagementError where there is no transaction to hold the lock.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("visits are locked in a transaction")
    rows = _LOCKED(sorted(visits))
    return {row.number: models.CareVisit.from_db(connection.alias, _COLUMNS, row) for row in rows}


def checked(
    held: Mapping[str, models.CareVisit], visit: str, whose: tuple[Said, str, str], states: Sequence[str]
) -> models.CareVisit:
    """Return a visit among those that are held, as `found` does, and raise what it raises.

    `whose`: who says it, the person's number, and the agency that insures him.
    """
    said, person, insured = whose
    row = held.get(visit)
    if row is None or row.institution_id != said.institution.pk:
        raise Refused(MedicalRefusal.VISIT_IS_UNKNOWN)
    if row.person != person or row.insured != insured:
        raise Refused(MedicalRefusal.VISIT_IS_OF_ANOTHER_PERSON)
    if row.state not in states:
        raise Refused(MedicalRefusal.VISIT_IS_NOT_IN_THAT_STATE, state=row.state)
    row.institution = said.institution
    return row


def describe(
    *, said: Said, visit: str, person: str, med_type: str, diseases: tuple[str, ...], begun_at: Instant | None
) -> None:
    """Keep what a later message says of an open visit; blank says nothing."""
    row = found(said=said, visit=visit, person=person, states=(rules.OPEN,))
    row.med_type = med_type or row.med_type
    row.diseases = list(diseases) or row.diseases
    row.begun_at = begun_at or row.begun_at
    told = (row.med_type, row.diseases, row.begun_at, row.pk)
    many.update(models.CareVisit, "id", ("med_type", "diseases", "begun_at"), [told])


def withdraw(*, said: Said, visit: str, person: str) -> None:
    """Withdraw a visit of which no fee lines and no settlement remain. Raises VISIT_HAS_LINES."""
    _withdraw(found(said=said, visit=visit, person=person, states=(rules.OPEN,)), said.at)


def _withdraw(row: models.CareVisit, at: Instant) -> None:
    if row.lines.exists() or billing.holding(row, at):
        raise Refused(MedicalRefusal.VISIT_HAS_LINES)
    row.state = rules.WITHDRAWN
    row.save(update_fields=["state"])


def take_back_admission(*, said: Said, msgid: str) -> None:
    """Withdraw the visit that a message registered, if any did; who reverses twice is content."""
    row = models.CareVisit.objects.filter(institution=said.institution, msgid=msgid).first()
    if row is None or row.state == rules.WITHDRAWN:
        return
    _withdraw(row, said.at)


def discharge(*, said: Said, visit: str, person: str, ended_at: Instant) -> None:
    """End a stay; fee lines may still come, as practice has it, until it is settled."""
    row = found(said=said, visit=visit, person=person, states=(rules.OPEN,))
    row.state, row.ended_at = rules.DISCHARGED, ended_at
    row.save(update_fields=["state", "ended_at"])


def reopen(*, said: Said, visit: str, person: str) -> None:
    """Take a discharge back."""
    row = found(said=said, visit=visit, person=person, states=(rules.DISCHARGED,))
    row.state, row.ended_at = rules.OPEN, None
    row.save(update_fields=["state", "ended_at"])
