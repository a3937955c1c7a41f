"""The book over tables: a claim's states become postings, and the two nodes' positions negatives of each other.

An accepted claim is a pending posting on both sides; the asker's `post` or `void` settles both. The asker books what
the peer owes it (an asset towards the peer), the payer what it owes (a liability towards the asker).
"""

from collections.abc import Callable, Sequence
from dataclasses import fields

from pilin.base import ids
from pilin.base.clock import Instant
from pilin.base.money import Fen
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions.sessions import Rooms
from pilin.kernel.federation.protocol.desk import Delivered, Outcome
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.queries import facts
from pilin.kernel.ledger import actions as ledger
from pilin.kernel.ledger import models
from pilin.kernel.ledger.rules import Account, AccountKind, Action, Posting, Settle, State, claims
from pilin.kernel.ledger.rules.claims import Claim

OBJECTIONS: list[Callable[[Claim], str]] = []
"""What rooms above have against claims: each takes a claim and returns a reason to decline it, or the empty text."""

_FIELDS = tuple(field.name for field in fields(Claim))


def register() -> None:
    """Register with the federation."""
    federation.registry.handle(claims.KINDS, decide)
    federation.registry.on_refusal(refused)


def decide(delivered: Sequence[Delivered], at: Instant) -> Sequence[Outcome]:
    """Decide events about claims, in order."""
    return [claims.decide(TableBook(), Rooms(), item, at) for item in delivered]


def refused(event: Event, at: Instant) -> None:
    """The peer refused a claim of ours itself."""
    subject = facts.event(event.re)
    if subject is not None and subject.kind == claims.CLAIM:
        claims.refused(TableBook(), str(subject.body["claim"]), event.re, at)


class TableBook:
    """Claims in their table, and the ledger's accounts towards each peer."""

    def get(self, claim: str) -> Claim | None:
        """Return a claim."""
        row = models.Claim.objects.filter(pk=claim).values(*_FIELDS).first()
        return Claim(**row) if row else None

    def put(self, claim: Claim, event_hash: str, at: Instant) -> None:
        """Keep a claim's new state and write the postings that it means."""
        values = {name: getattr(claim, name) for name in _FIELDS if name != "id"}
        row, _ = models.Claim.objects.update_or_create(pk=claim.id, defaults={**values, "moved_at": at})
        if claim.state == claims.PENDING:
            row.entry = _pend(claim, event_hash, at)
            row.save(update_fields=["entry"])
        if claim.state in (claims.POSTED, claims.VOIDED):
            action = Action.POST if claim.state == claims.POSTED else Action.VOID
            settlement = Settle(ids.new_id(at), row.entry, action, event_hash=event_hash)
            ledger.settle(settlements=[settlement], at=at)

    def answer(self, claim: Claim) -> str:
        """Return the reason why we decline a claim, or the empty text to accept it."""
        return next((reason for objection in OBJECTIONS if (reason := objection(claim))), "")


def _pend(claim: Claim, event_hash: str, at: Instant) -> str:
    """Book the pending posting of an accepted claim; return its entry's id."""
    ours = claim.asker == facts.me()
    peer = claim.payer if ours else claim.asker
    towards = Account(f"peer/{peer}/{'owes-us' if ours else 'we-owe'}", _kind(ours=ours, towards_peer=True), peer)
    other = Account(f"claims/{'income' if ours else 'expense'}", _kind(ours=ours, towards_peer=False))
    ledger.open_accounts(accounts=[towards, other], at=at)
    debit, credit = (towards, other) if ours else (other, towards)
    posting = Posting(
        id=ids.new_id(at),
        debit=debit.code,
        credit=credit.code,
        amount_fen=Fen(claim.amount_fen),
        subject=f"claim/{claim.id}",
        basis=claim.basis,
        state=State.PENDING,
        event_hash=event_hash,
    )
    ledger.post(postings=[posting], at=at)
    return posting.id


def _kind(*, ours: bool, towards_peer: bool) -> AccountKind:
    if towards_peer:
        return AccountKind.ASSET if ours else AccountKind.LIABILITY
    return AccountKind.INCOME if ours else AccountKind.EXPENSE
