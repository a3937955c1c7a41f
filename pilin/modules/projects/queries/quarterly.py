"""Reads of a quarter's report: projects with their months, whatever number of projects; two queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from pilin.modules.projects.models import Project
from pilin.modules.projects.queries.wall import reports_between
from pilin.modules.projects.rules import kept, months
from pilin.modules.projects.rules.quarterly import BACK_MONTHS, Quarterly, quarterly
from pilin.wire.sheets.parts import ROWS_MAX

SHOWN_MAX = 50
_SILENT = ("offered", "void")


@dataclass(frozen=True)
class QuarterlyPage:
    """The reports of some projects, and the id after which the next ones begin ("" at the end)."""

    rows: tuple[Quarterly, ...]
    after: str


def quarterly_of(wanted: Sequence[str], *, plan: str = "", after: str = "", limit: int = SHOWN_MAX) -> QuarterlyPage:
    """Return the reports of some months, of one project or of all that both signed, the oldest first; two queries."""
    rows = Project.objects.exclude(standing__in=_SILENT).filter(pk__gt=after)
    rows = rows.filter(pk=plan) if plan else rows
    found = list(rows.order_by("pk").values_list("pk", "plan")[: limit + 1])
    shown = found[:limit]
    first = wanted[0]
    for _ in range(BACK_MONTHS):
        first = months.before(first)
    reports = reports_between([pk for pk, _ in shown], first, wanted[-1])
    made = tuple(quarterly(kept.plan(row), reports.get(pk, ()), wanted) for pk, row in shown)
    return QuarterlyPage(made, shown[-1][0] if len(found) > limit else "")


def all_quarterly(wanted: Sequence[str], *, plan: str = "") -> list[Quarterly]:
    """Return the same for a table: as many as a sheet holds, read by portions."""
    found: list[Quarterly] = []
    page = quarterly_of(wanted, plan=plan, limit=500)
    found += page.rows
    while page.after and len(found) < ROWS_MAX:
        page = quarterly_of(wanted, after=page.after, limit=500)
        found += page.rows
    return found[:ROWS_MAX]
