"""Who may come in: the pinned certificates as a TLS context and as fingerprints."""

import asyncio
import logging
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from pilin.base.refusal import Refused
from pilin.kernel.federation.transport import Credentials, fingerprint, trust_exactly

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Trust:
    """One state of the pinned set: the context for new handshakes, and each fingerprint's peer code."""

    context: ssl.SSLContext
    codes: Mapping[str, str]

    def code_of(self, transport: asyncio.BaseTransport | None) -> str | None:
        """Return the code of the peer whose pinned certificate this connection showed; None for any other."""
        shown = transport.get_extra_info("ssl_object") if transport is not None else None
        certificate = shown.getpeercert(binary_form=True) if shown is not None else None
        return self.codes.get(sha256(certificate).hexdigest()) if certificate else None


def build(credentials: Credentials, pinned: Mapping[str, str]) -> Trust:
    """Build the trust in `pinned` (PEM certificate -> peer code); one that is not readable is left out and logged.

    Raises OWN_CERTIFICATE_IS_UNUSABLE. A context cannot forget a certificate, so that a changed set means a new one.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.num_tickets = 0  # a resumed session would outlive its pin
    trust_exactly(context, ())
    credentials.load_into(context)
    codes: dict[str, str] = {}
    for certificate, code in pinned.items():
        try:
            codes[fingerprint(certificate)] = code
            trust_exactly(context, (certificate,))
        except Refused:
            log.error("the pinned certificate of %s is not readable", code)  # noqa: TRY400
    return Trust(context, codes)
