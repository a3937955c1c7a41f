"""What this node has against a step before its people take it, whatever page they take it on.

The kinds say who may step when; whether a percentage is one, a milestone stands in the plan, and a list names plans in
force, only a node can tell that holds the plan.
"""

from collections.abc import Mapping

from pilin.base.clock import Instant, day_of
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.matters.actions import Attempt
from pilin.modules.projects import queries
from pilin.modules.projects.rules import checks, conditions, lists
from pilin.modules.projects.rules.facts import (
    NAMES_A_MILESTONE,
    Half,
    Report,
    half_of,
    plan_of,
    report_of,
    spoken_of,
)
from pilin.modules.projects.rules.records import CONDITION

_WRITES = ("report", "correct", "amend")
_OFFERS = ("offer_again", "amend")
_SIGNS = ("sign", "sign_change", "sign_amendment")


def object_to_plan(attempt: Attempt, at: Instant) -> None:
    """Refuse to offer or sign a plan that does not hold, to speak of a milestone that it does not have, and the step
    that an open condition holds back.
    """
    if attempt.step in conditions.HOLDS:
        conditions.check_step(attempt.step, queries.naming(attempt.matter.id, (CONDITION,)), me=federation.me())
    if attempt.step in NAMES_A_MILESTONE:
        named = str(attempt.fields[NAMES_A_MILESTONE[attempt.step]])
        checks.check_named(named, spoken_of(plan_of(attempt.matter)))
    elif attempt.step in (*_OFFERS, *_SIGNS):
        held = {name: by.get("initiator") for name, by in attempt.matter.asserted.items()}
        offered = attempt.fields if attempt.step in _OFFERS else {}
        signed = attempt.matter.agreed.get("particulars") or {}
        in_force = queries.pairs_in_force(day_of(at))
        checks.check_plan({**held, **offered}, in_force, signed_pair=signed.get("pair", ""))


def object_to_report(attempt: Attempt, _at: Instant) -> None:
    """Refuse to write or to sign a half that does not fit the plan. Raises what `checks` has against it."""
    report = report_of(attempt.matter)
    plan = queries.plans([report.plan]).get(report.plan) if report else None
    if report is None or plan is None:
        return
    if attempt.step in _WRITES:
        checks.check_half(attempt.fields["half"], plan)
        _check_reopened(report, {federation.me(): half_of(attempt.fields["half"])})
    elif attempt.step == "sign":
        for half in report.halves.values():
            reached = [{"id": name} for name in half.reached]
            checks.check_half({"percent": -1 if half.percent is None else half.percent, "reached": reached}, plan)
        _check_reopened(report, report.halves)


def _check_reopened(report: Report, halves: Mapping[str, Half]) -> None:
    """Refuse a correction with other figures where a later month is signed by now; one query where it corrects."""
    reports = queries.reports_of(report.plan) if report.corrects else ()
    signed = next((one for one in reports if one.id == report.corrects), None)
    if signed is not None:
        how = checks.reopening(report.month, reports)
        for side, half in halves.items():
            checks.check_reopened(half, signed.halves.get(side), report.month, how)


def object_to_list(attempt: Attempt, _at: Instant) -> None:
    """Refuse to offer or to sign a list that names a plan not in force. Raises what `checks` has against it."""
    if attempt.step in _OFFERS:
        items = lists.items_of(attempt.fields["items"])
    elif attempt.step in _SIGNS:
        items = lists.yearly_of(attempt.matter).offered
    else:
        return
    checks.check_list(items, queries.plans([item.plan for item in items]))
