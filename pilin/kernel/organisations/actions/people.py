"""Our own people and their roles. Nothing of this leaves the node."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from pilin.base.clock import Instant, day_of
from pilin.base.ids import new_id
from pilin.base.refusal import Refused
from pilin.kernel.organisations import models, queries, rules
from pilin.kernel.organisations.rules import OrganisationsRefusal


@transaction.atomic
def enrol(*, people: Sequence[rules.Person], at: Instant) -> list[str]:
    """Enter people of our own staff; returns their ids in order. Raises for the first that cannot be entered."""
    known = {person.account for person in queries.people()}
    for person in people:
        code = rules.person_refusal(person)
        if code is None and person.account in known:
            code = OrganisationsRefusal.ACCOUNT_IS_TAKEN
        if code is not None:
            raise Refused(code, account=person.account)
        known.add(person.account)
    rows = [models.Person(id=new_id(at), account=p.account, display_name=p.display_name) for p in people]
    return [row.id for row in models.Person.objects.bulk_create(rows)]


@transaction.atomic
def appoint(*, appointments: Sequence[rules.Appointment], side: str, by: str | None, at: Instant) -> list[str]:
    """Give roles in offices of our side; returns their ids in order. Raises for the first that may not be given.

    `by` is the account that appoints; None is the operator at the machine, who may only found (see the rules).
    """
    people = dict(models.Person.objects.values_list("account", "id"))
    offices = queries.entries(wanted.office for wanted in appointments)
    given = queries.roles()
    beside = list(given)
    for wanted in appointments:
        _refuse_unknown(wanted, people, offices.get(wanted.office), side)
        code = rules.appointment_refusal(wanted, by=by, roles=given, day=day_of(at))
        code = code or rules.separation_refusal(wanted, roles=beside)
        if code is not None:
            raise Refused(code, account=wanted.account, by=by)
        beside.append(rules.given(wanted, on=day_of(at)))
    rows = [_role(wanted, people[wanted.account], by=by, at=at) for wanted in appointments]
    return [row.id for row in models.Role.objects.bulk_create(rows)]


@transaction.atomic
def dismiss(*, dismissals: Sequence[rules.Dismissal], by: str | None, at: Instant) -> None:
    """End roles on the day that each dismissal names. Raises for the first that may not be ended."""
    given = {role.id: role for role in queries.roles()}
    for wanted in dismissals:
        role = given.get(wanted.role)
        if role is None:
            raise Refused(OrganisationsRefusal.ROLE_IS_NOT_KNOWN, role=wanted.role)
        code = rules.dismissal_refusal(wanted, role, by=by, roles=given.values(), day=day_of(at))
        if code is not None:
            raise Refused(code, role=wanted.role, by=by)
    rows = [
        models.Role(id=wanted.role, ends=wanted.ends, dismissed_by=by or "", dismissed_at=at) for wanted in dismissals
    ]
    models.Role.objects.bulk_update(rows, ["ends", "dismissed_by", "dismissed_at"])


def _refuse_unknown(
    wanted: rules.Appointment, people: Mapping[str, str], office: rules.Entry | None, side: str
) -> None:
    """Raise where an appointment names a person or an office that is not ours, or not in force on its first day."""
    if wanted.account not in people:
        raise Refused(OrganisationsRefusal.PERSON_IS_NOT_KNOWN, account=wanted.account)
    if not isinstance(office, rules.Office) or office.side != side:
        raise Refused(OrganisationsRefusal.OFFICE_IS_NOT_OURS, office=wanted.office)
    if not rules.in_force(office, wanted.starts):
        raise Refused(OrganisationsRefusal.OFFICE_IS_NOT_IN_FORCE, office=wanted.office, day=wanted.starts)


def _role(wanted: rules.Appointment, person: str, *, by: str | None, at: Instant) -> models.Role:
    return models.Role(
        id=new_id(at),
        person_id=person,
        office_id=wanted.office,
        right=wanted.right.value,
        starts=wanted.starts,
        ends=wanted.ends,
        appointed_by=by or "",
        appointed_at=at,
    )
