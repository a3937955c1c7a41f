"""Identifiers: time-ordered UUIDs (RFC 9562, version 7), so that indexes grow at their end and lists sort by age."""

import secrets
import uuid
from collections.abc import Callable

from pilin.base.clock import Instant

Entropy = Callable[[int], bytes]


def new_id(at: Instant, entropy: Entropy = secrets.token_bytes) -> str:
    """Return a UUID of version 7 for the instant, as 36 characters. `entropy` is a parameter for simulations."""
    milliseconds = int(at.timestamp() * 1000) & (2**48 - 1)
    chance = int.from_bytes(entropy(10), "big")
    value = milliseconds << 80 | 0x7 << 76 | (chance >> 64 & 0xFFF) << 64 | 0b10 << 62 | chance & (2**62 - 1)
    return str(uuid.UUID(int=value))


def is_id(text: str) -> bool:
    """Tell whether the text is a UUID as `new_id` writes it: version 7, lower case, with hyphens."""
    try:
        value = uuid.UUID(text)
    except ValueError:
        return False
    return value.version == 7 and str(value) == text
