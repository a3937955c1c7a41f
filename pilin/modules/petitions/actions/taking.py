"""Taking a petition in: judged, masked, sealed; its code is handed out once."""

import secrets
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models.functions import Length

from pilin.base import ids
from pilin.base.clock import Instant
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.queries import facts
from pilin.modules.petitions import models, queries
from pilin.modules.petitions.rules import codes_of_query, intake, papers
from pilin.modules.petitions.rules.intake import Alike, Intake, Petitioner
from pilin.modules.petitions.rules.looking import Eyes
from pilin.modules.petitions.rules.periods import area_of
from pilin.web import strongbox

ENDED = ("ended", "filed")


@dataclass(frozen=True)
class Taken:
    """A petition that was taken in: its id and number, the code for the petitioner, how many places were masked."""

    id: str
    number: str
    code: str
    masked: int


@federation.alone()
def take_in(told: Intake, who: Petitioner, *, office: str, eyes: Eyes, at: Instant) -> Taken:
    """Take a petition in. What tells who somebody is is masked in the text and sealed apart.

    Nobody else takes one in meanwhile: its number, and that nothing alike is open, still hold when it is written. What
    does not exist for who takes it in (`eyes`) is not told him as alike either.
    Raises PETITION_NAMES_A_PERSON, REPRESENTATIVES_ARE_TOO_MANY, REPRESENTATIVES_EXCEED_PEOPLE,
    PETITION_IS_OPEN_ALREADY, PETITION_HAS_ENDED.
    """
    me = facts.me()
    intake.check_concern(told.concern, queries.exits())
    intake.check_representatives(told.representatives, told.people, area_of(me), queries.caps())
    kept = papers.masked({"request": told.request, "facts": told.facts, "official": told.official})
    content = papers.content_of(replace(told, **dict[str, Any](kept.texts)))
    same = strongbox.keyed_hash(f"{''.join(who.name.split())}|{told.domain}", about="petition/same")
    with transaction.atomic():
        intake.check_alike(_alike(same, eyes))
        case, code = ids.new_id(at), codes_of_query.new_code(secrets.token_bytes)
        number = _number(me, told.received_on)
        person = {"name": who.name, "address": who.address, "contact": who.contact}
        row = models.Case.objects.create(
            id=case, number=number, code_digest=codes_of_query.digest_of(code), sender=me, office=office, same=same,
            received_on=date.fromisoformat(told.received_on), channel=told.channel, domain=told.domain,
            urgent=told.urgent, people=told.people, turn=me,
            content=strongbox.seal_data(papers.write(content), owner=f"petition/{case}/{papers.CONTENT}"),
            petitioner=strongbox.seal_data(papers.write(person), owner=f"petition/{case}/{papers.WHO}"),
        )  # fmt: skip
        exclude(row, told.accused)
    return Taken(case, number, code, kept.places)


def exclude(row: models.Case, bodies: tuple[str, ...]) -> None:
    """Let a case not exist for the people of the bodies complained of (信访工作条例 30(3), 46(5))."""
    found = [models.Exclusion(case=row, body=body) for body in dict.fromkeys(bodies)]
    models.Exclusion.objects.bulk_create(found, ignore_conflicts=True)


def _alike(same: str, eyes: Eyes) -> list[Alike]:
    rows = queries.visible_to(eyes).filter(same=same).order_by("number")
    return [Alike(row.number, row.state in ENDED, row.is_over) for row in rows]


def _number(me: str, received_on: str) -> str:
    """Return the next number of a year: kind, year, side, serial (governance, 3)."""
    year = received_on[:4]
    start = f"XF-{year}-{me}-"
    held = models.Case.objects.filter(sender=me, number__startswith=start)
    last = held.order_by(Length("number").desc(), "-number").first()  # the hundred-thousandth is longer
    serial = int(last.number.rpartition("-")[2]) + 1 if last is not None else 1
    return f"{start}{serial:05}"
