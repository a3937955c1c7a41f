"""Small numbers: statistics about people start at ten (architecture, 8), and what is hidden cannot be reckoned back.

One number hidden beside its total is no secret. So of parts of a whole others are hidden with it, the smallest first,
until what is hidden could have come about in several ways; all that is hidden bears one word, so that nobody sees which
came first.
"""

from collections.abc import Mapping

FROM = 10
_CELLS_MIN, _TIMES = 2, 2


def shown(count: int) -> int | None:
    """Return a number that stands for itself; None below ten. That there is nothing is no secret."""
    return count if count >= FROM or count == 0 else None


def part_of(count: int, whole: int) -> int | None:
    """Return a part beside the whole; None where the part or the rest is small."""
    return None if shown(count) is None or shown(whole - count) is None else count


def parts(counts: Mapping[str, int]) -> dict[str, int | None]:
    """Return parts of one whole that may be told beside it.

    At least two are hidden where one is, ten together and twice as many as there are hidden parts: each of them could
    then be another number.
    """
    hidden = {name for name, count in counts.items() if shown(count) is None}
    rest = sorted((name for name, count in counts.items() if count >= FROM), key=lambda name: (counts[name], name))
    while hidden and rest and not _are_safe([counts[name] for name in hidden]):
        hidden.add(rest.pop(0))
    return {name: None if name in hidden else count for name, count in counts.items()}


def _are_safe(hidden: list[int]) -> bool:
    together = sum(hidden)
    return len(hidden) >= _CELLS_MIN and together >= max(FROM, _TIMES * len(hidden))
