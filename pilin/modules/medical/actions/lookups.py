"""Who looks for a person is written down first: the register of look-ups, which nobody changes.

A look-up of an office opens the person's page to its account for a while; one of a hospital's program is answered once.
"""

from dataclasses import dataclass

from pilin.base.clock import Instant, after
from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts
from pilin.modules.medical import models
from pilin.modules.medical.actions import persons
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.persons import OFFICE, Purpose

OPEN_SECONDS = 30 * 60
"""How long a look-up of an office opens the page of a person."""


@dataclass(frozen=True)
class Looker:
    """Who looks: his account and name, the agency at which he does, the institution where it is one's, and when."""

    account: str
    name: str
    at: Instant
    node: str = ""
    place: str = ""


@dataclass(frozen=True)
class Sought:
    """By what a person is looked for: a number of ours, or the number of a certificate or of a card."""

    number: str = ""
    certificate: str = ""
    certno: str = ""
    card: str = ""


def look(*, sought: Sought, purpose: Purpose, reason: str = "", looker: Looker) -> models.Lookup:
    """Write a look-up down and return it, with the person where one was found; what was sought is not kept."""
    row = models.Lookup(
        at=looker.at,
        account=looker.account,
        name=looker.name,
        node=looker.node or facts.me(),
        place=looker.place,
        purpose=purpose.value,
        reason=reason,
        person=_found(sought),
    )
    row.save()
    return row


def look_for_office(*, sought: Sought, purpose: str, reason: str, looker: Looker) -> models.Lookup:
    """Write a look-up of a person of ours down. Raises LOOKUP_NEEDS_A_PURPOSE: one of the list, and why in words."""
    if purpose not in OFFICE or not reason.strip():
        raise Refused(MedicalRefusal.LOOKUP_NEEDS_A_PURPOSE)
    return look(sought=sought, purpose=Purpose(purpose), reason=reason.strip(), looker=looker)


def opened(*, lookup: int, account: str, at: Instant) -> models.Person:
    """Return the person whom a look-up opens to the account that made it. Raises PERSON_IS_UNKNOWN."""
    rows = models.Lookup.objects.select_related("person")
    row = rows.filter(pk=lookup, account=account, place="", at__gt=after(at, seconds=-OPEN_SECONDS)).first()
    if row is None or row.person is None:
        raise Refused(MedicalRefusal.PERSON_IS_UNKNOWN)
    return row.person


def _found(sought: Sought) -> models.Person | None:
    if sought.number:
        return persons.by_number(number=sought.number)
    if sought.card:
        return persons.by_card(card=sought.card)
    return persons.by_certificate(certificate=sought.certificate, number=sought.certno) if sought.certno else None
