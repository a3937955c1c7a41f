"""治安巡查联防: when a joint patrol counts, what it covers of the line and of the villages, what each side brought.

A patrol counts when the records of both sides meet in time and place. A record says which planned round was walked,
from when and how long; the place is the stretch of that round, as planned. No position is known here, so none is kept.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Any

from pilin.base.refusal import Refused
from pilin.modules.border.rules.codes import BorderRefusal
from pilin.modules.border.rules.records import Record

CELL_M = 1_000
"""Coverage of the line is shown kilometre by kilometre."""
ROUNDS_MAX, MINUTES_MAX, PEOPLE_MAX, VEHICLES_MAX, COST_MAX = 400, 720, 200, 50, 100_000_00
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")
_MONTH = re.compile(r"2[01][0-9]{2}-(0[1-9]|1[0-2])")
_DAY_MINUTES = 24 * 60


@dataclass(frozen=True)
class Round:
    """A planned round: when, which stretch of the line, and by side the village and the squad."""

    id: str
    day: date
    starts: str
    minutes: int
    from_m: int
    to_m: int
    villages: Mapping[str, str]
    squads: Mapping[str, str]


@dataclass(frozen=True)
class Tick:
    """What the squad of one side recorded of a round; `cost` in fen."""

    id: str
    side: str
    round: str
    day: date
    starts: str
    minutes: int
    people: int
    vehicles: int
    cost: int

    @cached_property
    def begins(self) -> int:
        """Return the minute at which it begins, counted from no day in particular."""
        hours, minutes = self.starts.split(":")
        return self.day.toordinal() * _DAY_MINUTES + int(hours) * 60 + int(minutes)


@dataclass(frozen=True)
class Tolerance:
    """How far apart in time two records may lie, and what stretch they must have in common: both sides signed it."""

    minutes: int
    metres: int


@dataclass(frozen=True)
class Month:
    """The joint patrols of a month between two sides, as both signed them, with what each side told of it."""

    id: str
    month: str
    sides: tuple[str, str]
    rounds: tuple[Round, ...]
    tolerance: Tolerance
    ticks: tuple[Tick, ...]
    is_signed: bool = True


@dataclass(frozen=True)
class Met:
    """A patrol that counts: the round of the first record, and both records."""

    round: Round
    ticks: tuple[Tick, Tick]


@dataclass(frozen=True)
class Outcome:
    """What came of a month: what counts, and what one side recorded alone, which is shown and never counted."""

    met: tuple[Met, ...]
    unmatched: tuple[Tick, ...]


@dataclass(frozen=True)
class Share:
    """What a side brought to the patrols that count: minutes, people and vehicles on duty, cost in fen."""

    patrols: int = 0
    minutes: int = 0
    people: int = 0
    vehicles: int = 0
    cost: int = 0


@dataclass(frozen=True)
class Covered:
    """The coverage of a month: by village how many rounds were planned and how many count; the same by kilometre."""

    villages: Mapping[str, tuple[int, int]]
    cells: tuple[tuple[int, int], ...]


def is_month(text: object) -> bool:
    """Tell whether a text is a month as YYYY-MM, in the years that matters know."""
    return isinstance(text, str) and _MONTH.fullmatch(text) is not None


def month_of(record: Record) -> Month | None:
    """Return the month of a record; None where a neighbour wrote what is none."""
    planner = record.opener
    partner = next(role for role in record.roles if role != planner)
    sides = (record.roles[planner], record.roles[partner])
    try:
        rounds = tuple(_round(one, sides) for one in record.value("rounds") or ())
        ticks = tuple(
            _tick(one, record.roles[role]) for role in record.roles for one in record.value("records", role) or ()
        )
    except (KeyError, ValueError):
        return None
    tolerance = record.value("tolerance") or {}
    return Month(
        id=record.id,
        month=record.text("month"),
        sides=sides,
        rounds=rounds,
        tolerance=Tolerance(int(tolerance.get("minutes", 0)), int(tolerance.get("metres", 0))),
        ticks=ticks,
        is_signed="rounds" in record.agreed,
    )


def _round(said: Mapping[str, Any], sides: tuple[str, str]) -> Round:
    of = dict(zip(("planner", "partner"), sides, strict=True))
    return Round(
        id=str(said["id"]),
        day=date.fromisoformat(said["day"]),
        starts=_time(said["starts"]),
        minutes=int(said["minutes"]),
        from_m=int(said["from_m"]),
        to_m=int(said["to_m"]),
        villages={side: str(said.get(f"{role}_village", "")) for role, side in of.items()},
        squads={side: str(said.get(f"{role}_squad", "")) for role, side in of.items()},
    )


def _tick(said: Mapping[str, Any], side: str) -> Tick:
    numbers = {name: int(said[name]) for name in ("minutes", "people", "vehicles", "cost")}
    return Tick(
        id=str(said["id"]),
        side=side,
        round=str(said["round"]),
        day=date.fromisoformat(said["day"]),
        starts=_time(said["starts"]),
        **numbers,
    )


def _time(text: str) -> str:
    if _TIME.fullmatch(text) is None:
        raise ValueError(text)
    return text


def told(ticks: Iterable[Tick]) -> list[Mapping[str, Any]]:
    """Return records as a step of their side carries them."""
    return [
        {
            "id": one.id,
            "round": one.round,
            "day": one.day.isoformat(),
            "starts": one.starts,
            "minutes": one.minutes,
            "people": one.people,
            "vehicles": one.vehicles,
            "cost": one.cost,
        }
        for one in sorted(ticks, key=lambda one: one.id)
    ]


def outcome(month: Month) -> Outcome:
    """Return what counts in a month and what does not.

    Each side's records are taken once a round, the first that begins; two records count together where they meet, each
    once. What stands in no planned round, or in a month that is not signed, meets nothing.
    """
    rounds = {one.id: one for one in month.rounds} if month.is_signed else {}
    first, second = (_once(month.ticks, side, rounds) for side in month.sides)
    met: list[Met] = []
    # A round that both walked as planned comes first; only what is left may meet across two rounds that overlap.
    theirs = {one.round: one for one in second}
    for one in list(first):
        same = theirs.get(one.round)
        if same is not None and _meet(one, same, rounds, month.tolerance):
            met.append(_pair(one, same, first, second, rounds))
    for one in list(first):
        fitting = [
            (abs(other.begins - one.begins), other.id, other)
            for other in _near(one, second, month.tolerance)
            if _meet(one, other, rounds, month.tolerance)
        ]
        if fitting:
            met.append(_pair(one, min(fitting)[2], first, second, rounds))
    met.sort(key=lambda pair: (pair.ticks[0].begins, pair.round.id))
    return Outcome(tuple(met), tuple(sorted((*first, *second), key=lambda one: (one.begins, one.side))))


def _pair(one: Tick, other: Tick, first: list[Tick], second: list[Tick], rounds: Mapping[str, Round]) -> Met:
    """Return two records that count together, and take them from those that are left."""
    first.remove(one)
    second.remove(other)
    return Met(rounds[one.round], (one, other))


def _near(one: Tick, others: Sequence[Tick], tolerance: Tolerance) -> Sequence[Tick]:
    """Return those that may meet one in time, of records in the order in which they begin: a day's, not a month's."""
    begins = attrgetter("begins")
    earliest, latest = one.begins - tolerance.minutes - MINUTES_MAX, one.begins + one.minutes + tolerance.minutes
    return others[bisect_left(others, earliest, key=begins) : bisect_right(others, latest, key=begins)]


def _once(ticks: Iterable[Tick], side: str, rounds: Mapping[str, Round]) -> list[Tick]:
    """Return a side's records, one for each planned round: what a squad records twice was still one patrol."""
    found: dict[str, Tick] = {}
    for one in sorted(ticks, key=lambda one: (one.begins, one.id)):
        if one.side == side and one.round in rounds and _is_possible(one):
            found.setdefault(one.round, one)
    return list(found.values())


def _is_possible(tick: Tick) -> bool:
    """Tell whether a record is one that this room lets its own people write: a neighbour's may say anything."""
    is_walked = 1 <= tick.minutes <= MINUTES_MAX and 1 <= tick.people <= PEOPLE_MAX
    return is_walked and 0 <= tick.vehicles <= VEHICLES_MAX and 0 <= tick.cost <= COST_MAX


def _meet(one: Tick, other: Tick, rounds: Mapping[str, Round], tolerance: Tolerance) -> bool:
    apart = max(one.begins, other.begins) - min(one.begins + one.minutes, other.begins + other.minutes)
    if apart > tolerance.minutes:
        return False
    ours, theirs = rounds[one.round], rounds[other.round]
    shared = min(ours.to_m, theirs.to_m) - max(ours.from_m, theirs.from_m)
    # A round is one stretch for both sides, however short: whoever walked it shares it whole.
    return one.round == other.round or shared >= max(tolerance.metres, 1)


def reciprocity(months: Iterable[Month]) -> dict[str, Share]:
    """Return what each side brought to the patrols that count, by side: counts alone, nobody owes anybody."""
    found: defaultdict[str, list[Tick]] = defaultdict(list)
    for month in months:
        for side in month.sides:
            found[side] += []
        for pair in outcome(month).met:
            for tick in pair.ticks:
                found[tick.side].append(tick)
    return {
        side: Share(
            patrols=len(ticks),
            minutes=sum(one.minutes for one in ticks),
            people=sum(one.people for one in ticks),
            vehicles=sum(one.vehicles for one in ticks),
            cost=sum(one.cost for one in ticks),
        )
        for side, ticks in found.items()
    }


def coverage(months: Sequence[Month], *, length_m: int, villages: Iterable[str] = ()) -> Covered:
    """Return the coverage of months in one batch: each village and each kilometre, planned and counted.

    `villages` are those that are to stand in it whether or not anything was planned there.
    """
    by_village: dict[str, list[int]] = {name: [0, 0] for name in villages}
    cells = [[0, 0] for _ in range(max(1, -(-length_m // CELL_M)))]
    for month in months:
        if not month.is_signed:
            continue
        met = [pair.round for pair in outcome(month).met]
        for column, rounds in enumerate((month.rounds, met)):
            for one in rounds:
                for name in {*one.villages.values()} - {""}:
                    by_village.setdefault(name, [0, 0])[column] += 1
                for number in range(one.from_m // CELL_M, min(len(cells), -(-one.to_m // CELL_M))):
                    cells[number][column] += 1
    return Covered(
        {name: (planned, counted) for name, (planned, counted) in by_village.items()},
        tuple((planned, counted) for planned, counted in cells),
    )


def check_stretch(from_m: int, to_m: int, *, length_m: int) -> None:
    """Refuse a stretch that does not run forward along the line. Raises STRETCH_IS_NOT_ON_THE_LINE."""
    if not 0 <= from_m < to_m <= length_m:
        raise Refused(BorderRefusal.STRETCH_IS_NOT_ON_THE_LINE, starts=from_m, ends=to_m, length=length_m)


def check_time(text: str) -> None:
    """Refuse what is no time of a day. Raises TIME_OF_DAY_IS_NONE."""
    if _TIME.fullmatch(text) is None:
        raise Refused(BorderRefusal.TIME_OF_DAY_IS_NONE, said=text[:20])


def check_number(name: str, number: int, most: int, *, least: int = 0) -> None:
    """Refuse a number that no patrol has. Raises NUMBER_IS_OUT_OF_RANGE."""
    if not least <= number <= most:
        raise Refused(BorderRefusal.NUMBER_IS_OUT_OF_RANGE, field=name, least=least, most=most)


def check_plan(fields: Mapping[str, Any], *, length_m: int) -> None:
    """Refuse a plan whose rounds lie outside its month or the line, or whose tolerance makes anything meet."""
    month, tolerance = fields["month"], fields["tolerance"]
    rounds: Sequence[Mapping[str, Any]] = fields["rounds"]
    if not is_month(month):
        raise Refused(BorderRefusal.ROUND_DOES_NOT_FIT_ITS_MONTH, round="", month=str(month)[:10])
    check_number("rounds", len(rounds), ROUNDS_MAX, least=1)
    # Two hours apart is another patrol, whatever both sides sign.
    if not (0 <= tolerance.get("minutes", -1) <= 120 and 1 <= tolerance.get("metres", 0) <= length_m):
        raise Refused(BorderRefusal.TOLERANCE_IS_NONE)
    for one in rounds:
        if str(one["day"])[:7] != month:
            raise Refused(BorderRefusal.ROUND_DOES_NOT_FIT_ITS_MONTH, round=one["id"], month=month)
        check_time(one["starts"])
        check_number("minutes", one["minutes"], MINUTES_MAX, least=1)
        check_stretch(one["from_m"], one["to_m"], length_m=length_m)


def check_tick(tick: Tick, month: Month, *, today: date) -> None:
    """Refuse a record of a round that is not planned, on a day that has not come, or with numbers that none has."""
    if tick.round not in {one.id for one in month.rounds}:
        raise Refused(BorderRefusal.ROUND_IS_NOT_IN_THE_PLAN, round=tick.round[:20])
    if tick.day > today:
        raise Refused(BorderRefusal.RECORD_LIES_AHEAD, day=tick.day.isoformat())
    check_number("minutes", tick.minutes, MINUTES_MAX, least=1)
    check_number("people", tick.people, PEOPLE_MAX, least=1)
    check_number("vehicles", tick.vehicles, VEHICLES_MAX)
    check_number("cost", tick.cost, COST_MAX)
