"""What is known of the ground: borders, places (ended ones too), and the lines that both sides have signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pilin.kernel.federation import queries as federated
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Border, Boundary, Place


@dataclass(frozen=True)
class Ground:
    """The borders of a day by their key, every place that was ever said, and the signed lines by the same key."""

    borders: Mapping[str, Border]
    places: Sequence[Place]
    lines: Mapping[str, Boundary]


def ground(day: date) -> Ground:
    """Return the ground in three queries."""
    borders = {border.key: border for border in organisations.borders(day=day)}
    return Ground(borders, organisations.all_places(), federated.signed_boundaries())
