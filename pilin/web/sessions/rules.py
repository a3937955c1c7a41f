"""What ends a session, and what it is bound to. Plain values."""

from collections.abc import Mapping
from dataclasses import dataclass

from pilin.base import canonical, clock
from pilin.base.clock import Instant
from pilin.web.refusals import WebRefusal

USED_SECONDS = 60
"""The last use is written once so often at most; so a session may end this much early, and never late."""

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("QQBrowser", "QQ"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """How long a session runs: without a use, and in all."""

    idle_seconds: int
    whole_seconds: int


def device(agent: str) -> str:
    """Return the browser and the system that an agent names, for its owner to know it by; nothing finer is kept."""
    named = [next((word for mark, word in table if mark in agent), "") for table in (_BROWSERS, _SYSTEMS)]
    return " · ".join(filter(None, named))


def bound(agent: str, network: str) -> str:
    """Return what a session is bound to, as a digest: the client's own words about itself, and its network."""
    spelled = agent.encode("utf-8", "replace").decode()
    return canonical.digest(f"{network}\n{spelled}".encode())


def ended(visit: Mapping[str, str] | None, *, bound: str, at: Instant, bounds: Bounds) -> WebRefusal | None:
    """Return why a session may not go on, or None.

    Elsewhere (ASVS 3.2, 3.5): a cookie that turns up in another program or network is taken for stolen. In all (3.3.2)
    and without a use (3.3.2): at level 2 twelve hours and half an hour at most; what never began here never runs.
    """
    if visit is None:
        return WebRefusal.SESSION_WAS_ENDED
    if visit["bound"] != bound:
        return WebRefusal.SESSION_WAS_REPLAYED
    if clock.seconds_between(clock.read(visit["begun"]), at) >= bounds.whole_seconds:
        return WebRefusal.SESSION_WAS_LONG
    if clock.seconds_between(clock.read(visit["used"]), at) >= bounds.idle_seconds:
        return WebRefusal.SESSION_WAS_IDLE
    return None


def is_to_be_written(visit: Mapping[str, str], *, at: Instant) -> bool:
    """Tell whether the last use that was written lies so far back that this one is written."""
    return clock.seconds_between(clock.read(visit["used"]), at) >= USED_SECONDS
