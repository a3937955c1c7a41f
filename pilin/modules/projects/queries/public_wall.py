"""The wall for everybody: signed projects with the months of a year, in plain words; three queries for any number."""

from collections.abc import Sequence
from datetime import date

from pilin.modules.projects.queries.projects import PUBLIC_MAX, public, published
from pilin.modules.projects.queries.wall import reports_between
from pilin.modules.projects.rules import kept
from pilin.modules.projects.rules.public import PublicRow, public_months


def public_wall(shown: Sequence[str], day: date) -> tuple[Sequence[PublicRow], int]:
    """Return the projects that both signed with some months, at most a hundred by name, and how many there are."""
    rows = published()
    found = list(rows.order_by("title", "pk")[:PUBLIC_MAX])
    reports = reports_between([row.pk for row in found], shown[0], shown[-1])
    made = [
        PublicRow(public(row), public_months(kept.facts(row.facts), reports.get(row.pk, ()), shown, day))
        for row in found
    ]
    return made, rows.count()
