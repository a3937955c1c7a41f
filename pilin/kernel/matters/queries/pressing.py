"""Matters that press a side on a day: near their end, at it, past it, or by an end that others are to keep.

The rule is `rules/pressing.py`; here it is asked of the columns that are kept with every event.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from pilin.base import ids
from pilin.kernel.matters import models
from pilin.kernel.matters.queries import agreed
from pilin.kernel.matters.queries.agreed import plain
from pilin.kernel.matters.queries.lists import Hidden, shown_of
from pilin.kernel.matters.rules.kinds import Title
from pilin.kernel.matters.rules.pressing import Pressing, Pressure, pressure_of

_OPEN = Q(final=False, refused_by="", rolled_end__isnull=False) & ~Q(turn=",") & ~Q(turn="")
_COLUMNS = ("id", "title", "kind", "kind_name", "turn", "warn_on", "rolled_end")


def _filters(me: str, day: date) -> Mapping[Pressure, Q]:
    """Return the rule as questions to the columns."""
    ours, warns = Q(turn__contains=f",{me},"), Q(warn_on__lte=day)
    return {
        Pressure.NEAR: ours & warns & Q(rolled_end__gt=day),
        Pressure.DUE: ours & Q(rolled_end=day),
        Pressure.LATE: ours & Q(rolled_end__lt=day),
        Pressure.THEIRS: ~ours & (warns | Q(rolled_end__lte=day)),
    }


@dataclass(frozen=True)
class Among:
    """Among which matters is looked: of kinds by name or of all, without what is hidden from who looks."""

    kinds: Collection[str] = ()
    hidden: Hidden = ()


_ALL = Among()


def _rows(among: Among) -> QuerySet[models.Matter]:
    rows = shown_of(models.Matter.objects.filter(_OPEN), among.hidden)
    return rows.filter(kind_name__in=among.kinds) if among.kinds else rows


def pressing_counts(*, me: str, day: date, among: Among = _ALL) -> dict[Pressure, int]:
    """Return how many matters press a side on a day and how; one query."""
    counted = {name.value: Count("pk", filter=condition) for name, condition in _filters(me, day).items()}
    found = _rows(among).aggregate(**counted)
    return {name: found[name.value] for name in Pressure}


def pressing(
    *,
    me: str,
    day: date,
    pressures: Collection[Pressure],
    among: Among = _ALL,
    after: str = "",
    limit: int = 50,
) -> tuple[Sequence[Pressing], str]:
    """Return what presses a side on a day, what ended first first, and the key of the next page; two queries.

    An `after` that no page gave is the beginning.
    """
    filters, wanted = _filters(me, day), Q(pk__in=())
    for name in pressures:
        wanted |= filters[name]
    rows, (ends_on, last) = _rows(among).filter(wanted), _place(after)
    if last:
        rows = rows.filter(Q(rolled_end__gt=ends_on) | Q(rolled_end=ends_on, id__gt=last))
    found = list(rows.order_by("rolled_end", "id").values_list(*_COLUMNS)[: limit + 1])
    titles = {name: kind.title for name, kind in agreed.kinds_of({row[2] for row in found}).items()}
    shown = [_pressing(row, titles.get(row[2], plain(row[3])), me, day) for row in found[:limit]]
    return shown, f"{shown[-1].ends_on}|{shown[-1].id}" if len(found) > limit else ""


def _pressing(row: Sequence[object], title: Title, me: str, day: date) -> Pressing:
    matter, called, _digest, kind, held, warn_on, ends_on = row
    turn = tuple(str(held).strip(",").split(","))
    assert ends_on is None or isinstance(ends_on, date)
    assert warn_on is None or isinstance(warn_on, date)
    assert ends_on is not None, "what has no end presses nobody"
    pressure = pressure_of(turn=turn, warn_on=warn_on, ends_on=ends_on, me=me, day=day)
    pressure = pressure or (Pressure.NEAR if me in turn else Pressure.THEIRS)
    return Pressing(str(matter), str(called), str(kind), title, turn, warn_on, ends_on, pressure)


def _place(after: str) -> tuple[date, str]:
    ends, _, last = after.partition("|")
    try:
        return (date.fromisoformat(ends), last) if ids.is_id(last) else (date.min, "")
    except ValueError:
        return date.min, ""


def ending(*, me: str, day: date, days: int, among: Among = _ALL, limit: int = 500) -> Sequence[Pressing]:
    """Return the open matters that end up to some days after a day, what ends first first, whoever is to act.

    What does not press yet is told as near where we are to act, as theirs where others are; two queries.
    """
    rows = _rows(among).filter(rolled_end__lte=day + timedelta(days=days))
    found = list(rows.order_by("rolled_end", "id").values_list(*_COLUMNS)[:limit])
    titles = {name: kind.title for name, kind in agreed.kinds_of({row[2] for row in found}).items()}
    return [_pressing(row, titles.get(row[2], plain(row[3])), me, day) for row in found]
