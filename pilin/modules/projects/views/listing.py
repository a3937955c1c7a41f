"""The list of projects: what presses first, narrowed by what a URL can say."""

from collections.abc import Mapping, Sequence
from datetime import date
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Entry, Pair, Right
from pilin.modules.projects import queries
from pilin.modules.projects.queries import Filters, Page, ProjectRow
from pilin.modules.projects.views import words
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Light, LinkTo, Table
from pilin.web.languages import bracketed, given
from pilin.web.sides import Sides, sides_of

NAMES = ("light", "project_field", "domain", "pair", "side", "year", "words", "owing")
_TEXT_MAX = 100


@require_GET
@needs(Right.READ)
def show_projects(request: PageRequest) -> HttpResponse:
    """Show the list: pressing lights first."""
    scene, day = sides_of(request), clock.day_of(request.at)
    given = {name: request.GET.get(name, "")[:_TEXT_MAX] for name in NAMES}
    filters = Filters(**given)
    page = queries.projects(filters, after=request.GET.get("after", "")[:_TEXT_MAX])
    kind = words.plan_kind(scene)
    context = {
        "table": table(page, scene, day, following=_following(given, page.after), narrowed=any(given.values())),
        "lights": _lights(filters, given),
        "selects": _selects(given, scene, kind, day),
        "words": given["words"],
        "owing_side": given["owing"],
        "owing": scene.name(given["owing"]) if given["owing"] else "",
        "light": given["light"],
        "narrowed": any(given.values()),
        "links": scene.links,
        "lit": page.rows[0].light_day if page.rows else day,
        "may_act": request.visitor.may(Right.ACT),
    }
    return render(request, "projects/projects.html", context)


def _following(given: dict[str, str], after: str) -> str:
    return f"?{urlencode({**_given(given), 'after': after})}" if after else ""


def _given(given: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in given.items() if value}


def _lights(filters: Filters, given: dict[str, str]) -> list[tuple[str, Light, int, bool]]:
    """Return the lights that there are as links: where to, the light, how many, and whether it is chosen."""
    found = []
    for colour, number in queries.counts(filters).items():
        chosen = given["light"] == colour.value
        query = urlencode({**_given(given), "light": "" if chosen else colour.value})
        found.append((f"?{query}", words.colour_light(colour), number, chosen))
    return found


def _selects(given: dict[str, str], scene: Sides, kind: Kind | None, day: date) -> list[dict[str, object]]:
    """Return the filters that are chosen from words."""
    choices = {
        "project_field": (gettext("项目方面"), words.choices_of(kind, "field")),
        "domain": (gettext("资源方面"), words.choices_of(kind, "particulars", "domain")),
        "pair": (gettext("结对"), pair_names(queries.pairs(), day)),
        "side": (gettext("提出方"), dict(sorted(scene.called.items(), reverse=True))),
        "year": (gettext("年度清单"), {str(year): str(year) for year in queries.years()}),
    }
    return [
        {"name": name, "label": label, "chosen": given[name], "choices": list(options.items())}
        for name, (label, options) in choices.items()
        if options
    ]


def pair_names(pairs: Sequence[str], day: date) -> dict[str, str]:
    """Return pairs by what their members are called; a pair that the directory does not know stays its id."""
    if not pairs:
        return {}
    found = [pair for pair in organisations.pairs(day=day) if pair.key in pairs]
    named = pairs_called(found, organisations.entries(member for pair in found for member in pair.members))
    return {name: named.get(name, name) for name in pairs}


def pairs_called(pairs: Sequence[Pair], members: Mapping[str, Entry]) -> dict[str, str]:
    """Return pairs by what their members are called, from left to right."""
    called = {name: entry_called(entry) for name, entry in members.items()}
    ordered = {pair.key: [one for half in reversed(pair.halves) for one in half.members] for pair in pairs}
    return {key: gettext("—").join(called.get(one, one) for one in ones) for key, ones in ordered.items()}


def entry_called(entry: Entry) -> str:
    """Return what a member is called; its second name stands in brackets, for two villages may bear one name."""
    return bracketed(entry.name or entry.id, next(iter(getattr(entry, "also", ())), ""))


def table(page: Page, scene: Sides, day: date, *, following: str, narrowed: bool) -> Table:
    """Return projects as a table."""
    columns = [
        Column(gettext("项目")),
        Column(gettext("状态灯")),
        Column(gettext("双方牵头单位")),
        Column(gettext("下一里程碑")),
        Column(gettext("时限"), "day"),
        Column(gettext("距今"), "short"),
        Column(gettext("最近月报")),
    ]
    nothing = gettext("没有符合条件的项目。请放宽条件，或清空后查看全部。")
    empty = gettext("这里将列出双方共同的项目：由一方提出一项一策，双方签署后执行，每月由双方各报一半。")
    rows = [row(one, scene, day) for one in page.rows]
    return Table(gettext("项目"), columns, rows, nothing if narrowed else empty, following, is_titled=True)


def row(one: ProjectRow, scene: Sides, day: date) -> Sequence[Cell]:
    """Return the cells of a project."""
    leads = [given(one.leads[side]) for side in sorted(scene.called, reverse=True) if one.leads.get(side)]
    signed = one.last_signed == one.last_month
    return (
        LinkTo(one.title, reverse("projects:project", args=[one.id])),
        words.light_of(one.light, scene),
        gettext("｜").join(leads) or None,
        given(one.next_milestone) or None,
        one.next_due,
        words.days_to(one.next_due, day) if one.next_milestone else None,
        bracketed(one.last_month, gettext("双方已签") if signed else gettext("待会签")) if one.last_month else None,
    )
