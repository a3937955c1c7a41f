"""How a message travels: over HTTP, signed in the dialect of the hospital's program, to where such a program posts it.

Nothing comes back where the gateway is not there, breaks off, or answers with anything but 200: what became of the
message is then unknown. Only 401 is certain: the gateway let nobody in.
"""

from itertools import count
from typing import Protocol

import urllib3

from pilin.base.clock import Clock
from pilin.base.refusal import Refused
from pilin.node.his.town import Hospital
from pilin.node.refusals import NodeRefusal
from pilin.wire.nhsa import addresses, transport
from pilin.wire.nhsa.transport import Dialect

TIMEOUT_SECONDS = 120.0
"""What hospitals' programs wait (captures)."""
CONNECTIONS_MAX = 8
_OK = 200


class Carrier(Protocol):
    """Carries the bytes of a message to a gateway."""

    def carry(self, data: bytes, infno: str) -> bytes | None:
        """Return the bytes of the reply; None where there is none."""


class Http:
    """Carries a hospital's messages over HTTP."""

    def __init__(self, hospital: Hospital, *, now: Clock, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._hospital, self._now = hospital, now
        self._pool = urllib3.PoolManager(retries=False, timeout=timeout_seconds, maxsize=CONNECTIONS_MAX)
        self._calls = count(1)

    def carry(self, data: bytes, infno: str) -> bytes | None:
        """Return the bytes of the reply; None where there is none. Raises HIS_IS_NOT_LET_IN."""
        credential, at = self._hospital.credential, self._now()
        nonce = f"{at.timestamp():.6f}-{next(self._calls)}"
        headers = transport.sign(credential, at=at, nonce=nonce, api=infno)
        headers["Content-Type"] = content_type(credential.dialect)
        try:
            answer = self._pool.request(
                "POST", self._hospital.gateway + path(credential.dialect, infno), body=data, headers=headers
            )
        except urllib3.exceptions.HTTPError:
            return None
        if answer.status == addresses.UNAUTHORIZED:
            raise Refused(NodeRefusal.HIS_IS_NOT_LET_IN, hospital=self._hospital.code, dialect=credential.dialect.value)
        return answer.data if answer.status == _OK else None


def path(dialect: Dialect, infno: str) -> str:
    """Return where programs of a dialect post a transaction (docs/protocols/nhsa.md, Who calls)."""
    if dialect is Dialect.TIF:
        return f"/ebus/his{addresses.path_of(infno)}"
    if dialect is Dialect.CSB:
        return "/CSB"
    return f"/hgs/{infno}" if dialect is Dialect.API_KEY else "/mbs-fsi/web/api/fsi/callService"


def content_type(dialect: Dialect) -> str:
    """Return what such programs call a message: plain text as often as JSON."""
    return "text/plain; charset=utf-8" if dialect is Dialect.TIF else "application/json;charset=utf-8"
