"""Quarters as YYYY-Qn, and the numbers that findings bear within a year."""

import re
from collections.abc import Iterable
from datetime import date

_FORM = re.compile(r"2[01][0-9]{2}-Q[1-4]")


def is_quarter(text: object) -> bool:
    """Tell whether a text is a quarter as YYYY-Qn, in the years that matters know."""
    return isinstance(text, str) and _FORM.fullmatch(text) is not None


def quarter_of(day: date) -> str:
    """Return the quarter in which a day lies."""
    return f"{day:%Y}-Q{(day.month + 2) // 3}"


def after(quarter: str) -> str:
    """Return the quarter that follows."""
    year, number = int(quarter[:4]), int(quarter[-1])
    return f"{year + number // 4}-Q{number % 4 + 1}"


def before(quarter: str) -> str:
    """Return the quarter that comes before."""
    year, number = int(quarter[:4]), int(quarter[-1])
    return f"{year - (number == 1)}-Q{(number + 2) % 4 + 1}"


def last_day(quarter: str) -> date:
    """Return the last day of a quarter."""
    following = after(quarter)
    return date.fromordinal(date(int(following[:4]), int(following[-1]) * 3 - 2, 1).toordinal() - 1)


def beginning(sort: str, *, side: str, year: int) -> str:
    """Return how the numbers of a sort begin that a side gives in a year: `DC-2026-330482-`.

    Each side counts its own, so that two that number at the same moment never give the same number.
    """
    return f"{sort}-{year}-{side}-"


def number_next(taken: Iterable[str], begins: str) -> str:
    """Return the number after the highest of those taken that begin so.

    A number is kept for ever: what is taken up again keeps it, and one that fell through is not given again.
    """
    given = [number.removeprefix(begins) for number in taken if number.startswith(begins)]
    last = max((int(tail) for tail in given if tail.isascii() and tail.isdigit()), default=0)
    return f"{begins}{last + 1:04}"
