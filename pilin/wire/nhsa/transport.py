"""Who calls: the four dialects in which gateways carry the messages, as pure functions of headers, secret and time.

| dialect | how a caller is known |
|---|---|
| TIF | `x-tif-paasid`, `x-tif-timestamp` (seconds), `x-tif-nonce`; SHA-256 over time, secret, nonce, time |
| CSB | `_api_access_key`, `_api_name`, `_api_version`, `_api_timestamp`; HMAC-SHA1 over the four |
| API key | `apikey` |
| relay | a token in a header of the vendor's choice |

None of them signs the body: who sits between hospital and gateway can exchange it. Hence TLS always, and the message id
that binds a body for good. A nonce is taken once while its time is good; CSB has none, and what is sent twice there is
answered twice with the same reply (docs/protocols/nhsa.md).
"""

import base64
import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pilin.base.clock import Instant, after
from pilin.base.refusal import Refused
from pilin.wire.nhsa.refusals import CallerRefusal

SECRET_LENGTH_MIN = 16
_NONCE_LENGTH_MAX = 64
_MILLISECONDS = 10**11
"""Numbers of seconds stay below it for three thousand years, numbers of milliseconds are above it since 1973."""


class Dialect(StrEnum):
    """A way to carry the messages."""

    TIF = "tif"
    CSB = "csb"
    API_KEY = "api_key"
    RELAY = "relay"


@dataclass(frozen=True)
class Credential:
    """What a caller was given. `name` is his account at the gateway; it is no secret."""

    dialect: Dialect
    name: str
    secret: bytes
    institutions: frozenset[str]
    """The institutions for which he may speak: one, or those behind a front-end machine."""
    header: str = "token"
    """The header in which a relay bears its token."""

    def __post_init__(self) -> None:
        assert len(self.secret) >= SECRET_LENGTH_MIN, "a secret this short is guessed"

    def __repr__(self) -> str:
        return f"<{self.dialect} {self.name}>"


@dataclass(frozen=True)
class Windows:
    """How far a caller's clock may be off, before and after, in seconds."""

    tif_seconds: int = 300
    csb_seconds: int = 1800
    nonces_count: bool = True
    """Whether a nonce is taken only once; some clients always send the same one."""


DEFAULT = Windows()


@dataclass(frozen=True)
class Nonce:
    """What must be remembered of a call, and until when."""

    key: str
    until: Instant


@dataclass(frozen=True)
class Caller:
    """A caller who proved to be one. `nonce` is to be remembered before the message is taken."""

    credential: Credential
    nonce: Nonce | None = None

    def speaks_for(self, institution: str) -> None:
        """Refuse a message of an institution for which this caller may not speak: CALLER_SPEAKS_FOR_ANOTHER."""
        if institution not in self.credential.institutions:
            raise Refused(CallerRefusal.CALLER_SPEAKS_FOR_ANOTHER, institution=institution[:30])


class Credentials:
    """The credentials of a gateway. One that is nothing but a secret is found by its digest, not by comparing."""

    def __init__(self, known: Iterable[Credential]) -> None:
        known = tuple(known)
        self._named: dict[tuple[Dialect, str], Credential] = {
            (one.dialect, one.name): one for one in known if one.dialect in (Dialect.TIF, Dialect.CSB)
        }
        self._keys: dict[tuple[Dialect, bytes], Credential] = {
            (one.dialect, hashlib.sha256(one.secret).digest()): one
            for one in known
            if one.dialect in (Dialect.API_KEY, Dialect.RELAY)
        }
        self.relay_headers = sorted({one.header.lower() for one in known if one.dialect is Dialect.RELAY})

    def named(self, dialect: Dialect, name: str) -> Credential:
        """Return a credential by name. Raises CALLER_IS_UNKNOWN."""
        return _known(self._named.get((dialect, name)))

    def bearing(self, dialect: Dialect, secret: str) -> Credential:
        """Return a credential by its secret. Raises CALLER_IS_UNKNOWN."""
        found = self._keys.get((dialect, hashlib.sha256(secret.encode("utf-8", "replace")).digest()))
        return _known(found)


class Nonces:
    """Nonces that were taken, the oldest first, never more than so many: a gateway's memory, if it is one process."""

    def __init__(self, most: int = 500_000) -> None:
        self._until: OrderedDict[str, Instant] = OrderedDict()
        self._most = most

    def __contains__(self, key: object) -> bool:
        return key in self._until

    def __len__(self) -> int:
        return len(self._until)

    def remember(self, nonce: Nonce | None, *, at: Instant) -> None:
        """Remember a nonce, and forget those whose time is over."""
        if nonce is not None:
            self._until[nonce.key] = nonce.until
        while self._until and (len(self._until) > self._most or next(iter(self._until.values())) < at):
            self._until.popitem(last=False)


def verify(
    headers: Mapping[str, str],
    credentials: Credentials,
    *,
    at: Instant,
    taken: Container[str] = frozenset(),
    windows: Windows = DEFAULT,
) -> Caller:
    """Return who calls. Raises a refusal of CallerRefusal."""
    lowered = {name.lower(): value.strip() for name, value in headers.items()}
    if "x-tif-signature" in lowered or "x-tif-paasid" in lowered:
        return _verify_tif(lowered, credentials, at, taken, windows)
    if "_api_signature" in lowered or "_api_access_key" in lowered:
        return _verify_csb(lowered, credentials, at, windows)
    if "apikey" in lowered:
        return Caller(credentials.bearing(Dialect.API_KEY, lowered["apikey"]))
    token = next((lowered[name] for name in credentials.relay_headers if name in lowered), None)
    if token is None:
        raise Refused(CallerRefusal.CALL_LACKS_ITS_HEADERS)
    return Caller(credentials.bearing(Dialect.RELAY, token))


def sign(
    credential: Credential, *, at: Instant, nonce: str = "", api: str = "", version: str = "1.0.0"
) -> dict[str, str]:
    """Return the headers with which a caller calls; `api` and `version` are those of CSB."""
    seconds = str(int(at.timestamp()))
    if credential.dialect is Dialect.TIF:
        return {
            "x-tif-paasid": credential.name,
            "x-tif-timestamp": seconds,
            "x-tif-nonce": nonce,
            "x-tif-signature": tif_signature(credential.secret, seconds, nonce),
        }
    if credential.dialect is Dialect.CSB:
        signed = {
            "_api_access_key": credential.name,
            "_api_name": api,
            "_api_timestamp": str(int(at.timestamp() * 1000)),
            "_api_version": version,
        }
        return signed | {"_api_signature": csb_signature(credential.secret, signed)}
    name = "apikey" if credential.dialect is Dialect.API_KEY else credential.header
    return {name: credential.secret.decode()}


def tif_signature(secret: bytes, timestamp: str, nonce: str) -> str:
    """Return SHA-256 of time, secret, nonce and time again, in lower-case hexadecimal digits."""
    time, once = timestamp.encode("utf-8", "replace"), nonce.encode("utf-8", "replace")
    return hashlib.sha256(time + secret + once + time).hexdigest()


def csb_signature(secret: bytes, signed: Mapping[str, str]) -> str:
    """Return HMAC-SHA1 of `k=v` pairs in the order of their keys, joined by `&`, in Base64."""
    text = "&".join(f"{key}={signed[key]}" for key in sorted(signed))
    return base64.b64encode(hmac.digest(secret, text.encode("utf-8", "replace"), "sha1")).decode("ascii")


def _verify_tif(
    headers: Mapping[str, str], credentials: Credentials, at: Instant, taken: Container[str], windows: Windows
) -> Caller:
    name, timestamp, nonce, signature = _needed(
        headers, "x-tif-paasid", "x-tif-timestamp", "x-tif-nonce", "x-tif-signature"
    )
    _in_time(timestamp, at, windows.tif_seconds)
    credential = credentials.named(Dialect.TIF, name)
    _same(tif_signature(credential.secret, timestamp, nonce), signature.lower())
    if not windows.nonces_count:
        return Caller(credential)
    key = f"{name}/{nonce[:_NONCE_LENGTH_MAX]}"
    if len(nonce) > _NONCE_LENGTH_MAX or key in taken:
        raise Refused(CallerRefusal.CALL_CAME_BEFORE)
    return Caller(credential, Nonce(key, after(at, seconds=2 * windows.tif_seconds)))


def _verify_csb(headers: Mapping[str, str], credentials: Credentials, at: Instant, windows: Windows) -> Caller:
    names = ("_api_access_key", "_api_name", "_api_timestamp", "_api_version")
    *values, signature = _needed(headers, *names, "_api_signature")
    signed = dict(zip(names, values, strict=True))
    _in_time(signed["_api_timestamp"], at, windows.csb_seconds)
    credential = credentials.named(Dialect.CSB, signed["_api_access_key"])
    _same(csb_signature(credential.secret, signed), signature)
    return Caller(credential)


def _needed(headers: Mapping[str, str], *names: str) -> list[str]:
    lacking = [name for name in names if not headers.get(name)]
    if lacking:
        raise Refused(CallerRefusal.CALL_LACKS_ITS_HEADERS, headers=", ".join(lacking))
    return [headers[name] for name in names]


def _in_time(timestamp: str, at: Instant, seconds: int) -> None:
    """Refuse a time that is off: seconds or, where the number is that large, milliseconds."""
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= 13):
        raise Refused(CallerRefusal.CALL_IS_OUT_OF_TIME, limit=seconds)
    said = int(timestamp)
    moment = said / 1000 if said >= _MILLISECONDS else said
    if abs(moment - at.timestamp()) > seconds:
        raise Refused(CallerRefusal.CALL_IS_OUT_OF_TIME, limit=seconds)


def _same(ours: str, theirs: str) -> None:
    if not hmac.compare_digest(ours.encode(), theirs.encode("utf-8", "replace")):
        raise Refused(CallerRefusal.CALL_IS_NOT_SIGNED_SO)


def _known(found: Credential | None) -> Credential:
    if found is None:
        raise Refused(CallerRefusal.CALLER_IS_UNKNOWN)
    return found
