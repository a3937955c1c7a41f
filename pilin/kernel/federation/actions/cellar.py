"""What is kept beside the envelopes: detached parts, attachments, alarms and quarantine.

A part is encrypted with AES-256-GCM under its own random key; erasing the key erases the part in every backup to come.
Quarantined bytes are encrypted under a key file of the node and are opened by two persons.
"""

import hashlib
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Sum

from pilin.base import canonical
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import many
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import Part
from pilin.kernel.federation.queries.prepared import Prepared

_NONCE_BYTES = 12
_CONTENTS = Prepared(
    lambda events, name: tables.Part.objects.filter(event_hash__in=events, name=name, erased_at=None).values_list(
        "event_hash", "name", "salt", "key", "cipher"
    )
)
_PART = ("event_hash", "name", "author", "readers", "purpose", "keep_until", "salt", "key", "cipher")

QUARANTINE_BYTES_MAX = 256 * 2**20
"""How much of what one peer sent and could not be taken is kept, in bytes."""

QUARANTINE_ROWS_MAX = 10_000
"""How many pieces of it are kept, or remembered by their hash; what people of our own uploaded counts as ours."""


def seal(key: bytes, data: bytes) -> bytes:
    """Return nonce and ciphertext of `data` under a 32-byte key."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, None)


def unseal(key: bytes, cipher: bytes) -> bytes:
    """Return what `seal` hid."""
    return AESGCM(key).decrypt(cipher[:_NONCE_BYTES], cipher[_NONCE_BYTES:], None)


def store(parts: Sequence[Part], events: Mapping[str, Event | None]) -> None:
    """Keep parts whose facts are stored; one that is kept already stays as it is, an erased one stays erased."""
    kept = []
    for part in parts:
        event = events[part.event_hash]
        assert event is not None, "a part is verified against its stored fact"
        ref = next(ref for ref in event.parts if ref.name == part.name)
        key = secrets.token_bytes(32)
        about = (event.author, ref.readers, ref.purpose, date.fromisoformat(ref.keep_until))
        kept.append((part.event_hash, part.name, *about, part.salt, key, seal(key, part.data)))
    many.insert(tables.Part, _PART, kept, unique=("event_hash", "name"))


def opened(row: Any) -> Part:
    """Return the content of a part that is not erased."""
    return Part(row.event_hash, row.name, row.salt, unseal(bytes(row.key), bytes(row.cipher)))


def contents(*, events: Sequence[str], name: str) -> dict[str, bytes]:
    """Return by event hash what a detached part of that name holds; one that is erased or not here yet is left out.

    Whoever reads personal data says so where reads are registered; nothing here does it for him.
    """
    return {row.event_hash: opened(row).data for row in _CONTENTS(events, name)}


def erase(*, until: date, at: Instant) -> int:
    """Erase every part whose last day of keeping lies before `until`; return how many. The facts stay whole."""
    rows = tables.Part.objects.filter(erased_at=None, keep_until__lt=until)
    return rows.update(erased_at=at, key=b"", cipher=b"", salt="")


@dataclass(frozen=True)
class Erasure:
    """What was erased of what two nodes shared.

    `parts` counts the parts that both held, `digest` is over their facts and names, so both nodes find the same;
    `own` counts those that only this node held.
    """

    parts: int
    digest: str
    own: int


def erase_of(*, event: str, name: str, at: Instant) -> str:
    """Erase one part of a fact before its last day; return the digest that proves it, empty where it is not here.

    What the digest covers has neither key nor content any more, whoever erased it; so both nodes find the same.
    """
    rows = tables.Part.objects.filter(event_hash=event, name=name)
    rows.filter(erased_at=None).update(erased_at=at, key=b"", cipher=b"", salt="")
    gone = rows.filter(key=b"", cipher=b"", salt="").order_by("event_hash", "name")
    named = [[fact, part, "erased"] for fact, part in gone.values_list("event_hash", "name")]
    return canonical.digest_of(named) if named else ""


def shared_parts(*, peer: str) -> Erasure:
    """Return what `erase_shared` erases, without erasing: every part of a fact that went between us and a peer."""
    rows = _between(peer).values_list("event_hash", "name", "author", "readers")
    named = sorted([fact, name] for fact, name, author, readers in rows if peer in {author, *readers})
    return Erasure(len(named), canonical.digest_of(named), len(rows) - len(named))


def erase_shared(*, peer: str, at: Instant) -> Erasure:
    """Erase the content of every part of a fact that went between us and a peer, for a programme that has ended.

    What was erased before counts too. The facts stay whole, and bundles still verify.
    """
    erasure = shared_parts(peer=peer)
    _between(peer).filter(erased_at=None).update(erased_at=at, key=b"", cipher=b"", salt="")
    return erasure


def _between(peer: str) -> QuerySet[tables.Part]:
    facts = tables.Envelope.objects.filter(peer=peer).values("event_hash")
    return tables.Part.objects.filter(event_hash__in=facts)


# Attachments: files by content hash below the data folder


def blob_file(digest: str) -> Path:
    """Return where an attachment lies."""
    return Path(settings.NODE.node.data_dir) / "attachments" / digest[:2] / digest


def keep_blob(data: bytes, readers: Sequence[str]) -> str:
    """Keep an own attachment for readers (node codes) and return its hash. Raises BLOB_IS_TOO_LARGE."""
    if len(data) > settings.NODE.limits.attachment_bytes_max:
        raise Refused(LinkRefusal.BLOB_IS_TOO_LARGE, size=len(data), limit=settings.NODE.limits.attachment_bytes_max)
    digest = hashlib.sha256(data).hexdigest()
    row, _ = tables.Blob.objects.get_or_create(hash=digest, defaults={"size": len(data)})
    _write(blob_file(digest), 0, data)
    verdict = _scan(blob_file(digest))
    known = sorted({*row.readers, *readers})
    tables.Blob.objects.filter(pk=digest).update(have=len(data), readers=known, verdict=verdict, size=len(data))
    return digest


def want_blob(digest: str, *, source: str, readers: Sequence[str]) -> None:
    """Ask for an attachment that an event of `source` names; the worker fetches it chunk by chunk.

    Who names the hash of a file that is here from elsewhere, or is our own, may not read it for that.
    """
    row, made = tables.Blob.objects.get_or_create(
        hash=digest, defaults={"size": 0, "source": source, "readers": sorted(readers)}
    )
    if not made and (row.source == source or row.verdict == ""):
        tables.Blob.objects.filter(pk=digest).update(readers=sorted({*row.readers, *readers}))


def chunk(digest: str, offset: int, limit: int, reader: str) -> tuple[bytes, int] | None:
    """Return a chunk of a clean attachment and its whole size, or None where the reader may not have it."""
    row = tables.Blob.objects.filter(pk=digest, verdict="clean").first()
    if row is None or reader not in row.readers:
        return None
    with blob_file(digest).open("rb") as stream:
        stream.seek(offset)
        return stream.read(limit), row.size


def blob(digest: str, *, reader: str) -> bytes | None:
    """Return a clean attachment as a whole, or None where it is not here (yet) or the reader may not have it."""
    row = tables.Blob.objects.filter(pk=digest, verdict="clean").first()
    return blob_file(digest).read_bytes() if row is not None and reader in row.readers else None


def save_chunk(digest: str, offset: int, data: bytes, size: int) -> None:
    """Keep a fetched chunk; with the last one the hash is checked and the scanner is asked."""
    if size > settings.NODE.limits.attachment_bytes_max or offset + len(data) > size:
        tables.Blob.objects.filter(pk=digest).update(verdict="too_large")
        return
    file = blob_file(digest)
    _write(file, offset, data)
    have = offset + len(data)
    verdict = ""
    if have == size:
        fits = hashlib.sha256(file.read_bytes()).hexdigest() == digest
        verdict = _scan(file) if fits else "broken"
    tables.Blob.objects.filter(pk=digest).update(have=have, size=size, verdict=verdict)


def _write(file: Path, offset: int, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        os.pwrite(descriptor, data, offset)
        os.ftruncate(descriptor, offset + len(data))
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


SCANNERS: list[Any] = []
"""Virus scanners, registered at start-up: each takes the path of an attachment and returns True where it is clean."""


def _scan(file: Path) -> str:
    return "clean" if all(scanner(file) for scanner in SCANNERS) else "infected"


# Alarms and quarantine


def alarm(code: str, peer: str, at: Instant, facts: Mapping[str, Any]) -> None:
    """Raise an alarm for people; the same open alarm is counted, not repeated."""
    open_ones = tables.Alarm.objects.filter(code=code, peer=peer, closed_at=None)
    if not open_ones.update(times=F("times") + 1, last_at=at):
        kept = {name: _printable(value) for name, value in facts.items()}
        tables.Alarm.objects.create(code=code, peer=peer, facts=kept, first_at=at, last_at=at)


def _printable(value: Any) -> Any:
    """Return a fact as every database takes it: what a peer wrote may hold what no text column does."""
    return value.replace("\0", "\N{REPLACEMENT CHARACTER}") if isinstance(value, str) else value


def close_alarm(*, alarm_id: int, by: str, at: Instant) -> None:
    """A person has seen to an alarm."""
    tables.Alarm.objects.filter(pk=alarm_id, closed_at=None).update(closed_at=at, closed_by=by)


def quarantine(peer: str, reason: str, data: bytes, at: Instant) -> None:
    """Keep bytes that could not be taken, encrypted, once; beyond a peer's share only their hash, and an alarm.

    Beyond its number of pieces nothing is kept but the alarm, which counts.
    """
    held = tables.Quarantine.objects.filter(peer=peer)
    found = held.aggregate(rows=Count("pk"), size=Sum("size", filter=~Q(cipher=b"")))
    are_many = found["rows"] >= QUARANTINE_ROWS_MAX
    is_full = are_many or (found["size"] or 0) + len(data) > QUARANTINE_BYTES_MAX
    if is_full:
        alarm("quarantine_is_full", peer, at, {"limit_mib": QUARANTINE_BYTES_MAX // 2**20})
    if are_many:
        return
    cipher = b"" if is_full else seal(quarantine_key(), data)
    row = tables.Quarantine(peer=peer, reason=reason, hash=canonical.digest(data), size=len(data), cipher=cipher, at=at)
    tables.Quarantine.objects.bulk_create([row], ignore_conflicts=True)


def quarantine_key() -> bytes:
    """Return the node's key for quarantined bytes; the first call makes it."""
    file = Path(settings.NODE.node.data_dir) / "quarantine.key"
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_bytes(32))
    return file.read_bytes()


def open_quarantine(*, quarantine_id: int, first: str, second: str) -> bytes:
    """Two different persons open quarantined bytes; who they were is kept. Raises TWO_PERSONS_ARE_NEEDED.

    Of what came beyond a peer's share nothing is left to open: no bytes.
    """
    if not first or not second or first == second:
        raise Refused(LinkRefusal.TWO_PERSONS_ARE_NEEDED)
    row = tables.Quarantine.objects.get(pk=quarantine_id)
    tables.Quarantine.objects.filter(pk=quarantine_id).update(opened_by=f"{first} + {second}")
    return unseal(quarantine_key(), bytes(row.cipher)) if row.cipher else b""


def expire_quarantine(*, before: Instant) -> int:
    """Delete quarantined bytes older than `before`; return how many."""
    return tables.Quarantine.objects.filter(at__lt=before).delete()[0]
