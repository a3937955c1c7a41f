"""Opening matters under the first clause in force that allows it: who opens names the kind, never the clause."""

from collections.abc import Mapping, Sequence
from typing import Any

from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.agreements.rules import Opening
from pilin.kernel.matters import queries
from pilin.kernel.matters.actions.verbs import open_with
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.matters.rules.kinds import Kind


def open_under_a_clause(
    name: str, *, roles: Mapping[str, str], fields: Mapping[str, Any], office: str = "", at: Instant
) -> str:
    """Open a matter of the kind of this name on which the nodes of its roles agreed last; return its id.

    Raises KIND_IS_NOT_SIGNED_YET, and what `open_of_kind` raises.
    """
    kind = queries.kind_named(name, {*roles.values()})
    if kind is None:
        raise Refused(DocketRefusal.KIND_IS_NOT_SIGNED_YET, kind=name)
    return open_of_kind(kind, roles=roles, fields=fields, office=office, at=at)


def open_of_kind(
    kind: Kind, *, roles: Mapping[str, str], fields: Mapping[str, Any], at: Instant, **members: Any
) -> str:
    """Open a matter of an agreed kind under the first clause that opens it today; return its id.

    `members` are what else its opening says: office, attachments, and the `contents` of detached parts that its fields
    name. Raises NO_CLAUSE_ALLOWS_THIS_KIND.
    """
    basis = _basis(kind.name, sorted({*roles.values()}), at)
    if not basis:
        raise Refused(DocketRefusal.NO_CLAUSE_ALLOWS_THIS_KIND, kind=kind.title)
    told = {name: list(value) if name == "attachments" else value for name, value in members.items() if value}
    said = {"fields": fields, "office": "", **told}
    return open_with(kind=kind.digest, roles=roles, members=said, basis=basis, at=at)


def _basis(kind: str, parties: Sequence[str], at: Instant) -> str:
    day = day_of(at)
    bases = agreements.bases_for(chain.OPEN, parties=parties, day=day)
    allowed = (basis for basis in bases if agreements.openings(basis, what=Opening.MATTER, name=kind, day=day) is None)
    return next(allowed, "")
