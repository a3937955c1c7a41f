"""What the wall and the Gantt chart are narrowed to: what an address may ask for, what one may choose from words."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext, gettext_noop

from pilin.modules.projects.queries import Filters, Tally
from pilin.modules.projects.rules import months
from pilin.modules.projects.rules.lights import Colour
from pilin.modules.projects.views import words
from pilin.modules.projects.views.border import Directory
from pilin.modules.projects.views.listing import entry_called, pairs_called
from pilin.web.sides import Sides

NAMES = ("light", "project_field", "domain", "pair", "group", "year", "rows", "paper", "turn")
NARROWING = NAMES[:5]
ROWS = ("7", "5", "12", "25", "100")
"""How many projects a window shows: first what a screen shows that nobody scrolls."""
TURN, STILL = "on", "off"
PAPERS = {"a3": gettext_noop("A3 横向"), "a0": gettext_noop("A0 横向")}
YEARS_AROUND, TEXT_MAX = 3, 100

Given = Mapping[str, str]


@dataclass(frozen=True)
class Select:
    """A filter that is chosen from words; `blank` is what it says where nothing is chosen."""

    name: str
    label: str
    options: Mapping[str, str]
    blank: str = ""
    chosen: str = ""

    @property
    def choices(self) -> list[tuple[str, str]]:
        """Return what can be chosen, what is chosen among it."""
        held = [] if not self.chosen or self.chosen in self.options else [(self.chosen, self.chosen)]
        return [*self.options.items(), *held]

    @property
    def word(self) -> str:
        """Return what is chosen, in words."""
        return self.options.get(self.chosen, self.chosen)


def asked_of(request: HttpRequest, *, turns: bool = False) -> dict[str, str]:
    """Return what an address asks for; what it may not ask for is nothing. A screen `turns` unless told not to."""
    asked = {name: request.GET.get(name, "")[:TEXT_MAX] for name in NAMES}
    asked["rows"] = asked["rows"] if asked["rows"] in ROWS else ""
    asked["turn"] = asked["turn"] if asked["turn"] in (TURN, STILL) else (TURN if turns else "")
    asked["paper"] = asked["paper"] if asked["paper"] in PAPERS else ""
    asked["year"] = asked["year"] if months.is_month(f"{asked['year']}-01") else ""
    return asked


def filters_of(asked: Given) -> Filters:
    """Return the filters that an address asks for."""
    return Filters(**{name: asked[name] for name in NARROWING})


def ends_of(request: HttpRequest) -> dict[str, str]:
    """Return behind or before which place a window lies."""
    return {name: request.GET.get(name, "")[:TEXT_MAX] for name in ("after", "before")}


def year_of(asked: Given, day: date) -> int:
    """Return the year that an address asks for, else the one of the day."""
    return int(asked["year"] or day.year)


def address(asked: Given, **changes: str) -> str:
    """Return the address of a page with some changes; what is empty is left out."""
    return f"?{urlencode({name: value for name, value in {**asked, **changes}.items() if value})}"


def selects(asked: Given, scene: Sides, day: date, tally: Tally, known: Directory) -> list[Select]:
    """Return what one may choose; what is chosen can be chosen though nothing bears it any more."""
    kind, year, everything = words.plan_kind(scene), year_of(asked, day), gettext("全部")
    pairs = pairs_called(known.pairs, known.entries)
    groups = {key: entry_called(one) for key, one in known.entries.items()}
    years = {str(one): str(one) for one in range(year - YEARS_AROUND, year + YEARS_AROUND + 1)}
    papers = {paper: gettext(word) for paper, word in PAPERS.items()}
    found = [
        Select("project_field", gettext("项目方面"), words.choices_of(kind, "field"), everything),
        Select("domain", gettext("资源方面"), words.choices_of(kind, "particulars", "domain"), everything),
        Select("pair", gettext("结对"), {key: pairs.get(key, key) for key in tally.pairs}, everything),
        Select("group", gettext("工作组"), {key: groups.get(key, key) for key in tally.groups}, everything),
        Select("light", gettext("状态灯"), {one.value: words.colour_light(one).word for one in Colour}, everything),
        Select("year", gettext("年份"), years, gettext("今年")),
        Select("rows", gettext("每屏项目数"), {rows: rows for rows in ROWS}),
        Select("turn", gettext("自动翻屏"), {STILL: gettext("不翻"), TURN: gettext("每 20 秒翻一屏")}),
        Select("paper", gettext("打印纸张"), papers),
    ]
    return [replace(one, chosen=asked[one.name]) for one in found if one.options or asked[one.name]]
