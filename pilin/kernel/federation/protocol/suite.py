"""Signature suites: what signs and what verifies. `ed25519` (RFC 8032) is spoken; every signed thing names its suite.

SM2 with SM3 (GB/T 32918, GB/T 32905) has its place here: a second entry in `VERIFIERS` and a second signer.
"""

import base64
import binascii
import hashlib
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, cached_property, lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_CORES = os.cpu_count() or 1
_TOGETHER_MIN = 8  # below, handing work over costs more than it saves

Verifier = Callable[[bytes, bytes, bytes], bool]  # (public key, signature, data)


def key_id(suite: str, public: bytes) -> str:
    """Return the 32 hexadecimal digits that name a key: the head of its fingerprint."""
    return fingerprint(suite, public)[:32]


def fingerprint(suite: str, public: bytes) -> str:
    """Return SHA-256(suite, 0x00, public key) in hexadecimal: what two people compare at the key ceremony."""
    return hashlib.sha256(suite.encode() + b"\0" + public).hexdigest()


@dataclass(frozen=True)
class PublicKey:
    """A node's public key in one suite; `public` is Base64 text as it stands in cards and charters."""

    suite: str
    public: str
    checked: dict[tuple[str, bytes], bool] = field(default_factory=dict, compare=False, repr=False)
    """What `check_together` found of signatures over data, until `verifies` is asked for it."""

    @cached_property
    def kid(self) -> str:
        """Return the key's short name."""
        return key_id(self.suite, base64.b64decode(self.public))

    @property
    def fingerprint(self) -> str:
        """Return the key's full fingerprint."""
        return fingerprint(self.suite, base64.b64decode(self.public))

    def verifies(self, signature: str, data: bytes) -> bool:
        """Tell whether `signature` (Base64) is this key's over `data`; False for an unknown suite or garbage."""
        found = self.checked.pop((signature, data), None)
        return _verifies(self, signature, data) if found is None else found


def _verifies(key: PublicKey, signature: str, data: bytes) -> bool:
    verifier = VERIFIERS.get(key.suite)
    if verifier is None:
        return False
    try:
        raw = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return False
    if base64.b64encode(raw).decode() != signature:
        return False  # one spelling only
    return verifier(_raw(key.public), raw, data)


@lru_cache
def _raw(public: str) -> bytes:
    return base64.b64decode(public)


def check_together(checks: Sequence[tuple[PublicKey, str, bytes]]) -> None:
    """Verify many signatures on all cores; the keys remember what was found until they are asked.

    Only the time differs: a signature that was not looked at here is verified when it is asked for.
    """
    shares = [checks[start::_CORES] for start in range(_CORES)] if len(checks) >= _TOGETHER_MIN else []
    others = [_threads().submit(_check_each, share) for share in shares[1:]]
    _check_each(shares[0] if shares else ())
    for other in others:
        other.result()


def _check_each(checks: Sequence[tuple[PublicKey, str, bytes]]) -> None:
    for key, signature, data in checks:
        key.checked[signature, data] = _verifies(key, signature, data)


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_CORES, "signatures")


os.register_at_fork(after_in_child=_threads.cache_clear)  # threads do not come along


class Signer(Protocol):
    """What a node signs with."""

    @property
    def key(self) -> PublicKey:
        """Return the public half."""
        ...

    def sign(self, data: bytes) -> str:
        """Return the signature over `data` as Base64 text."""
        ...


class Ed25519Signer:
    """The suite `ed25519`."""

    def __init__(self, private: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(private)
        self.key = PublicKey("ed25519", base64.b64encode(self._private.public_key().public_bytes_raw()).decode())

    @classmethod
    def generate(cls) -> "Ed25519Signer":
        """Make a new key from the operating system's randomness."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def private(self) -> bytes:
        """Return the 32 secret bytes, for the key file alone."""
        return self._private.private_bytes_raw()

    def sign(self, data: bytes) -> str:
        """Return the signature over `data` as Base64 text."""
        return base64.b64encode(self._private.sign(data)).decode()


def _verify_ed25519(public: bytes, signature: bytes, data: bytes) -> bool:
    try:
        _ed25519(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache
def _ed25519(public: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(public)


VERIFIERS: dict[str, Verifier] = {"ed25519": _verify_ed25519}
_PUBLIC_BYTES = {"ed25519": 32}


def is_public(suite: object, public: object) -> bool:
    """Tell whether a text is a public key of a suite that is spoken: so many bytes as Base64, in its one spelling."""
    if not isinstance(suite, str) or suite not in VERIFIERS or not isinstance(public, str):
        return False
    try:
        raw = base64.b64decode(public, validate=True)
    except ValueError:
        return False
    return len(raw) == _PUBLIC_BYTES[suite] and base64.b64encode(raw).decode() == public
