"""Reads of the lights under both signatures: ours of a day, and those that were offered or agreed."""

from collections.abc import Sequence
from dataclasses import dataclass

from pilin.kernel.federation.queries import facts as federation
from pilin.modules.projects.models import Project
from pilin.modules.projects.queries.projects import yardstick_of
from pilin.modules.projects.rules import seals
from pilin.modules.projects.rules.seals import LEAVES_MAX, Seal

SHOWN_MAX = 30
_COLUMNS = ("pk", "facts", "light", "triggers")


@dataclass(frozen=True)
class Sealed:
    """A seal that lies on the table or that all signed: by its hash, who offered it, and how many projects it names."""

    hash: str
    day: str
    offered_by: str
    is_agreed: bool
    count: int


def our_seal(parties: Sequence[str], day: str) -> Seal:
    """Return the lights of a day as this node holds them, of projects that all parties share; two queries."""
    yardstick = yardstick_of(parties)
    rows = Project.objects.filter(initiator__in=parties, responder__in=parties, light_day=day)
    rows = rows.filter(yardstick=yardstick.digest).order_by("pk")
    leaves = (seals.leaf(*row) for row in rows.values_list(*_COLUMNS)[:LEAVES_MAX])
    return seals.seal_of(day, yardstick.digest, leaves)


def sealed() -> list[Sealed]:
    """Return the seals that lie on the table or were agreed, the latest day first; one query."""
    rows = federation.on_the_table_or_agreed((seals.TYPE,))
    found = [
        Sealed(row.hash, row.text["day"], row.offered_by, row.state == "agreed", len(row.text["lights"]))
        for row in rows
    ]
    return sorted(found, key=lambda one: (one.day, one.hash), reverse=True)[:SHOWN_MAX]
