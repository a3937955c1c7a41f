"""The backup of keys: a small file that opens with a passphrase, for the safe of the office.

    {v, code, kdf: {n, r, p, salt}, nonce, cipher}     cipher: AES-256-GCM over {file name: Base64}, code as its context

The passphrase is stretched by scrypt. The high-water file is not in it: an old one would be a lie. The key of second
factors lies beside the key folder, in the data folder, and is put back there.
"""

import base64
import json
import secrets
from collections.abc import Mapping
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from django.conf import settings

from pilin.base import canonical
from pilin.base.canonical import Json
from pilin.base.refusal import Refused
from pilin.kernel.federation.actions import keyring
from pilin.node import files
from pilin.node.refusals import NodeRefusal
from pilin.web import strongbox

PASSPHRASE_CHARACTERS_MIN = 12
_N, _R, _P = 2**15, 8, 1
_SALT_BYTES, _NONCE_BYTES, _KEY_BYTES = 16, 12, 32
_MEMBERS = ("*.key", "*.pem")


def close(passphrase: str) -> bytes:
    """Return this node's keys and certificate as a closed box. Raises PASSPHRASE_IS_TOO_SHORT."""
    if len(passphrase) < PASSPHRASE_CHARACTERS_MIN:
        raise Refused(NodeRefusal.PASSPHRASE_IS_TOO_SHORT, characters_min=PASSPHRASE_CHARACTERS_MIN)
    code, salt, nonce = settings.NODE.node.code, secrets.token_bytes(_SALT_BYTES), secrets.token_bytes(_NONCE_BYTES)
    found = sorted(file for pattern in _MEMBERS for file in keyring.folder().glob(pattern))
    found += [strongbox.file()] if strongbox.file().exists() else []
    content = canonical.encode({file.name: _text(file.read_bytes()) for file in found})
    cipher = AESGCM(_stretched(passphrase, salt)).encrypt(nonce, content, code.encode())
    kdf: dict[str, Json] = {"n": _N, "r": _R, "p": _P, "salt": _text(salt)}
    return canonical.encode({"v": 1, "code": code, "kdf": kdf, "nonce": _text(nonce), "cipher": _text(cipher)})


def open_(box: bytes, passphrase: str) -> Mapping[str, bytes]:
    """Return the files of a box by name. Raises KEY_BACKUP_DOES_NOT_OPEN: damaged, not ours, or a wrong passphrase."""
    code = settings.NODE.node.code
    try:
        read = json.loads(box)
        salt, nonce, cipher = (base64.b64decode(text) for text in (read["kdf"]["salt"], read["nonce"], read["cipher"]))
        content = AESGCM(_stretched(passphrase, salt)).decrypt(nonce, cipher, code.encode())
    except (ValueError, KeyError, TypeError, InvalidTag):
        raise Refused(NodeRefusal.KEY_BACKUP_DOES_NOT_OPEN, node=code) from None
    return {Path(name).name: base64.b64decode(text) for name, text in json.loads(content).items()}


def put_back(members: Mapping[str, bytes]) -> None:
    """Write the files of a box where this node has no key. Raises KEYS_ARE_THERE_ALREADY.

    A key of second factors that is here stays: what was sealed since the backup opens with no other.
    """
    if keyring.signers():
        raise Refused(NodeRefusal.KEYS_ARE_THERE_ALREADY, folder=str(keyring.folder()))
    for name, data in members.items():
        if name != strongbox.FILE:
            files.write(keyring.folder() / name, data)
        elif not strongbox.file().exists():
            files.write(strongbox.file(), data)


def _stretched(passphrase: str, salt: bytes) -> bytes:
    return Scrypt(salt=salt, length=_KEY_BYTES, n=_N, r=_R, p=_P).derive(passphrase.encode())


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
