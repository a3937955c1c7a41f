"""Two people write one draft: what they changed apart is merged, and where both changed one field both are shown.

A draft is kept as its form sends it, field by field. Each save says from which version it began; a field counts as
changed where it differs from that version. Nothing is decided by who came later.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

ROWS = "-rows"
"""The end of the name under which a list of rows says how many it has: of two numbers the larger holds both."""

Fields = Mapping[str, str]


@dataclass(frozen=True)
class Clash:
    """A field that both changed, each otherwise."""

    name: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Merged:
    """What stands after a save: `taken` are the fields that somebody else changed meanwhile, `clashes` stay theirs."""

    fields: Fields
    taken: tuple[str, ...] = ()
    clashes: tuple[Clash, ...] = field(default=())

    @property
    def is_mine(self) -> bool:
        """Tell whether nothing of somebody else's came in."""
        return not self.taken and not self.clashes


def merge(base: Fields, mine: Fields, theirs: Fields) -> Merged:
    """Return what stands when `mine`, begun from `base`, is saved over `theirs`."""
    merged: dict[str, str] = {}
    taken: list[str] = []
    clashes: list[Clash] = []
    for name in sorted({*base, *mine, *theirs}):
        was, wrote, stands = (fields.get(name, "") for fields in (base, mine, theirs))
        if stands in (wrote, was):
            merged[name] = wrote
        elif wrote == was:
            merged[name] = stands
            taken.append(name)
        elif name.endswith(ROWS):
            merged[name] = max(wrote, stands, key=_number)
        else:
            merged[name] = stands
            clashes.append(Clash(name, wrote, stands))
    return Merged({name: text for name, text in merged.items() if text}, tuple(taken), tuple(clashes))


def shown_to(mine: Fields, merged: Merged, *, both_seen: bool) -> Fields:
    """Return from what the writer goes on: what he sent, and where he saw both texts of a field, the other's.

    Then a field that he leaves as he sent it is not taken for a change of his, and one that he decided is.
    """
    seen = {one.name: one.theirs for one in merged.clashes} if both_seen else {}
    return {**mine, **seen}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() else 0
