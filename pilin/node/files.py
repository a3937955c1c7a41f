"""Files that verbs read and write; what is written is for its owner only, and whole or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import keyring
from pilin.node.refusals import NodeRefusal


def read(file: Path) -> bytes:
    """Return what a file holds. Raises FILE_IS_NOT_READABLE."""
    try:
        return file.read_bytes()
    except OSError as failure:
        raise Refused(NodeRefusal.FILE_IS_NOT_READABLE, file=str(file), reason=failure.strerror) from None


def write(file: Path, data: bytes) -> None:
    """Write a file, over an older one. Raises FILE_CANNOT_BE_WRITTEN."""
    try:
        keyring.write_private(file.absolute(), data)
    except OSError as failure:
        raise Refused(NodeRefusal.FILE_CANNOT_BE_WRITTEN, file=str(file), reason=failure.strerror) from None


@contextmanager
def drafted(file: Path) -> Iterator[Path]:
    """Yield the path of a draft that becomes `file` when all went well, and goes when not.

    Raises FILE_EXISTS_ALREADY and FILE_CANNOT_BE_WRITTEN.
    """
    if file.exists():
        raise Refused(NodeRefusal.FILE_EXISTS_ALREADY, file=str(file))
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    except OSError as failure:
        raise Refused(NodeRefusal.FILE_CANNOT_BE_WRITTEN, file=str(file), reason=failure.strerror) from None
    try:
        yield draft
        sync(draft)
        draft.rename(file)
        sync(file.parent)
    finally:
        draft.unlink(missing_ok=True)


def sync(path: Path) -> None:
    """Wait until a file or a folder is on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
