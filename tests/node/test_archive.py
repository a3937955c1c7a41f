"""A backup and its way back: what is in it, what is refused, and that a bad file changes nothing."""

import errno
import io
import json
import sqlite3
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from pilin.base import canonical
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import keyring
from pilin.kernel.federation.protocol.desk import Mark
from pilin.kernel.federation.tests.links import AT
from pilin.node import __main__ as command
from pilin.node import archive, locks
from pilin.node.refusals import NodeRefusal

pytestmark = pytest.mark.skipif(settings.NODE.database.engine != "sqlite", reason="the database is a file")
CODE = settings.NODE.node.code


@pytest.fixture
def home(ready: Path) -> Iterator[Path]:
    """Let the database be a small file in the data folder, for the way back."""
    node = replace(settings.NODE, database=replace(settings.NODE.database, name=str(ready / "pilin.sqlite3")))
    with override_settings(NODE=node):
        yield ready


def a_database(file: Path, word: str) -> Path:
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE said (word TEXT)")
        connection.execute("INSERT INTO said VALUES (?)", [word])
    connection.close()
    return file


def said(file: Path) -> str:
    connection = sqlite3.connect(file)
    (word,) = connection.execute("SELECT word FROM said").fetchone()
    connection.close()
    return str(word)


def packed(file: Path, members: Mapping[str, bytes], **manifest: object) -> Path:
    """Pack a backup by hand."""
    start = {"v": 1, "code": CODE, "engine": "sqlite", "made_at": "2026-03-04T01:02:03.000004Z", "inc": 3}
    count = sum(name.startswith("attachments/ab") for name in members)
    start |= {"sha256": canonical.digest(members.get("database", b"")), "attachments": count}
    with tarfile.open(file, "w") as tar:
        for name, data in {"manifest.json": json.dumps(start | manifest).encode(), **members}.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return file


def refusal(file: Path) -> Refused:
    with pytest.raises(Refused) as refused:
        archive.put_back(file, at=AT)
    return refused.value


@pytest.mark.django_db(transaction=True)
def test_a_backup_holds_manifest_database_and_attachments_and_no_key(ready: Path, tmp_path: Path) -> None:
    digest = federation.keep_blob(b"plan", [CODE])
    file = archive.make(tmp_path, at=AT)
    assert file.name == f"pilin-{CODE}-2026-03-04T010203Z.tar"
    assert file.stat().st_mode & 0o077 == 0
    with tarfile.open(file) as tar:
        assert tar.getnames() == ["manifest.json", "database", f"attachments/{digest[:2]}/{digest}"]
        stream = tar.extractfile("database")
        assert stream is not None
        (tmp_path / "copy").write_bytes(stream.read())
    connection = sqlite3.connect(tmp_path / "copy")
    assert connection.execute("SELECT have FROM federation_blob").fetchall() == [(4,)]
    connection.close()
    assert not list(tmp_path.glob(".pilin*"))


def test_a_backup_is_not_written_over_a_file(ready: Path, tmp_path: Path) -> None:
    (tmp_path / "here").write_bytes(b"mine")
    with pytest.raises(Refused) as refused:
        archive.make(tmp_path / "here", at=AT)
    assert refused.value.code is NodeRefusal.FILE_EXISTS_ALREADY
    assert (tmp_path / "here").read_bytes() == b"mine"


def test_a_backup_to_nowhere_is_refused(ready: Path, tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        archive.make(tmp_path / "none" / "file", at=AT)
    assert refused.value.code is NodeRefusal.FILE_CANNOT_BE_WRITTEN


def test_a_backup_takes_the_place_of_the_database_which_is_kept(home: Path, tmp_path: Path) -> None:
    a_database(home / "pilin.sqlite3", "new")
    (home / "pilin.sqlite3-wal").write_bytes(b"")
    old = a_database(tmp_path / "old", "old").read_bytes()
    name = f"attachments/ab/ab{'0' * 62}"
    manifest = archive.put_back(packed(tmp_path / "tar", {"database": old, name: b"plan"}), at=AT)
    assert (manifest.code, manifest.inc) == (CODE, 3)
    assert said(home / "pilin.sqlite3") == "old"
    assert said(home / "pilin.sqlite3.replaced-2026-03-04T010203Z") == "new"
    assert (home / name).read_bytes() == b"plan"
    assert not (home / "pilin.sqlite3-wal").exists()


@pytest.mark.parametrize(("known", "inc"), [(None, 4), ((), 4), ((2,), 4), ((9, 5), 10)])
def test_a_restore_ends_every_life_that_is_known(
    home: Path, tmp_path: Path, known: tuple[int, ...] | None, inc: int
) -> None:
    sent = [Mark(f"31011{number}", "work", life, 7, "a" * 64) for number, life in enumerate(known or ())]
    keyring.write_marks({mark.place: mark for mark in sent})
    if known is None:
        (keyring.folder() / "high_water").unlink()
    archive.put_back(packed(tmp_path / "tar", {"database": b"old"}), at=AT)
    assert keyring.read_marks() == {mark.place: mark for mark in [*sent, Mark("", "", inc, 0, "")]}


def test_a_refused_backup_ends_no_life(home: Path, tmp_path: Path) -> None:
    before = keyring.read_marks()
    file = packed(tmp_path / "tar", {"database": b"old"}, inc="3")
    assert refusal(file).code is NodeRefusal.BACKUP_IS_NOT_READABLE
    assert keyring.read_marks() == before


def test_a_database_on_another_file_system_is_unpacked_there(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    node = replace(
        settings.NODE, database=replace(settings.NODE.database, name=str(tmp_path / "disk" / "pilin.sqlite3"))
    )
    (tmp_path / "disk").mkdir()
    a_database(tmp_path / "disk" / "pilin.sqlite3", "new")
    file = packed(tmp_path / "tar", {"database": a_database(tmp_path / "old", "old").read_bytes()})
    rename = Path.rename

    def within(source: Path, target: Path) -> Path:
        if source.is_relative_to(tmp_path / "disk") != target.is_relative_to(tmp_path / "disk"):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return rename(source, target)

    monkeypatch.setattr(Path, "rename", within)
    with override_settings(NODE=node):
        archive.put_back(file, at=AT)
    assert said(tmp_path / "disk" / "pilin.sqlite3") == "old"
    assert not list((tmp_path / "disk").glob(".pilin*"))


def test_a_member_with_a_strange_name_is_left_in_the_file(home: Path, tmp_path: Path) -> None:
    old = a_database(tmp_path / "old", "old").read_bytes()
    strange = {"../outside": b"x", "keys/0001.key": b"x", "attachments/../../x": b"x"}
    archive.put_back(packed(tmp_path / "tar", {"database": old, **strange}), at=AT)
    assert not (tmp_path / "outside").exists()
    assert not (home / "keys" / "0001.key").exists()
    assert not (tmp_path / "x").exists()


@pytest.mark.parametrize("manifest", [{"code": "999999"}, {"engine": "postgresql"}])
def test_a_backup_of_another_node_or_database_is_refused(
    home: Path, tmp_path: Path, manifest: dict[str, object]
) -> None:
    assert refusal(packed(tmp_path / "tar", {}, **manifest)).code is NodeRefusal.BACKUP_DOES_NOT_FIT_THIS_NODE


@pytest.mark.parametrize(
    ("members", "manifest"),
    [
        ({}, {}),
        ({"database": b"other bytes"}, {"sha256": "0" * 64}),
        ({"database": b""}, {"attachments": 1}),
        ({"database": b""}, {"v": 2}),
        ({"database": b""}, {"made_at": "yesterday"}),
    ],
)
def test_a_damaged_backup_changes_nothing(
    home: Path, tmp_path: Path, members: dict[str, bytes], manifest: dict[str, object]
) -> None:
    a_database(home / "pilin.sqlite3", "new")
    assert refusal(packed(tmp_path / "tar", members, **manifest)).code is NodeRefusal.BACKUP_IS_NOT_READABLE
    assert said(home / "pilin.sqlite3") == "new"


def test_a_cut_or_missing_backup_is_refused(home: Path, tmp_path: Path) -> None:
    whole = packed(tmp_path / "tar", {"database": a_database(tmp_path / "old", "old").read_bytes()}).read_bytes()
    (tmp_path / "cut").write_bytes(whole[:5000])
    assert refusal(tmp_path / "cut").code is NodeRefusal.BACKUP_IS_NOT_READABLE
    assert refusal(tmp_path / "none").code is NodeRefusal.FILE_IS_NOT_READABLE


def test_a_missing_tool_of_the_database_is_named(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(Refused) as refused:
        archive._copy_postgresql(ready / "dump")
    assert refused.value.code is NodeRefusal.DATABASE_TOOL_FAILED
    assert refused.value.facts["tool"] == "pg_dump"


def test_a_restore_says_what_comes_next(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = a_database(tmp_path / "old", "old").read_bytes()
    file = packed(tmp_path / "tar", {"database": old})
    assert command.main(["restore", str(file)]) == 0
    told = capsys.readouterr().out
    assert "begins a new life" in told
    assert "lost drafts" in told
    with locks.working():
        assert command.main(["restore", str(file)]) == 2
    assert "node_is_serving" in capsys.readouterr().err
