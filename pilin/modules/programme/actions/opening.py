"""Opening matters under the clause that allows it."""

from collections.abc import Mapping, Sequence
from typing import Any

from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.agreements.rules import Opening
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries
from pilin.modules.programme.rules import ProgrammeRefusal

_OPEN = "matters.open"


def open_under_a_clause(
    kind_name: str, *, roles: Mapping[str, str], fields: Mapping[str, Any], office: str = "", at: Instant
) -> str:
    """Open a matter of the kind that its parties agreed on last, under the first clause that opens it; return its id.

    Raises COUNCIL_KIND_IS_NOT_AGREED where no kind is agreed, or no clause opens it today.
    """
    parties = sorted({*roles.values()})
    kind = queries.kind_named(kind_name, parties)
    basis = basis_for(kind_name, parties, at=at)
    if kind is None or not basis:
        raise Refused(ProgrammeRefusal.COUNCIL_KIND_IS_NOT_AGREED, name=kind_name)
    return matters.open_matter(kind=kind.digest, roles=roles, fields=fields, basis=basis, office=office, at=at)


def basis_for(kind_name: str, parties: Sequence[str], *, at: Instant) -> str:
    """Return the clause under which a kind of matter may be opened today; empty where there is none."""
    day = day_of(at)
    bases = agreements.bases_for(_OPEN, parties=parties, day=day)
    allowed = (
        basis for basis in bases if agreements.openings(basis, what=Opening.MATTER, name=kind_name, day=day) is None
    )
    return next(allowed, "")
