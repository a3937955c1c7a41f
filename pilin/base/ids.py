"""Identifiers: time-ordered UUIDs (RFC 9562, version 7), so that indexes grow at their end and lists sort by age."""

import re
import secrets
from collections.abc import Callable

from pilin.base.clock import Instant

Entropy = Callable[[int], bytes]
_FORM = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def new_id(at: Instant, entropy: Entropy = secrets.token_bytes) -> str:
    """Return a UUID of version 7 for the instant, as 36 characters. `entropy` is a parameter for simulations."""
    milliseconds = int(at.timestamp() * 1000) & (2**48 - 1)
    chance = int.from_bytes(entropy(10), "big")
    value = milliseconds << 80 | 0x7 << 76 | (chance >> 64 & 0xFFF) << 64 | 0b10 << 62 | chance & (2**62 - 1)
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def is_id(text: str) -> bool:
    """Tell whether the text is a UUID as `new_id` writes it: version 7, lower case, with hyphens."""
    return _FORM.fullmatch(text) is not None
