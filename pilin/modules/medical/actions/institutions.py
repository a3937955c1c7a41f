"""Institutions, the programs that speak for them, and the catalogue: entered by the agency, read at each message."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date

from django.db import connection, transaction

from pilin.base.refusal import Refused
from pilin.kernel.federation.queries.prepared import Prepared
from pilin.modules.medical import models, queries
from pilin.modules.medical.rules import split
from pilin.modules.medical.rules.catalogue import Item, ends
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.contracts import Contract, check_contract, check_item
from pilin.web import strongbox
from pilin.wire.nhsa.transport import Credential, Credentials, Dialect

_COLUMNS = [field.attname for field in models.Institution.objects.all().query.get_meta().concrete_fields]
_CODED = Prepared(lambda codes: models.Institution.objects.filter(code__in=codes).values_list(*_COLUMNS))


def under_contract(*, code: str, day: date) -> models.Institution:
    """Return an institution with which a contract holds on a day. Raises INSTITUTION_HAS_NO_CONTRACT."""
    return contracted(contracts(codes=[code], day=day), code)


def contracts(*, codes: Collection[str], day: date) -> dict[str, models.Institution]:
    """Return those of several institutions with which a contract holds on a day, by code; one query."""
    return {
        row.code: models.Institution.from_db(connection.alias, _COLUMNS, row)
        for row in _CODED(sorted(codes))
        if row.from_day <= day and (row.until_day is None or row.until_day >= day)
    }


def contracted(held: Mapping[str, models.Institution], code: str) -> models.Institution:
    """Return one of several institutions. Raises INSTITUTION_HAS_NO_CONTRACT."""
    if code not in held:
        raise Refused(MedicalRefusal.INSTITUTION_HAS_NO_CONTRACT)
    return held[code]


@dataclass(frozen=True)
class Entered:
    """How many of each were entered."""

    contracts: int
    callers: int
    items: int


def enter(
    *, contracts: Sequence[Contract], credentials: Sequence[Credential], items: Sequence[Item], illustrative: bool
) -> Entered:
    """Enter all of it or nothing: a hospital that is there already gets its new contract.

    Raises CONTRACT_DOES_NOT_FIT, INSTITUTION_HAS_NO_CONTRACT where a program would speak for one that is not entered,
    and what `enter_items` raises.
    """
    for contract in contracts:
        check_contract(contract)
    with transaction.atomic():
        for contract in contracts:
            members = asdict(contract)
            models.Institution.objects.update_or_create(code=members.pop("code"), defaults=members)
        known = set(models.Institution.objects.values_list("code", flat=True))
        for credential in credentials:
            if not credential.institutions <= known:
                raise Refused(MedicalRefusal.INSTITUTION_HAS_NO_CONTRACT)
            let_in(credential=credential)
        return Entered(len(contracts), len(credentials), enter_items(items=items, illustrative=illustrative))


def let_in(*, credential: Credential) -> models.Caller:
    """Keep a caller with his secret, sealed; an earlier one of the same name is replaced."""
    owner = _owner(credential.dialect, credential.name)
    sealed = strongbox.seal_data(credential.secret, owner=owner)
    with transaction.atomic():
        caller, _ = models.Caller.objects.update_or_create(
            dialect=credential.dialect.value,
            name=credential.name,
            defaults={"secret": sealed, "header": credential.header},
        )
        caller.institutions.set(models.Institution.objects.filter(code__in=credential.institutions))
    return caller


def credentials() -> Credentials:
    """Return who may speak for whom, as the gateway proves it."""
    rows = models.Caller.objects.prefetch_related("institutions")
    return Credentials(
        Credential(
            Dialect(row.dialect),
            row.name,
            strongbox.unseal_data(bytes(row.secret), owner=_owner(row.dialect, row.name)),
            frozenset(one.code for one in row.institutions.all()),
            row.header,
        )
        for row in rows
    )


def enter_items(*, items: Sequence[Item], illustrative: bool) -> int:
    """Enter items of the catalogue from their days on; return how many were new. Raises what `split.catalogue` does.

    An open entry that is here ends on the day that is told for it now; nothing else of it changes.
    """
    for item in items:
        check_item(item)
    rows = {(row.item, row.from_day): row for row in models.CatalogueEntry.objects.all()}
    held = [queries.entry_of(row) for row in rows.values()]
    ended = ends(held, [item.entry for item in items])
    kept = [replace(one, until_day=ended.get((one.item, one.from_day), one.until_day)) for one in held]
    fresh = [item for item in items if (item.item, item.from_day) not in rows]
    split.catalogue([*kept, *(item.entry for item in fresh)])
    with transaction.atomic():
        for key, day in ended.items():
            rows[key].until_day = day
        models.CatalogueEntry.objects.bulk_update([rows[key] for key in ended], ["until_day"], batch_size=500)
        made = [
            models.CatalogueEntry(**asdict(item) | {"price_max": item.entry.price_max}, illustrative=illustrative)
            for item in fresh
        ]
        return len(models.CatalogueEntry.objects.bulk_create(made))


def _owner(dialect: str, name: str) -> str:
    return f"caller/{dialect}/{name}"
