"""What the bars of a project say: in little space for who stands before the wall, in words for who listens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_noop

from pilin.modules.projects.rules.facts import Milestone
from pilin.modules.projects.rules.wall import Cell, Due, Fact
from pilin.web.components import SHAPES, Tone
from pilin.web.languages import apart, labelled
from pilin.web.sides import Sides

FACTS: Mapping[Fact, str] = {
    Fact.SIGNED: gettext_noop("已签"),
    Fact.OPEN: gettext_noop("待签"),
    Fact.UNREPORTED: gettext_noop("未报"),
    Fact.LATE: gettext_noop("逾期"),
}
DUES: Mapping[Due, tuple[str, str]] = {
    Due.LATE: (SHAPES[Tone.LATE], gettext_noop("逾期")),
    Due.WAITING: ("◆", gettext_noop("计划中")),
    Due.REACHED: (SHAPES[Tone.DONE], gettext_noop("已达到")),
}
"""How a milestone is marked, the most pressing first: by a shape and a word."""
CORRECTED = "*"


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


def month_shown(cell: Cell, scene: Sides) -> MonthShown:
    """Return a month as the wall draws it."""
    pressing = next((due for due in DUES if due in {one for _, one in cell.dues}), None)
    return MonthShown(
        month=cell.month,
        is_planned=cell.is_planned,
        mark=_mark(cell, pressing) if pressing else "",
        due=pressing.value if pressing else "",
        fact=cell.fact.value + (" correcting" if cell.correcting else ""),
        figure=_figure(cell),
        words=_words(cell, scene),
    )


def _mark(cell: Cell, pressing: Due) -> str:
    """Return the shape of a month's milestones with the day, or with how many there are."""
    shape, days = DUES[pressing][0], [one.due.day for one, _ in cell.dues if one.due]
    return f"{shape}{days[0]}" if len(days) == 1 else f"{shape}×{len(days)}"


def _figure(cell: Cell) -> str:
    said = gettext(FACTS[cell.fact]) if cell.fact in FACTS else ""
    figure = said if cell.percent is None else f"{cell.percent}%"
    return figure + (CORRECTED if cell.corrected else "")


def _words(cell: Cell, scene: Sides) -> str:
    parts = [milestone_words(one, due) for one, due in cell.dues]
    if cell.dues and cell.planned is not None:
        parts.append(gettext("到月末计划完成 %(percent)s%%") % {"percent": cell.planned})
    parts += _reported(cell, scene)
    return labelled(cell.month, apart(parts)) if parts else ""


def _reported(cell: Cell, scene: Sides) -> Sequence[str]:
    said = {
        Fact.SIGNED: gettext("月报双方已签"),
        Fact.OPEN: gettext("月报待会签"),
        Fact.UNREPORTED: gettext("月报未报，尚未到期"),
        Fact.LATE: gettext("月报逾期未报未签"),
    }.get(cell.fact)
    parts = [] if said is None else [labelled(said, scene.names(cell.silent)) if cell.silent else said]
    parts += [] if cell.percent is None else [gettext("累计完成 %(percent)s%%") % {"percent": cell.percent}]
    parts += [gettext("已更正")] if cell.corrected else []
    return [*parts, *([gettext("更正待会签")] if cell.correcting else [])]


def milestone_words(one: Milestone, due: Due) -> str:
    """Return a milestone in words: its title, its day, and how it stands."""
    facts = {"title": one.title, "day": one.due.isoformat() if one.due else gettext("未定期")}
    return gettext("里程碑“%(title)s”%(day)s，%(state)s") % {**facts, "state": gettext(DUES[due][1])}
