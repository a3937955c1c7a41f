"""A quarter's report out of the months that both sides signed: nobody types a figure a second time.

What is done is what the halves of these months say, month by month; how far a project is, and what was received and
paid, is what the last of them says, because it is counted from the beginning. A month that is not signed gives nothing
and is named.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pilin.modules.projects.rules import quarters
from pilin.modules.projects.rules.facts import Half, Plan, Report, standing_reports

BACK_MONTHS = 12
"""So far back the month is sought with which a quarter began; an older one says nothing about it any more."""


class Span(StrEnum):
    """For how much of a year a report is made: a quarter, or all of the year up to its end."""

    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True)
class Told:
    """What one side reported of a span, oldest month first.

    `began` is the percentage with which it began, `ended` the last one. Amounts are in fen, counted from the beginning
    of the plan; None where nobody said any.
    """

    done: tuple[tuple[str, str], ...] = ()
    began: int | None = None
    ended: int | None = None
    arrived_amount: int | None = None
    paid_amount: int | None = None
    permits: str = ""
    problems: str = ""
    help: str = ""
    next: str = ""


@dataclass(frozen=True)
class Quarterly:
    """A project in a span: what each side told, which months both signed, and which not."""

    plan: Plan
    told: Mapping[str, Told]
    signed: tuple[str, ...]
    missing: tuple[str, ...]


def months_of(quarter: str, span: Span = Span.QUARTER) -> tuple[str, ...]:
    """Return the months of a quarter, or those of its year up to its end."""
    year, last = quarter[:4], int(quarter[-1]) * 3
    first = last - 2 if span is Span.QUARTER else 1
    return tuple(f"{year}-{number:02}" for number in range(first, last + 1))


def last_ended(quarter: str) -> str:
    """Return the quarter whose report is due while another runs: the one before."""
    return quarters.before(quarter)


def quarterly(plan: Plan, reports: Sequence[Report], months: Sequence[str]) -> Quarterly:
    """Return the report of a project over some months; `reports` may reach back before them."""
    joint = {month: one for month, one in standing_reports(reports).items() if one.joint}
    signed = tuple(month for month in months if month in joint)
    earlier = [one for month, one in joint.items() if month < months[0]]
    told = {
        side: _told([joint[month] for month in signed], earlier[-1] if earlier else None, side) for side in plan.sides
    }
    return Quarterly(plan, told, signed, tuple(month for month in months if month not in joint))


def _told(signed: Sequence[Report], before: Report | None, side: str) -> Told:
    halves = [(one.month, one.halves[side]) for one in signed if side in one.halves]
    began = before.halves[side].percent if before is not None and side in before.halves else None
    if not halves:
        return Told(began=began)
    last = halves[-1][1]
    return Told(
        done=tuple((month, half.done) for month, half in halves if half.done),
        began=began,
        ended=last.percent,
        arrived_amount=_last(halves, "arrived_amount"),
        paid_amount=_last(halves, "paid_amount"),
        permits=last.permits,
        problems=last.problems,
        help=" ".join(part for part in (last.help, f"（{last.help_from}）" if last.help_from else "") if part),
        next=last.next,
    )


def _last(halves: Sequence[tuple[str, Half]], name: str) -> int | None:
    """Return an amount as it was said last: who says none in a month says nothing against the one before."""
    said: list[int] = [amount for _, half in halves if (amount := getattr(half, name)) is not None]
    return said[-1] if said else None
