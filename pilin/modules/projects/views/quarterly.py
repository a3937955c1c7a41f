"""The quarter's report: made of the months that both sides signed, on a page, in Excel, and in the layouts of 平湖."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base import clock, money
from pilin.base.money import Fen
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import queries
from pilin.modules.projects.rules import quarterly_tables, quarters
from pilin.modules.projects.rules.month_tables import planned_amount
from pilin.modules.projects.rules.quarterly import Quarterly, Span, Told, last_ended, months_of
from pilin.modules.projects.rules.quarterly_tables import Form
from pilin.modules.projects.views.tables import handed, words_of
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, LinkTo, Table
from pilin.web.languages import apart, given, labelled, several
from pilin.web.sides import Sides, sides_of

_ID_MAX = 36


@require_GET
@needs(Right.READ)
def show_quarterly(request: PageRequest) -> HttpResponse:
    """Show the report of a quarter: of all projects, or of one with both halves side by side."""
    scene, quarter, plan = sides_of(request), _quarter(request), request.GET.get("plan", "")[:_ID_MAX]
    wanted = months_of(quarter)
    found = queries.quarterly_of(wanted, plan=plan, after=request.GET.get("after", "")[:_ID_MAX])
    if plan and not found.rows:
        raise Http404
    following = f"?{urlencode({'quarter': quarter, 'after': found.after})}" if found.after else ""
    one = found.rows[0] if plan else None
    context: dict[str, Any] = {
        "quarter": quarter,
        "choices": _choices(request, plan),
        "months": several(wanted),
        "one": one,
        "sides": [(scene.name(side), _lines(one, side, quarter)) for side in one.plan.sides] if one else (),
        "table": None if one else _table(found.rows, scene, quarter, following),
        "missing": several(one.missing) if one else "",
        "sheet": f"{reverse('projects:quarterly_sheet')}?{urlencode({'quarter': quarter, 'plan': plan})}",
        "public": [] if one else _public(quarter, scene),
        "links": scene.links,
    }
    return render(request, "projects/quarterly.html", context)


def _quarter(request: PageRequest) -> str:
    """Return the quarter that an address asks for, else the last that has ended."""
    asked = request.GET.get("quarter", "")
    now = quarters.quarter_of(clock.day_of(request.at))
    return asked if quarters.is_quarter(asked) else last_ended(now)


def _choices(request: PageRequest, plan: str) -> list[tuple[str, str]]:
    """Return the last quarters with their addresses: this one, and four before it."""
    one, found = quarters.quarter_of(clock.day_of(request.at)), []
    for _ in range(5):
        asked = {"quarter": one, **({"plan": plan} if plan else {})}
        found.append((one, f"?{urlencode(asked)}"))
        one = quarters.before(one)
    return found


def _public(quarter: str, scene: Sides) -> list[tuple[str, str]]:
    """Return the public tables of our side, each in words and with its address."""
    words = {
        Form.F2025: gettext("按 2025 年一季度版式：分管市长、★ 标牵头单位"),
        Form.F2024: gettext("按 2024 年前三季度版式：责任单位"),
        Form.F2023: gettext("按 2023 年上半年版式：牵头单位"),
    }
    page = reverse("projects:quarterly_public")
    return [(word, f"{page}?{urlencode({'quarter': quarter, 'form': form.value})}") for form, word in words.items()]


def _table(rows: Sequence[Quarterly], scene: Sides, quarter: str, following: str) -> Table:
    columns = [Column(gettext("项目"))]
    for code in scene.order:
        columns += [
            Column(labelled(scene.name(code), gettext("本季完成"))),
            Column(labelled(scene.name(code), gettext("累计完成")), "short"),
        ]
    columns.append(Column(gettext("双方未签月份")))
    cells = [_row(one, scene, quarter) for one in rows]
    empty = gettext("这里将汇总双方已签的月报：一方提出一项一策，双方签署并按月会签后，按季自动得出。")
    return Table(gettext("各项目本季情况"), columns, cells, empty, next_url=following)


def _row(one: Quarterly, scene: Sides, quarter: str) -> Sequence[Cell]:
    page = f"?{urlencode({'quarter': quarter, 'plan': one.plan.id})}"
    cells: list[Cell] = [LinkTo(one.plan.title, page)]
    for code in scene.order:
        told = one.told.get(code, Told())
        cells += [apart(_done(told)) or None, _percents(told) or None]
    return [*cells, several(one.missing) or None]


def _done(told: Told) -> list[str]:
    """Return what was done, month by month."""
    return [labelled(month, given(text)) for month, text in told.done]


def _percents(told: Told) -> str:
    """Return how far a project came: from the figure before the quarter to the last of it."""
    if told.ended is None:
        return ""
    return f"{told.ended}%" if told.began is None else f"{told.began}% → {told.ended}%"


def _lines(one: Quarterly, side: str, quarter: str) -> list[tuple[str, str]]:
    """Return what one side reported of the quarter, label by label."""
    told = one.told[side]
    amounts = (
        (gettext("本年度计划资金（元）"), planned_amount(one.plan, side, int(quarter[:4]))),
        (gettext("资金累计到位（元）"), told.arrived_amount),
        (gettext("资金累计支付（元）"), told.paid_amount),
    )
    return [
        (gettext("牵头单位"), given(one.plan.leads.get(side, ""))),
        (gettext("本季完成"), "\n".join(_done(told))),
        (gettext("累计完成"), _percents(told)),
        *((title, money.yuan_text(Fen(amount))) for title, amount in amounts if amount is not None),
        (gettext("手续办理"), told.permits),
        (gettext("存在问题"), told.problems),
        (gettext("需要协调"), told.help),
        (gettext("下月计划"), told.next),
    ]


@require_GET
@needs(Right.READ)
def export_quarterly(request: PageRequest) -> HttpResponse:
    """Hand out the report of a quarter as a table, of all projects or of one."""
    scene, quarter, plan = sides_of(request), _quarter(request), request.GET.get("plan", "")[:_ID_MAX]
    found = queries.all_quarterly(months_of(quarter), plan=plan)
    if plan and not found:
        raise Http404
    names = [scene.name(code) for code in scene.order]
    made = quarterly_tables.written(quarter, found, names=names, fields=words_of(scene).fields)
    return handed(made, f"quarter-{quarter}.xlsx")


@require_GET
@needs(Right.READ)
def export_public(request: PageRequest) -> HttpResponse:
    """Hand out the public table of our side in one of the layouts in which 平湖 published it."""
    scene, quarter, asked = sides_of(request), _quarter(request), request.GET.get("form", "")
    form = Form(asked) if asked in {*Form} else Form.F2025
    span = Span.QUARTER if form is Form.F2025 else Span.YEAR
    found = queries.all_quarterly(months_of(quarter, span))
    made = quarterly_tables.public(form, quarter, found, side=scene.me, name=scene.name(scene.me))
    return handed(made, f"public-{form.value}-{quarter}.xlsx", explained=False)
