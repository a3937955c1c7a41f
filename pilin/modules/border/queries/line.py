"""Figures of support, patrols and crossings for the page of the ten duties (3, 4, 9), from facts that both signed."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext

from pilin.modules.border.queries.records import spanned
from pilin.modules.border.rules import patrols
from pilin.modules.border.rules.records import JOINT_CHECK, PATROLS, ROADBLOCK, SUPPORT, Record
from pilin.web.flows import DutyFigure


def figures(*, start: date, end: date) -> Sequence[DutyFigure]:
    """Return what both sides did on the line from a day until before another; one query.

    What both did together (patrols that count, checks that were made) is told as each side's.
    """
    found = spanned(SUPPORT, PATROLS, JOINT_CHECK, ROADBLOCK, first=start, last=end - timedelta(days=1))
    sides = sorted({node for one in found for node in one.roles.values()})
    by_kind = {kind: [one for one in found if one.kind == kind] for kind in (SUPPORT, PATROLS, JOINT_CHECK, ROADBLOCK)}
    checks = sum(one.state == "done" for one in by_kind[JOINT_CHECK])
    blocks = sum(one.state == "standing" and not one.refused_by for one in by_kind[ROADBLOCK])
    return [
        *_support(by_kind[SUPPORT], sides),
        *_patrols(by_kind[PATROLS], sides),
        DutyFigure(9, gettext("已开展的联合检查（次）"), dict.fromkeys(sides, checks)),
        DutyFigure(9, gettext("尚未拆除的路障（处）"), dict.fromkeys(sides, blocks)),
    ]


def _support(asked: Sequence[Record], sides: Sequence[str]) -> list[DutyFigure]:
    requests = Counter(one.opened_by for one in asked)
    given = Counter(
        node for one in asked if "promise" in one.done for node in one.roles.values() if node != one.opened_by
    )
    return [
        DutyFigure(3, gettext("请求支援（次）"), {side: requests[side] for side in sides}),
        DutyFigure(3, gettext("答应支援（次）"), {side: given[side] for side in sides}),
    ]


def _patrols(plans: Sequence[Record], sides: Sequence[str]) -> list[DutyFigure]:
    read = [patrols.month_of(one) for one in plans if not one.refused_by]
    months = [one for one in read if one is not None]
    planned = sum(len(one.rounds) for one in months if one.is_signed)
    met = sum(len(patrols.outcome(one).met) for one in months)
    shares = patrols.reciprocity(months)
    return [
        DutyFigure(4, gettext("双方签署的巡查班次（次）"), dict.fromkeys(sides, planned)),
        DutyFigure(4, gettext("对上的联合巡查（次）"), dict.fromkeys(sides, met)),
        DutyFigure(4, gettext("对上的巡查时长（分钟）"), {side: share.minutes for side, share in shares.items()}),
        DutyFigure(4, gettext("对上的巡查人次（人次）"), {side: share.people for side, share in shares.items()}),
    ]
