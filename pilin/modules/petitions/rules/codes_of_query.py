"""The code with which a petitioner asks how it stands: given out once, kept as a digest."""

import hashlib
import unicodedata
from collections.abc import Callable

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH, _GROUP = 12, 4
_ALIKE = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new_code(entropy: Callable[[int], bytes]) -> str:
    """Return a code as it is handed out: three groups of four, sixty bits of chance."""
    chance = int.from_bytes(entropy(8), "big")
    marks = [_ALPHABET[chance >> 5 * place & 31] for place in range(_LENGTH)]
    return "-".join("".join(marks[start : start + _GROUP]) for start in range(0, _LENGTH, _GROUP))


def digest_of(code: str) -> str:
    """Return the digest of a code however it was typed: small letters, full-width ones, gaps, O for 0."""
    folded = unicodedata.normalize("NFKC", code).upper().translate(_ALIKE)
    return hashlib.sha256(f"petition/{''.join(mark for mark in folded if mark.isalnum())}".encode()).hexdigest()
