"""What presses: on the page of a person, in a round that tells everybody, and in a calendar program.

Everybody of this node who may read may see it, as on the desk, but for what rooms keep from some (`web.hiding`); the
wishes of a person only narrow it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.queries import Among, Hidden
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.kernel.matters.rules.kinds import Title
from pilin.kernel.matters.rules.pressing import Pressing, Pressure
from pilin.modules.reminders.queries.wishes import wish_of
from pilin.modules.reminders.rules.wishes import Wish
from pilin.web import hiding

FEED_DAYS = 90
FEED_MAX = 500
_AT_ONCE = 500


@dataclass(frozen=True)
class Page:
    """What presses a person, one way of it at a time; `after` is the key of the next rows."""

    counts: Mapping[Pressure, int]
    pressure: Pressure
    rows: Sequence[Pressing]
    after: str


def page(wish: Wish, *, wanted: str, at: Instant, after: str = "", hidden: Hidden = ()) -> Page:
    """Return what presses a person, opened at a pressure by its name, else at the first that has any; three queries."""
    day, me, among = clock.day_of(at), facts.me(), Among(wish.kinds, hidden)
    found = matters.pressing_counts(me=me, day=day, among=among)
    counts = {name: found[name] for name in wish.pressures}
    first = next((name for name, number in counts.items() if number), wish.pressures[0])
    pressure = next((name for name in counts if name.value == wanted), first)
    rows, key = matters.pressing(me=me, day=day, pressures=[pressure], among=among, after=after)
    return Page(counts, pressure, rows, key)


def counted(account: str, at: Instant) -> int:
    """Return how many matters press a person, for the number beside the room's name."""
    wish, day = wish_of(account), clock.day_of(at)
    among = Among(wish.kinds, hiding.hidden_from(hiding.onlooker_of(account, day=day)))
    counts = matters.pressing_counts(me=facts.me(), day=day, among=among)
    return sum(counts[name] for name in wish.pressures)


def everything(*, day: date) -> list[Pressing]:
    """Return all that presses on a day, what ended first first; read in pages."""
    me, wanted = facts.me(), list(Pressure)
    rows, after = matters.pressing(me=me, day=day, pressures=wanted, limit=_AT_ONCE)
    found = [*rows]
    while after:
        rows, after = matters.pressing(me=me, day=day, pressures=wanted, after=after, limit=_AT_ONCE)
        found += rows
    return found


def feed_lines(wish: Wish, *, day: date) -> list[Pressing]:
    """Return what a calendar program shows a person: what presses today, and what ends within three months."""
    among = Among(wish.kinds, hiding.hidden_from(hiding.onlooker_of(wish.account, day=day)))
    return list(matters.ending(me=facts.me(), day=day, days=FEED_DAYS, among=among, limit=FEED_MAX))


def kept_from(accounts: Collection[str], found: Collection[Pressing], *, day: date) -> Mapping[str, frozenset[str]]:
    """Return which of what presses does not exist for each of these accounts, and by "" what does not for somebody.

    What several read together, as the group of a robot does, is told without the latter. One query where nothing is
    kept from anybody.
    """
    contested = hiding.hidden_among({one.id for one in found}, None)
    kept = {"": contested}
    for account in accounts if contested else ():
        kept[account] = hiding.hidden_among(contested, hiding.onlooker_of(account, day=day))
    return kept


def kinds_known() -> dict[str, Title]:
    """Return the agreed kinds of matters by name, each with its newest title; one query."""
    return {kind.name: kind.title for kind in reversed([*matters.known().kinds.values()])}


def calendars_of_ours() -> Collection[Calendar]:
    """Return the signed calendars in which we are a party; one query."""
    return [found for parties, found in matters.known().calendars.items() if facts.me() in parties]
