"""What of the projects everybody may see: the list of fields that may leave, and the page as values.

Whoever adds a field here publishes it. 个人信息保护法 art. 25 forbids to publish personal data without consent;
政府信息公开条例 arts. 14-16 exclude secrets, privacy and internal affairs. No field here is about a person; reasons of
a light, problems and requests for help stay inside, and nobody is shown as red.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pilin.modules.projects.rules.facts import Milestone, Plan
from pilin.modules.projects.rules.lights import Colour
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

    `years` are those in which it is a key project, the latest first; known where one project is asked for.
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
