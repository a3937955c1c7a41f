"""Signature suites: what signs and what verifies. `ed25519` (RFC 8032) is spoken; every signed thing names its suite.

SM2 with SM3 (GB/T 32918, GB/T 32905) has its place here: a second entry in `VERIFIERS` and a second signer.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

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

    @property
    def kid(self) -> str:
        """Return the key's short name."""
        return key_id(self.suite, base64.b64decode(self.public))

    @property
    def fingerprint(self) -> str:
        """Return the key's full fingerprint."""
        return fingerprint(self.suite, base64.b64decode(self.public))

    def verifies(self, signature: str, data: bytes) -> bool:
        """Tell whether `signature` (Base64) is this key's over `data`; False for an unknown suite or garbage."""
        verifier = VERIFIERS.get(self.suite)
        if verifier is None:
            return False
        try:
            raw = base64.b64decode(signature, validate=True)
        except (binascii.Error, ValueError):
            return False
        if base64.b64encode(raw).decode() != signature:
            return False  # one spelling only
        return verifier(base64.b64decode(self.public), raw, data)


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
        Ed25519PublicKey.from_public_bytes(public).verify(signature, data)
    except (InvalidSignature, ValueError):
        return False
    return True


VERIFIERS: dict[str, Verifier] = {"ed25519": _verify_ed25519}
