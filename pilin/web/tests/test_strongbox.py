"""Secrets at rest: under the key file of the node, for one account."""

import stat
from pathlib import Path

import pytest

from pilin.base.refusal import Refused
from pilin.web import strongbox
from pilin.web.refusals import WebRefusal

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture(autouse=True)
def _folder(node_folder: Path) -> None:
    assert not (node_folder / strongbox.FILE).exists()


def refused(sealed: bytes, account: str = "wu") -> bool:
    with pytest.raises(Refused) as caught:
        strongbox.unseal(sealed, account=account)
    return caught.value.code is WebRefusal.SECOND_FACTOR_CANNOT_BE_READ


def test_what_was_sealed_is_read_back_and_not_seen_in_the_text() -> None:
    sealed = strongbox.seal(SECRET, account="wu")
    assert strongbox.unseal(sealed, account="wu") == SECRET
    assert SECRET.encode() not in sealed
    assert sealed != strongbox.seal(SECRET, account="wu")


def test_the_key_is_made_once_and_for_its_owner_alone() -> None:
    strongbox.seal(SECRET, account="wu")
    key = strongbox.file().read_bytes()
    strongbox.seal(SECRET, account="wu")
    assert strongbox.file().read_bytes() == key
    assert len(key) == 32
    assert stat.S_IMODE(strongbox.file().stat().st_mode) == 0o600
    assert [file.name for file in strongbox.file().parent.iterdir()] == [strongbox.FILE]


def test_a_secret_moved_to_another_account_does_not_open() -> None:
    assert refused(strongbox.seal(SECRET, account="wu"), "li")


def test_a_secret_does_not_open_under_another_key_or_damaged() -> None:
    sealed = strongbox.seal(SECRET, account="wu")
    assert refused(sealed[:-1] + bytes([sealed[-1] ^ 1]))
    assert refused(b"")
    strongbox.file().unlink()
    assert refused(sealed)


def test_whoever_comes_second_takes_the_key_of_the_first(monkeypatch: pytest.MonkeyPatch) -> None:
    strongbox.seal(SECRET, account="wu")
    key = strongbox.file().read_bytes()
    answers = iter([False])
    real = Path.exists
    monkeypatch.setattr(Path, "exists", lambda path: next(answers, None) if path.name == strongbox.FILE else real(path))
    strongbox.seal(SECRET, account="wu")
    assert strongbox.file().read_bytes() == key


def test_data_is_sealed_for_its_owner_and_no_account_opens_it() -> None:
    sealed = strongbox.seal_data(b"data", owner="wu")
    assert strongbox.unseal_data(sealed, owner="wu") == b"data"
    assert refused(sealed)
    for damaged, owner in (
        (sealed, "li"),
        (sealed[:-1], "wu"),
        (b"", "wu"),
        (strongbox.seal(SECRET, account="wu"), "wu"),
    ):
        with pytest.raises(Refused) as caught:
            strongbox.unseal_data(damaged, owner=owner)
        assert caught.value.code is WebRefusal.SEALED_DATA_CANNOT_BE_READ


def test_a_keyed_hash_finds_a_text_again_under_the_same_key_and_meaning_alone() -> None:
    found = strongbox.keyed_hash("330482", about="card")
    assert (strongbox.keyed_hash("330482", about="card"), len(found)) == (found, 64)
    assert strongbox.keyed_hash("330483", about="card") != found
    assert strongbox.keyed_hash("330482", about="certificate") != found
    assert strongbox.keyed_hash("a", about="bc") != strongbox.keyed_hash("ab", about="c")
    strongbox.file().unlink()
    assert strongbox.keyed_hash("330482", about="card") != found


def test_several_are_sealed_with_one_reading_of_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    keys, read = [], strongbox._key

    def counted() -> bytes:
        keys.append(read())
        return keys[-1]

    monkeypatch.setattr(strongbox, "_key", counted)
    several = [(b"data", "wu"), (b"data", "li"), (b"", "wu")]
    sealed = strongbox.seal_all(several)
    assert (len(keys), len(set(sealed)), strongbox.seal_all([])) == (1, 3, [])
    assert [strongbox.unseal_data(one, owner=owner) for one, (_, owner) in zip(sealed, several, strict=True)] == [
        data for data, _ in several
    ]
    with pytest.raises(Refused):
        strongbox.unseal_data(sealed[0], owner="li")
