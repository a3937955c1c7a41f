"""Seals: the lights of today under our signature; where the other side offered the same, both have signed."""

from pilin.base.clock import Instant, day_of
from pilin.kernel.federation import actions as telling
from pilin.kernel.federation.queries import facts as federation
from pilin.modules.projects import queries
from pilin.modules.projects.actions.tables import light_the_day
from pilin.modules.projects.rules import seals


@telling.alone()
def seal_lights(*, peer: str, at: Instant) -> str:
    """Sign the lights of today that we share with a peer; return the hash of the event."""
    light_the_day(at=at)
    seal = queries.our_seal((federation.me(), peer), day_of(at).isoformat())
    return telling.offer(seals.written(seal), basis=federation.charter_of(peer), parties=[peer], at=at).hash
