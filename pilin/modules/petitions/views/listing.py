"""The list of petitions, and the report of a year."""

from collections.abc import Sequence
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.organisations.rules import Right
from pilin.modules.petitions import queries
from pilin.modules.petitions.forms import DOMAINS
from pilin.modules.petitions.queries import Seen
from pilin.modules.petitions.views.common import basis_of, eyes, light_of, state_word
from pilin.web import few
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Light, LinkTo, Table, Tone
from pilin.web.languages import labelled, untold
from pilin.web.sides import Sides, sides_of

FIRST_YEAR = 2012


@require_GET
@needs(Right.READ)
def show_cases(request: PageRequest) -> HttpResponse:
    """List petitions: whose turn, by when; urgent ones first."""
    day, sides, over = clock.day_of(request.at), sides_of(request), request.GET.get("over") == "1"
    given = request.GET.get("from", "")
    after = int(given) if given.isascii() and given.isdigit() and len(given) < 7 else 0
    found, more = queries.listed(eyes(request), after=after, over=over)
    following = f"?{'over=1&' if over else ''}from={after + len(found)}" if more else ""
    context = {
        "table": _table(found, sides, day, following, over=over),
        "over": over,
        "year": day.year,
        "links": sides.links,
        "may_act": request.visitor.may(Right.ACT),
    }
    return render(request, "petitions/cases.html", context)


def _table(found: Sequence[Seen], sides: Sides, day: date, following: str, *, over: bool) -> Table:
    columns = [
        Column(gettext("编号"), "short"),
        Column(gettext("收到"), "day"),
        Column(gettext("状态")),
        Column(gettext("轮到")),
        Column(gettext("承诺期限"), "day"),
        Column(gettext("依据")),
        Column(gettext("预警")),
    ]
    empty = gettext("这里将列出边界信访事项：由收到信访的岗位登记，或由对方转送而来。")
    if over:
        empty = gettext("还没有办结或转出的信访事项。")
    return Table(
        gettext("信访事项"), columns, [_row(one, sides, day) for one in found], empty, following, is_titled=True
    )


def _row(one: Seen, sides: Sides, day: date) -> Sequence[Cell]:
    number = gettext("%(number)s（紧急）") % {"number": one.number} if one.urgent else one.number
    run = one.promise
    return (
        LinkTo(number, reverse("petitions:case", args=[one.id])),
        one.received_on,
        state_word(one.state),
        sides.names(one.turn) if one.turn else None,
        run.rolled_end if run else None,
        basis_of(run) if run else None,
        light_of(run, day) if run else Light(Tone.IDLE, gettext("不计时")),
    )


@require_GET
@needs(Right.READ)
def show_report(request: PageRequest, year: int) -> HttpResponse:
    """Show the report of a year (信访工作条例 38-41): numbers only, from ten up."""
    day, sides = clock.day_of(request.at), sides_of(request)
    shown = min(max(year, FIRST_YEAR), day.year + 1)
    found = queries.yearly(eyes(request), shown)
    hidden = untold()
    sums: list[Sequence[Cell]] = [
        (gettext("收到信访事项"), hidden if found.total is None else str(found.total)),
        (gettext("转送对方"), hidden if found.transferred is None else str(found.transferred)),
        (gettext("紧急事项"), hidden if found.urgent is None else str(found.urgent)),
    ]
    domains = {key: str(word) for key, word in DOMAINS}
    by_domain = [(labelled(gettext("领域"), domains.get(key, key)), count) for key, count in found.by_domain]
    by_state = [(labelled(gettext("状态"), state_word(key)), count) for key, count in found.by_state]
    sums += [(label, hidden if count is None else str(count)) for label, count in [*by_domain, *by_state]]
    columns = [Column(gettext("项目")), Column(gettext("件数"), "short")]
    context = {
        "table": Table(gettext("年度报告"), columns, sums, "", is_titled=True),
        "year": shown,
        "links": sides.links,
        "few": few.FROM,
    }
    return render(request, "petitions/report.html", context)
