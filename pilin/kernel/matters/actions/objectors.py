"""Objectors: what a room above has against a step before this node takes it.

The rules of a kind are the same on every node and know nothing but its events. What only this node can tell (its
ledger is not level, a matter is left out of a list) holds its own people back here; it decides nothing about what the
other side does.

What a party opens is taken or not taken as a whole. A room may refuse it on the way in for what it says (`admit`), by
nothing but the event itself: decided again after a restore, it is decided alike.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol.event import Event
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


Admission: TypeAlias = Callable[[Mapping[str, Any], Instant], None]

_admissions: dict[str, Admission] = {}


def admit(kind: str, admission: Admission) -> None:
    """Let what others open of a kind, by its name, be looked at on the way in: its fields, and when it was signed."""
    _admissions[kind] = admission


def admissions_of(kind: str) -> Admission | None:
    """Return what looks at openings of a kind; None where nothing does."""
    return _admissions.get(kind)


def against(opening: Event, admission: Admission) -> Refused | None:
    """Return what a room has against what another party opens; what is no record of fields is left to the docket."""
    fields = opening.body.get("fields")
    if not isinstance(fields, Mapping):
        return None
    try:
        admission(fields, opening.at)
    except Refused as refused:
        return refused
    return None
