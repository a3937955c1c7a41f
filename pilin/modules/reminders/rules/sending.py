"""How a message goes out: tried again with growing pauses, given up after days, never forgotten."""

from datetime import timedelta

from pilin.base import clock
from pilin.base.clock import Instant

PAUSES_MINUTES = (1, 5, 15, 60, 240)
"""Pauses after the first tries; after them every six hours."""
LATER_MINUTES = 360
GIVES_UP_AFTER = timedelta(days=3)
"""After so long a message is given up: it stands among the failures, and a person may send it on."""
CLAIM_SECONDS = 600
"""For so long one worker holds a message that it is sending; after that another may take it."""
AT_ONCE_MAX = 15
"""So many messages go out in a round of one minute at most: robots of groups take twenty (`reference/robots.yaml`)."""


def next_try(tries: int, at: Instant) -> Instant:
    """Return when a message that failed for the `tries`th time is tried again."""
    minutes = PAUSES_MINUTES[tries - 1] if tries <= len(PAUSES_MINUTES) else LATER_MINUTES
    return clock.after(at, seconds=minutes * 60)


def is_given_up(made_at: Instant, at: Instant, *, is_final: bool) -> bool:
    """Tell whether a message that failed is given up: for good, or because it failed for days."""
    return is_final or at - made_at >= GIVES_UP_AFTER
