"""Leaving the programme: the matters about it, and what this node knows of what is still shared."""

from collections.abc import Mapping
from dataclasses import dataclass

from pilin.base.clock import Instant, day_of
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import Erasure
from pilin.kernel.federation.queries import facts
from pilin.kernel.ledger import queries as ledger
from pilin.kernel.matters import queries as matters
from pilin.kernel.matters.queries import Hands, MatterView
from pilin.modules.programme.rules.leaving import EXIT, LEAVING, Own

_NODE = Hands()


@dataclass(frozen=True)
class Leaving:
    """One exit: the matter, the other side, what is open with it (id -> title), the ledger, and the personal parts."""

    view: MatterView
    peer: str
    open_matters: Mapping[str, str]
    own: Own
    parts: Erasure


def leavings() -> list[tuple[str, str]]:
    """Return (id, title) of the matters about suspension and exit, the last moved first; one query."""
    return matters.offered(LEAVING)


def exit_of(matter: str, *, hands: Hands = _NODE, at: Instant) -> tuple[MatterView, str] | None:
    """Return an exit as a person by his offices, or this node, sees it, and the other side; None where there is none.

    Its story is left out, and what is shared: those have their own queries.
    """
    view = matters.matter(matter, me=facts.me(), day=day_of(at), hands=hands, related=False, story=False)
    if view is None or view.kind.name != EXIT:
        return None
    return view, next(party for party in view.parties if party != facts.me())


def leaving(matter: str, *, hands: Hands = _NODE, at: Instant) -> Leaving | None:
    """Return one exit with all that is still shared, as `exit_of` sees it; None where there is none."""
    found = exit_of(matter, hands=hands, at=at)
    if found is None:
        return None
    view, peer = found
    open_matters = dict(matters.open_with(peer))
    return Leaving(view, peer, open_matters, _own(peer, open_matters), federation.shared_parts(peer=peer))


def own(peer: str) -> Own:
    """Return what only this node can tell about what it shares with a peer; two queries."""
    return _own(peer, dict(matters.open_with(peer)))


def _own(peer: str, open_matters: Mapping[str, str]) -> Own:
    found = next((one for one in ledger.positions() if one.peer == peer), None)
    if found is None:
        return Own(tuple(open_matters))
    return Own(tuple(open_matters), found.balance_fen, found.debits_pending_fen + found.credits_pending_fen)
