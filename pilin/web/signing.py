"""What a signature is under, as its page shows it: texts as texts, lists of records as tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pilin.base import money
from pilin.kernel.matters.queries import MatterView
from pilin.kernel.matters.rules.kinds import FieldRule, StepRule, fits
from pilin.web.components import Cell, Column, Table
from pilin.web.inputs import members_of
from pilin.web.languages import titled
from pilin.web.matter_pages import told_of

_KINDS: Mapping[str, Literal["number", "money", "day"]] = {"integer": "number", "money": "money", "date": "day"}


@dataclass(frozen=True)
class Signed:
    """A field that is signed: its title with its text, or with a table where it is a list of records."""

    title: str
    text: str = ""
    table: Table | None = None


def to_sign(view: MatterView, rule: StepRule, *, me: str) -> list[Signed]:
    """Return what a step signs, field by field: as the party asserts it whose text is signed.

    A record stands there member by member, a list of records as a table.
    """
    author = view.matter.roles.get(rule.signs_of, "")
    said = {one.name: one.ours if author == me else one.theirs.get(author) for one in view.fields}
    fields = [(view.kind.fields[name], said.get(name)) for name in rule.signs_fields]
    return [shown for field, value in fields for shown in _signed(view, field, value)]


def _signed(view: MatterView, rule: FieldRule, value: Any) -> list[Signed]:
    title = titled(rule.title)
    if not value or not rule.members or not fits(rule, value):
        return [Signed(title, told_of(view, value, rule) if value is not None else "")]
    if rule.type == "list":
        return [Signed(title, table=_table(view, rule, value))]
    members = [(member, value[name]) for name, member in members_of(rule) if name in value]
    return [one for member, inner in members for one in _signed(view, member, inner)]


def _table(view: MatterView, rule: FieldRule, rows: Sequence[Mapping[str, Any]]) -> Table:
    """Return a list of records as a table, with a column for each member that any of them bears."""
    shown = [(name, member) for name, member in members_of(rule) if any(name in row for row in rows)]
    columns = [Column(titled(member.title), _KINDS.get(member.type, "text")) for _name, member in shown]
    cells = [[_cell(view, member, row[name]) if name in row else None for name, member in shown] for row in rows]
    return Table(titled(rule.title), columns, cells, "")


def _cell(view: MatterView, rule: FieldRule, value: Any) -> Cell:
    if isinstance(value, Mapping):
        return told_of(view, value, rule)
    if rule.type == "date":
        return date.fromisoformat(value)
    if rule.type == "money":
        return money.fen(value)
    return int(value) if rule.type == "integer" else told_of(view, value, rule)
