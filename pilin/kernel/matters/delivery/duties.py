"""What the worker does in matters by the clock: where this node orders, a period that is over ends by an event.

A round reads what may be due by one query, and kinds and calendars once; only where a clock is to be turned is the
matter itself read again, some hundreds together. A fault in one matter is logged and the others are seen to; the next
minute tries again, and goes on where a round was cut short: what was turned is due no longer.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import actions, models, queries
from pilin.kernel.matters.rules import turning
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.kernel.matters.rules.kinds import Kind

log = logging.getLogger(__name__)

BATCH = 200
"""So many matters are seen to in a transaction: nobody who writes waits longer than for these."""


def turn_clocks(*, at: Instant) -> int:
    """Write the expiries and recounts that are due where we order; return how many."""
    round_ = _Round(day_of(at))
    rows = queries.ended(me=facts.me(), day=round_.day)
    due = sorted(row.pk for row in rows if _attempt(row.pk, partial(round_.is_due, row)))
    done = 0
    for first in range(0, len(due), BATCH):
        _show(first, len(due), at)
        done += _turned(due[first : first + BATCH], at)
    _show(len(due), len(due), at)
    return done


def _show(done: int, total: int, began_at: Instant) -> None:
    """Show people how far a long round is."""
    if total > BATCH:
        values = {"began_at": began_at, "done": done, "total": total}
        models.Progress.objects.update_or_create(pk=1, defaults=values)
        log.info("clocks: %d of %d matters are seen to", done, total)


def _turned(matters: Sequence[str], at: Instant) -> int:
    """Turn the clocks of some matters together, until none is due; where one stops them, one after the other."""
    try:
        return actions.turn_clocks_of(matters=matters, at=at)
    except Refused as refused:
        log.info("%d matters are seen to one by one: %s", len(matters), refused)
    except Exception:  # the worker loop: which matter it was is found one by one
        log.exception("%d matters are seen to one by one", len(matters))
    return sum(_attempt(matter, partial(actions.turn_clocks, matter=matter, at=at)) for matter in matters)


def _attempt(matter: str, verb: Callable[[], int]) -> int:
    """Return what a verb does in one matter; 0 where it fails, with a line in the log."""
    try:
        return verb()
    except Refused as refused:
        log.warning("the clocks of matter %s wait: %s", matter, refused)
    except Exception:  # the worker loop: one matter's fault is not its neighbours'
        log.exception("the clocks of matter %s were not turned", matter)
    return 0


class _Round:
    """One round on a day: kinds and calendars are read when the first matter needs them."""

    def __init__(self, day: date) -> None:
        self.day = day
        self._kinds: dict[str, Kind | None] = {}
        self._calendars: dict[tuple[str, ...], Calendar | None] = {}
        self._agreed: Mapping[str, Calendar] | None = None

    def is_due(self, row: models.Matter) -> bool:
        """Tell whether a matter has a clock to turn; what we order was asked for by the query."""
        kind, calendar = self._kind(row.kind), self._calendar(row.parties)
        assert kind is not None, "a matter's kind was agreed before it was opened"
        if calendar is None:
            return False
        return turning.to_turn(kind.clocks, turning.clocks_of(row.fold), calendar, self.day) is not None

    def _kind(self, kind_hash: str) -> Kind | None:
        if kind_hash not in self._kinds:
            self._kinds[kind_hash] = queries.kind(kind_hash)
        return self._kinds[kind_hash]

    def _calendar(self, parties: Sequence[str]) -> Calendar | None:
        named = tuple(parties)
        if self._agreed is None:
            self._agreed = queries.calendars()
        if named not in self._calendars:
            self._calendars[named] = self._agreed.get(queries.calendar_of(named))
        return self._calendars[named]
