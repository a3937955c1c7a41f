"""Rows that settlements are computed and booked with, as plain values: read by queries that are spelled once.

These are read with every batch, and what the mapper makes of a query and of each row costs several times as much as the
database's answer (docs/decisions/0009). What changes is written by `many`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from pilin.base.clock import Instant
from pilin.kernel.federation.actions import many
from pilin.kernel.federation.queries.prepared import Prepared
from pilin.modules.medical import models
from pilin.modules.medical.rules.day_facts import asked_on
from pilin.modules.medical.rules.settlement import Settlement


@dataclass(slots=True)
class Insurance:
    """An insurance of the person with a `number`; what the account holds changes as a batch is computed."""

    id: int
    person_id: int
    insurance: str
    type: str
    civil_servant: bool
    identities: Sequence[str]
    earlier: Sequence[Mapping[str, Any]]
    from_day: date
    until_day: date | None
    account_fen: int
    number: str


@dataclass(slots=True)
class Year:
    """A year of an insurance; one that begins has no `id` until it is written."""

    insurance_id: int
    starts_on: date
    sums: Mapping[str, int]
    id: int = 0


@dataclass(slots=True)
class Computation:
    """What a settlement brings to a year and takes from an account."""

    year: Year
    settlement_id: str
    insurance_id: int
    visit: str
    sums: Mapping[str, int]
    account_fen: int
    deductible_fen: int
    amounts: Mapping[str, int]
    counts: bool

    @property
    def year_id(self) -> int:
        """Return the key of its year."""
        return self.year.id


@dataclass(slots=True)
class HeldSettlement:
    """A settlement in its table, with what stands there beside it; `asked_at` is told of one that is not there yet."""

    settlement: Settlement
    given_up: bool = False
    entries: Sequence[str] = ()
    moved_at: Instant | None = None
    asked_at: Instant | None = None


def _names(kind: type[Any]) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


_SETTLEMENT = _names(Settlement)
_NEW = (*_SETTLEMENT, "given_up", "entries", "moved_at", "asked_at", "settled_on", "batch")
_MOVES = ("state", "fund_fen", "account_fen", "cancelled_by", "answer")
_MOVED = (*_MOVES, "entries", "moved_at")
_INSURANCE, _YEAR, _COMPUTATION = _names(Insurance), _names(Year), _names(Computation)[1:]
_BEGUN, _COMPUTED = _YEAR[:-1], (*_COMPUTATION, "year_id")
_ALL: Callable[[Settlement], tuple[Any, ...]] = attrgetter(*_SETTLEMENT)
_MOVING: Callable[[Settlement], tuple[Any, ...]] = attrgetter(*_MOVES)


def _insurances(**asked: Any) -> QuerySet[models.Insurance, Any]:
    """Return insurances with the numbers of their persons, whose own rows are not locked with them."""
    number = models.Person.objects.filter(pk=OuterRef("person_id")).values("number")
    rows = models.Insurance.objects.filter(**asked).order_by("pk").annotate(number=Subquery(number[:1]))
    return rows.values_list(*_INSURANCE)


def _of(people: Sequence[str]) -> QuerySet[models.Insurance, Any]:
    return _insurances(person__in=models.Person.objects.filter(number__in=people).values("pk"))


_OF, _LOCKED_OF = Prepared(_of), Prepared(lambda people: _of(people).select_for_update())
_ONE = Prepared(lambda insurance: _insurances(pk=insurance))
_LOCKED_ONE = Prepared(lambda insurance: _insurances(pk=insurance).select_for_update())
_YEARS = Prepared(lambda insurances: models.Year.objects.filter(insurance__in=insurances).values_list(*_YEAR))
_COMPUTATIONS = Prepared(
    lambda settlements: models.Computation.objects.filter(settlement__in=settlements).values_list(
        *_COMPUTATION, "year__starts_on", "year__sums", "year_id"
    )
)
_SETTLEMENTS = Prepared(
    lambda names: models.Settlement.objects.filter(id__in=names).values_list(*_SETTLEMENT, "given_up", "entries")
)
CHARGED = Prepared(
    lambda insurances, visits: models.Computation.objects.filter(
        insurance__in=insurances, visit__in=visits, settlement__cancels=""
    ).values_list(
        "insurance_id", "visit", "year__starts_on",
        "settlement_id", "deductible_fen", "counts", "settlement__cancelled_by",
    )
)  # fmt: skip
"""What settlements of visits charged already, for insurances."""
FILINGS = Prepared(
    lambda people, areas: (
        models.Filing.objects.filter(person__in=people, area__in=areas, withdrawn_at=None)
        .order_by("-from_day", "-pk")
        .values_list("person_id", "kind", "area", "insurance", "from_day", "until_day")
    )
)
"""What persons filed of care at some places, the last first."""
CHRONICS = Prepared(
    lambda people: models.Chronic.objects.filter(person__in=people, withdrawn_at=None).values_list(
        "person_id", "insurance", "disease", "from_day", "until_day"
    )
)
"""For which chronic diseases persons are entitled."""


def insurances(people: Sequence[str], *, lock: bool) -> list[Insurance]:
    """Return the insurances of persons, in the order of their keys; locked until the transaction ends, or as read."""
    return [Insurance(*row) for row in (_LOCKED_OF if lock else _OF)(people)]


def insurance(key: int, *, lock: bool) -> Insurance:
    """Return an insurance by its key."""
    (row,) = (_LOCKED_ONE if lock else _ONE)(key)
    return Insurance(*row)


def years(of: Sequence[int]) -> list[Year]:
    """Return the years of insurances."""
    return [Year(*row) for row in _YEARS(of)]


def begin(years_: Sequence[Year]) -> None:
    """Write years that begin, and give them their keys."""
    many.insert(models.Year, _BEGUN, map(attrgetter(*_BEGUN), years_))
    keys = {(row.insurance_id, row.starts_on): row.id for row in _YEARS([one.insurance_id for one in years_])}
    for one in years_:
        one.id = keys[one.insurance_id, one.starts_on]


def computations(settlements: Sequence[str]) -> dict[str, Computation]:
    """Return what was computed of settlements, by their identifiers."""
    found = {}
    for *own, starts_on, sums, key in _COMPUTATIONS(settlements):
        one = Computation(Year(own[1], starts_on, sums, key), *own)
        found[one.settlement_id] = one
    return found


def compute(rows: Iterable[Computation]) -> None:
    """Write what was computed of new settlements."""
    many.insert(models.Computation, _COMPUTED, map(attrgetter(*_COMPUTED), rows))


def settlements(names: Sequence[str]) -> dict[str, HeldSettlement]:
    """Return settlements by their identifiers."""
    return {row[0]: HeldSettlement(Settlement(*row[:-2]), *row[-2:]) for row in _SETTLEMENTS(names)}


def move(rows: Iterable[HeldSettlement]) -> None:
    """Write settlements: new ones whole, and what moves of those that stand."""
    new, moved = [], []
    for row in rows:
        one = row.settlement
        if row.asked_at is not None:
            beside = (row.given_up, row.entries, row.moved_at, row.asked_at, asked_on(one.id), "")
            new.append((*_ALL(one), *beside))
            row.asked_at = None
        else:
            moved.append((*_MOVING(one), row.entries, row.moved_at, one.id))
    many.insert(models.Settlement, _NEW, new, unique=("id",), update=_MOVED)
    many.update(models.Settlement, "id", _MOVED, moved)
