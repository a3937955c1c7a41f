"""From entries to balances, from balances to positions, and from a posting here to the same posting at the peer."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.kernel.ledger.rules.values import Account, Action, Balance, Entry, LedgerRefusal, Position, Posting, State

_NOTHING = Balance()


def moved_fen(entry: Entry, pendings: Mapping[str, Entry]) -> tuple[int, int]:
    """Return what an entry adds to the posted and to the pending sum of both its accounts, in fen."""
    if entry.kind is State.POSTED:
        return entry.amount_fen, 0
    if entry.kind is State.PENDING:
        return 0, entry.amount_fen
    released_fen = pendings[entry.pending_id].amount_fen
    return (entry.amount_fen if entry.kind is Action.POST else 0), -released_fen


def fold(
    entries: Iterable[Entry], *, start: Mapping[str, Balance] | None = None, pendings: Mapping[str, Entry] | None = None
) -> dict[str, Balance]:
    """Return the balance of every account that the entries touch, by account code.

    `start` holds balances to go on from; `pendings` holds by id the earlier pending entries that `entries` settle.
    """
    before = start or {}
    reserved = dict(pendings or {})
    sums: dict[str, list[int]] = {}
    for entry in entries:
        if entry.kind is State.PENDING:
            reserved[entry.id] = entry
        posted_fen, pending_fen = moved_fen(entry, reserved)
        for side, code in enumerate((entry.debit, entry.credit)):
            columns = sums.get(code)
            if columns is None:
                columns = sums[code] = list(before.get(code, _NOTHING))
            columns[side] += posted_fen
            columns[side + 2] += pending_fen
    return {code: Balance(*columns) for code, columns in sums.items()}


def positions(accounts: Iterable[Account], balances: Mapping[str, Balance]) -> list[Position]:
    """Return our position with every peer that an account stands towards, by the peer's code."""
    sums: dict[str, list[int]] = {}
    for account in accounts:
        if account.peer:
            balance = balances.get(account.code, _NOTHING)
            columns = sums.setdefault(account.peer, [0, 0, 0])
            columns[0] += balance.balance_fen
            columns[1] += balance.debits_pending_fen
            columns[2] += balance.credits_pending_fen
    return [Position(peer, *map(Fen, sums[peer])) for peer in sorted(sums)]


def mirrored(posting: Posting, *, me: str, peer: str) -> Posting:
    """Return how a posting of node `me` that was agreed with node `peer` looks on the peer's side.

    What is a debit here is a credit there; and an account code that holds one node's code between slashes holds the
    other's there: "transit/310116/clearing" in 330482 is "transit/330482/clearing" in 310116. An account that names no
    node is opened under the same code by both. Raises POSTING_DOES_NOT_NAME_THE_PEER where neither account does.
    """
    if all(peer not in code.split("/") for code in (posting.debit, posting.credit)):
        raise Refused(LedgerRefusal.POSTING_DOES_NOT_NAME_THE_PEER, posting=posting.id, peer=peer)
    there = {me: peer, peer: me}
    return replace(posting, debit=_renamed(posting.credit, there), credit=_renamed(posting.debit, there))


def _renamed(code: str, names: Mapping[str, str]) -> str:
    return "/".join(names.get(part, part) for part in code.split("/"))
