"""Joint patrols: one month between two sides, all months between days, and the records that wait on our side."""

import calendar
from datetime import date

from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Level
from pilin.modules.border import models
from pilin.modules.border.queries.records import length_m, record, spanned
from pilin.modules.border.rules import patrols
from pilin.modules.border.rules.patrols import Covered, Month, Tick
from pilin.modules.border.rules.records import PATROLS, Record


def month(matter: str) -> tuple[Record, Month] | None:
    """Return one month of joint patrols with its record; one query."""
    found = record(matter, PATROLS)
    read = patrols.month_of(found) if found else None
    return (found, read) if found and read else None


def months_between(first: date, last: date) -> list[Month]:
    """Return the months of patrols whose first day lies within days, both included; one query."""
    found = [patrols.month_of(one) for one in spanned(PATROLS, first=first, last=last) if not one.refused_by]
    return [one for one in found if one is not None]


def months_of(text: str) -> list[Month]:
    """Return all plans of one month (2026-03); one query."""
    first = date.fromisoformat(f"{text}-01")
    return months_between(first, first.replace(day=calendar.monthrange(first.year, first.month)[1]))


def coverage_of(text: str, *, day: date) -> Covered:
    """Return the coverage of a month in one batch, every village of the directory among them; three queries."""
    villages = [one.name or "" for one in organisations.places(day=day) if one.level is Level.VILLAGE]
    return patrols.coverage(months_of(text), length_m=length_m(day=day), villages=filter(None, villages))


def squad_records(matter: str, *, side: str) -> list[tuple[Tick, bool]]:
    """Return what our squads recorded of a month, in order, each with whether the other side was told; one query."""
    rows = models.SquadRecord.objects.filter(month=matter).order_by("day", "starts", "id")
    return [(tick_of(row, side), row.told_at is not None) for row in rows]


def tick_of(row: models.SquadRecord, side: str) -> Tick:
    """Return a row as a record of a side."""
    return Tick(
        id=row.pk,
        side=side,
        round=row.round,
        day=row.day,
        starts=row.starts,
        minutes=row.minutes,
        people=row.people,
        vehicles=row.vehicles,
        cost=row.cost,
    )
