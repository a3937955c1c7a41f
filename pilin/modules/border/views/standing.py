"""组织体系联合, 工作机制联建: who is on duty at three levels today, what was lifted, the next meeting, drills."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET

from pilin.kernel.matters.queries import MatterRow
from pilin.kernel.organisations.rules import Right
from pilin.modules.border import queries
from pilin.modules.border.rules import standing
from pilin.modules.border.rules.records import DRILL, ESCALATION, ROSTER, Record
from pilin.modules.border.rules.standing import LEVELS, OnDuty
from pilin.modules.border.views.common import choice
from pilin.modules.border.views.lists import Lists, More
from pilin.web.access import PageRequest, needs
from pilin.web.cards import cards, matter_page
from pilin.web.components import Cell, Column, LinkTo, Table
from pilin.web.languages import apart, labelled, several, titled
from pilin.web.sides import Sides

_LEVELS = {"city": gettext_noop("市（区）"), "town": gettext_noop("镇（街道）"), "village": gettext_noop("村（社区）")}


@require_GET
@needs(Right.READ)
def show_standing(request: PageRequest) -> HttpResponse:
    """Show who is on duty today side by side, the levels without anybody, and what both sides have under way."""
    lists = Lists(request)
    rosters = queries.records(ROSTER, is_over=False)
    today = standing.uncovered(rosters, lists.scene.order, lists.day)
    soon = standing.uncovered(rosters, lists.scene.order, lists.day + timedelta(days=standing.SOON_DAYS))
    context = {
        "links": lists.scene.links,
        "openings": lists.openings(ROSTER, ESCALATION, DRILL),
        "gaps": _named(today, lists.scene),
        "soon": _named([one for one in soon if one not in today], lists.scene),
        "soon_days": standing.SOON_DAYS,
        "on_duty": _on_duty(standing.on_duty(rosters, lists.day), lists.scene),
        "rosters": _rosters(lists, rosters),
        "escalations": _escalations(lists),
        "drills": _drills(lists),
        "meetings": _meetings(queries.meetings(day=lists.day, kinds=lists.kinds)),
        "council": _council(),
    }
    return render(request, "border/standing.html", context)


def _named(gaps: Sequence[tuple[str, str]], scene: Sides) -> str:
    return several(f"{scene.name(side)} {gettext(_LEVELS[level])}" for side, level in gaps)


def _on_duty(found: Sequence[OnDuty], scene: Sides) -> Table:
    columns = [Column(gettext("层级"), "short"), *(Column(scene.name(side)) for side in scene.order)]
    rows: list[Sequence[Cell]] = [
        (gettext(_LEVELS[level]), *(_at(found, side, level) for side in scene.order)) for level in LEVELS[::-1]
    ]
    empty = gettext("还没有值班表。各方按市、镇、村三级列入岗位和办公电话，写明有效期，不写姓名。")
    return Table(gettext("今天值班"), columns, rows if found else [], empty)


def _at(found: Sequence[OnDuty], side: str, level: str) -> Cell:
    here = [one for one in found if (one.side, one.level) == (side, level)]
    return apart(f"{one.body} {one.shift.post} {one.shift.phone}" for one in here) or None


def _rosters(lists: Lists, found: Sequence[Record]) -> Table:
    columns = [
        (Column(gettext("层级"), "short"), lambda one, kind: (choice(kind, "level", one.text("level")),)),
        (Column(gettext("起"), "day"), lambda one, _kind: (_span(one)[0],)),
        (Column(gettext("止"), "day"), lambda one, _kind: (_span(one)[1],)),
    ]
    empty = gettext("还没有列入值班表；列入后双方都看得到，到期自动失效。")
    return lists.table(found, gettext("联系与值班表"), columns, name=ROSTER, empty=empty)


def _span(one: Record) -> tuple[Cell, Cell]:
    return standing.span_of(one) or (None, None)


def _escalations(lists: Lists) -> Table:
    columns = [_line(level, lists.scene) for level in LEVELS]
    columns += [(Column(gettext("现在的期限"), "day"), lambda one, _kind: (one.day,))]
    empty = gettext("没有提升的事项。村里谈不拢的，双方同时提到镇，再到市（区）；每级有期限，到期自动提升。")
    found = queries.records(ESCALATION)
    return lists.table(found, gettext("逐级提升"), columns, name=ESCALATION, empty=empty)


def _line(level: str, scene: Sides) -> tuple[Column, More]:
    """Return the column of a level with what each side's line answered."""
    title = gettext("%(level)s答复") % {"level": gettext(_LEVELS[level])}
    return Column(title), lambda one, _kind: (_answers(one, level, scene),)


def _answers(one: Record, level: str, scene: Sides) -> Cell:
    line = next(line for line in standing.lines_of(one) if line.level == level)
    if not line.answers:
        return gettext("待答复") if line.is_now else None
    return _side_by_side(line.answers, scene, missing=gettext("待答复") if line.is_now else "")


def _side_by_side(said: Mapping[str, str], scene: Sides, *, missing: str = "") -> str:
    told = [(side, said.get(side, missing)) for side in scene.order]
    return apart(labelled(scene.name(side), text) for side, text in told if text)


def _drills(lists: Lists) -> Table:
    columns = [
        (Column(gettext("日期"), "day"), lambda one, _kind: (one.on,)),
        (Column(gettext("结果")), lambda one, _kind: (one.text("result") or None,)),
        (
            Column(gettext("经验与不足")),
            lambda one, _kind: (_side_by_side(standing.said_by(one, "learnt"), lists.scene) or None,),
        ),
    ]
    empty = gettext("还没有演练。任一方发出，对方参加，各方写明学到了什么，双方签署结果。")
    return lists.table(queries.records(DRILL), gettext("联合演练"), columns, name=DRILL, empty=empty)


def _meetings(found: Sequence[MatterRow]) -> Table:
    page = matter_page("meeting")
    columns = [Column(gettext("会议")), Column(gettext("状态")), Column(gettext("现在的期限"), "day")]
    rows: list[Sequence[Cell]] = [
        (LinkTo(one.title, reverse(page, args=[one.id])), titled(one.state_title), one.rolled_end) for one in found
    ]
    empty = gettext("现在没有在办的联席会议；会期和轮值在“事务共商”里定，召集后列在这里。")
    return Table(gettext("联席会议与轮值"), columns, rows, empty)


def _council() -> LinkTo | None:
    """Return where meetings have their rhythm and chair: the register of the room that shows them."""
    card = next((one for one in cards() if "meeting" in one.matter_pages and one.registers), None)
    return LinkTo(gettext(card.registers[0][0]), reverse(card.registers[0][1])) if card else None
