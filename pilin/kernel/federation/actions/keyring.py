"""This node's keys and its high-water marks: files beside the database, never in it.

`keys/` holds one file a key, named by its order and kid, readable by its owner alone; the newest signs. `high_water`
holds the highest number ever sent and ever said to be decided on each lane, and the incarnation; it is on disk before
anything is sent.
"""

import json
import os
from collections.abc import Sequence
from dataclasses import astuple
from pathlib import Path

from django.conf import settings

from pilin.base import canonical
from pilin.base.canonical import Json
from pilin.kernel.federation.protocol.desk import Mark, Marks
from pilin.kernel.federation.protocol.suite import Ed25519Signer, Signer

_loaded: dict[Path, Signer] = {}


def folder() -> Path:
    """Return the folder of keys and marks."""
    path = Path(settings.NODE.node.data_dir) / "keys"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def signers() -> Sequence[Signer]:
    """Return this node's signers, newest last. They are read once a process."""
    path = Path(settings.NODE.node.data_dir) / "keys"
    try:
        files = sorted(path.iterdir())  # with every session: to make the folder and to glob takes several times as long
    except FileNotFoundError:
        return []
    return [_load(file) for file in files if file.suffix == ".key"]


def _load(file: Path) -> Signer:
    if file not in _loaded:
        _loaded[file] = Ed25519Signer(file.read_bytes())
    return _loaded[file]


def stage(new: Signer) -> None:
    """Write a new key to disk before anybody is told of it; it signs nothing until it is promoted."""
    assert isinstance(new, Ed25519Signer)
    write_private(folder() / f"{new.key.kid}.staged", new.private)


def promote(new: Signer) -> None:
    """Let a staged key be the newest of this node."""
    order = len(list(folder().glob("*.key"))) + 1
    (folder() / f"{new.key.kid}.staged").rename(folder() / f"{order:04d}-{new.key.kid}.key")


def first_key() -> Signer:
    """Make this node's first key, or return the newest where there is one."""
    existing = signers()
    if existing:
        return existing[-1]
    new = Ed25519Signer.generate()
    stage(new)
    promote(new)
    return new


def write_private(file: Path, data: bytes) -> None:
    """Write a file whole or not at all, for its owner only, and wait until it is on disk."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    draft.rename(file)
    directory = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


def read_marks() -> dict[tuple[str, str, str], Mark] | None:
    """Return the high-water marks, or None where the file is missing or was damaged."""
    file = folder() / "high_water"
    try:
        stored = json.loads(file.read_text(encoding="ascii"))
        if stored["check"] != canonical.digest_of(stored["marks"]):
            return None
        return {mark.place: mark for mark in (Mark(*row) for row in stored["marks"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_marks(marks: Marks) -> None:
    """Put the high-water marks on disk."""
    rows: Json = [list(astuple(mark)) for _, mark in sorted(marks.items())]
    write_private(folder() / "high_water", canonical.encode({"marks": rows, "check": canonical.digest_of(rows)}))
