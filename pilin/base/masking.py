"""Masking: identity-card numbers are found in free text and never leave it unmasked (architecture, section 8).

The check digit of GB 11643-1999 (ISO 7064, MOD 11-2) tells a citizen number from any other eighteen digits.
"""

import re

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_CANDIDATE = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


def is_identity_number(text: str) -> bool:
    """Tell whether eighteen characters are a citizen number by their check digit."""
    body, check = text[:17], text[17:].upper()
    total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
    return _CHECK[total % 11] == check


def holds_identity_number(text: str) -> bool:
    """Tell whether a text holds a citizen number anywhere."""
    return any(is_identity_number(found) for found in _CANDIDATE.findall(text))


def mask(text: str) -> str:
    """Return the text with every citizen number reduced to its first three and last two characters."""
    return _CANDIDATE.sub(_masked, text)


def _masked(match: re.Match[str]) -> str:
    number = match.group()
    return f"{number[:3]}{'*' * 13}{number[16:]}" if is_identity_number(number) else number
