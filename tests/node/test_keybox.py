"""The key box: it opens with its passphrase, for its node, whole; and never over keys that are there."""

import json
from pathlib import Path

import pytest

from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import keyring
from pilin.node import __main__ as command
from pilin.node import keybox
from pilin.node.refusals import NodeRefusal
from pilin.web import strongbox

PASSPHRASE = "correct horse battery"


@pytest.fixture
def box(ready: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    monkeypatch.setattr(keybox, "_N", 2)  # scrypt as weak as it gets: only its wiring is tested
    return keybox.close(PASSPHRASE)


def test_a_box_brings_keys_back_where_they_are_lost(box: bytes) -> None:
    before = {file.name: file.read_bytes() for file in keyring.folder().iterdir()}
    for file in keyring.folder().iterdir():
        file.unlink()
    keybox.put_back(keybox.open_(box, PASSPHRASE))
    after = {file.name: file.read_bytes() for file in keyring.folder().iterdir()}
    assert after == {name: data for name, data in before.items() if name != "high_water"}
    assert all(file.stat().st_mode & 0o077 == 0 for file in keyring.folder().iterdir())


def test_the_key_of_second_factors_comes_back_to_its_own_place(ready: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keybox, "_N", 2)
    sealed = strongbox.seal("secret", account="wu")
    members = keybox.open_(keybox.close(PASSPHRASE), PASSPHRASE)
    for file in (*keyring.folder().iterdir(), strongbox.file()):
        file.unlink()
    keybox.put_back(members)
    assert strongbox.unseal(sealed, account="wu") == "secret"
    assert not (keyring.folder() / strongbox.FILE).exists()
    assert strongbox.file().stat().st_mode & 0o077 == 0


def test_a_key_of_second_factors_that_is_here_stays(box: bytes) -> None:
    members = {**keybox.open_(box, PASSPHRASE), strongbox.FILE: bytes(32)}
    sealed = strongbox.seal("secret", account="wu")
    for file in keyring.folder().iterdir():
        file.unlink()
    keybox.put_back(members)
    assert strongbox.unseal(sealed, account="wu") == "secret"


def test_a_box_is_not_put_over_keys(box: bytes) -> None:
    with pytest.raises(Refused) as refused:
        keybox.put_back(keybox.open_(box, PASSPHRASE))
    assert refused.value.code is NodeRefusal.KEYS_ARE_THERE_ALREADY


@pytest.mark.parametrize("member", ["cipher", "nonce"])
def test_a_damaged_box_does_not_open(box: bytes, member: str) -> None:
    read = json.loads(box)
    read[member] = ("B" if read[member][0] == "A" else "A") + read[member][1:]
    with pytest.raises(Refused) as refused:
        keybox.open_(json.dumps(read).encode(), PASSPHRASE)
    assert refused.value.code is NodeRefusal.KEY_BACKUP_DOES_NOT_OPEN


@pytest.mark.parametrize("damaged", [b"", b"[]", b"{}", b"\xff"])
def test_what_is_no_box_does_not_open(ready: Path, damaged: bytes) -> None:
    with pytest.raises(Refused) as refused:
        keybox.open_(damaged, PASSPHRASE)
    assert refused.value.code is NodeRefusal.KEY_BACKUP_DOES_NOT_OPEN


def test_a_wrong_passphrase_does_not_open(box: bytes) -> None:
    with pytest.raises(Refused, match="key_backup_does_not_open"):
        keybox.open_(box, PASSPHRASE + "!")


def test_a_short_passphrase_is_refused(ready: Path) -> None:
    with pytest.raises(Refused) as refused:
        keybox.close("short")
    assert refused.value.code is NodeRefusal.PASSPHRASE_IS_TOO_SHORT


def test_no_secret_lies_open_in_a_box(box: bytes) -> None:
    for file in keyring.folder().glob("*.key"):
        assert keybox._text(file.read_bytes()).encode() not in box
    assert PASSPHRASE.encode() not in box


def test_the_verbs_write_and_read_a_box(
    ready: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(keybox, "_N", 2)
    (tmp_path / "words").write_text(PASSPHRASE + "\n")
    given = [str(tmp_path / "box"), "--passphrase-file", str(tmp_path / "words")]
    assert command.main(["backup-key", *given]) == 0
    assert command.main(["restore-key", *given]) == 2
    assert "keys_are_there_already" in capsys.readouterr().err
    for file in keyring.folder().glob("*"):
        file.unlink()
    assert command.main(["restore-key", *given]) == 0
    assert keyring.signers()
