"""A matter of any kind of the room as its opening makes it, for the model checks of kinds."""

from collections.abc import Mapping
from typing import Any

from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.rules.kinds import FieldRule, Kind
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.border.tests.samples import JINSHAN, PINGHU


def opened(name: str, fields: Mapping[str, Any]) -> Case:
    """Return a matter of a kind that the side which opens such has opened with fields."""
    kind = kit.kind(name)
    other = next(role for role in kind.roles if role != kind.opening_by)
    case = Case(kind, nodes={kind.opening_by: PINGHU, other: JINSHAN})
    found = fold.opened(kind, case.opening(fields=fields), case.calendars)
    assert isinstance(found, Matter), found
    case.matter = found
    return case


def rules_of(kind: Kind) -> list[tuple[str, FieldRule]]:
    """Return every field of a kind and every member of one, by name."""
    inner = [(f"{name}.{member}", rule) for name, one in kind.fields.items() for member, rule in one.members.items()]
    return [*kind.fields.items(), *inner]
