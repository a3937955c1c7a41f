"""Leaving the programme: what holds our signature back, and the erasure of personal parts with its proof."""

from django.db import transaction

from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import Erasure
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters.actions import Attempt
from pilin.modules.programme import queries
from pilin.modules.programme.rules import leaving as rules


def check(attempt: Attempt, _at: Instant) -> None:
    """Hold a signature of ours back where an open matter is left out, the ledger is not level, or proofs differ."""
    peer = next(party for party in attempt.parties if party != facts.me())
    found = rules.objection(attempt.step, attempt.matter, queries.own(peer))
    if found is not None:
        raise Refused(found[0], **found[1])


def erase(*, matter: str, office: str, at: Instant) -> Erasure:
    """Erase the personal parts shared with the other side of an exit, and state the proof in it; all or nothing.

    Raises what the kind has against the step: duties and balances come first.
    """
    with transaction.atomic():
        found = queries.exit_of(matter, at=at)
        assert found is not None, "the page showed an exit"
        view, peer = found
        role = next(role for role, node in view.matter.roles.items() if node == facts.me())
        erasure = federation.erase_shared(peer=peer, at=at)
        proof = {"parts": erasure.parts, "digest": erasure.digest, "own": erasure.own}
        members = {"fields": {"erased": proof}, "office": office}
        matters.take_step(matter=matter, step=f"{rules.ERASE}_{role}", members=members, at=at)
    return erasure
