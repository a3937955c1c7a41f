"""What keeps the tables of projects: the followers of plans, reports and lists, and the light of each day.

`tests/test_actions_tables.py` shows that `retell` makes the same rows, in whatever order plans and reports come.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from django.db import models as db
from django.db.models import Q

from pilin.base.clock import Instant, day_of
from pilin.kernel.federation.actions import many
from pilin.kernel.matters.actions import Moved
from pilin.modules.projects import queries
from pilin.modules.projects.actions.recording import record
from pilin.modules.projects.models import Listed, Month, Project, YearlyList
from pilin.modules.projects.rules import columns, kept, lists
from pilin.modules.projects.rules.beside import NOTHING
from pilin.modules.projects.rules.columns import Yardstick
from pilin.modules.projects.rules.facts import Plan, Report, plan_of, report_of
from pilin.modules.projects.rules.lists import Yearly, yearly_of

BATCH = 500
LIT_AT_ONCE = 2_500
"""Plans whose lights are computed, and then written in one transaction."""

Tables: TypeAlias = db.Manager[Any]


def follow_plans(moved: Sequence[Moved], at: Instant) -> None:
    """Keep the rows of plans that moved."""
    rebuild([plan_of(one.matter, refused=bool(one.refused_by)) for one in moved], at=at)


def follow_reports(moved: Sequence[Moved], at: Instant) -> None:
    """Keep the rows of reports that moved, and of the plans on which they report."""
    read = [report_of(one.matter, refused=bool(one.refused_by)) for one in moved]
    keep_reports([report for report in read if report is not None], at=at)


def put_reports(reports: Sequence[Report]) -> None:
    """Keep the rows of reports, without those of their plans."""
    _put(Month.objects, [columns.month(report) for report in reports])


def keep_reports(reports: Sequence[Report], *, at: Instant) -> None:
    """Keep reports, and with them the plans on which they report."""
    put_reports(reports)
    touched = {report.plan for report in reports}
    rebuild([kept.plan(row.plan) for row in Project.objects.filter(pk__in=touched).only("plan")], at=at)


def rebuild(plans: Sequence[Plan], *, at: Instant) -> None:
    """Keep the rows of plans with all that was reported of them; a plan may come before or after its reports."""
    reports: defaultdict[str, list[Report]] = defaultdict(list)
    for row in Month.objects.filter(plan__in=[plan.id for plan in plans]).only("report"):
        report = kept.report(row.report)
        reports[report.plan].append(report)
    yardsticks, beside, day = _Yardsticks(), queries.beside([plan.id for plan in plans]), day_of(at)
    _put(
        Project.objects,
        [
            columns.project(one, reports[one.id], yardsticks.of(one.sides), day, beside.get(one.id, NOTHING))
            for one in plans
        ],
    )


def follow_beside(moved: Sequence[Moved], at: Instant) -> None:
    """Keep the records of what stands beside plans, and with them the plans that it names."""
    named = record(moved, at)
    rebuild([kept.plan(row.plan) for row in Project.objects.filter(pk__in=named).only("plan")], at=at)


def follow_lists(moved: Sequence[Moved], _at: Instant) -> None:
    """Keep the rows of yearly lists that moved, and which projects stand on those that both signed."""
    for one in moved:
        keep_list(yearly_of(one.matter, refused=bool(one.refused_by)))


def keep_list(yearly: Yearly) -> None:
    """Keep one yearly list; there is one a year."""
    items = {name: lists.written(getattr(yearly, name)) for name in ("signed", "offered")}
    plain = {name: getattr(yearly, name) for name in ("id", "year", "title", "state", "initiator", "aimed")}
    _put(YearlyList.objects, [{**plain, **items, "results": dict(yearly.results)}])
    Listed.objects.filter(list_id=yearly.id).delete()
    Listed.objects.bulk_create(
        Listed(key=f"{yearly.id}|{item.plan}", list_id=yearly.id, project=item.plan, year=yearly.year, number=item.id)
        for item in {item.plan: item for item in yearly.signed}.values()
    )


def light_the_day(*, at: Instant) -> int:
    """Compute the lights of a day that are not computed yet, or by another rule or calendar; return how many.

    The worker calls it every minute; when nothing is due it costs a few queries and no more.
    """
    day, done = day_of(at), 0
    for initiator, responder in Project.objects.values_list("initiator", "responder").distinct():
        yardstick = queries.yardstick_of((initiator, responder))
        rows = Project.objects.filter(initiator=initiator, responder=responder)
        done += _lit(rows, yardstick, day)
    return done


def _lit(rows: db.QuerySet[Project], yardstick: Yardstick, day: date) -> int:
    due = rows.filter(Q(light_day__lt=day) | ~Q(yardstick=yardstick.digest)).values_list("pk", "facts")
    done = 0
    while batch := list(due[:LIT_AT_ONCE]):
        _write_lights([(key, columns.lit(kept.facts(facts), key, yardstick, day)) for key, facts in batch])
        done += len(batch)
    return done


_LIGHT = ("owing", "light", "light_day", "triggers", "yardstick", "place")


def _write_lights(lit: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
    """Write the columns that a day's light sets, plan by plan, in one round: `bulk_update` takes far longer."""
    many.update(Project, "id", _LIGHT, [(*(one[name] for name in _LIGHT), key) for key, one in lit])


class _Yardsticks:
    """The yardsticks of one call, each read once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], Yardstick] = {}

    def of(self, parties: Collection[str]) -> Yardstick:
        key = tuple(sorted(parties))
        if key not in self._known:
            self._known[key] = queries.yardstick_of(key)
        return self._known[key]


def _put(table: Tables, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write rows, over those of the same id; of two with one id in a batch the last counts."""
    made = [table.model(**row) for row in {row["id"]: row for row in rows}.values()]
    names = [name for name in rows[0] if name != "id"] if rows else []
    if made:
        table.bulk_create(made, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=names)
