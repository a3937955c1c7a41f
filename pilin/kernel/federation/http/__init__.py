"""The way in: a thin listener that takes frames from pinned peers and hands them on in batches.

How a frame moves. The loop's thread accepts a connection, shakes hands (TLS 1.3, a client certificate is required and
must be one of the pinned ones), reads one POST /exchange and lays the frame into its lane. The writer's thread takes
one lane's frames at a time, the `ask` lane first, and calls the desk's `receive` once for all of them; the answers go
back the way they came. All code of the caller runs in the writer's thread, so that database connections live there
alone.

What is bounded: handshakes and connections, in all and for one peer; the bytes of a head and of a body; the seconds of
a handshake, of silence (which a half-sent head is, too), of a body, of waiting for the writer, of an answer that nobody
reads. Memory is at most `connections_max` times `frame_bytes_max`. Strangers reach the handshake and no further; when
they crowd the door, those who have stood there longest are sent away.

What may be lost: a connection, never a frame that was answered. A frame without an answer comes again, because the
sender keeps it until its receipt is there. Bodies never reach a log.
"""

from pilin.kernel.federation.http.limits import Limits
from pilin.kernel.federation.http.listener import Listener
from pilin.kernel.federation.http.refusals import HttpRefusal
from pilin.kernel.federation.http.writer import Desk

__all__ = ["Desk", "HttpRefusal", "Limits", "Listener"]
