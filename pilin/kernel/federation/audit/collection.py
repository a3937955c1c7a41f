"""The collection: a sealed bundle of every subject that two nodes share, in one ZIP file, with an index and the script.

    index.json           {v, node, peer, made_at, bundles: [{name, subject, sha256}]}, canonical
    bundles/NNNNN.bundle one sealed bundle a subject, in the order in which the subjects began
    verify.py            the script that checks a bundle without us

The SHA-256 of the index names the whole: each side states it when it leaves a programme.
"""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.db.models import Min

from pilin.base import canonical, clock
from pilin.base.canonical import Json
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import sessions
from pilin.kernel.federation.audit import bundle, verify
from pilin.kernel.federation.audit.refusals import AuditRefusal

VERSION = 1
INDEX, SCRIPT = "index.json", "verify.py"


@dataclass(frozen=True)
class Collection:
    """What a collection holds: how many subjects, and the SHA-256 of its index."""

    subjects: int
    digest: str


def write(peer: str, stream: BinaryIO, *, at: Instant) -> Collection:
    """Write the collection of everything shared with a peer; contents of detached parts stay out.

    One bundle is in memory at a time. Raises SUBJECT_HAS_NO_EVIDENCE where nothing is shared, and what `bundle.write`
    raises.
    """
    listed: list[Json] = []
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, subject in enumerate(_subjects(peer), start=1):
            name, sealed = f"bundles/{number:05}.bundle", bundle.write(subject, at=at)
            packed.writestr(name, sealed)
            listed.append({"name": name, "subject": subject, "sha256": verify.sha256(sealed)})
        if not listed:
            raise Refused(AuditRefusal.SUBJECT_HAS_NO_EVIDENCE, subject=peer)
        head: dict[str, Json] = {"v": VERSION, "node": sessions.code(), "peer": peer, "made_at": clock.write(at)}
        index = canonical.encode({**head, "bundles": listed})
        packed.writestr(INDEX, index)
        packed.writestr(SCRIPT, Path(verify.__file__).read_bytes())
    return Collection(len(listed), verify.sha256(index))


def problems(stream: BinaryIO) -> Iterator[tuple[str, str]]:
    """Yield (name, reason of `verify.REASONS`) of every bundle that does not hold, or that the index does not name."""
    with zipfile.ZipFile(stream) as packed:
        names = {name for name in packed.namelist() if name not in (INDEX, SCRIPT)}
        try:
            index = verify.read(packed.read(INDEX))
            listed = {str(row["name"]): row for row in index["bundles"]}
        except (verify.Damaged, *verify.SHAPELESS):
            yield INDEX, "spelling"
            return
        yield from ((name, "place") for name in sorted(names ^ listed.keys()))
        for name in sorted(names & listed.keys()):
            yield from ((name, reason) for reason in _reasons(packed.read(name), listed[name]))


def digest_of(stream: BinaryIO) -> str:
    """Return the SHA-256 of a collection's index."""
    with zipfile.ZipFile(stream) as packed:
        return verify.sha256(packed.read(INDEX))


def is_collection(data: bytes) -> bool:
    """Tell whether bytes are a ZIP file with an index."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return INDEX in packed.namelist()
    except zipfile.BadZipFile:
        return False


def _reasons(data: bytes, row: dict[str, object]) -> Iterator[str]:
    if verify.sha256(data) != row.get("sha256"):
        yield "hash"
        return
    try:
        found = verify.Examination(*verify.opened(data))
    except verify.Damaged as damaged:
        yield str(damaged.args[0])
        return
    yield from (str(reason) for _where, reason in found.problems)
    if found.head.get("subject") != row.get("subject"):
        yield "place"


def _subjects(peer: str) -> list[str]:
    """Return what was written about between us and a peer, in the order in which it began."""
    rows = tables.Envelope.objects.filter(peer=peer).exclude(subject="").values("subject")
    return [row["subject"] for row in rows.annotate(first=Min("pk")).order_by("first")]
