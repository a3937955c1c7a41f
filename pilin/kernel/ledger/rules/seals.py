"""The seal of a row: one checksum a column, so that the audit can name the column that changed and not only the row.

It guards against rot and slips of the hand. Against intent stands the signed event that the entry names.
"""

from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32


def seal(columns: Sequence[str]) -> str:
    """Return the CRC-32 of each column's text, and last the CRC-32 of those, each in eight hexadecimal digits."""
    sums = b"".join([_checksum(text) for text in columns])
    return f"{sums.hex()}{crc32(sums):08x}"


@lru_cache(maxsize=4096)
def _checksum(text: str) -> bytes:
    """Remembered, because most columns bear the same text in many rows of a batch."""
    return crc32(text.encode()).to_bytes(4, "big")
