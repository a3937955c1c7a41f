"""Figures of support, patrols and crossings for the page of the ten duties (3, 4, 9), from facts that both signed."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.translation import gettext

from pilin.modules.border.queries.records import spanned
from pilin.modules.border.rules import line
from pilin.modules.border.rules.records import JOINT_CHECK, PATROLS, ROADBLOCK, SUPPORT
from pilin.web.flows import DutyFigure


def figures(*, start: date, end: date) -> Sequence[DutyFigure]:
    """Return what both sides did on the line from a day until before another; one query. `rules.line` counts."""
    kept = line.kept(spanned(SUPPORT, PATROLS, JOINT_CHECK, ROADBLOCK, first=start, last=end - timedelta(days=1)))
    return [
        DutyFigure(3, gettext("请求支援（次）"), kept.asked),
        DutyFigure(3, gettext("答应支援（次）"), kept.promised),
        DutyFigure(4, gettext("双方签署的巡查班次（次）"), kept.planned),
        DutyFigure(4, gettext("对上的联合巡查（次）"), kept.met),
        DutyFigure(4, gettext("对上的巡查时长（分钟）"), kept.minutes),
        DutyFigure(4, gettext("对上的巡查人次（人次）"), kept.people),
        DutyFigure(9, gettext("已开展的联合检查（次）"), kept.checks),
        DutyFigure(9, gettext("尚未拆除的路障（处）"), kept.roadblocks),
    ]
