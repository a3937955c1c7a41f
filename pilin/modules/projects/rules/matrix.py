"""责任共担: the duty matrix. Who leads what on each side, by when, and what is overdue: the same on both boards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from pilin.modules.projects.rules.records import DUTY, Record

PROJECT = "plan"


@dataclass(frozen=True)
class Row:
    """A project or a joint duty: its leads by the code of their side, what is due next, and the nodes in turn."""

    id: str
    kind: str
    title: str
    leads: Mapping[str, str]
    day: date | None
    due: str = ""
    turn: tuple[str, ...] = ()

    def is_late(self, day: date) -> bool:
        """Tell whether what is due is overdue on a day."""
        return self.day is not None and self.day < day


def of_duty(record: Record) -> Row:
    """Return the row of a joint duty: both leads stand in the minutes that both signed."""
    said = record.value("leads") or {}
    leads = {node: str(said[role]) for role, node in record.roles.items() if said.get(role)}
    return Row(record.id, DUTY, record.title, leads, record.day, turn=record.turn)


def ordered(rows: Iterable[Row]) -> list[Row]:
    """Return rows with what ends first first, and what has no day last; the order is the same on both nodes."""
    return sorted(rows, key=lambda row: (row.day or date.max, row.kind, row.id))


def late_by_lead(rows: Iterable[Row], day: date) -> dict[tuple[str, str], int]:
    """Return how many rows of each lead (side, body) are overdue on a day: bodies are counted, never people.

    Both leads of a row answer for it: it counts for each of them, and stands on the boards of both sides.
    """
    found: dict[tuple[str, str], int] = {}
    for row in rows:
        if row.is_late(day):
            for lead in row.leads.items():
                found[lead] = found.get(lead, 0) + 1
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0])))
