"""What each verb refuses: words that do not fit, files that are not there, a node that was never made or that runs."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from pilin.base import canonical
from pilin.base.canonical import Json
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import keyring
from pilin.node import __main__ as command
from pilin.node import files, keybox, locks, passphrases, start

Refused = Callable[..., str]
NEEDS_A_KEY = [
    ("serve",),
    ("backup-key", "box"),
    ("rotate-key",),
    ("link", "card", "card"),
    ("link", "list"),
    ("export", "matter/1", "bundle"),
    ("load-programme", "programme"),
    ("override", "--peer", "310116", "--first", "li", "--second", "wang"),
]
NEEDS_TABLES = [*NEEDS_A_KEY, ("backup", "."), ("audit",), ("create-user", "li", "--right", "act")]


@pytest.fixture
def refused(capsys: pytest.CaptureFixture[str]) -> Refused:
    """Return a function that runs a verb which must be refused, and returns what was said."""

    def run(*words: object) -> str:
        assert command.main([str(word) for word in words]) == 2
        shown = capsys.readouterr()
        assert shown.out == ""
        assert any("\u4e00" <= character <= "\u9fff" for character in shown.err), "no sentence in Chinese"
        return shown.err

    return run


def unfit(*words: str, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what is said of words that do not fit; nothing is run by them."""
    with pytest.raises(SystemExit) as ended:
        command.main(words)
    assert ended.value.code == 2
    return capsys.readouterr().err


# Words


@pytest.mark.parametrize(
    ("words", "missing"),
    [
        (("link",), "STEP"),
        (("link", "introduce", "card"), "--fingerprint"),
        (("link", "offer", "card"), "PAPER"),
        (("link", "sign", "paper"), "SIGNED-PAPER"),
        (("link", "marry"), "invalid choice"),
        (("load-programme",), "FOLDER"),
        (("load-programme", "x", "--provisional-hours", "soon"), "invalid int value"),
        (("create-user", "li"), "--right"),
        (("create-user", "li", "--right", "rule"), "invalid choice"),
        (("backup",), "FOLDER|FILE"),
        (("restore",), "FILE"),
        (("backup-key",), "FILE"),
        (("restore-key",), "FILE"),
        (("audit", "--room", "cellar"), "invalid choice"),
        (("export", "matter/1"), "FILE"),
        (("verify",), "BUNDLE"),
        (("override", "--peer", "310116", "--first", "li"), "--second"),
        (("serve", "--only", "kitchen"), "invalid choice"),
        (("rotate-key", "now"), "unrecognized"),
        (("doctor", "who"), "unrecognized"),
        (("demo", "--twice"), "unrecognized"),
        ((), "VERB"),
    ],
)
def test_words_that_do_not_fit_are_named(
    words: tuple[str, ...], missing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    said = unfit(*words, capsys=capsys)
    assert missing in said
    assert said.startswith("usage: pilin")


# A node that was never made


@pytest.mark.django_db
@pytest.mark.parametrize("words", NEEDS_A_KEY, ids=lambda words: words[0])
def test_without_a_key_nothing_is_done(data_dir: Path, refused: Refused, words: tuple[str, ...]) -> None:
    assert "node_has_no_key (folder=" in refused(*words)
    assert not tables.Envelope.objects.exists()
    assert list(data_dir.rglob("*.key")) == []


@pytest.mark.parametrize("words", NEEDS_TABLES, ids=lambda words: words[0])
def test_without_all_tables_nothing_is_done(
    ready: Path, refused: Refused, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(start, "unapplied", lambda: ["matters.0002_more"])
    before = {file.name for file in ready.rglob("*")}
    assert "database_is_not_migrated (unapplied=1, first=matters.0002_more)" in refused(*words)
    assert {file.name for file in ready.rglob("*")} == before
    assert not User.objects.exists()


# A node that runs


@pytest.mark.parametrize("held", [locks.working, locks.showing])
@pytest.mark.parametrize("words", [("restore", "{file}"), ("rotate-key",), ("restore-key", "{file}")])
def test_what_needs_the_node_alone_waits_for_its_end(
    ready: Path, tmp_path: Path, refused: Refused, words: tuple[str, ...], held: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "ALONE_SECONDS", 0.0)
    monkeypatch.setattr(keybox, "open_", lambda _box, _passphrase: {})
    monkeypatch.setattr(passphrases, "read", lambda _options: "x")
    (tmp_path / "file").write_bytes(b"")
    keys = {file.name: file.read_bytes() for file in keyring.folder().iterdir()}
    with held():  # type: ignore[operator]
        said = refused(*(word.format(file=tmp_path / "file") for word in words))
    assert "node_is_serving" in said
    assert {file.name: file.read_bytes() for file in keyring.folder().iterdir()} == keys


def test_a_second_node_does_not_start_beside_the_first(
    ready: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "PATIENCE_SECONDS", 0.0)
    for words in (("serve",), ("serve", "--only", "worker")):
        with locks.working():
            assert "node_serves_already" in refused(*words)


# Files


@pytest.mark.parametrize(
    "words",
    [
        ("restore", "{none}"),
        ("restore-key", "{none}", "--passphrase-file", "{here}"),
        ("restore-key", "{here}", "--passphrase-file", "{none}"),
        ("backup-key", "{new}", "--passphrase-file", "{none}"),
        ("link", "introduce", "{none}", "--fingerprint", "ab"),
        ("link", "offer", "{none}", "{new}"),
        ("link", "sign", "{none}", "{new}"),
    ],
    ids=" ".join,
)
def test_a_file_that_is_not_there_is_named(
    ready: Path, tmp_path: Path, refused: Refused, words: tuple[str, ...]
) -> None:
    (tmp_path / "here").write_text("a passphrase of many characters")
    places = {"none": tmp_path / "none", "here": tmp_path / "here", "new": tmp_path / "new"}
    said = refused(*(word.format(**places) for word in words))
    assert f"file_is_not_readable (file={tmp_path / 'none'}, reason=No such file or directory)" in said
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("words", [("link", "card"), ("backup-key", "--passphrase-file", "{here}")])
def test_a_file_that_cannot_be_written_is_named(
    ready: Path, tmp_path: Path, refused: Refused, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keybox, "_N", 2)
    (tmp_path / "here").write_text("a passphrase of many characters")
    target = tmp_path / "none" / "file"
    said = refused(*(word.format(here=tmp_path / "here") for word in words), target)
    assert f"file_cannot_be_written (file={target}" in said


def test_a_box_with_a_wrong_or_short_passphrase_brings_nothing_back(
    ready: Path, tmp_path: Path, refused: Refused, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keybox, "_N", 2)
    right, wrong, short = (tmp_path / name for name in ("right", "wrong", "short"))
    for file, words in ((right, "correct horse battery"), (wrong, "battery horse correct"), (short, "horse")):
        file.write_text(words)
    box = tmp_path / "box"
    assert "passphrase_is_too_short (characters_min=12)" in refused("backup-key", box, "--passphrase-file", short)
    assert not box.exists()
    files.write(box, keybox.close(right.read_text()))
    shutil.rmtree(keyring.folder())
    assert "key_backup_does_not_open" in refused("restore-key", box, "--passphrase-file", wrong)
    assert keyring.signers() == []


def test_a_passphrase_is_asked_for_at_the_terminal_and_never_shown(
    ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answers = {"passphrase: ": "correct horse battery"}
    monkeypatch.setattr(keybox, "_N", 2)
    monkeypatch.setattr("getpass.getpass", answers.pop)
    assert command.main(["backup-key", str(tmp_path / "box")]) == 0
    shown = capsys.readouterr()
    assert answers == {}, "it was not asked"
    assert "horse" not in shown.out + shown.err
    assert b"horse" not in (tmp_path / "box").read_bytes()


# The ceremony


def test_our_own_card_is_no_card_of_a_peer(ready: Path, tmp_path: Path, refused: Refused) -> None:
    files.write(tmp_path / "card", canonical.encode(dict(federation.card())))
    said = refused("link", "introduce", tmp_path / "card", "--fingerprint", keyring.signers()[-1].key.fingerprint)
    assert "card_is_not_readable" in said
    assert not tables.Link.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [("suite", []), ("public", "A"), ("code", "\uff13"), ("url", "ftp://h"), ("certificate", "x"), ("v", 2)],
)
def test_a_distorted_card_is_answered_with_a_sentence(
    ready: Path, tmp_path: Path, refused: Refused, name: str, value: Json
) -> None:
    files.write(tmp_path / "card", canonical.encode({**federation.card(), "code": "310116", name: value}))
    for step in (
        ("introduce", tmp_path / "card", "--fingerprint", "ab"),
        ("offer", tmp_path / "card", tmp_path / "out"),
    ):
        said = refused("link", *step)
        assert f"card_is_not_readable (where={name})" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("paper", [b"", b"hello", b"[]", b"\xff", b'{"charter":{},"signatures":[]}'], ids=str)
def test_a_distorted_paper_is_answered_with_a_sentence(
    ready: Path, tmp_path: Path, refused: Refused, paper: bytes
) -> None:
    files.write(tmp_path / "paper", paper)
    assert "charter_does_not_fit" in refused("link", "sign", tmp_path / "paper", tmp_path / "out")
    assert not (tmp_path / "out").exists()
