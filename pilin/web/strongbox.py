"""Secrets at rest: of second factors, each bound to its account, and whatever else a room seals, bound to its owner.

`second_factor.key` lies in the data folder, readable by its owner alone, never in the database and in no backup of it;
`pilin backup-key` takes it along. Where it is lost, every second factor has to be set up anew,
and callers of a gateway and identities of insured persons have to be entered anew.
"""

import hmac
import os
import secrets
from collections.abc import Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from pilin.base.refusal import Refused
from pilin.web.refusals import WebRefusal

FILE = "second_factor.key"
_KEY_BYTES, _NONCE_BYTES = 32, 12


def file() -> Path:
    """Return where the key lies."""
    return Path(settings.NODE.node.data_dir) / FILE


def prepare() -> None:
    """Make the key where there is none: so that the first backup of keys holds it."""
    _key()


def seal(secret: str, *, account: str) -> bytes:
    """Return a secret as it is kept: nonce and ciphertext, readable for this account alone."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_key()).encrypt(nonce, secret.encode(), account.encode())


def unseal(sealed: bytes, *, account: str) -> str:
    """Return what `seal` hid. Raises SECOND_FACTOR_CANNOT_BE_READ: the key is another, or the text was damaged."""
    nonce, cipher = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(_key()).decrypt(nonce, cipher, account.encode()).decode()
    except (InvalidTag, ValueError):
        raise Refused(WebRefusal.SECOND_FACTOR_CANNOT_BE_READ) from None


def seal_data(data: bytes, *, owner: str) -> bytes:
    """Return bytes as they are kept, readable for this owner alone; `owner` says what they belong to."""
    (sealed,) = seal_all([(data, owner)])
    return sealed


def seal_all(several: Sequence[tuple[bytes, str]]) -> list[bytes]:
    """Return bytes of several as `seal_data` keeps them, each with its owner; the key is read once."""
    if not several:
        return []
    box, nonces = AESGCM(_key()), [secrets.token_bytes(_NONCE_BYTES) for _ in several]
    return [
        nonce + box.encrypt(nonce, data, _bound(owner)) for nonce, (data, owner) in zip(nonces, several, strict=True)
    ]


def unseal_data(sealed: bytes, *, owner: str) -> bytes:
    """Return what `seal_data` hid. Raises SEALED_DATA_CANNOT_BE_READ: another key or owner, or it was damaged."""
    nonce, cipher = sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:]
    try:
        return AESGCM(_key()).decrypt(nonce, cipher, _bound(owner))
    except (InvalidTag, ValueError):
        raise Refused(WebRefusal.SEALED_DATA_CANNOT_BE_READ) from None


def keyed_hash(text: str, *, about: str) -> str:
    """Return by what a text is found again that is itself kept sealed; without the key nobody can try texts.

    `about` says what the text is, so that equal texts of different meaning have nothing in common.
    """
    key = hmac.digest(_key(), b"\0keyed hash\0" + about.encode(), "sha256")
    return hmac.new(key, text.encode(), "sha256").hexdigest()


def _bound(owner: str) -> bytes:
    """Return what binds data to its owner; no account begins so, since names of accounts hold no NUL."""
    return b"\0" + owner.encode()


def _key() -> bytes:
    """Return the node's key; the first call makes it, whole or not at all, for its owner only."""
    kept = file()
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = kept.with_name(f"{FILE}.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(secrets.token_bytes(_KEY_BYTES))
            stream.flush()
            os.fsync(stream.fileno())
        try:
            os.link(draft, kept)  # two threads may come at once: the first key stays
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return kept.read_bytes()
