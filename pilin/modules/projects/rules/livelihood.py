"""实事项目: codes by which residents say what they think, and what may be shown of it. 百姓的口碑 is the yardstick.

A code is sixty bits of chance, handed out on paper and good for one opinion. Only its digest is kept, and nothing leads
from an opinion to a code. A mean is shown from ten opinions on: statistics about people start there.
"""

import hashlib
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from pilin.base import masking
from pilin.base.masking import Masked
from pilin.base.refusal import Code
from pilin.modules.projects.rules.records import Record

MEAN_FROM = 10
STARS = (5, 4, 3, 2, 1)
WORDS_MAX = 500
BATCH_MAX = 100
OPEN = ("under_way", "again", "done")
SIGNED = (*OPEN, "closed")

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which are read as others
_LENGTH, _GROUP = 12, 4
_ALIKE = str.maketrans("OIL", "011")


class LivelihoodRefusal(Code):
    """Why an opinion or a batch of codes is not taken."""

    OPINION_CODE_IS_UNKNOWN = "opinion_code_is_unknown"
    OPINION_CODE_WAS_USED = "opinion_code_was_used"
    OPINIONS_ARE_CLOSED = "opinions_are_closed"
    OPINIONS_ARE_COUNTED_HERE = "opinions_are_counted_here"


def new_code(entropy: Callable[[int], bytes]) -> str:
    """Return a code as it is printed: three groups of four, sixty bits of chance."""
    chance = int.from_bytes(entropy(8), "big")
    marks = [_ALPHABET[chance >> 5 * place & 31] for place in range(_LENGTH)]
    return "-".join("".join(marks[start : start + _GROUP]) for start in range(0, _LENGTH, _GROUP))


def digest_of(code: str) -> str:
    """Return the digest of a code however it was typed: small letters, full-width ones, gaps, O for 0."""
    folded = unicodedata.normalize("NFKC", code).upper().translate(_ALIKE)
    return hashlib.sha256(f"opinion/{''.join(mark for mark in folded if mark.isalnum())}".encode()).hexdigest()


def words_kept(words: str) -> Masked:
    """Return what is kept of a resident's words: masked, and with nothing in it that nobody sees."""
    plain, _seams = masking.without_seams(words.strip())
    return masking.mask_personal(masking.made_visible(plain)[:WORDS_MAX])


def told(count: int, points: int, *, last: Mapping[str, int]) -> dict[str, int]:
    """Return what a side tells of its opinions, after what it told `last`.

    Their sum is told when at least ten have come since it was told before: else the difference of two sums would be
    the opinion of one person, or of a few.
    """
    if count - last.get("summed", 0) >= MEAN_FROM:
        return {"count": count, "summed": count, "points": points}
    return {"count": count, **{name: last[name] for name in ("summed", "points") if name in last}}


@dataclass(frozen=True)
class Opinions:
    """What may be shown: how many, and their mean in tenths; None below ten."""

    count: int
    mean_tenths: int | None

    @property
    def mean(self) -> str:
        """Return the mean with one decimal, empty where it is not shown."""
        return "" if self.mean_tenths is None else f"{self.mean_tenths // 10}.{self.mean_tenths % 10}"


def opinions_by_side(record: Record) -> dict[str, Opinions]:
    """Return what each side told, by its code."""
    return {record.roles[role]: _shown([one]) for role, one in record.asserted.get("opinions", {}).items()}


def opinions_of(record: Record) -> Opinions:
    """Return what both sides told together; a side with fewer than ten counts, and stays out of the mean."""
    return _shown([*record.asserted.get("opinions", {}).values()])


def _shown(said: Sequence[Mapping[str, int]]) -> Opinions:
    """Return how many there are, with the mean of those that were summed, rounded half up."""
    count = sum(one["count"] for one in said)
    full = [one for one in said if one.get("summed", 0) >= MEAN_FROM and "points" in one]
    summed, points = (sum(one[name] for one in full) for name in ("summed", "points"))
    return Opinions(count, (20 * points + summed) // (2 * summed) if full else None)
