"""Matters of this room are opened under a clause, with free text masked and short, and what does not fit held back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries as matter_queries
from pilin.kernel.matters.actions import Attempt
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.modules.border import queries
from pilin.modules.border.actions import sharing
from pilin.modules.border.rules import opening, texts
from pilin.modules.border.rules.records import JOINT_CHECK, PATROLS, ROADBLOCK, SUPPORT

_CHECKS: Mapping[str, Callable[..., None]] = {
    SUPPORT: opening.check_support,
    PATROLS: opening.check_patrols,
    ROADBLOCK: opening.check_roadblock,
    JOINT_CHECK: opening.check_joint_check,
}


@dataclass(frozen=True)
class Hand:
    """Who acts: the office of a person, at an instant."""

    office: str
    at: Instant


def open_kind(name: str, fields: Mapping[str, Any], *, peer: str, by: Hand) -> str:
    """Open a matter of a kind of this room with a peer; return its id. Raises what `opening` has against it."""
    me, day = federation.me(), day_of(by.at)
    kind = matter_queries.kind_named(name, (me, peer))
    if kind is None:
        raise Refused(DocketRefusal.KIND_IS_NOT_SIGNED_YET, kind=name)
    said = texts.masked(kind, fields).fields
    if name in _CHECKS:
        _CHECKS[name](said, length_m=queries.length_m(day=day))
    else:
        sharing.check(name, said, peer=peer, day=day)
    roles = {role: me if role == kind.opening_by else peer for role in kind.roles}
    return matters.open_of_kind(kind, roles=roles, at=by.at, fields=said, office=by.office)


def object_to_steps(attempt: Attempt, at: Instant) -> None:
    """Refuse to sign a plan of patrols or a check that does not hold, and numbers that nobody has, in whatever step."""
    name, length = attempt.kind.name, queries.length_m(day=day_of(at))
    opening.check_numbers(attempt.fields)
    if attempt.step == "sign" and name in (PATROLS, JOINT_CHECK):
        opener = attempt.kind.opening_by
        _CHECKS[name]({field: by.get(opener) for field, by in attempt.matter.asserted.items()}, length_m=length)
