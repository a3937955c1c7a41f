"""What pages of the room share: who acts, with whom, by which kinds, and how a matter stands."""

from collections.abc import Mapping
from datetime import date
from typing import TypeAlias

from django.utils.translation import gettext

from pilin.base.clock import Instant
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.rules.kinds import NOBODY, Kind
from pilin.kernel.organisations.rules import Right
from pilin.modules.border.actions import Hand
from pilin.modules.border.rules.records import Record
from pilin.web.access import PageRequest
from pilin.web.components import Light, Tone
from pilin.web.languages import titled
from pilin.web.sides import Sides

Kinds: TypeAlias = Mapping[str, Kind]


def kinds_of(scene: Sides) -> dict[str, Kind]:
    """Return by name the newest kinds that we and some other side agreed on."""
    found: dict[str, Kind] = {}
    for kind, parties, _basis in matters.kinds_agreed():
        if scene.me in parties:
            found.setdefault(kind.name, kind)
    return found


def hand_of(request: PageRequest, right: Right) -> Hand:
    """Return by which office the visitor acts. Raises RIGHT_IS_NOT_HELD or SECOND_FACTOR_IS_NEEDED."""
    request.visitor.must(right)
    return Hand(request.visitor.offices(right)[0], Instant(request.at))


def peers_of(scene: Sides) -> list[tuple[str, str]]:
    """Return the other sides to choose from, where there is more than one."""
    return [(code, scene.name(code)) for code in scene.peers] if len(scene.peers) > 1 else []


def peer_of(request: PageRequest, scene: Sides) -> str:
    """Return the other side that was chosen, or the only one."""
    chosen = request.POST.get("peer", "")
    return chosen if chosen in scene.peers else scene.peers[0]


def choice(kind: Kind | None, field: str, value: str) -> str:
    """Return what a choice is called in the kind that both sides signed; as it stands where the kind is not known."""
    rule = kind.fields.get(field) if kind else None
    return titled(rule.choices[value]) if rule and value in rule.choices else value


def state_light(record: Record, kind: Kind | None, day: date) -> Light:
    """Return how a matter stands on a day, as a light in the words of its kind."""
    if record.refused_by:
        return Light(Tone.IDLE, gettext("对方未接受"))
    state = kind.states.get(record.state) if kind else None
    word = titled(state.title) if state else record.state
    if state is not None and (state.final or state.awaits == NOBODY):
        return Light(Tone.DONE if state.agreed else Tone.IDLE, word)
    if record.state == "unanswered":
        return Light(Tone.LATE, word)
    if record.day is not None and record.day < day:
        return Light(Tone.LATE, gettext("%(state)s（超期）") % {"state": word})
    is_near = record.warn_on is not None and record.warn_on <= day
    return Light(Tone.WARNING if is_near else Tone.NORMAL, word)


def stretch(from_m: int, to_m: int) -> str:
    """Return a stretch of the line in kilometres."""
    return f"{from_m / 1000:.3f}-{to_m / 1000:.3f}"
