"""There and back by the command: a backup restored, keys brought back, evidence exported and checked by strangers."""

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection
from django.test import override_settings

from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import keyring
from pilin.kernel.federation.tests import audit_story
from pilin.kernel.federation.tests.audit_story import MATTER
from pilin.node import __main__ as command
from pilin.node import archive, keybox, start
from pilin.node.refusals import NodeRefusal

Told = Callable[..., str]
sqlite_only = pytest.mark.skipif(settings.NODE.database.engine != "sqlite", reason="the database is a file")


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Told:
    """Return a function that runs a verb and returns what it printed."""

    def run(*words: object, expect: int = 0) -> str:
        assert command.main([str(word) for word in words]) == expect
        shown = capsys.readouterr()
        return shown.out + shown.err

    return run


# Backup and restore


@pytest.fixture
def own_database(ready: Path) -> Iterator[Path]:
    """Let the way back lead to a file of its own: the database of the tests stays."""
    node = replace(settings.NODE, database=replace(settings.NODE.database, name=str(ready / "pilin.sqlite3")))
    with override_settings(NODE=node):
        yield ready


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_what_was_backed_up_is_what_is_restored(own_database: Path, tmp_path: Path, told: Told) -> None:
    digest = federation.keep_blob(b"plan", ["330482"])
    said = told("backup", tmp_path / "file")
    assert f"{tmp_path / 'file'}: {(tmp_path / 'file').stat().st_size} bytes" in said
    assert "keys are not in it" in said
    shutil.rmtree(own_database / "attachments")
    assert "the database is as it was on" in told("restore", tmp_path / "file")
    restored = sqlite3.connect(own_database / "pilin.sqlite3")
    assert restored.execute("SELECT hash FROM federation_blob").fetchall() == [(digest,)]
    assert restored.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    restored.close()
    assert (own_database / "attachments" / digest[:2] / digest).read_bytes() == b"plan"
    assert stat.S_IMODE((own_database / "pilin.sqlite3").stat().st_mode) == 0o600


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_backup_is_refused_where_one_lies_already(own_database: Path, tmp_path: Path, told: Told) -> None:
    told("backup", tmp_path / "file")
    before = (tmp_path / "file").read_bytes()
    assert "file_exists_already" in told("backup", tmp_path / "file", expect=2)
    assert (tmp_path / "file").read_bytes() == before


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_restore_says_what_is_still_missing(
    own_database: Path, tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    told("backup", tmp_path / "file")
    keyring.folder().joinpath("high_water").unlink()
    assert "the node begins a new life" in told("restore", tmp_path / "file")
    monkeypatch.setattr(start, "unapplied", lambda: ["matters.0002_more"])
    shutil.rmtree(keyring.folder())
    said = told("restore", tmp_path / "file")
    assert "run `pilin manage migrate` first (1 changes of tables)" in said
    assert "bring it back with `pilin restore-key`" in said


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put programs of PostgreSQL on the path that write down how they were called, and fail where told to."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in ("pg_dump", "pg_restore"):
        (folder / name).write_text(
            '#!/bin/sh\n[ -n "$TOLD_TO_FAIL" ] && { echo "no route to host" >&2; exit 1; }\n'
            f'echo "$PGHOST $PGUSER $PGPASSWORD $(basename "$0") $*" >> {folder}/calls\n'
        )
        (folder / name).chmod(0o700)
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    known = {**connection.settings_dict, "NAME": "pilin", "HOST": "db", "USER": "keeper", "PASSWORD": "sesame"}
    monkeypatch.setattr(archive, "connection", SimpleNamespace(settings_dict=known))
    return folder


def test_tools_of_postgresql_are_told_where_and_never_the_password_in_words(tools: Path, tmp_path: Path) -> None:
    archive._copy_postgresql(tmp_path / "dump")
    archive._put_postgresql(tmp_path / "dump", audit_story.START)
    dumped, restored = (tools / "calls").read_text().splitlines()
    assert dumped == f"db keeper sesame pg_dump --format=custom --no-owner --file={tmp_path / 'dump'} pilin"
    assert restored.startswith("db keeper sesame pg_restore --clean --if-exists --no-owner --single-transaction")
    assert "sesame" not in restored.partition("pg_restore")[2] + dumped.partition("pg_dump")[2]


def test_a_tool_that_fails_is_shown_with_its_words(
    tools: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOLD_TO_FAIL", "1")
    with pytest.raises(Refused) as refused:
        archive._put_postgresql(tmp_path / "dump", audit_story.START)
    assert refused.value.code is NodeRefusal.DATABASE_TOOL_FAILED
    assert refused.value.facts == {"tool": "pg_restore", "reason": "no route to host"}


# Keys


def test_a_node_whose_keys_were_lost_is_the_same_node_again(
    ready: Path, tmp_path: Path, told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keybox, "_N", 2)
    (tmp_path / "words").write_text("correct horse battery")
    told("rotate-key")
    keys = [signer.key for signer in keyring.signers()]
    given = (tmp_path / "box", "--passphrase-file", tmp_path / "words")
    assert "keep it and the passphrase in two places" in told("backup-key", *given)
    card = told("link", "card", tmp_path / "card")
    shutil.rmtree(keyring.folder())
    assert "node_has_no_key" in told("link", "card", tmp_path / "card", expect=2)
    assert "node recovers from its peers at the next start" in told("restore-key", *given)
    assert [signer.key for signer in keyring.signers()] == keys
    assert told("link", "card", tmp_path / "card") == card
    start.check()


# Evidence


@pytest.fixture
def bundle(tmp_path: Path, db: None, told: Told, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Export what two sides signed about one matter."""
    monkeypatch.setattr(start, "check", lambda: None)
    with audit_story.at_home(tmp_path):
        audit_story.short()
        said = told("export", MATTER, tmp_path / "bundle")
        assert said.startswith(f"{tmp_path / 'bundle'}: ")
        yield tmp_path / "bundle"


def test_evidence_is_checked_without_the_node(bundle: Path, told: Told) -> None:
    said = told("verify", bundle)
    assert f"事项 subject: {MATTER}" in said
    assert said.splitlines()[-1] == "全部成立 everything holds"
    assert stat.S_IMODE(bundle.stat().st_mode) == 0o600


def test_evidence_is_held_against_the_fingerprint_on_paper(bundle: Path, told: Told) -> None:
    on_paper = keyring.signers()[0].key.fingerprint  # that of the ceremony, from which later keys follow
    assert "everything holds" in told("verify", bundle, "--trust", on_paper)
    assert "DOES NOT HOLD" in told("verify", bundle, "--trust", "ab" * 32, expect=1)


@pytest.mark.parametrize("place", [0.1, 0.5, 0.9])
def test_a_changed_letter_is_found_wherever_it_stands(bundle: Path, told: Told, place: float) -> None:
    data = bytearray(bundle.read_bytes())
    at = int(len(data) * place)
    data[at] = ord("a") if data[at] != ord("a") else ord("b")
    bundle.write_bytes(data)
    assert "DOES NOT HOLD" in told("verify", bundle, expect=1)


def test_a_line_that_was_left_out_is_found(bundle: Path, told: Told) -> None:
    lines = bundle.read_bytes().splitlines(keepends=True)
    for left_out in (1, len(lines) // 2, len(lines) - 1):
        bundle.write_bytes(b"".join(lines[:left_out] + lines[left_out + 1 :]))
        assert "DOES NOT HOLD" in told("verify", bundle, expect=1)


def test_personal_data_goes_with_it_only_when_asked_for(bundle: Path, tmp_path: Path, told: Told) -> None:
    told("export", MATTER, tmp_path / "whole", "--with-parts")
    withheld, included = told("verify", bundle), told("verify", tmp_path / "whole")
    assert "withheld: 1" in withheld
    assert "included: 1" in included
    assert len((tmp_path / "whole").read_bytes()) > len(bundle.read_bytes())


def test_a_bundle_that_is_not_there_is_a_slip_of_the_caller(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["verify", str(tmp_path / "none")])
    assert ended.value.code == 2
    assert "No such file" in capsys.readouterr().err


# Everything at once


@pytest.fixture
def collection(tmp_path: Path, db: None, told: Told, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Export everything that two sides share."""
    monkeypatch.setattr(start, "check", lambda: None)
    with audit_story.at_home(tmp_path):
        audit_story.history()
        said = told("export-all", audit_story.THEM, tmp_path / "all.zip")
        assert "digest of its index: " in said
        yield tmp_path / "all.zip"


def repacked(file: Path, change: Callable[[str, bytes], bytes | None]) -> None:
    """Write a ZIP file anew with what `change` makes of each member; None leaves it out."""
    with zipfile.ZipFile(file) as packed:
        members = {name: packed.read(name) for name in packed.namelist()}
    with zipfile.ZipFile(file, "w") as packed:
        for name, data in members.items():
            if (made := change(name, data)) is not None:
                packed.writestr(name, made)


def test_all_bundles_go_into_one_file_and_are_checked_as_one(collection: Path, told: Told) -> None:
    assert told("verify", collection).splitlines()[-1] == "全部成立 everything holds"
    with zipfile.ZipFile(collection) as packed:
        names = packed.namelist()
        index = json.loads(packed.read("index.json"))
    assert {row["subject"] for row in index["bundles"]} >= {MATTER}
    assert names == [*(row["name"] for row in index["bundles"]), "index.json", "verify.py"]
    assert stat.S_IMODE(collection.stat().st_mode) == 0o600


def test_each_bundle_of_it_is_checked_by_the_script_that_lies_beside_it(collection: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(collection) as packed:
        packed.extractall(tmp_path / "out")
    script, bundles = tmp_path / "out" / "verify.py", sorted((tmp_path / "out" / "bundles").iterdir())
    done = subprocess.run([sys.executable, str(script), str(bundles[0])], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "全部成立 everything holds")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda name, data: data.replace(b"a", b"b", 1) if name == "bundles/00001.bundle" else data, "bundles/00001"),
        (lambda name, data: None if name == "bundles/00001.bundle" else data, "bundles/00001"),
        (lambda name, data: data.replace(b'"v":1', b'"v": 1') if name == "index.json" else data, "index.json"),
        (lambda name, data: data.replace(b'"subject":"', b'"subject":"x') if name == "index.json" else data, "bundles"),
    ],
)
def test_what_was_changed_in_it_is_named(
    collection: Path, told: Told, change: Callable[[str, bytes], bytes | None], said: str
) -> None:
    repacked(collection, change)
    found = told("verify", collection, expect=1)
    assert f"DOES NOT HOLD: {said}" in found


def test_where_nothing_is_shared_nothing_is_written(collection: Path, tmp_path: Path, told: Told) -> None:
    assert "subject_has_no_evidence" in told("export-all", "330421", tmp_path / "none.zip", expect=2)
    assert not (tmp_path / "none.zip").exists()
    assert "file_exists_already" in told("export-all", audit_story.THEM, collection, expect=2)
