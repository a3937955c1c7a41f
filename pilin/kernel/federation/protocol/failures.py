"""What met a fault of ours is tried again after a while, each time after a longer one, until it is refused for good.

This stands in no table: a process that starts anew may have been mended, so it tries everything at once.
"""

from collections.abc import Sequence

from pilin.base.clock import Instant, after
from pilin.kernel.federation.protocol.store import Row

STRIKES_MAX = 5
"""How often a database may break over the same events before the fault is taken to be theirs."""
_DOUBLINGS_MAX = 20
Place = tuple[str, str, str, int]


class Failures:
    """How often the deciding of a row failed in this process, and until when the row rests."""

    def __init__(self) -> None:
        self._rests: dict[Place, tuple[int, Instant]] = {}
        self._strikes: dict[str, int] = {}

    def note(self, row: Row, at: Instant, *, first_seconds: int, seconds_max: int) -> None:
        """Note that a row failed once more: it rests twice as long as before."""
        times = self._rests.get(_place(row), (0, at))[0]
        wait = min(first_seconds * 2 ** min(times, _DOUBLINGS_MAX), seconds_max)
        self._rests[_place(row)] = times + 1, after(at, seconds=wait)

    def rests(self, row: Row, at: Instant) -> bool:
        """Tell whether a row is not to be tried yet."""
        known = self._rests.get(_place(row))
        return known is not None and at < known[1]

    def forget(self, row: Row) -> None:
        """A row is settled."""
        self._rests.pop(_place(row), None)

    def are_to_blame(self, events: Sequence[str]) -> bool:
        """Note that the database broke over events, given by their hashes; tell whether it does so every time."""
        for event in events:
            self._strikes[event] = self._strikes.get(event, 0) + 1
        return all(self._strikes[event] > STRIKES_MAX for event in events)

    def acquit(self, events: Sequence[str]) -> None:
        """Over these the database did not break."""
        for event in events if self._strikes else ():
            self._strikes.pop(event, None)


def _place(row: Row) -> Place:
    return row.peer, row.lane, row.author, row.seq
