"""The audit of what is kept beside the envelopes: parts against their facts, attachments against their hash."""

import hashlib
from collections.abc import Iterator
from datetime import date

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pilin.base.refusal import Finding
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import cellar
from pilin.kernel.federation.audit import verify
from pilin.kernel.federation.audit.refusals import AuditRefusal
from pilin.kernel.federation.audit.scene import Fact, Scene, batches, differing, evidence, finding, impossible

_NONCE_BYTES = 12
_VERDICTS = ("", "clean", "infected", "broken", "too_large")
_PIECE_BYTES = 2**20


def findings(scene: Scene) -> Iterator[Finding]:
    """Yield what is wrong with parts and attachments."""
    for rows in batches(tables.Part.objects.order_by("pk").iterator(chunk_size=100)):
        events = evidence(row.event_hash for row in rows)
        for row in rows:
            fact = events[row.event_hash][0].fact if row.event_hash in events else None
            yield from _part(scene, row, fact)
    for blob in tables.Blob.objects.order_by("pk").iterator(chunk_size=100):
        yield from _blob(blob)


def _part(scene: Scene, row: tables.Part, fact: Fact | None) -> Iterator[Finding]:
    """The fact names the part, who wrote it, who may read it, why and until when."""
    refs = [ref for ref in fact["parts"] if ref["name"] == row.name] if fact is not None else []
    if fact is None or not refs:
        column = "event_hash" if fact is None else "name/event_hash"
        yield finding(row, AuditRefusal.ROW_LACKS_ITS_EVIDENCE, column)
        return
    expected = {"author": fact["author"], "readers": refs[0]["readers"], "purpose": refs[0]["purpose"]}
    yield from differing(row, {**expected, "keep_until": date.fromisoformat(refs[0]["keep_until"])})
    if row.key or row.cipher or row.salt:
        yield from impossible(row, {"erased_at": row.erased_at is None})
        yield from _content(row, str(refs[0]["hash"]))
    else:
        yield from impossible(row, {"erased_at": row.erased_at is not None and row.erased_at <= scene.at})


def _content(row: tables.Part, salted: str) -> Iterator[Finding]:
    """The content opens with its key, and the fact holds its salted hash."""
    cipher = bytes(row.cipher)
    try:
        data = AESGCM(bytes(row.key)).decrypt(cipher[:_NONCE_BYTES], cipher[_NONCE_BYTES:], None)
        salt = bytes.fromhex(row.salt)
    except InvalidTag:
        yield finding(row, AuditRefusal.PART_DOES_NOT_OPEN, "key/cipher")
    except ValueError:
        yield finding(row, AuditRefusal.PART_DOES_NOT_OPEN, "key/cipher/salt")
    else:
        if verify.sha256(salt + data) != salted:
            yield finding(row, AuditRefusal.PART_DOES_NOT_OPEN, "salt")


def _blob(row: tables.Blob) -> Iterator[Finding]:
    """A clean attachment lies there whole, under the hash of its content."""
    yield from impossible(row, {"verdict": row.verdict in _VERDICTS, "have": row.have <= row.size})
    if row.verdict != "clean":
        return
    file = cellar.blob_file(row.hash)
    if not file.exists():
        yield finding(row, AuditRefusal.EVIDENCE_LACKS_ITS_ROW, "hash")
        return
    found = hashlib.sha256()
    with file.open("rb") as stream:
        while piece := stream.read(_PIECE_BYTES):
            found.update(piece)
    size = file.stat().st_size
    yield from differing(row, {"hash": found.hexdigest(), "size": size, "have": size})
