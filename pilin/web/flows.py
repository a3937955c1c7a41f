"""How modules meet without knowing each other: one offers a thing of a type, another takes it, the node binds the two.

The types stand here, where every module sees them. A card names what it `offers`, by type the dotted path of the thing,
and the types that it `needs`; `pilin/node/wiring.py` lists who takes what from whom, one line a flow.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from pilin.web.cards import ModuleConfig, cards

DUTIES = range(1, 11)
"""The numbers of the ten joint duties, as the programme lists them (十联)."""


@dataclass(frozen=True)
class DutyFigure:
    """One figure of a joint duty in a span of days: what is counted, and how many of it each side has.

    `by_side` has the sides' codes; a side that is missing has not told anything (which is not the same as 0). Figures
    `about_people` are shown from ten up. `label` is in the reader's language; the unit stands in it, in brackets.
    """

    duty: int
    label: str
    by_side: Mapping[str, int]
    about_people: bool = False


class DutyFigures(Protocol):
    """What a room tells of the joint duties that it serves, for the page of all ten."""

    def __call__(self, *, start: date, end: date) -> Sequence[DutyFigure] | None:
        """Return figures from signed facts of the days from `start` until before `end`; None where the room is off.

        Both nodes return the same for the same facts. It asks at most one query, or two where there is no other way:
        the page that shows all ten has twelve.
        """
        ...


@dataclass(frozen=True)
class Flow:
    """What the module `source` offers under a type goes to the module `sink`."""

    thing: type
    source: str
    sink: str


def bound(thing: type, *, sink: str) -> Mapping[str, Any]:
    """Return by module what `sink` takes under a type, in the order of the wiring.

    None stands for a module that is not installed on this node, or offers nothing of the kind.
    """
    known: Mapping[str, ModuleConfig] = {card.label: card for card in cards()}
    flows: Sequence[Flow] = import_string(settings.WIRING)
    taken = [flow.source for flow in flows if flow.thing is thing and flow.sink == sink]
    return {source: _offered(known.get(source), thing) for source in taken}


def _offered(card: ModuleConfig | None, thing: type) -> Any:
    path = card.offers.get(thing) if card is not None else None
    return import_string(path) if path else None
