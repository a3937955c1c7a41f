"""Reads of the ledger: accounts, balances, entries, an account's statement, positions, open pendings, trial balance.

Who may see is decided by the rooms above: the ledger knows accounts, not offices. Lists are read by keyset: a page
names the place after which the next one starts, so that the thousandth page costs what the first one costs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple, cast
from uuid import UUID

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.money import Fen
from pilin.kernel.ledger import models, rules
from pilin.kernel.ledger.rules import Account, AccountKind, Action, Balance, Entry, EntryKind, Position, State

PAGE_ROWS = 50

_KINDS: dict[str, EntryKind] = {kind.value: kind for kind in (*State, *Action)}
_ENTRY = (
    *("id", "kind", "debit__code", "credit__code", "amount_fen", "pending_id", "reverses_id"),
    *("reason", "subject", "basis", "event_hash", "at"),
)
_FIND = (
    "SELECT entry.id, entry.kind, debit.code, credit.code, entry.amount_fen, entry.pending_id, entry.reverses_id, "
    "entry.reason, entry.subject, entry.basis, entry.event_hash, entry.at FROM ledger_entry entry "
    "JOIN ledger_account debit ON debit.id = entry.debit_id JOIN ledger_account credit ON credit.id = entry.credit_id "
    "WHERE entry.{column} IN ({ids})"
)
_ACCOUNT = ("code", "kind", "peer", "limit_fen")
_BALANCE = tuple(f"balance__{column}" for column in Balance._fields)


class Place(NamedTuple):
    """Where a page ended: the time and id of its last entry."""

    at: Instant
    id: str


@dataclass(frozen=True)
class Page:
    """Some entries of a list; `next` is where the following page starts, None at the end."""

    entries: list[Entry]
    next: Place | None


@dataclass(frozen=True)
class OpenPending:
    """A pending posting that nobody has settled, and how long it has been waiting."""

    entry: Entry
    age_seconds: float


@dataclass(frozen=True)
class TrialBalance:
    """Every account with its balance, by code, and the sum of each column in fen: debits equal credits."""

    lines: list[tuple[Account, Balance]]
    totals: Balance


def accounts(*, codes: Sequence[str] | None = None, peer: str = "") -> dict[str, Account]:
    """Return accounts by code: those named, those that stand towards a peer, or all."""
    rows = models.Account.objects.order_by("code")
    if codes is not None:
        rows = rows.filter(code__in=codes)
    if peer:
        rows = rows.filter(peer=peer)
    return {row[0]: _account(row) for row in rows.values_list(*_ACCOUNT)}


def balances(*, codes: Sequence[str]) -> dict[str, Balance]:
    """Return the balances of the named accounts by code; unknown ones are left out."""
    rows = models.Account.objects.filter(code__in=codes).values_list("code", *_BALANCE)
    return {code: Balance(*columns) for code, *columns in rows}


def entries(*, ids: Iterable[str]) -> dict[str, Entry]:
    """Return the entries that bear the given ids, by id; unknown ones are left out."""
    return {entry.id: entry for entry in _find("id", ids)}


def settlements(*, pending_ids: Iterable[str]) -> dict[str, Entry]:
    """Return the settlement of each pending entry that has one, by the pending entry's id."""
    return {entry.pending_id: entry for entry in _find("pending_id", pending_ids)}


def corrected_fen(*, ids: Iterable[str]) -> dict[str, Fen]:
    """Return how many fen corrections have taken back from each of the given entries; those with none are left out."""
    rows = models.Entry.objects.filter(reverses__in=_uuids(ids)).values_list("reverses_id").annotate(Sum("amount_fen"))
    return {str(entry_id): Fen(int(taken)) for entry_id, taken in rows}


def of_subject(*, subject: str, after: Place | None = None, rows_max: int = PAGE_ROWS) -> Page:
    """Return what was booked about a subject, oldest first."""
    rows = models.Entry.objects.filter(subject=subject)
    if after is not None:
        rows = rows.filter(at__gte=after.at).exclude(at=after.at, id__lte=after.id)
    return _page(_read(rows.order_by("at", "id")[: rows_max + 1]), rows_max)


def statement(*, account: str, before: Place | None = None, rows_max: int = PAGE_ROWS) -> Page:
    """Return the entries of an account, newest first. Its debits and its credits are read from an index each."""
    found: list[Entry] = []
    for side in (Q(debit__code=account), Q(credit__code=account)):
        rows = models.Entry.objects.filter(side)
        if before is not None:
            rows = rows.filter(at__lte=before.at).exclude(at=before.at, id__gte=before.id)
        found.extend(_read(rows.order_by("-at", "-id")[: rows_max + 1]))
    found.sort(key=lambda entry: (entry.at, entry.id), reverse=True)
    return _page(found, rows_max)


def positions() -> list[Position]:
    """Return our position with every peer: what it owes us less what we owe it, in fen, by the peer's code."""
    rows = models.Account.objects.exclude(peer="").values_list(*_ACCOUNT, *_BALANCE)
    found = [(_account(row[:4]), Balance(*row[4:])) for row in rows]
    return rules.positions([account for account, _ in found], {account.code: balance for account, balance in found})


def open_pendings(*, at: Instant, after: Place | None = None, rows_max: int = PAGE_ROWS) -> list[OpenPending]:
    """Return pending postings that are not settled, oldest first, with their age at the instant `at`."""
    settled = models.Entry.objects.filter(pending=OuterRef("pk"))
    rows = models.Entry.objects.filter(~Exists(settled), kind=State.PENDING.value)
    if after is not None:
        rows = rows.filter(at__gte=after.at).exclude(at=after.at, id__lte=after.id)
    found = _read(rows.order_by("at", "id")[:rows_max])
    return [OpenPending(entry, clock.seconds_between(entry.at, at)) for entry in found]


def trial_balance() -> TrialBalance:
    """Return every account with its balance and the totals of the columns."""
    rows = models.Account.objects.order_by("code").values_list(*_ACCOUNT, *_BALANCE)
    lines = [(_account(row[:4]), Balance(*row[4:])) for row in rows]
    return TrialBalance(lines, Balance(*(sum(columns) for columns in zip(*(line[1] for line in lines), strict=True))))


def _account(row: Sequence[object]) -> Account:
    code, kind, peer, limit_fen = cast("tuple[str, str, str, int | None]", row)
    return Account(code, AccountKind(kind), peer, None if limit_fen is None else Fen(limit_fen))


def _uuids(ids: Iterable[str]) -> list[UUID]:
    """Return those texts that are UUIDs at all: no other can be an entry's id."""
    found = []
    for text in ids:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def _find(column: str, ids: Iterable[str]) -> list[Entry]:
    """Return the entries that name one of some ids in a column: asked with every batch, so without the mapper.

    What was read as a UUID may stand in the statement; both databases read one from thirty-two hexadecimal digits.
    """
    if not (wanted := ", ".join([f"'{entry_id.hex}'" for entry_id in _uuids(ids)])):
        return []
    with connection.cursor() as cursor:
        cursor.execute(_FIND.format(column=column, ids=wanted))
        rows = cursor.fetchall()
    return [_entry((*_texts(row[0]), *row[1:5], *_texts(*row[5:7]), *row[7:11], _moment(row[11]))) for row in rows]


def _texts(*ids: object) -> list[str | None]:
    """Return ids as a UUID is written; SQLite keeps the digits alone."""
    return [None if name is None else str(UUID(name) if isinstance(name, str) else name) for name in ids]


def _moment(kept: datetime) -> datetime:
    """Return a moment as it was read: SQLite gives one in UTC that does not say so."""
    return kept if kept.tzinfo else kept.replace(tzinfo=UTC)


def _read(rows: QuerySet[models.Entry]) -> list[Entry]:
    return [_entry(row) for row in rows.values_list(*_ENTRY)]


def _entry(row: Sequence[Any]) -> Entry:
    """Return the entry of a row of the columns `_ENTRY`."""
    references = ["" if name is None else str(name) for name in row[5:7]]
    return Entry(*(str(row[0]), _KINDS[row[1]], *row[2:5], *references, *row[7:11], clock.instant(row[11])))


def _page(found: list[Entry], rows_max: int) -> Page:
    """Cut a list of which one row too many was asked for."""
    kept = found[:rows_max]
    return Page(kept, Place(kept[-1].at, kept[-1].id) if len(found) > rows_max else None)
