"""Numbers with a law of their own: division codes and unified social credit codes."""

import re

from pilin.kernel.organisations.rules.entries import Level

_SIDE = re.compile(r"[0-9]{6}")
_PLACE = re.compile(r"[0-9]{12}")
_CREDIT = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"  # GB 32100-2015, table 3: no I, O, S, V, Z
_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))


def is_side(text: str) -> bool:
    """Tell whether the text is a county-level division code of six digits (GB/T 2260)."""
    return _SIDE.fullmatch(text) is not None


def is_place_code(text: str) -> bool:
    """Tell whether the text is a division code of twelve digits: county 6, town 3, village 3."""
    return _PLACE.fullmatch(text) is not None


def level_of_code(code: str) -> Level:
    """Return the level that a 12-digit code has by its zeros: county ...000000, town ...000, else village."""
    if code.endswith("000000"):
        return Level.COUNTY
    return Level.TOWN if code.endswith("000") else Level.VILLAGE


def is_credit_code(text: str) -> bool:
    """Tell whether the text is a unified social credit code by its check character (GB 32100-2015, 5)."""
    if _CREDIT.fullmatch(text) is None:
        return False
    total = sum(_ALPHABET.index(sign) * weight for sign, weight in zip(text[:17], _WEIGHTS, strict=True))
    return _ALPHABET[-total % 31] == text[17]
