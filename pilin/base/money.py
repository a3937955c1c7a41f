"""Money is integer fen. It is read from and shown as yuan at the edges; nothing in between knows a fraction."""

import re
from collections.abc import Sequence
from typing import NewType

from pilin.base.refusal import Code, Refused

Fen = NewType("Fen", int)

FEN_MAX = 2**53 - 1  # the largest integer that canonical bytes carry (RFC 8785, 3.2.2.3)

_YUAN = re.compile(r"(-?)(\d{1,14})(?:\.(\d{1,2}))?")


class MoneyRefusal(Code):
    """Why an amount was not taken."""

    AMOUNT_IS_NOT_YUAN = "amount_is_not_yuan"
    AMOUNT_IS_TOO_LARGE = "amount_is_too_large"


def fen(value: int) -> Fen:
    """Return `value` as fen. Raises AMOUNT_IS_TOO_LARGE beyond ±(2^53 - 1)."""
    if abs(value) > FEN_MAX:
        raise Refused(MoneyRefusal.AMOUNT_IS_TOO_LARGE, value=value)
    return Fen(value)


def parse_yuan(text: str) -> Fen:
    """Read a written amount in yuan with at most two decimals, e.g. "12.30", as fen. Raises AMOUNT_IS_NOT_YUAN."""
    match = _YUAN.fullmatch(text.strip().replace(",", ""))
    if match is None:
        raise Refused(MoneyRefusal.AMOUNT_IS_NOT_YUAN, text=text)
    sign, whole, part = match.groups()
    amount = int(whole) * 100 + int((part or "0").ljust(2, "0"))
    return fen(-amount if sign else amount)


def yuan_text(amount: Fen) -> str:
    """Write fen as yuan with two decimals and thousands separators, e.g. "1,234.50"."""
    sign = "-" if amount < 0 else ""
    whole, part = divmod(abs(amount), 100)
    return f"{sign}{whole:,}.{part:02d}"


def share(total: Fen, weights: Sequence[int]) -> list[Fen]:
    """Split `total` by non-negative integer weights so that the shares add up to it.

    Largest remainder (Hamilton); equal remainders go to the earlier share. At least one weight is positive.
    """
    weight_sum = sum(weights)
    assert weight_sum > 0, "at least one weight must be positive"
    assert min(weights) >= 0, "weights are never negative"
    floors = [total * weight // weight_sum for weight in weights]
    missing = total - sum(floors)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total * weights[i] % weight_sum), i))
    for i in by_remainder[:missing]:
        floors[i] += 1
    return [Fen(amount) for amount in floors]
