"""What works behind the pages, in threads of one process: the listener, the courier and the duties."""

from collections.abc import Mapping

from django.conf import settings
from django.db import close_old_connections, connections

from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import sessions
from pilin.kernel.federation.delivery.courier import Courier, HighWater
from pilin.kernel.federation.http import Desk, Limits, Listener
from pilin.kernel.federation.transport import Bounds, HttpsTransport
from pilin.node.bell import Bell
from pilin.node.duties import Duties


def pinned() -> Mapping[str, str]:
    """Return who is pinned, over a connection that works: a database that was restarted meanwhile has closed the last.

    The listener's thread asks each second; without this the first frame after a restart would be lost on the dead one.
    """
    close_old_connections()
    return federation.pinned()


class Background:
    """The background of one node. It is made after `start.wake`, since it reads the high-water marks."""

    def __init__(self) -> None:
        node, credentials = settings.NODE, federation.credentials()
        self._transport = HttpsTransport(credentials, Bounds(answer_bytes_max=node.limits.frame_bytes_max))
        self._courier = Courier(self._transport, HighWater())
        self._listener = Listener(
            host=node.link.host,
            port=node.link.port,
            credentials=credentials,
            desk=Desk(pinned, self._courier.receive, connections.close_all),
            limits=Limits(frame_bytes_max=node.limits.frame_bytes_max),
        )
        self._bell = Bell(self._courier.wake)
        self._duties = Duties()

    def start(self) -> None:
        """Start everything. Raises ADDRESS_CANNOT_BE_BOUND or OWN_CERTIFICATE_IS_UNUSABLE, before anything is sent."""
        self._listener.start()
        sessions.wakers.append(self._courier.wake)
        self._courier.start()
        self._bell.start()
        self._duties.start()
        connections.close_all()

    def stop(self) -> None:
        """Stop taking frames, then sending, then the duties; what was not answered comes again."""
        self._listener.stop()
        self._bell.stop()
        sessions.wakers.remove(self._courier.wake)
        self._courier.stop()
        self._duties.stop()
        self._transport.close()
