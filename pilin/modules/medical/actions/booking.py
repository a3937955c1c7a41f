"""The book of settlements over tables: what a state means in the ledger and in the year of the person.

An answered settlement is a pending posting on both sides, which post or void ends; a cancel is posted at once, as a
correction of the entries that it takes back. The care place owes the hospital what the insured agency owes it; the
insured place pays from the fund of one kind of insurance (funds are not mixed: 浙江省医疗保障条例 arts. 17, 25, 26) and
from personal accounts, which it holds for the persons.
"""

from collections.abc import Sequence
from dataclasses import fields

from pilin.base import ids
from pilin.base.clock import Instant
from pilin.base.money import Fen
from pilin.kernel.federation.queries import facts
from pilin.kernel.ledger import actions as ledger
from pilin.kernel.ledger import queries as booked
from pilin.kernel.ledger.rules import Account, AccountKind, Action, Entry, Posting, Settle, State
from pilin.modules.medical import models
from pilin.modules.medical.actions import insuring
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.settlement import Priced, Settlement

_FIELDS = tuple(field.name for field in fields(Settlement))
Legs = Sequence[tuple[Account, Account, int]]  # debit, credit, fen
CANCELLED = "medical_cancel"


class TableBook:
    """Settlements in their table, their postings, and the insured place's computations."""

    def get(self, settlement: str) -> Settlement | None:
        """Return a settlement."""
        row = models.Settlement.objects.filter(pk=settlement).values(*_FIELDS).first()
        return Settlement(**row) if row else None

    def put(self, settlement: Settlement, event_hash: str, at: Instant) -> None:
        """Keep a settlement's new state, and write postings and sums where the state is new."""
        row = models.Settlement.objects.filter(pk=settlement.id).first()
        before = row.state if row else ""
        values = {name: getattr(settlement, name) for name in _FIELDS if name != "id"}
        row = row or models.Settlement(pk=settlement.id, asked_at=at)
        for name, value in {**values, "moved_at": at}.items():
            setattr(row, name, value)
        if settlement.state != before:
            row.entries = [*row.entries, *_booked(settlement, row.entries, event_hash, at)]
        row.save()
        if settlement.state != before and settlement.insured == facts.me():
            insuring.count(settlement)

    def price(self, settlement: Settlement, at: Instant) -> Priced:
        """Return what we, the insured place, say to a question."""
        return insuring.price(settlement, at)

    def is_given_up(self, settlement: str) -> bool:
        """Tell whether we have stopped waiting for an answer."""
        return models.Settlement.objects.filter(pk=settlement, given_up=True).exists()


def _booked(settlement: Settlement, pendings: Sequence[str], event_hash: str, at: Instant) -> list[str]:
    """Write the postings that a new state means; return the ids of their entries."""
    if settlement.cancels:
        return _corrected(settlement, event_hash, at) if settlement.state == rules.POSTED else []
    if settlement.state == rules.PENDING:
        return [entry.id for entry in _pend(settlement, event_hash, at)]
    if settlement.state not in (rules.POSTED, rules.VOIDED):
        return []
    action = Action.POST if settlement.state == rules.POSTED else Action.VOID
    ends = [Settle(ids.new_id(at), pending, action, event_hash=event_hash) for pending in pendings]
    return [entry.id for entry in ledger.settle(settlements=ends, at=at)] if ends else []


def _pend(settlement: Settlement, event_hash: str, at: Instant) -> list[Entry]:
    legs = [leg for leg in _legs(settlement) if leg[2]]
    if not legs:
        return []
    ledger.open_accounts(accounts=list(dict.fromkeys(side for leg in legs for side in leg[:2])), at=at)
    postings = [
        Posting(
            id=ids.new_id(at),
            debit=debit.code,
            credit=credit.code,
            amount_fen=Fen(amount),
            subject=f"settlement/{settlement.id}",
            basis=settlement.basis,
            state=State.PENDING,
            event_hash=event_hash,
        )
        for debit, credit, amount in legs
    ]
    return ledger.post(postings=postings, at=at)


def _legs(settlement: Settlement) -> Legs:
    """Return debit, credit and amount of each posting of a settlement, as this node sees it."""
    kind = settlement.insurance
    if settlement.care == facts.me():
        owes = Account(f"peer/{settlement.insured}/medical/{kind}/owes-us", AccountKind.ASSET, settlement.insured)
        hospital = Account(f"medical/institution/{settlement.institution}", AccountKind.LIABILITY)
        return [(owes, hospital, settlement.pays_fen)]
    owed = Account(f"peer/{settlement.care}/medical/{kind}/we-owe", AccountKind.LIABILITY, settlement.care)
    fund = Account(f"medical/fund/{kind}", AccountKind.EXPENSE)
    accounts = Account(f"medical/accounts/{kind}", AccountKind.LIABILITY)
    return [(fund, owed, settlement.fund_fen), (accounts, owed, settlement.account_fen)]


def _corrected(cancel: Settlement, event_hash: str, at: Instant) -> list[str]:
    """Take back what the settlement posted that a cancel names: the same accounts, swapped.

    What a cancel had taken back is posted anew: a correction is not corrected.
    """
    taken = models.Settlement.objects.get(pk=cancel.cancels)
    entries = booked.entries(ids=taken.entries)
    posted = [entries[one] for one in taken.entries if one in entries and entries[one].kind is not State.PENDING]
    corrections = [
        Posting(
            id=ids.new_id(at),
            debit=entry.credit,
            credit=entry.debit,
            amount_fen=entry.amount_fen,
            subject=f"settlement/{cancel.id}",
            basis=cancel.basis,
            reverses="" if taken.cancels else entry.id,
            reason="" if taken.cancels else CANCELLED,
            event_hash=event_hash,
        )
        for entry in posted
    ]
    return [entry.id for entry in ledger.post(postings=corrections, at=at)] if corrections else []
