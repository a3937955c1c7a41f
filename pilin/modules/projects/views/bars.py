"""What the bars of a project say: in little space for who stands before the wall, in words for who listens.

A page shows hundreds of months and thousands of milestones. So the words of a language are looked up once (`spoken`),
and the months of a row are written as one piece of HTML.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, gettext_noop

from pilin.modules.projects.rules.facts import Milestone
from pilin.modules.projects.rules.wall import Cell, Due, Fact
from pilin.web.components import SHAPES, Tone
from pilin.web.languages import labelled
from pilin.web.sides import Sides

FACTS: Mapping[Fact, str] = {
    Fact.SIGNED: gettext_noop("已签"),
    Fact.OPEN: gettext_noop("待签"),
    Fact.UNREPORTED: gettext_noop("未报"),
    Fact.LATE: gettext_noop("逾期"),
}
SAID: Mapping[Fact, str] = {
    Fact.SIGNED: gettext_noop("月报双方已签"),
    Fact.OPEN: gettext_noop("月报待会签"),
    Fact.UNREPORTED: gettext_noop("月报未报，尚未到期"),
    Fact.LATE: gettext_noop("月报逾期未报未签"),
}
DUES: Mapping[Due, tuple[str, str]] = {
    Due.LATE: (SHAPES[Tone.LATE], gettext_noop("逾期")),
    Due.WAITING: ("◆", gettext_noop("计划中")),
    Due.REACHED: (SHAPES[Tone.DONE], gettext_noop("已达到")),
}
"""How a milestone is marked, the most pressing first: by a shape and a word."""
CORRECTED = "*"


@dataclass(frozen=True)
class Spoken:
    """The words of the bars in one language."""

    facts: Mapping[Fact, str]
    said: Mapping[Fact, str]
    dues: Mapping[Due, str]
    milestone: str
    undated: str
    planned: str
    percent: str
    corrected: str
    correcting: str
    span: str
    label: str
    apart: str


def spoken() -> Spoken:
    """Return the words in the language of this page."""
    return _spoken(get_language())


@lru_cache(maxsize=8)
def _spoken(_language: str | None) -> Spoken:
    return Spoken(
        facts={fact: gettext(word) for fact, word in FACTS.items()},
        said={fact: gettext(word) for fact, word in SAID.items()},
        dues={due: gettext(word) for due, (_, word) in DUES.items()},
        milestone=gettext("里程碑“%(title)s”%(day)s，%(state)s"),
        undated=gettext("未定期"),
        planned=gettext("到月末计划完成 %(percent)s%%"),
        percent=gettext("累计完成 %(percent)s%%"),
        corrected=gettext("已更正"),
        correcting=gettext("更正待会签"),
        span=gettext("计划 %(first)s 至 %(last)s"),
        label=gettext("%(label)s：%(text)s"),
        apart=gettext("；"),
    )


@dataclass(frozen=True)
class MonthShown:
    """A month of a project as it is drawn: a mark over the plan bar, a figure in the fact bar, and all in words."""

    month: str
    is_planned: bool
    mark: str
    due: str
    fact: str
    figure: str
    words: str


def months_drawn(cells: Sequence[Cell], scene: Sides) -> SafeString:
    """Return the months of a row as cells of the board."""
    said = spoken()
    shown = (month_shown(cell, scene, said) for cell in cells)
    return format_html_join("", '{}<span class="unseen">{}</span></td>', ((_drawn(one), one.words) for one in shown))


def _drawn(one: MonthShown) -> SafeString:
    planned = " planned" if one.is_planned else ""
    return _cell(f"month{planned}", one.month[5:], (one.due, one.mark), (one.fact, one.figure))


@lru_cache(maxsize=2048)
def _cell(names: str, month: str, plan: tuple[str, str], fact: tuple[str, str]) -> SafeString:
    """Return the drawing of a month; most months of a page look like others."""
    return format_html(
        '<td role="cell" class="{}" data-month="{}"><span aria-hidden="true"><span class="wall-plan {}">{}</span>'
        '<span class="wall-fact {}">{}</span></span>',
        names,
        month,
        *plan,
        *fact,
    )


def marks_drawn(marks: Sequence[tuple[int, Due]], y: int) -> SafeString:
    """Return milestones at their places: those that stand alike are one piece of text, each shape at a place."""
    places: dict[Due, list[str]] = {}
    for x, due in marks:
        places.setdefault(due, []).append(str(x))
    drawn = [
        f'<text class="gantt-mark {due}" x="{" ".join(xs)}" y="{y}">{DUES[due][0] * len(xs)}</text>'
        for due, xs in places.items()
    ]
    return SafeString("".join(drawn))


def month_shown(cell: Cell, scene: Sides, said: Spoken) -> MonthShown:
    """Return a month as the wall draws it."""
    pressing = _pressing(cell)
    return MonthShown(
        month=cell.month,
        is_planned=cell.is_planned,
        mark=_mark(cell, pressing) if pressing else "",
        due=pressing.value if pressing else "",
        fact=cell.fact.value + (" correcting" if cell.correcting else ""),
        figure=_figure(cell, said),
        words=_words(cell, scene, said),
    )


def _pressing(cell: Cell) -> Due | None:
    dues = {due for _, due in cell.dues}
    return next((due for due in DUES if due in dues), None) if dues else None


def _mark(cell: Cell, pressing: Due) -> str:
    """Return the shape of a month's milestones with the day, or with how many there are."""
    shape, days = DUES[pressing][0], [one.due.day for one, _ in cell.dues if one.due]
    return f"{shape}{days[0]}" if len(days) == 1 else f"{shape}×{len(days)}"


def _figure(cell: Cell, said: Spoken) -> str:
    figure = said.facts.get(cell.fact, "") if cell.percent is None else f"{cell.percent}%"
    return figure + (CORRECTED if cell.corrected else "")


def _words(cell: Cell, scene: Sides, said: Spoken) -> str:
    parts = [milestone_words(one, due, said) for one, due in cell.dues]
    if cell.dues and cell.planned is not None:
        parts.append(said.planned % {"percent": cell.planned})
    parts += _reported(cell, scene, said)
    return said.label % {"label": cell.month, "text": said.apart.join(parts)} if parts else ""


def _reported(cell: Cell, scene: Sides, said: Spoken) -> Sequence[str]:
    word = said.said.get(cell.fact)
    parts = [] if word is None else [labelled(word, scene.names(cell.silent)) if cell.silent else word]
    parts += [] if cell.percent is None else [said.percent % {"percent": cell.percent}]
    parts += [said.corrected] if cell.corrected else []
    return [*parts, *([said.correcting] if cell.correcting else [])]


def milestone_words(one: Milestone, due: Due, said: Spoken) -> str:
    """Return a milestone in words: its title, its day, and how it stands."""
    day = one.due.isoformat() if one.due else said.undated
    return said.milestone % {"title": one.title, "day": day, "state": said.dues[due]}
