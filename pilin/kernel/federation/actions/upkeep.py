"""What people do to a link from the diagnostics page: test it, retry at once, take it into maintenance and back."""

from collections.abc import Sequence
from dataclasses import replace

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import sessions
from pilin.kernel.federation.protocol import sending
from pilin.kernel.federation.protocol.peer import Peer
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import Link

_CLOSED = {"introduced": LinkRefusal.LINK_IS_UNKNOWN, "halted": LinkRefusal.LINK_IS_HALTED}


def test_connection(*, peer: str, at: Instant) -> None:
    """Let the worker say hello now; the answer stands in the link's `heard_at`, a failure in its work lane.

    Raises LINK_IS_UNKNOWN, LINK_IS_HALTED, or LINK_IS_PAUSED: over a link that is not open nothing is sent.
    """
    with sessions.session() as running:
        link = _usable(running, peer)
        if link.mode == "paused":
            raise Refused(LinkRefusal.LINK_IS_PAUSED, peer=peer)
        running.desk.store.save_link(replace(link, pull_at=at))
        _forget_failures(running, peer, ["work"])


def retry_now(*, peer: str) -> None:
    """Send what waits at once instead of after the back-off. Raises LINK_IS_UNKNOWN or LINK_IS_HALTED."""
    with sessions.session() as running:
        _usable(running, peer)
        _forget_failures(running, peer, list(running.desk.store.out_lanes(peer)))


def maintain(*, peer: str, mode: str) -> None:
    """Pause a link for maintenance, or open it again. Raises LINK_IS_UNKNOWN or LINK_IS_HALTED: neither ends so."""
    with sessions.session() as running:
        _usable(running, peer)
        sessions.set_mode(peer=peer, mode=mode)


def _usable(running: Peer, peer: str) -> Link:
    """Return a link that has its charter and is not halted."""
    link = running.desk.need(peer)
    if link.mode in _CLOSED:
        raise Refused(_CLOSED[link.mode], peer=peer)
    return link


def _forget_failures(running: Peer, peer: str, lanes: Sequence[str]) -> None:
    """Forget the back-off of lanes that failed; a batch in flight is left alone."""
    for name in lanes:
        out = running.desk.store.out_lanes(peer)[name]
        if out.attempt:
            sending.retry_now(running.desk, out)
