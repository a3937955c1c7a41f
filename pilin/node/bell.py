"""How one process of a node tells another that something was committed which is to be sent now.

The worker carries envelopes; pages and gateway that run beside it as processes of their own write them. Without a word
the worker would notice at its next turn, a second later, and a patient would stand at the counter meanwhile. A datagram
on loopback is that word: it says nothing, nothing follows from it but a turn, and where it is lost, or the worker is on
another machine, the next turn comes as ever.
"""

import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.conf import settings

PORT_FILE = "courier.port"
_HOST = "127.0.0.1"
_STOP = b"."


def _file() -> Path:
    return Path(settings.NODE.node.data_dir) / PORT_FILE


class Bell:
    """The worker's end: calls `heard` when it is rung, until stopped. It is started once."""

    def __init__(self, heard: Callable[[], None]) -> None:
        self._heard = heard
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._listen, name="bell", daemon=True)

    def start(self) -> None:
        """Take a free port of loopback and leave its number in the node's folder."""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind((_HOST, 0))
        file = _file()
        file.with_suffix(".new").write_text(str(self._socket.getsockname()[1]), encoding="ascii")
        file.with_suffix(".new").replace(file)
        self._thread.start()

    def stop(self) -> None:
        """Listen no longer; who rings from now on is not heard."""
        self._ending.set()
        _file().unlink(missing_ok=True)
        self._socket.sendto(_STOP, self._socket.getsockname())
        self._thread.join()
        self._socket.close()

    def _listen(self) -> None:
        while not self._ending.is_set():
            self._socket.recv(1)
            if not self._ending.is_set():
                self._heard()


class Rope:
    """The other processes' end: `pull` rings, and never fails and never waits."""

    def __init__(self) -> None:
        self._port: tuple[int, int] = (0, 0)

    def pull(self) -> None:
        """Ring. A worker that does not run, or was started anew this very moment, turns by itself."""
        with suppress(OSError, ValueError, OverflowError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.setblocking(False)  # noqa: FBT003 - the name of the library
            end.sendto(b"!", (_HOST, self._found()))

    def _found(self) -> int:
        """Return the worker's port; the file is read again where it was written anew."""
        stamp = _file().stat().st_mtime_ns
        if self._port[0] != stamp:
            self._port = stamp, int(_file().read_text(encoding="ascii"))
        return self._port[1]
