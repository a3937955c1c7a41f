"""A signature suite for simulations alone: a keyed hash. Most seeds use it, every tenth uses the real one."""

import base64
import hashlib
import hmac

from pilin.kernel.federation.protocol.suite import VERIFIERS, Ed25519Signer, PublicKey

NAME = "keyed-hash"


class KeyedHashSigner:
    def __init__(self, secret):
        self.secret = secret
        self.key = PublicKey(NAME, base64.b64encode(secret).decode())

    def sign(self, data):
        return base64.b64encode(hmac.digest(self.secret, data, hashlib.sha256)).decode()


def _verify(public, signature, data):
    return hmac.compare_digest(signature, hmac.digest(public, data, hashlib.sha256))


VERIFIERS[NAME] = _verify


def signer(secret, *, real):
    """Return a signer of 32 secret bytes in the real suite or in the simulations' one."""
    return Ed25519Signer(secret) if real else KeyedHashSigner(secret)
