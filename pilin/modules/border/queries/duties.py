"""What the rooms tell of the ten joint duties in a quarter; one call a room, each within its budget of queries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pilin.modules.border.rules.duties import DUTY_NUMBERS, Quarter
from pilin.web import flows
from pilin.web.flows import DutyFigure, DutyFigures

SERVED_BY = {5: "mediation", 6: "petitions", 8: "care"}
"""The room that serves a duty, where it is not this one."""


@dataclass(frozen=True)
class Told:
    """What is known of one duty: its figures, and of the room that serves it whether it stands here and is on."""

    number: int
    room: str
    figures: Sequence[DutyFigure]
    is_here: bool
    is_on: bool


def told(quarter: Quarter) -> list[Told]:
    """Return the ten duties in their order; figures come from signed facts, so both nodes return the same."""
    rooms = flows.bound(DutyFigures, sink="border")
    answers = {name: _asked(room, quarter) for name, room in rooms.items()}
    figures = [figure for answer in answers.values() for figure in answer or ()]
    return [_of(number, figures, rooms, answers) for number in DUTY_NUMBERS]


def _asked(room: DutyFigures | None, quarter: Quarter) -> Sequence[DutyFigure] | None:
    return room(start=quarter.start, end=quarter.end) if room is not None else None


def _of(
    number: int,
    figures: Sequence[DutyFigure],
    rooms: Mapping[str, object],
    answers: Mapping[str, Sequence[DutyFigure] | None],
) -> Told:
    room = SERVED_BY.get(number, "border")
    mine = [figure for figure in figures if figure.duty == number]
    return Told(number, room, mine, is_here=rooms.get(room) is not None, is_on=answers.get(room) is not None)
