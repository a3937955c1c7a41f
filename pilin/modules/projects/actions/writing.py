"""What people write about projects: plans, halves of months, yearly lists; each opens or moves a matter of its kind."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as telling
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries as matter_queries
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.modules.projects import queries
from pilin.modules.projects.rules import checks, lists
from pilin.modules.projects.rules.codes import ProjectRefusal
from pilin.modules.projects.rules.facts import Plan, Report, half_of
from pilin.modules.projects.rules.lists import Item
from pilin.wire import pictures


@dataclass(frozen=True)
class Hand:
    """Who acts: the office of a person, at an instant."""

    office: str
    at: Instant


def open_plan(fields: Mapping[str, Any], *, peer: str, by: Hand) -> str:
    """Offer a plan to a peer; return its id. Raises what `checks` has against it."""
    checks.check_plan(fields, queries.pairs_in_force(day_of(by.at)))
    return open_under_a_clause("plan", fields, peer=peer, by=by)


@telling.alone()
def report_month(plan: Plan, month: str, half: Mapping[str, Any], *, corrects: Report | None = None, by: Hand) -> str:
    """Write our half of a month: open its report, add to it, or amend it, as it stands; return the report's id.

    `corrects` is the signed report that a new one is to stand for. Raises what `checks` has against it.
    """
    me, day = federation.me(), day_of(by.at)
    checks.check_month(month, plan, day)
    checks.check_half(half, plan)
    if corrects is not None and me in corrects.halves:
        how = checks.reopening(month, queries.reports_of(plan.id))
        checks.check_reopened(half_of(half), corrects.halves[me], month, how)
    report = None if corrects else queries.report_at_hand(plan.id, month)
    step = checks.our_step(report, me)
    if not step:
        raise Refused(ProjectRefusal.MONTH_CANNOT_BE_WRITTEN_NOW, month=month)
    if report is not None and step != "open":
        members = {"fields": {"half": dict(half)}, "office": by.office, **attached(half)}
        matters.take_step(matter=report.id, step=step, members=members, at=by.at)
        return report.id
    yardstick = queries.yardstick_of(plan.sides)
    of = {"plan": plan.id, "month": month, **({"corrects": corrects.id} if corrects else {})}
    fields = {
        "title": f"{plan.title} {month}"[:200],
        "of": of,
        "due": yardstick.rule.due(month, yardstick.calendar).isoformat(),
        "half": dict(half),
    }
    return open_under_a_clause("report", fields, peer=other_side(plan, me), by=by, **attached(half))


@telling.alone()
def open_list(*, year: int, aimed: int, title: str, items: Sequence[Item], peer: str, by: Hand) -> str:
    """Offer the list of a year to a peer; return its id. Raises what `checks` has against it."""
    checks.check_year(year, queries.lists())
    checks.check_list(items, queries.plans([item.plan for item in items]))
    fields = {"title": title, "year": year, "aimed": aimed, "items": lists.written(items)}
    return open_under_a_clause("yearly_list", fields, peer=peer, by=by)


def other_side(plan: Plan, me: str) -> str:
    """Return the other side of a plan."""
    return plan.responder if plan.initiator == me else plan.initiator


def attached(half: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the photographs that a half names, as an event names what is attached to it."""
    named = [str(one["digest"]) for one in half.get("photos", ())]
    return {"attachments": named} if named else {}


def keep_photo(plan: Plan, data: bytes) -> str:
    """Keep a photograph drawn anew for the sides of a plan; return the hash of its content.

    Raises PICTURE_IS_NONE or PICTURE_IS_TOO_LARGE.
    """
    return telling.keep_blob(pictures.drawn_anew(data).data, plan.sides)


def open_under_a_clause(
    name: str, fields: Mapping[str, Any], *, peer: str, by: Hand, attachments: Sequence[str] = ()
) -> str:
    """Open a matter of the newest kind of a name that we and a peer agreed on: we take the role that opens it."""
    me = federation.me()
    kind = matter_queries.kind_named(name, (me, peer))
    if kind is None:
        raise Refused(DocketRefusal.KIND_IS_NOT_SIGNED_YET, kind=name)
    roles = {role: me if role == kind.opening_by else peer for role in kind.roles}
    told: dict[str, Any] = {"fields": fields, "attachments": attachments, "office": by.office}
    return matters.open_of_kind(kind, roles=roles, at=by.at, **told)
