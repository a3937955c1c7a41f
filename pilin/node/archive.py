"""A backup: one tar file with a manifest, the database as it stood at one moment, and the attachments.

    manifest.json                 {v, code, engine, made_at, inc, sha256, attachments}
    database                      SQLite: the file itself; PostgreSQL: what `pg_dump` wrote
    attachments/ab/abcdef...      by content hash

Keys and the high-water file are never in it: the marks would lie about what was sent since, and a stolen backup must
not be able to sign.
"""

import hashlib
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from pilin.base import canonical, clock
from pilin.base.canonical import Json
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import queries
from pilin.kernel.federation.actions import keyring
from pilin.kernel.federation.protocol.desk import Mark
from pilin.node import files
from pilin.node.refusals import NodeRefusal

_ATTACHMENT = re.compile(r"attachments/[0-9a-f]{2}/[0-9a-f]{64}")
_WRITE_AHEAD = ("-wal", "-shm")
_LAST_MADE = "last_backup"


@dataclass(frozen=True)
class Manifest:
    """Whose backup it is, of which kind of database, made when, and in which life of the node.

    `sha256` is that of the database, `attachments` their number: so a file that was cut is never taken for a whole one.
    """

    code: str
    engine: str
    made_at: Instant
    inc: int
    sha256: str
    attachments: int


def make(place: Path, *, at: Instant) -> Path:
    """Write a backup into a folder, under a name with the time, or as a file; return the file.

    Raises FILE_EXISTS_ALREADY, FILE_CANNOT_BE_WRITTEN or DATABASE_TOOL_FAILED.
    """
    stamp = clock.write(at)[:19].replace(":", "")
    file = place / f"pilin-{settings.NODE.node.code}-{stamp}Z.tar" if place.is_dir() else place
    with files.drafted(file) as draft, tempfile.TemporaryDirectory(dir=file.parent, prefix=".pilin-") as folder:
        copied, described = Path(folder) / "database", Path(folder) / "manifest.json"
        _COPIES[settings.NODE.database.engine](copied)
        attachments = sorted(_attachments().glob("??/*"))  # after the database: all that it names are among them
        described.write_bytes(canonical.encode(_described(copied, len(attachments), at)))
        with tarfile.open(draft, "w") as tar:
            tar.add(described, "manifest.json")
            tar.add(copied, "database")
            for attachment in attachments:
                tar.add(attachment, f"attachments/{attachment.parent.name}/{attachment.name}")
    _marker().touch()
    return file


def last_made() -> Instant | None:
    """Return when the last backup was made; None where none ever was.

    It is the time of an empty file in the data folder, so that whoever saves the database by other means may touch it.
    """
    try:
        return clock.instant(datetime.fromtimestamp(_marker().stat().st_mtime, UTC))
    except FileNotFoundError:
        return None


def _marker() -> Path:
    return Path(settings.NODE.node.data_dir) / _LAST_MADE


def _described(copied: Path, attachments: int, at: Instant) -> Mapping[str, Json]:
    return {
        "v": 1,
        "code": settings.NODE.node.code,
        "engine": settings.NODE.database.engine,
        "made_at": clock.write(at),
        "inc": queries.node_state().inc,
        "sha256": _sha256(copied),
        "attachments": attachments,
    }


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _attachments() -> Path:
    return Path(settings.NODE.node.data_dir) / "attachments"


def _copy_sqlite(target: Path) -> None:
    """Copy the running database page by page: SQLite's own online backup."""
    assert not connection.in_atomic_block, "inside a transaction the copy would wait for itself"
    connection.ensure_connection()
    copy = sqlite3.connect(target)
    try:
        connection.connection.backup(copy)
    finally:
        copy.close()


def _copy_postgresql(target: Path) -> None:
    _tool("pg_dump", "--format=custom", "--no-owner", f"--file={target}", str(connection.settings_dict["NAME"]))


def _tool(*command: str) -> None:
    """Run one of PostgreSQL's programs against the node's database. Raises DATABASE_TOOL_FAILED."""
    known = connection.settings_dict
    named = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    environment = os.environ | {name: str(known[key]) for name, key in named.items() if known[key]}
    program = shutil.which(command[0])
    if program is None:
        raise Refused(NodeRefusal.DATABASE_TOOL_FAILED, tool=command[0], reason="not installed")
    done = subprocess.run([program, *command[1:]], env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Refused(NodeRefusal.DATABASE_TOOL_FAILED, tool=command[0], reason=done.stderr.strip()[-500:])


_COPIES = {"sqlite": _copy_sqlite, "postgresql": _copy_postgresql}


def put_back(file: Path, *, at: Instant) -> Manifest:
    """Put a backup in the place of the database; attachments that are here stay. The node must not run.

    The high-water file is raised above every life that is known here, so that the next start begins a new one.
    Raises FILE_IS_NOT_READABLE, BACKUP_IS_NOT_READABLE, BACKUP_DOES_NOT_FIT_THIS_NODE or DATABASE_TOOL_FAILED.
    """
    try:
        with tarfile.open(file, "r:") as tar:
            manifest = _manifest(tar)
            _check(manifest)
            data_dir = Path(settings.NODE.node.data_dir)
            with tempfile.TemporaryDirectory(dir=_workshop(), prefix=".pilin-") as folder:
                copied = Path(folder) / "database"
                _extract(tar, tar.getmember("database"), copied)
                members = _attachments_in(tar)
                if (_sha256(copied), len(members)) != (manifest.sha256, manifest.attachments):
                    raise tarfile.ReadError("it is not whole")
                for member in members:
                    _extract(tar, member, data_dir / member.name)
                connections.close_all()
                _PUTS[manifest.engine](copied, at)
            _end_life(manifest.inc)
            return manifest
    except FileNotFoundError as failure:
        raise Refused(NodeRefusal.FILE_IS_NOT_READABLE, file=str(file), reason=failure.strerror) from None
    except (tarfile.TarError, KeyError, EOFError) as failure:
        raise Refused(NodeRefusal.BACKUP_IS_NOT_READABLE, file=str(file), reason=str(failure)) from None


def _workshop() -> Path:
    """Return the folder in which a database is unpacked: a file can only be renamed within its file system."""
    known = settings.NODE
    return Path(known.database.name).parent if known.database.engine == "sqlite" else Path(known.node.data_dir)


def _end_life(inc: int) -> None:
    """Raise the high-water file above all its lives and that of the restored database: no number is used again."""
    marks = keyring.read_marks() or {}
    floor = Mark("", "", max(inc, *(mark.inc for mark in marks.values()), 0) + 1, 0, "")
    keyring.write_marks({**marks, floor.place: floor})


def _manifest(tar: tarfile.TarFile) -> Manifest:
    stream = tar.extractfile("manifest.json")
    try:
        read = json.loads(stream.read()) if stream else {}
        if read["v"] != 1:
            raise ValueError(f"version {read['v']}")
        if type(read["inc"]) is not int:
            raise ValueError(f"life {read['inc']}")
        made_at = clock.read(read["made_at"])
        return Manifest(read["code"], read["engine"], made_at, read["inc"], read["sha256"], read["attachments"])
    except (ValueError, TypeError, Refused) as failure:
        raise tarfile.ReadError(f"manifest: {failure}") from None


def _check(manifest: Manifest) -> None:
    ours = (settings.NODE.node.code, settings.NODE.database.engine)
    if (manifest.code, manifest.engine) != ours:
        facts = {"of": f"{manifest.code} {manifest.engine}", "here": " ".join(ours)}
        raise Refused(NodeRefusal.BACKUP_DOES_NOT_FIT_THIS_NODE, **facts)


def _attachments_in(tar: tarfile.TarFile) -> list[tarfile.TarInfo]:
    """Return the members that are attachments and lie where one may lie; anything else is left in the file."""
    return [member for member in tar.getmembers() if member.isfile() and _ATTACHMENT.fullmatch(member.name)]


def _extract(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    stream = tar.extractfile(member)
    if stream is None or target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        shutil.copyfileobj(stream, written)
        written.flush()
        os.fsync(written.fileno())


def _put_sqlite(copied: Path, at: Instant) -> None:
    """Exchange the files; what was there is kept beside, with the time in its name."""
    file = Path(settings.NODE.database.name)
    stamp = clock.write(at)[:19].replace(":", "")
    for suffix in ("", *_WRITE_AHEAD):
        old = file.with_name(file.name + suffix)
        if old.exists():
            old.rename(old.with_name(f"{file.name}.replaced-{stamp}Z{suffix}"))
    copied.rename(file)
    files.sync(file.parent)


def _put_postgresql(copied: Path, _at: Instant) -> None:
    options = ("--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error")
    _tool("pg_restore", *options, f"--dbname={connection.settings_dict['NAME']}", str(copied))


_PUTS = {"sqlite": _put_sqlite, "postgresql": _put_postgresql}
