"""What the tables of one page share: who looks, on which day, under which kinds."""

from collections.abc import Callable, Sequence
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext

from pilin.base import clock
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.organisations.rules import Right
from pilin.modules.border.rules.records import Record
from pilin.modules.border.views.common import kinds_of, state_light
from pilin.modules.border.views.sheets import SHEETS
from pilin.web.access import PageRequest
from pilin.web.cards import matter_page, opening_page
from pilin.web.components import Cell, Column, LinkTo, Table
from pilin.web.sides import Sides, sides_of

More = Callable[[Record, Kind | None], tuple[Cell, ...]]


class Lists:
    """The tables of one page."""

    def __init__(self, request: PageRequest) -> None:
        self.scene: Sides = sides_of(request)
        self.day: date = clock.day_of(request.at)
        self.kinds = kinds_of(self.scene)
        self.may_act = request.visitor.may(Right.ACT)

    def table(
        self, found: Sequence[Record], caption: str, more: Sequence[tuple[Column, More]], *, name: str, empty: str
    ) -> Table:
        """Return records of a kind: title, side, what else, and the light; the cells of `more` are the part's own."""
        kind, page = self.kinds.get(name), matter_page(name)
        columns = [Column(gettext("名称")), Column(gettext("提出方"), "short"), *(column for column, _cells in more)]
        columns += [Column(gettext("状态"))]
        rows: list[Sequence[Cell]] = [
            (
                LinkTo(one.title, reverse(page, args=[one.id])),
                self.scene.name(one.opened_by),
                *(cell for _column, cells in more for cell in cells(one, kind)),
                state_light(one, kind, self.day),
            )
            for one in found
        ]
        return Table(caption, columns, rows, empty)

    def openings(self, *names: str) -> list[LinkTo]:
        """Return where matters of kinds are opened, of those that both sides signed, for who may."""
        found = [name for name in names if name in self.kinds and self.may_act]
        return [LinkTo(gettext(SHEETS[name].title), reverse(opening_page(name))) for name in found]
