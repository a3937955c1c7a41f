"""What of the projects everybody may see: the list of fields that may leave, and the page as values.

Whoever adds a field here publishes it. 个人信息保护法 art. 25 forbids to publish personal data without consent;
政府信息公开条例 arts. 14-16 exclude secrets, privacy and internal affairs. No field here is about a person; reasons of
a light, problems and requests for help stay inside, and nobody is shown as red.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pilin.modules.projects.rules import wall
from pilin.modules.projects.rules.facts import Facts, Milestone, Plan, Report, Shown
from pilin.modules.projects.rules.lights import Colour, Light
from pilin.modules.projects.rules.lists import Item, Yearly
from pilin.web.public.fields import PublicFields


@dataclass(frozen=True)
class PublicLivelihood:
    """A livelihood project that both sides signed; `count` opinions of residents, and their mean from ten on."""

    title: str
    worry: str
    is_done: bool
    count: int
    mean: str


PUBLIC_FIELDS: PublicFields = {
    Item: ("title",),
    Milestone: ("title", "due"),
    Shown: ("digest", "caption", "month"),
    Plan: ("code", "title", "project_field", "aims", "leads"),
    Yearly: ("year", "signed"),
    PublicLivelihood: ("title", "worry", "is_done", "count", "mean"),
}
"""By class the fields that may stand on a public page of this room; `docs/public.md` bears the same list."""

PROGRESS: Mapping[Colour, str] = {
    Colour.GREEN: "on_course",
    Colour.YELLOW: "to_be_pushed",
    Colour.RED: "to_be_pushed",
    Colour.NOT_STARTED: "not_begun",
    Colour.UNDATED: "undated",
    Colour.PAUSED: "paused",
    Colour.DONE: "done",
    Colour.ENDED: "ended",
}
"""What residents read of a light: plain words, the same for yellow and red. What is only offered is not public."""


@dataclass(frozen=True)
class PublicMilestone:
    """A milestone that both signed: what, until when, and whether a month that both signed says it is reached."""

    title: str
    due: date | None
    is_reached: bool


@dataclass(frozen=True)
class PublicProject:
    """A project that both sides signed, in plain words; `progress` is one of the words of `PROGRESS`.

    `years` are those in which it is a key project, the latest first, `photos` those of months that both signed; both
    are known where one project is asked for.
    """

    code: str
    title: str
    project_field: str
    aims: tuple[str, ...]
    leads: tuple[str, ...]
    progress: str
    milestones: tuple[PublicMilestone, ...]
    following: PublicMilestone | None
    years: tuple[int, ...] = ()
    photos: tuple[Shown, ...] = ()

    @property
    def reached(self) -> tuple[str, ...]:
        """Return what is reached, in the order of the plan."""
        return tuple(one.title for one in self.milestones if one.is_reached)


@dataclass(frozen=True)
class PublicList:
    """The key projects of a year, as both sides signed them."""

    year: int
    titles: tuple[str, ...]


@dataclass(frozen=True)
class PublicProjects:
    """The page: signed projects by name, how many there are in all, and the signed lists, the latest year first."""

    projects: tuple[PublicProject, ...]
    count: int
    lists: tuple[PublicList, ...]


@dataclass(frozen=True)
class PublicMonth:
    """A month of a project for everybody: whether it lies within the plan, what was to be reached, what was, how far.

    `percent` is the lower of what both sides reported in the month that they signed. What is late is not said here.
    """

    month: str
    is_planned: bool
    ahead: tuple[str, ...]
    reached: tuple[str, ...]
    percent: int | None


@dataclass(frozen=True)
class PublicRow:
    """A project with the months of a year."""

    project: PublicProject
    months: tuple[PublicMonth, ...]


def public_months(facts: Facts, reports: Sequence[Report], shown: Sequence[str], day: date) -> tuple[PublicMonth, ...]:
    """Return the months of a project for everybody: nothing of what is missing, nobody's half alone."""
    cells = wall.bars(facts, reports, Light(Colour.GREEN), shown, day)
    return tuple(
        PublicMonth(
            month=cell.month,
            is_planned=cell.is_planned,
            ahead=tuple(one.title for one, due in cell.dues if due is not wall.Due.REACHED),
            reached=tuple(one.title for one, due in cell.dues if due is wall.Due.REACHED),
            percent=cell.percent,
        )
        for cell in cells
    )
