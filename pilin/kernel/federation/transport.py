"""The way out: certificates, and one method that carries a frame to a peer and its answer back.

A frame goes as the body of POST https://host:port/exchange over TLS 1.3; both sides show a self-signed certificate and
trust exactly those that the key ceremony pinned. No authority is asked and no host name is believed.

Whatever goes wrong is `LinkDown`: the link is down, never an envelope, and the caller tries again later. What a peer
may cost us is bounded: the time of one exchange in all (also when it drips bytes), and the bytes of one answer. It
cannot send us elsewhere (no redirects), nor make us unpack anything (no content encoding).
"""

import re
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from math import ceil
from pathlib import Path
from time import monotonic
from typing import Any, Protocol

import urllib3
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from urllib3.exceptions import EmptyPoolError, HTTPError
from urllib3.exceptions import TimeoutError as PoolTimeoutError

from pilin.base.clock import Instant
from pilin.base.refusal import Code, Refused, Remedy
from pilin.kernel.federation.protocol.envelope import LANES

PATH = "/exchange"
CONTENT_TYPE = "application/octet-stream"
LANE_HEADER = "X-Pilin-Lane"

_CLOCK_SKEW_DAYS = 1
_REFUSAL_BYTES_MAX = 2048
_CERTIFICATE_WORDS = ("CERTIFICATE", "UNKNOWN_CA")  # in OpenSSL's reasons, our own doubts and the peer's alerts
_REFUSAL_CODE = re.compile(rb'"code": ?"([a-z_]{1,60})"')


class TransportRefusal(Code):
    """Why a frame did not come back with an answer, or a certificate was not read."""

    PEER_IS_UNREACHABLE = "peer_is_unreachable", Remedy.RETRY_LATER
    PEER_TIMED_OUT = "peer_timed_out", Remedy.RETRY_LATER
    PEER_CERTIFICATE_IS_WRONG = "peer_certificate_is_wrong", Remedy.RETRY_LATER
    PEER_ANSWERED_WITH_A_STATUS = "peer_answered_with_a_status", Remedy.RETRY_LATER
    PEER_ANSWER_IS_TOO_LARGE = "peer_answer_is_too_large", Remedy.RETRY_LATER
    OWN_CERTIFICATE_IS_UNUSABLE = "own_certificate_is_unusable", Remedy.RETRY_LATER
    CERTIFICATE_IS_NOT_READABLE = "certificate_is_not_readable", Remedy.FIX_AND_RESEND


class LinkDown(Refused):
    """The frame may or may not have arrived, and no answer came; `facts["peer"]` is the peer's code."""


@dataclass(frozen=True)
class Credentials:
    """Where the node's own private key and certificate lie, as PEM files; who may read them is the caller's matter."""

    key_file: Path
    certificate_file: Path

    def certificate_pem(self) -> str:
        """Read the own certificate. Raises OWN_CERTIFICATE_IS_UNUSABLE."""
        try:
            return self.certificate_file.read_text(encoding="ascii")
        except (OSError, ValueError) as failure:
            raise Refused(TransportRefusal.OWN_CERTIFICATE_IS_UNUSABLE, reason=_reason(failure)) from None

    def load_into(self, context: ssl.SSLContext) -> None:
        """Load both files into a context. Raises OWN_CERTIFICATE_IS_UNUSABLE when absent, broken or not a pair."""
        try:
            context.load_cert_chain(self.certificate_file, self.key_file)
        except (OSError, ValueError) as failure:
            raise Refused(TransportRefusal.OWN_CERTIFICATE_IS_UNUSABLE, reason=_reason(failure)) from None


@dataclass(frozen=True)
class PeerAddress:
    """Where a peer listens and the PEM certificates by which it is known: one, or two while it replaces its own."""

    code: str
    host: str
    port: int
    certificates: tuple[str, ...]


@dataclass(frozen=True)
class Incoming:
    """A frame as it arrives: `code` names the peer whose pinned certificate the connection showed."""

    code: str
    frame: bytes
    lane: str


@dataclass(frozen=True)
class Bounds:
    """What one exchange may cost: seconds to connect, seconds in all, bytes of the answer, connections to one peer."""

    connect_seconds: float = 5.0
    exchange_seconds: float = 60.0
    answer_bytes_max: int = 8 * 1024 * 1024
    connections_max: int = 4


class Transport(Protocol):
    """One method, swapped whole: over the network, or within a process."""

    def exchange(self, peer: PeerAddress, frame: bytes, *, lane: str = "work") -> bytes:
        """Carry a frame to a peer and return its answer, which may be empty. Raises LinkDown and nothing else."""


def make_certificate(code: str, *, at: Instant, days: int) -> tuple[str, str]:
    """Make a new P-256 key and its self-signed certificate for a node; return both as PEM.

    The certificate is valid from a day before `at`, because the two clocks differ, until `days` after it. It may not
    sign others, so that trusting it trusts nothing else.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, code)])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=_CLOCK_SKEW_DAYS))
        .not_valid_after(at + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_signs_handshakes_only(), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    key_pem = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    return key_pem.decode("ascii"), certificate.public_bytes(pem).decode("ascii")


def fingerprint(certificate_pem: str) -> str:
    """Return the hexadecimal SHA-256 of a certificate's DER. Raises CERTIFICATE_IS_NOT_READABLE."""
    return _parsed(certificate_pem).fingerprint(hashes.SHA256()).hex()


def is_plain(certificate_pem: str) -> bool:
    """Tell whether a text is one certificate as PEM in its one spelling, with nothing beside it."""
    try:
        return _parsed(certificate_pem).public_bytes(serialization.Encoding.PEM) == certificate_pem.encode()
    except Refused:
        return False


def _parsed(certificate_pem: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(certificate_pem.encode())
    except (ValueError, x509.InvalidVersion):
        raise Refused(TransportRefusal.CERTIFICATE_IS_NOT_READABLE) from None


def trust_exactly(context: ssl.SSLContext, certificates: Sequence[str]) -> None:
    """Make a context speak TLS 1.3 only, require a certificate of the other side, and accept none but these (PEM).

    Raises CERTIFICATE_IS_NOT_READABLE for one that is no certificate.
    """
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN  # a pinned certificate is the end of the chain
    for certificate in certificates:
        try:
            context.load_verify_locations(cadata=ssl.PEM_cert_to_DER_cert(certificate))
        except (OSError, ValueError) as failure:
            raise Refused(TransportRefusal.CERTIFICATE_IS_NOT_READABLE, reason=_reason(failure)) from None


_deadline: ContextVar[float] = ContextVar("deadline")


class _HurriedSocket(ssl.SSLSocket):
    """A TLS socket on which no single step outlasts its exchange: a peer that drips bytes times out as well."""

    def recv_into(self, *args: Any, **options: Any) -> int:
        self._hurry()
        return super().recv_into(*args, **options)

    def send(self, *args: Any, **options: Any) -> int:
        self._hurry()
        return super().send(*args, **options)

    def _hurry(self) -> None:
        seconds_left = _deadline.get() - monotonic()
        if seconds_left <= 0:
            raise TimeoutError("the exchange took too long")
        self.settimeout(seconds_left)


class HttpsTransport:
    """Frames over HTTPS, one pool of kept-alive connections a peer; any number of threads may exchange at once."""

    def __init__(self, credentials: Credentials, bounds: Bounds | None = None) -> None:
        self._credentials = credentials
        self._bounds = bounds or Bounds()
        self._pools: dict[str, tuple[PeerAddress, urllib3.HTTPSConnectionPool]] = {}
        self._lock = threading.Lock()

    def exchange(self, peer: PeerAddress, frame: bytes, *, lane: str = "work") -> bytes:
        """Post a frame and return the answer's body. Raises LinkDown and nothing else."""
        assert lane in LANES
        deadline = _deadline.set(monotonic() + self._bounds.exchange_seconds)
        try:
            return self._post(peer, frame, lane)
        except (HTTPError, OSError, ValueError, OverflowError) as failure:
            raise LinkDown(_kind_of(failure), peer=peer.code, reason=_reason(failure)) from None
        finally:
            _deadline.reset(deadline)

    def close(self) -> None:
        """Close all idle connections. The next exchange reads the own key and certificate anew."""
        with self._lock:
            pools, self._pools = self._pools, {}
        for _, pool in pools.values():
            pool.close()

    def _pool(self, peer: PeerAddress) -> urllib3.HTTPSConnectionPool:
        with self._lock:
            known, pool = self._pools.get(peer.code, (None, None))
            if pool is None or known != peer:
                if pool is not None:
                    pool.close()
                pool = self._new_pool(peer)
                self._pools[peer.code] = peer, pool
            return pool

    def _new_pool(self, peer: PeerAddress) -> urllib3.HTTPSConnectionPool:
        return urllib3.HTTPSConnectionPool(
            peer.host,
            peer.port,
            timeout=urllib3.Timeout(connect=self._bounds.connect_seconds, read=self._bounds.exchange_seconds),
            maxsize=self._bounds.connections_max,
            block=True,
            ssl_context=self._context(peer),
            cert_reqs="CERT_REQUIRED",
            assert_hostname=False,
        )

    def _context(self, peer: PeerAddress) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.sslsocket_class = _HurriedSocket
        try:
            trust_exactly(context, peer.certificates)
        except Refused as refused:
            raise LinkDown(TransportRefusal.PEER_CERTIFICATE_IS_WRONG, peer=peer.code, **refused.facts) from None
        try:
            self._credentials.load_into(context)
        except Refused as refused:
            raise LinkDown(refused.code, peer=peer.code, **refused.facts) from None
        return context

    def _post(self, peer: PeerAddress, frame: bytes, lane: str) -> bytes:
        response = self._pool(peer).urlopen(
            "POST",
            PATH,
            body=frame,
            headers={
                "Content-Type": CONTENT_TYPE,
                "Accept-Encoding": "identity",
                "User-Agent": "pilin",
                LANE_HEADER: lane,
            },
            retries=False,
            redirect=False,
            pool_timeout=ceil(self._bounds.exchange_seconds),
            preload_content=False,
            decode_content=False,
        )
        try:
            answer = self._read(peer, response)
            response.release_conn()
        finally:
            response.close()  # ends the connection, unless it was released for the next frame
        return answer

    def _read(self, peer: PeerAddress, response: urllib3.BaseHTTPResponse) -> bytes:
        encoding = response.headers.get("Content-Encoding")
        if response.status not in (200, 204) or encoding is not None:
            told = _code_told(response.read(_REFUSAL_BYTES_MAX))
            raise LinkDown(
                TransportRefusal.PEER_ANSWERED_WITH_A_STATUS, peer=peer.code, status=response.status, told=told
            )
        limit = self._bounds.answer_bytes_max
        answer = bytearray()
        if (response.length_remaining or 0) <= limit:
            while len(answer) <= limit and (piece := response.read(limit + 1 - len(answer))):
                answer += piece
            if len(answer) <= limit:
                return bytes(answer)
        raise LinkDown(TransportRefusal.PEER_ANSWER_IS_TOO_LARGE, peer=peer.code, bytes_max=limit)


@dataclass
class DirectTransport:
    """Frames within one process: `code` is the sender, `nodes` what each peer does with a batch, `down` who is away."""

    code: str
    nodes: Mapping[str, Callable[[Sequence[Incoming]], Sequence[bytes]]]
    down: set[str] = field(default_factory=set)

    def exchange(self, peer: PeerAddress, frame: bytes, *, lane: str = "work") -> bytes:
        """Hand the frame to the peer as a batch of one. Raises LinkDown for a peer that is down or not there."""
        if peer.code in self.down or peer.code not in self.nodes:
            raise LinkDown(TransportRefusal.PEER_IS_UNREACHABLE, peer=peer.code)
        (answer,) = self.nodes[peer.code]([Incoming(self.code, frame, lane)])
        return answer


def _signs_handshakes_only() -> x509.KeyUsage:
    never = dict.fromkeys(
        (
            "content_commitment",
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ),
        False,
    )
    return x509.KeyUsage(digital_signature=True, **never)


def _kind_of(failure: Exception) -> TransportRefusal:
    cause = _cause(failure)
    if isinstance(cause, PoolTimeoutError | EmptyPoolError | TimeoutError):
        return TransportRefusal.PEER_TIMED_OUT
    if isinstance(cause, ssl.SSLError) and any(word in _reason(failure) for word in _CERTIFICATE_WORDS):
        return TransportRefusal.PEER_CERTIFICATE_IS_WRONG
    return TransportRefusal.PEER_IS_UNREACHABLE


def _cause(failure: Exception) -> Exception:
    """Return what urllib3 wrapped: it names the first error as its cause, or last among its arguments."""
    inner = failure.__cause__ or (failure.args[-1] if failure.args else None)
    return _cause(inner) if isinstance(inner, Exception) else failure


def _reason(failure: Exception) -> str:
    """Return in a few words what failed: never a path, an address or a body."""
    cause = _cause(failure)
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"CERTIFICATE: {cause.verify_message}"
    if isinstance(cause, ssl.SSLError):
        return cause.reason or type(cause).__name__
    if isinstance(cause, OSError) and cause.strerror:
        return cause.strerror
    return type(cause).__name__


def _code_told(body: bytes) -> str:
    """Return the refusal code that an answer bears, or an empty string; a peer may write anything there."""
    found = _REFUSAL_CODE.search(body)
    return found.group(1).decode("ascii") if found else ""
