"""What pages show of an insured person, masked, and the register of those who looked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pilin.base.clock import Instant
from pilin.modules.medical import models
from pilin.modules.medical.rules import persons as rules
from pilin.modules.medical.rules.persons import Identity

ENTRIES_MAX, LOOKUPS_A_PAGE = 100, 50


class Insured(NamedTuple):
    """One insurance as a page shows it; `key` names it in forms."""

    key: int
    insurance: str
    type: str
    civil_servant: bool
    from_day: date
    until_day: date | None
    account_fen: int


class Away(NamedTuple):
    """One filing as a page shows it."""

    key: int
    kind: str
    area: str
    insurance: str
    from_day: date
    until_day: date | None
    withdrawn: bool


class Granted(NamedTuple):
    """One entitlement to chronic care as a page shows it."""

    key: int
    insurance: str
    disease: str
    name: str
    from_day: date
    until_day: date | None
    withdrawn: bool


class Noted(NamedTuple):
    """What somebody entered."""

    at: Instant
    by: str
    what: str


@dataclass(frozen=True)
class PersonPage:
    """A person as pages show him: nothing by which a passer-by would know who he is."""

    number: str
    name: str
    certificate: str
    insurances: Sequence[Insured]
    filings: Sequence[Away]
    entitlements: Sequence[Granted]
    entries: Sequence[Noted]


def page_of(person: models.Person, who: Identity) -> PersonPage:
    """Return what a page shows of a person: name and certificate masked; four queries."""
    insured = person.insurances.order_by("insurance", "from_day")
    filings = person.filings.order_by("-from_day", "-pk")
    chronics = person.chronics.order_by("disease", "-from_day")
    entries = person.entries.order_by("-pk")[:ENTRIES_MAX]
    return PersonPage(
        number=person.number,
        name=rules.masked_name(who.name),
        certificate=rules.masked_number(who.number),
        insurances=[
            Insured(row.pk, row.insurance, row.type, row.civil_servant, row.from_day, row.until_day, row.account_fen)
            for row in insured
        ],
        filings=[
            Away(row.pk, row.kind, row.area, row.insurance, row.from_day, row.until_day, row.withdrawn_at is not None)
            for row in filings
        ],
        entitlements=[
            Granted(
                row.pk, row.insurance, row.disease, row.name, row.from_day, row.until_day, row.withdrawn_at is not None
            )
            for row in chronics
        ],
        entries=[Noted(Instant(row.at), row.by, row.what) for row in entries],
    )


class Looked(NamedTuple):
    """One look-up as the inspector reads it; `person` is the number of who was found."""

    number: int
    at: Instant
    name: str
    account: str
    node: str
    place: str
    purpose: str
    reason: str
    person: str


def lookups(*, before: int | None = None, account: str = "", person: str = "") -> tuple[list[Looked], int | None]:
    """Return a page of the register, the latest first, and where the next one begins; one query."""
    rows = models.Lookup.objects.select_related("person").order_by("-pk")
    rows = rows.filter(pk__lt=before) if before else rows
    rows = rows.filter(account=account) if account else rows
    rows = rows.filter(person__number=person) if person else rows
    found = list(rows[: LOOKUPS_A_PAGE + 1])
    shown = [
        Looked(
            row.pk,
            Instant(row.at),
            row.name,
            row.account,
            row.node,
            row.place,
            row.purpose,
            row.reason,
            row.person.number if row.person else "",
        )
        for row in found[:LOOKUPS_A_PAGE]
    ]
    return shown, shown[-1].number if len(found) > LOOKUPS_A_PAGE else None
