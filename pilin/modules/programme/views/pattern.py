"""The page of the programme."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import product

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.federation import queries as federated
from pilin.kernel.organisations.rules import Group, Pair, Right
from pilin.modules.programme import queries
from pilin.modules.programme.queries import Along, Programme, Reach
from pilin.modules.programme.rules import Record
from pilin.modules.programme.rules.entry import named
from pilin.web import matter_pages
from pilin.web.access import PageRequest, needs
from pilin.web.components import Column, Table
from pilin.web.languages import NOT_GIVEN, given, several
from pilin.web.pairs import pairs_table
from pilin.web.standings import mark_of
from pilin.web.strip import Mark, Strip

PARTS = {
    "1": gettext_noop("双方党委统一领导"),
    "6": gettext_noop("专门工作组"),
    "4": gettext_noop("毗邻地区"),
}


@require_GET
@needs(Right.READ)
def show_programme(request: PageRequest) -> HttpResponse:
    """Show the whole pattern on one page."""
    day, links = clock.day_of(request.at), federated.links_state(request.at)
    node = settings.NODE.node
    called = matter_pages.names((node.code, node.name), links)
    found = queries.programme(day=day)
    context = {
        "strips": [_strip(reach, found.pairs, called) for reach in found.reaches],
        "patterns": [(name, _pattern(groups, found)) for name, groups in found.patterns.items()],
        "entry": _entry(found.entry),
        "entry_url": reverse("web:matter", args=[found.entry.id]) if found.entry else "",
        "tables": [pairs_table(found.pairs, found.names, called), *(_along(reach, called) for reach in found.reaches)],
        "links": links,
    }
    return render(request, "programme/programme.html", context)


def _strip(reach: Reach, pairs: Sequence[Pair], called: Mapping[str, str]) -> Strip:
    """Return a border as a strip: the first side of its key above, whoever looks."""
    above, below = reach.border.sides[0], reach.border.sides[-1]
    marks = [
        Mark(
            one.place.id, one.place.name or one.place.id, one.chainage.chainage_m, one.place.side == above,
            mark_of(one.chainage.standing),
        )
        for one in reach.along
    ]  # fmt: skip
    joined = [
        ends for pair in pairs if len(pair.halves) > 1 for ends in product(*(half.members for half in pair.halves))
    ]
    return Strip(
        title=reach.border.name or reach.border.key,
        length_m=reach.border.length_m,
        starts_at=reach.border.starts_at,
        ends_at=reach.border.ends_at,
        above=called.get(above, above),
        below=called.get(below, below),
        marks=marks,
        pairs=[(ends[0], ends[1]) for ends in joined],
    )


def _entry(entry: Record | None) -> list[tuple[str, list[str]]]:
    """Return what both sides entered of the pattern: each heading with its lines; nothing where there is no entry."""
    if entry is None:
        return []
    agreed = entry.agreed
    return [
        (gettext("资源方面"), list(agreed["domains"])),
        (gettext("项目方面"), list(agreed["project_fields"])),
        (gettext("专门工作组"), _counted(_named(agreed["groups"]))),
        (gettext("一带六廊"), [given(agreed["belt"]), *_counted(_named(agreed["corridors"]))]),
    ]


def _pattern(groups: Sequence[Group], found: Programme) -> list[tuple[str, str, list[str]]]:
    """Return the parts of a pattern in their order: number, what it stands for, and its groups by name."""
    parts: dict[str, list[str]] = {}
    for group in groups:
        members = several(found.names.get(member, member) for member in group.members)
        parts.setdefault(group.part, []).append(given(group.name or members or group.title or NOT_GIVEN))
    if found.entry is not None and "6" in parts:
        parts["6"] = _named(found.entry.agreed["groups"])
    return [(part, gettext(PARTS[part]) if part in PARTS else "", _counted(said)) for part, said in parts.items()]


def _named(rows: Sequence[Mapping[str, str]]) -> list[str]:
    """Return groups or corridors by name; that the source names none is said in the reader's language."""
    return [given(name) for name in named(rows)]


def _counted(said: Sequence[str]) -> list[str]:
    """Return texts each once, in their order; one that stands several times bears its number."""
    counts = Counter(said)
    return [text if count == 1 else f"{text} × {count}" for text, count in counts.items()]


def _along(reach: Reach, called: Mapping[str, str]) -> Table:
    columns = [Column(gettext("地方")), Column(gettext("里程（千米）"), "number"), Column(gettext("所属"))]
    columns.append(Column(gettext("说明")))
    rows = [
        (one.place.name or one.place.id, _km(one), called.get(one.place.side, one.place.side), one.chainage.note)
        for one in reach.along
    ]
    caption = gettext("沿边界的地方：%(name)s") % {"name": reach.border.name or reach.border.key}
    marks = [mark_of(one.chainage.standing) for one in reach.along]
    return Table(caption, columns, rows, gettext("这条边界上还没有标出里程的地方。"), standings=marks)


def _km(one: Along) -> str:
    return f"{one.chainage.chainage_m / 1000:.1f}"
