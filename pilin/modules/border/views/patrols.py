"""治安巡查联防: the months, one month with what counts and what does not, coverage, and what each side brought."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from pilin.base import clock, money
from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.organisations.rules import Right
from pilin.modules.border import actions, queries
from pilin.modules.border.rules import patrols
from pilin.modules.border.rules.patrols import CELL_M, Covered, Month, Outcome, Round, Share
from pilin.modules.border.rules.records import PATROLS, Record
from pilin.modules.border.views.common import hand_of, kinds_of, state_light, stretch
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Light, LinkTo, Table, Tone
from pilin.web.languages import apart, labelled, several
from pilin.web.sentences import spoken
from pilin.web.sides import Sides, sides_of


@require_GET
@needs(Right.READ)
def show_patrols(request: PageRequest) -> HttpResponse:
    """Show the months of joint patrols, and one month's coverage and reciprocity over all plans of it."""
    scene, day = sides_of(request), clock.day_of(request.at)
    asked = request.GET.get("month", "")
    month = asked if patrols.is_month(asked) else f"{day:%Y-%m}"
    kind, months = kinds_of(scene).get(PATROLS), queries.months_of(month)
    covered = queries.coverage_of(month, day=day)
    context = {
        "month": month,
        "plans": _plans(queries.records(PATROLS), scene, kind, day),
        "shares": shares(patrols.reciprocity(months), scene),
        "covered": villages_and_line(covered),
        "unplanned": unplanned(covered),
        "may_plan": request.visitor.may(Right.ACT) and kind is not None,
        "links": scene.links,
    }
    return render(request, "border/patrols.html", context)


def _plans(found: Sequence[Record], scene: Sides, kind: Kind | None, day: date) -> Table:
    columns = [Column(gettext("月份")), Column(gettext("拟定方")), Column(gettext("计划班次"), "number")]
    columns += [Column(gettext("双方对上"), "number"), Column(gettext("只有一方"), "number")]
    columns += [Column(gettext("截止"), "day"), Column(gettext("状态"))]
    rows: list[Sequence[Cell]] = []
    for one in found:
        month = patrols.month_of(one)
        if month is not None:
            came = patrols.outcome(month)
            link = LinkTo(month.month, reverse("border:month", args=[one.id]))
            counts = len(month.rounds), len(came.met), len(came.unmatched)
            rows.append((link, scene.name(one.opened_by), *counts, one.day, state_light(one, kind, day)))
    empty = gettext("还没有联合巡查计划。任一方的经办人拟定一个月的班次，双方签署后各自打卡。")
    return Table(gettext("月计划"), columns, rows, empty)


def shares(found: dict[str, Share], scene: Sides) -> Table:
    """Return what each side brought to the patrols that count, side by side."""
    titles = [gettext("计数的巡查"), gettext("工时（小时）"), gettext("人次"), gettext("车次")]
    columns = [
        Column(gettext("一方")),
        *(Column(title, "number") for title in titles),
        Column(gettext("费用"), "money"),
    ]
    rows: list[Sequence[Cell]] = [
        (
            scene.name(side),
            one.patrols,
            f"{one.minutes / 60:.1f}",
            one.people,
            one.vehicles,
            money.fen(one.cost),
        )
        for side, one in sorted(found.items(), reverse=True)
    ]
    empty = gettext("双方记录对上以后，各方投入列在这里；只是计数，谁也不欠谁。")
    return Table(gettext("双方投入对照"), columns, rows, empty)


def villages_and_line(covered: Covered) -> list[Table]:
    """Return the coverage by village and by kilometre, planned and counted."""
    titles = [Column(gettext("计划班次"), "number"), Column(gettext("双方对上"), "number"), Column(gettext("状态"))]
    villages: list[Sequence[Cell]] = [
        (name, planned, counted, _covered(planned, counted))
        for name, (planned, counted) in sorted(covered.villages.items())
        if planned or counted
    ]
    cells: list[Sequence[Cell]] = [
        (f"{number}-{number + 1}", planned, counted, _covered(planned, counted))
        for number, (planned, counted) in enumerate(covered.cells)
        if planned or counted
    ]
    empty_cells = gettext("这个月没有签署的班次；边界每一公里的覆盖列在这里。")
    reached = sum(counted > 0 for _planned, counted in covered.cells)
    facts = {"reached": reached, "all": len(covered.cells), "metres": CELL_M}
    said = gettext("按路段（公里）：%(all)s 段中 %(reached)s 段有计数的巡查") % facts
    return [
        Table(said, [Column(gettext("里程（公里）")), *titles], cells, empty_cells),
        Table(_villages_said(covered), [Column(pgettext("column", "村")), *titles], villages, _no_village(covered)),
    ]


def unplanned(covered: Covered) -> str:
    """Return in one sentence the villages that no plan of the month names: most of 137 need no row of their own."""
    names = sorted(name for name, numbers in covered.villages.items() if not any(numbers))
    said = gettext("这个月没有安排的村（%(n)s 个）") % {"n": len(names)}
    return labelled(said, several(names)) if names else ""


def _villages_said(covered: Covered) -> str:
    reached = sum(counted > 0 for _planned, counted in covered.villages.values())
    return gettext("按村：%(all)s 个村中 %(reached)s 个有计数的巡查") % {
        "all": len(covered.villages),
        "reached": reached,
    }


def _no_village(covered: Covered) -> str:
    if covered.villages:
        return gettext("这个月的计划没有写村；没有安排的村列在下面。")
    return gettext("名录里还没有村，计划里也没有写。")


def _covered(planned: int, counted: int) -> Light:
    if counted >= planned:
        return Light(Tone.DONE, gettext("都对上"))
    return Light(Tone.WARNING, gettext("部分对上") if counted else gettext("还没有对上"))


@require_GET
@needs(Right.READ)
def show_month(request: PageRequest, matter: str) -> HttpResponse:
    """Show one month: its rounds with what became of each, what one side recorded alone, and what each brought."""
    scene, day = sides_of(request), clock.day_of(request.at)
    record, month = found_month(matter)
    came, held = patrols.outcome(month), queries.squad_records(matter, side=scene.me)
    waiting = sum(not was_told for _tick, was_told in held)
    facts: dict[str, Any] = {
        "record": record,
        "month": month,
        "state": state_light(record, kinds_of(scene).get(PATROLS), day),
        "turn": scene.names(record.turn),
        "counted": len(came.met),
        "rounds": _rounds(month, came, scene),
        "alone": _alone(month, came, scene),
        "shares": shares(patrols.reciprocity([month]), scene),
        "waiting": waiting,
        "waiting_said": ngettext("%(n)s 条本方记录还没有报送对方。", "%(n)s 条本方记录还没有报送对方。", waiting)
        % {"n": waiting},
        "may_act": request.visitor.may(Right.ACT) and record.state == "running" and not record.refused_by,
        "links": scene.links,
    }
    return render(request, "border/month.html", facts)


def found_month(matter: str) -> tuple[Record, Month]:
    """Return one month of patrols, or 404."""
    found = queries.month(matter)
    if found is None:
        raise Http404
    return found


def _rounds(month: Month, came: Outcome, scene: Sides) -> Table:
    sides = sorted(month.sides, reverse=True)
    columns = [
        Column(gettext("班次")),
        Column(gettext("日期"), "day"),
        Column(gettext("时间")),
        Column(gettext("里程（公里）")),
    ]
    columns += [Column(gettext("村与巡查队")), Column(gettext("状态"))]
    met = {pair.round.id for pair in came.met} | {tick.round for pair in came.met for tick in pair.ticks}
    alone = {(one.round, one.side) for one in came.unmatched}
    rows: list[Sequence[Cell]] = [
        (
            one.id,
            one.day,
            one.starts,
            stretch(one.from_m, one.to_m),
            _who(one, sides, scene),
            _became(one, met, alone, scene),
        )
        for one in sorted(month.rounds, key=lambda one: (one.day, one.starts, one.id))
    ]
    return Table(gettext("班次"), columns, rows, gettext("计划里没有班次。"))


def _who(one: Round, sides: Sequence[str], scene: Sides) -> str:
    said = [(scene.name(side), " ".join(filter(None, (one.villages[side], one.squads[side])))) for side in sides]
    return apart(labelled(name, text) for name, text in said if text)


def _became(one: Round, met: set[str], alone: set[tuple[str, str]], scene: Sides) -> Light:
    if one.id in met:
        return Light(Tone.DONE, gettext("双方对上，计数"))
    sides = [side for walked, side in alone if walked == one.id]
    if len(sides) > 1:
        return Light(Tone.WARNING, gettext("双方的记录没有对上，不计数"))
    if sides:
        return Light(Tone.WARNING, gettext("只有%(side)s记录，不计数") % {"side": scene.name(sides[0])})
    return Light(Tone.IDLE, gettext("没有记录"))


def _alone(month: Month, came: Outcome, scene: Sides) -> Table:
    rounds = {one.id: one for one in month.rounds}
    columns = [
        Column(gettext("班次")),
        Column(gettext("记录方")),
        Column(gettext("日期"), "day"),
        Column(gettext("时间")),
    ]
    columns += [Column(gettext("里程（公里）"))]
    rows: list[Sequence[Cell]] = [
        (
            one.round,
            scene.name(one.side),
            one.day,
            one.starts,
            stretch(rounds[one.round].from_m, rounds[one.round].to_m),
        )
        for one in came.unmatched
    ]
    empty = gettext("没有单方记录。只有一方记录、对方没有对上的巡查列在这里，不计数。")
    return Table(gettext("只有一方记录的"), columns, rows, empty)


@require_POST
@needs(Right.ACT)
def tell_records(request: PageRequest, matter: str) -> HttpResponse:
    """Tell the other side all records of ours of a month."""
    found_month(matter)
    try:
        new = actions.tell_ticks(matter, side=sides_of(request).me, by=hand_of(request, Right.ACT))
    except Refused as refused:
        messages.error(request, spoken(refused).sentence)
    else:
        messages.success(request, gettext("已签名报送 %(n)s 条新记录，正在送达对方。") % {"n": new})
    return redirect("border:month", matter)
