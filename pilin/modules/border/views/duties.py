"""十联一览: each of the ten joint duties with both sides' figures of a quarter, from signed facts; one A4 sheet."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop, pgettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.organisations.rules import Right
from pilin.modules.border.queries import duties as queries
from pilin.modules.border.queries.duties import Told
from pilin.modules.border.rules import duties as rules
from pilin.modules.border.rules.duties import Quarter
from pilin.modules.border.views.front import DUTIES
from pilin.web.access import PageRequest, needs
from pilin.web.flows import DutyFigure
from pilin.web.sides import sides_of

ROOMS = {
    "border": gettext_noop("边界"),
    "mediation": gettext_noop("矛盾纠纷联调"),
    "petitions": gettext_noop("信访难题联处"),
    "care": gettext_noop("特殊人群联管"),
}
_QUARTERS_BACK = 8


@dataclass(frozen=True)
class Duty:
    """One duty of the page: its name, its figures side by side, or the reason why there are none."""

    name: str
    rows: Sequence[tuple[str, Sequence[str | int]]]
    reason: str


@require_GET
@needs(Right.READ)
def show_duties(request: PageRequest) -> HttpResponse:
    """Show the ten duties of one quarter: that of today unless another one is asked for."""
    now = rules.quarter_of(clock.day_of(request.at))
    asked = request.GET.get("quarter", "")
    quarter = rules.quarter_read(asked)
    scene = sides_of(request)
    context = {
        "title": named(quarter or now),
        "is_running": (quarter or now) >= now,
        "unread": asked[:20] if asked and quarter is None else "",
        "choices": _choices(now, quarter or now),
        "sides": [scene.name(side) for side in scene.order],
        "duties": [_duty(one, scene.order) for one in queries.told(quarter or now)],
    }
    return render(request, "border/duties.html", context)


def named(quarter: Quarter) -> str:
    """Return what a quarter is called."""
    return gettext("%(year)d 年第 %(number)d 季度") % {"year": quarter.year, "number": quarter.number}


def _choices(now: Quarter, shown: Quarter) -> list[tuple[str, str, bool]]:
    """Return the quarters to choose from, the latest first, and the one that is shown among them."""
    offered = {now.moved(-back) for back in range(_QUARTERS_BACK)} | {shown}
    return [(str(one), named(one), one == shown) for one in sorted(offered, reverse=True)]


def _duty(told: Told, sides: Sequence[str]) -> Duty:
    name = f"{told.number} {gettext(DUTIES[told.number])}"
    rows = [(figure.label, [_cell(figure, side) for side in sides]) for figure in told.figures]
    return Duty(name, rows, "" if rows else _reason(told))


def _cell(figure: DutyFigure, side: str) -> str | int:
    found = rules.counted(figure.by_side, side, about_people=figure.about_people)
    if found.is_few:
        return gettext("少于 %(n)d") % {"n": rules.PEOPLE_MIN}
    return pgettext("figure", "未报") if found.number is None else found.number


def _reason(told: Told) -> str:
    """Return why a duty has no figures: its room is not here, is off, or nothing was signed in this quarter."""
    room = {"room": gettext(ROOMS[told.room])}
    if not told.is_here:
        return gettext("本节点没有开办“%(room)s”这一室，因此没有数字；由系统管理员在节点配置中加入。") % room
    if not told.is_on:
        return gettext("“%(room)s”已安装而未启用，启用须双方依规定批准；启用前没有数字。") % room
    return gettext("本季度没有双方签过的事实；有了即自动列在这里，不用另报。")
