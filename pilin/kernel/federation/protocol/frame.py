"""Frames: one signed header line and payload lines; what one request or one answer carries.

The header states how far each lane has come. It is the receipt, and it is kept as evidence.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, cast

from pilin.base import canonical, clock
from pilin.base.canonical import Json
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol.envelope import LANES
from pilin.kernel.federation.protocol.event import is_hash, is_name, is_number
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.suite import PublicKey, Signer

TYPES = (
    "hello",
    "push",
    "receipt",
    "pull",
    "give",
    "fence",
    "fenced",
    "compare",
    "digest",
    "fetch",
    "chunk",
    "refused",
)
VERSION_MAX = 999
_OPEN, _MIDDLE, _CLOSE = b'{"header":', b',"sig":"', b'"}'
_MEMBERS = {"v", "type", "from", "to", "inc", "at", "speaks", "mode", "lanes", "body", "payload", "suite", "kid"}


@dataclass(frozen=True)
class LaneReport:
    """What a header says of one lane: last number put and its hash; last number got, its hash, last one decided."""

    put: int
    put_head: str
    got: int
    got_head: str
    decided: int

    def as_json(self) -> Json:
        """Return the report as it stands in the header."""
        return {
            "put": self.put,
            "put_head": self.put_head,
            "got": self.got,
            "got_head": self.got_head,
            "decided": self.decided,
        }


@dataclass(frozen=True)
class Header:
    """A frame's header. `speaks` are the lowest and highest envelope versions; `mode` is the sender's mode."""

    type: str
    sender: str
    receiver: str
    inc: int
    at: Instant
    speaks: tuple[int, int]
    mode: str
    lanes: Mapping[str, LaneReport]
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Frame:
    """A parsed frame: header, its signed text with signature, and payload lines as they came."""

    header: Header
    kid: str
    suite: str
    sig: str
    signed: bytes
    head_line: bytes
    lines: tuple[bytes, ...]

    def is_signed_by(self, key: PublicKey) -> bool:
        """Tell whether the header's signature is this key's."""
        return key.suite == self.suite and key.kid == self.kid and key.verifies(self.sig, self.signed)


def build(header: Header, lines: Sequence[bytes], signer: Signer) -> bytes:
    """Sign a header over its payload and return the frame's bytes."""
    payload = b"".join(line + b"\n" for line in lines)
    inner: dict[str, Json] = {
        "v": 1,
        "type": header.type,
        "from": header.sender,
        "to": header.receiver,
        "inc": header.inc,
        "at": clock.write(header.at),
        "speaks": list(header.speaks),
        "mode": header.mode,
        "lanes": {lane: report.as_json() for lane, report in header.lanes.items()},
        "body": cast("Json", header.body),
        "payload": canonical.digest(payload),
        "suite": signer.key.suite,
        "kid": signer.key.kid,
    }
    text = canonical.encode(inner, inside=1)
    return b"".join((_OPEN, text, _MIDDLE, signer.sign(text).encode(), _CLOSE, b"\n", payload))


def parse(data: bytes) -> Frame:
    """Read a frame: shapes and the payload's hash are checked, the signature is not. Raises FRAME_IS_NOT_READABLE."""
    head_line, separator, payload = data.partition(b"\n")
    frame, payload_hash = _parse_head(head_line)
    if not separator or payload_hash != canonical.digest(payload) or (payload and not payload.endswith(b"\n")):
        raise _unreadable("payload")
    return replace(frame, lines=tuple(payload[:-1].split(b"\n")) if payload else ())


def parse_head(head_line: bytes) -> Frame:
    """Read a kept header line: evidence of what its author stated once. Raises FRAME_IS_NOT_READABLE."""
    return _parse_head(head_line)[0]


def _parse_head(head_line: bytes) -> tuple[Frame, object]:
    value = canonical.decode(head_line)
    if not isinstance(value, dict) or value.keys() != {"header", "sig"}:
        raise _unreadable("frame")
    inner = value["header"]
    if not isinstance(inner, dict) or inner.keys() != _MEMBERS or not isinstance(value["sig"], str):
        raise _unreadable("header")
    if not is_number(inner["v"]) or inner["v"] != 1:
        raise Refused(LinkRefusal.VERSION_IS_NOT_SPOKEN, version=str(inner["v"]))
    try:
        header = _header(inner)
    except (KeyError, TypeError, ValueError):
        raise _unreadable("members") from None
    signed = head_line[len(_OPEN) : -len(value["sig"]) - len(_MIDDLE) - len(_CLOSE)]
    frame = Frame(header, str(inner["kid"]), str(inner["suite"]), value["sig"], signed, head_line, ())
    return frame, inner["payload"]


def _header(inner: Mapping[str, Any]) -> Header:
    low, high = inner["speaks"]
    texts = ("type", "from", "to", "at", "mode", "suite", "kid")
    if not all(is_name(inner[name], 64) for name in texts) or inner["type"] not in TYPES:
        raise _unreadable("text")
    if not all(map(is_number, (low, high, inner["inc"]))) or not low <= high <= VERSION_MAX:
        raise _unreadable("number")
    if not isinstance(inner["body"], dict) or not isinstance(inner["lanes"], dict) or inner["lanes"].keys() != {*LANES}:
        raise _unreadable("lanes")
    lanes = {lane: _report(report) for lane, report in inner["lanes"].items()}
    at = clock.read(inner["at"])
    return Header(
        inner["type"], inner["from"], inner["to"], inner["inc"], at, (low, high), inner["mode"], lanes, inner["body"]
    )


def _report(value: Mapping[str, Any]) -> LaneReport:
    report = LaneReport(**value)
    numbers: tuple[object, ...] = (report.put, report.got, report.decided)
    if not all(map(is_number, numbers)):
        raise _unreadable("report")
    if not (is_hash(report.put_head) and is_hash(report.got_head)):
        raise _unreadable("report")
    return report


def _unreadable(where: str) -> Refused:
    return Refused(LinkRefusal.FRAME_IS_NOT_READABLE, where=where)
