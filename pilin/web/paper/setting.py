"""Where the lines of a paper break. Pure: it is told how wide a text is.

GB/T 15834: no line begins with a point, a comma or a closing bracket, and none ends with an opening one. A word in
Latin letters, a number and an amount stay whole as long as they fit into a line; a path breaks after its strokes.
"""

import re
from collections.abc import Callable, Iterator
from unicodedata import category

Width = Callable[[str], float]

_NOT_FIRST, _NOT_LAST = ("Po", "Pe", "Pf"), ("Ps", "Pi")
"""Categories of Unicode: points and closing brackets, opening brackets."""
_WORD = re.compile(r"[A-Za-z0-9¥+\-_.,:@#&=%]+|.", re.S)


def lines(text: str, *, room: float, width: Width) -> list[str]:
    """Return a text as the lines that fit into a width; the line breaks of the text itself stay."""
    return [line for paragraph in text.splitlines() or [""] for line in _paragraph(paragraph, room, width)]


def _paragraph(text: str, room: float, width: Width) -> Iterator[str]:
    line = ""
    for unit in _units(text, room, width):
        if line and width((line + unit).rstrip()) > room:
            yield line.rstrip()
            line = unit.lstrip()
        else:
            line += unit
    yield line.rstrip()


def _units(text: str, room: float, width: Width) -> Iterator[str]:
    """Return what is not torn apart; what is longer than a line is, where the line ends."""
    for unit in _glued(_WORD.findall(text)):
        if width(unit) <= room:
            yield unit
        else:
            yield from unit


def _glued(words: list[str]) -> list[str]:
    """Return words with what must not begin a line at the end of the word before, and what must not end one before."""
    units: list[str] = []
    for word in words:
        if units and (category(word[0]) in _NOT_FIRST or category(units[-1][-1]) in _NOT_LAST):
            units[-1] += word
        else:
            units.append(word)
    return units


def pieces(text: str, *, longest: int) -> list[str]:
    """Return lines in pieces of at most so many, for a cell that must not be higher than a page."""
    rows = text.split("\n")
    return ["\n".join(rows[start : start + longest]) for start in range(0, len(rows), longest)]
