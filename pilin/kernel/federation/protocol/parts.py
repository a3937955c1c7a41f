"""Detached parts on the wire: a payload line beside the envelopes, checked against the salted hash in the fact.

{"part": {"event": hash of the event, "name": …, "salt": hexadecimal, "data": Base64}}
"""

import base64
import binascii
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from pilin.base import canonical
from pilin.base.clock import Instant
from pilin.base.ids import Entropy
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol.desk import Desk
from pilin.kernel.federation.protocol.event import Detached, Event, PartRef, is_hash, is_name
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import Part

_START = b'{"part":'
_MEMBERS = {"event", "name", "salt", "data"}
_NAME = 80  # characters, as in the fact
SALT_BYTES = 16


def salted_hash(salt: str, data: bytes) -> str:
    """Return SHA-256(salt, data) in hexadecimal; `salt` is hexadecimal text of 16 bytes."""
    return hashlib.sha256(bytes.fromhex(salt) + data).hexdigest()


def detach(
    name: str,
    data: bytes,
    *,
    purpose: str,
    keep_until: date,
    readers: Sequence[str],
    entropy: Entropy = secrets.token_bytes,
) -> Detached:
    """Return content that is to stand apart from its fact, bound to it by a hash with a salt of its own.

    `keep_until` is the last day of keeping (Personal Information Protection Law, art. 47), `readers` the node codes of
    those who are given it besides the author.
    """
    salt = entropy(SALT_BYTES).hex()
    ref = PartRef(name, salted_hash(salt, data), purpose, keep_until.isoformat(), tuple(sorted(readers)))
    return Detached(ref, salt, data)


def is_part(line: bytes) -> bool:
    """Tell whether a payload line carries a part."""
    return line.startswith(_START)


def write(part: Part) -> bytes:
    """Return the payload line of a part."""
    return _spelled(part, base64.b64encode(part.data))


def _spelled(part: Part, data: bytes) -> bytes:
    """Return the canonical line of a part; of Base64 and of hexadecimal digits each stands for itself."""
    name, known = canonical.encode(part.name), (part.event_hash.encode("ascii"), part.salt.encode("ascii"))
    return b'{"part":{"data":"%b","event":"%b","name":%b,"salt":"%b"}}' % (data, known[0], name, known[1])


def read(line: bytes) -> Part:
    """Read a payload line: it must be the one spelling of what it says. Raises PART_DOES_NOT_FIT."""
    try:
        said = json.loads(line)
        part = cast("Mapping[str, Mapping[str, str]]", said)["part"]
        salt, data = part["salt"], part["data"]
        named = set(part) == _MEMBERS and is_hash(part["event"]) and is_name(part["name"], _NAME)
        if not named or len(salt) != 2 * SALT_BYTES or bytes.fromhex(salt).hex() != salt:
            raise ValueError(salt)
        found = Part(part["event"], part["name"], salt, base64.b64decode(data, validate=True))
        if _spelled(found, data.encode("ascii")) != line:
            raise ValueError(data)
    except (Refused, KeyError, TypeError, ValueError, AttributeError, RecursionError, binascii.Error):
        raise Refused(LinkRefusal.PART_DOES_NOT_FIT) from None
    return found


def fits(part: Part, event: Event) -> bool:
    """Tell whether a part is the one that a fact names."""
    return any(ref.name == part.name and ref.hash == salted_hash(part.salt, part.data) for ref in event.parts)


def take(desk: Desk, peer: str, lines: Sequence[bytes], at: Instant) -> None:
    """Keep the parts that fit their stored events; bytes that do not fit go to quarantine with an alarm."""
    good = []
    for line in lines:
        try:
            part = read(line)
            event = desk.store.event(part.event_hash)
            if event is None:
                continue  # its envelope was not taken; both will come again
            if not fits(part, event):
                raise Refused(LinkRefusal.PART_DOES_NOT_FIT)
            good.append(part)
        except Refused as refused:
            desk.store.quarantine(peer, refused.code.value, line, at)
            desk.store.alarm(refused.code.value, peer, at, {})
    if good:
        desk.store.save_parts(good, at)
