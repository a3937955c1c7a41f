"""Reads of drafts in the making and of what tables are filled with; only this side has them, and all who may read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from pilin.base.clock import Instant
from pilin.modules.projects.models import Month, Project, Writing, WritingVersion
from pilin.modules.projects.queries.projects import at_hand
from pilin.modules.projects.rules import kept
from pilin.modules.projects.rules.facts import Plan, Report
from pilin.modules.projects.rules.month_tables import Known
from pilin.wire.sheets.parts import ROWS_MAX

SHOWN_MAX = 200


@dataclass(frozen=True)
class Written:
    """A draft: what it is called, what stands in it, who saved that when, and the matter that became of it."""

    id: str
    sort: str
    plan: str
    month: str
    title: str
    matter: str
    is_dropped: bool
    version: int
    saved_by: str
    saved_at: Instant
    fields: Mapping[str, str]


@dataclass(frozen=True)
class SavedOnce:
    """One version of a draft."""

    number: int
    saved_by: str
    saved_at: Instant
    is_aside: bool
    fields: Mapping[str, str]


_NAMES = ("sort", "plan", "month", "title", "matter", "is_dropped", "version", "saved_by", "saved_at", "fields")
_VERSION = ("number", "saved_by", "saved_at", "is_aside", "fields")


def writings(*, limit: int = SHOWN_MAX) -> list[Written]:
    """Return the drafts that are not sent, the one saved last first, dropped ones after the others; one query."""
    rows = Writing.objects.filter(matter="").order_by("is_dropped", "-saved_at", "pk")
    return [_written(row) for row in rows[:limit]]


def writing(writing_id: str) -> Written | None:
    """Return one draft; one query."""
    row = Writing.objects.filter(pk=writing_id).first()
    return _written(row) if row else None


def _written(row: Writing) -> Written:
    return Written(row.pk, **{name: getattr(row, name) for name in _NAMES})


def latest_versions(writing_id: str, *, limit: int = 20) -> list[SavedOnce]:
    """Return who saved a draft, the latest first; one query."""
    rows = WritingVersion.objects.filter(writing_id=writing_id).exclude(saved_by="").order_by("-number")[:limit]
    return [SavedOnce(**{name: getattr(row, name) for name in _VERSION}) for row in rows]


def saved_by_others(writing_id: str, *, since: int, account_name: str) -> list[tuple[str, Instant]]:
    """Return who else saved a draft after a version, and when, the latest first; one query."""
    rows = WritingVersion.objects.filter(writing_id=writing_id, number__gt=since, is_aside=False)
    others = rows.exclude(saved_by=account_name).order_by("-number")
    return [(name, Instant(at)) for name, at in others.values_list("saved_by", "saved_at")]


def standing_plans(*, initiator: str = "", limit: int = ROWS_MAX) -> list[Plan]:
    """Return the plans that are offered or in force, by name, for a table; one query."""
    rows = Project.objects.exclude(standing__in=("void", "ended", "completed")).only("plan")
    rows = rows.filter(initiator=initiator) if initiator else rows
    return [kept.plan(row.plan) for row in rows.order_by("title", "pk")[:limit]]


def reportable(months: Sequence[str], *, me: str) -> dict[str, dict[str, Known]]:
    """Return by month and title the projects in force with our last half and the report at hand; two queries."""
    rows = Project.objects.filter(standing="in_force").filter(Q(initiator=me) | Q(responder=me)).only("plan")
    plans = {row.pk: kept.plan(row.plan) for row in rows.order_by("title", "pk")[:ROWS_MAX]}
    wanted = Month.objects.filter(month__lte=max(months, default=""), plan__in=plans).only("report")
    reports: dict[str, list[Report]] = {}
    for one in wanted.order_by("month", "pk"):
        report = kept.report(one.report)
        reports.setdefault(report.plan, []).append(report)
    return {
        month: {plan.title: _known(plan, reports.get(plan.id, ()), month, me) for plan in plans.values()}
        for month in months
    }


def _known(plan: Plan, reports: Sequence[Report], month: str, me: str) -> Known:
    earlier: Mapping[str, Report] = {one.month: one for one in reports if one.counts and one.month < month}
    last = next((one.halves[me] for _month, one in sorted(earlier.items(), reverse=True) if me in one.halves), None)
    return Known(plan, last, at_hand([one for one in reports if one.month == month and one.counts]))
