"""Figures of cases: of a quarter for the page of the ten duties, of a year by sort, from ten cases up."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pilin.web import few


@dataclass(frozen=True)
class Counted:
    """A case as figures know it: who opened it, of which sort, and when it was opened, agreed, or ended without."""

    opened_by: str
    category: str
    opened_on: date
    agreed_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True)
class Span:
    """Days from `start` until before `end`, and the cases that were opened, agreed or ended in them."""

    opened: Sequence[Counted]
    agreed: Sequence[Counted]
    ended: Sequence[Counted]


def span(found: Sequence[Counted], *, start: date, end: date) -> Span:
    """Return the cases that something happened to in a span of days."""
    opened = [one for one in found if start <= one.opened_on < end]
    agreed = [one for one in found if one.agreed_on and start <= one.agreed_on < end]
    ended = [one for one in found if one.ended_on and start <= one.ended_on < end]
    return Span(opened, agreed, ended)


def by_side(found: Sequence[Counted]) -> dict[str, int]:
    """Return how many cases there are by the side that opened them."""
    return dict(Counter(one.opened_by for one in found))


@dataclass(frozen=True)
class Year:
    """The cases of a year: how many, with an agreement, ended without one, and by sort; None where it is not told."""

    cases: int | None
    agreed: int | None
    ended: int | None
    sorts: Mapping[str, int | None]


def year_of(found: Span) -> Year:
    """Return the figures of a year."""
    sorts = Counter(one.category for one in found.opened)
    return Year(
        cases=few.shown(len(found.opened)),
        agreed=few.shown(len(found.agreed)),
        ended=few.shown(len(found.ended)),
        sorts=few.parts(sorts),
    )
