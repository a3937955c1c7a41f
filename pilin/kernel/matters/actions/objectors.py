"""Objectors: what a room above has against a step before this node takes it.

The rules of a kind are the same on every node and know nothing but its events. What only this node can tell (its
ledger is not level, a matter is left out of a list) holds its own people back here; it decides nothing about what the
other side does.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pilin.base.clock import Instant
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.rules.kinds import Kind


@dataclass(frozen=True)
class Attempt:
    """A step that is about to be taken here, with what it carries."""

    step: str
    fields: Mapping[str, Any]
    kind: Kind
    matter: Matter
    parties: tuple[str, ...]


Objector: TypeAlias = Callable[[Attempt, Instant], None]

_objectors: defaultdict[str, list[Objector]] = defaultdict(list)


def object_to(kind: str, objector: Objector) -> None:
    """Let an objector be asked before a step in a matter of a kind, by its name; it raises Refused to hold it back."""
    if objector not in _objectors[kind]:
        _objectors[kind].append(objector)


def ask(attempt: Attempt, at: Instant) -> None:
    """Ask every objector of the kind. Raises what the first one has against the step."""
    for objector in _objectors.get(attempt.kind.name, ()):
        objector(attempt, at)
