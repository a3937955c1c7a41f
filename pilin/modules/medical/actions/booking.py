"""The book of settlements over tables: what a state means in the ledger and in the year of the person.

An answered settlement is a pending posting on both sides, which post or void ends; a cancel is posted at once, as a
correction of the entries that it takes back. The care place owes the hospital what the insured agency owes it; the
insured place pays from the fund of one kind of insurance (funds are not mixed: 浙江省医疗保障条例 arts. 17, 25, 26) and
from personal accounts, which it holds for the persons.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from pilin.base import ids
from pilin.base.clock import Instant
from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.queries import facts
from pilin.kernel.ledger import actions as ledger
from pilin.kernel.ledger import queries as booked
from pilin.kernel.ledger.rules import Account, AccountKind, Action, Entry, LedgerRefusal, Posting, Settle, State
from pilin.modules.medical import models
from pilin.modules.medical.actions import kept
from pilin.modules.medical.actions.insuring import Reckoning
from pilin.modules.medical.actions.kept import HeldSettlement
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.settlement import Priced, Settlement

Legs = Sequence[tuple[Account, Account, int]]  # debit, credit, fen
CANCELLED = "medical_cancel"
COMPUTED_ANOTHER = "medical_computed_another"


class TableBook:
    """Settlements in their table, their postings, and the insured place's computations: one batch of facts.

    What is put stands here at once, and in the tables when `write` is called, all of it by a handful of statements,
    however many settlements moved; where a rule refuses before that, nothing was written.
    """

    def __init__(
        self, named: Iterable[str] = (), asked: Sequence[Settlement] = (), answered: Collection[str] = ()
    ) -> None:
        """Read the settlements that are named, and with what we compute what is `asked` of us, all at once.

        `answered` are questions that we answered before a restore, by their hashes.
        """
        names = sorted({*named})
        self._rows: dict[str, HeldSettlement | None] = dict.fromkeys(names)
        self._rows |= kept.settlements(names)
        self._states: dict[str, str] = {}
        self._moved: list[tuple[Settlement, str]] = []
        self._reckoning = Reckoning.of(asked, [name for name in names if self._rows[name]], answered)

    def get(self, settlement: str) -> Settlement | None:
        """Return a settlement."""
        row = self._row(settlement)
        return row.settlement if row else None

    def _row(self, settlement: str) -> HeldSettlement | None:
        if settlement not in self._rows:
            self._rows[settlement] = kept.settlements([settlement]).get(settlement)
        return self._rows[settlement]

    def put(self, settlement: Settlement, event_hash: str, at: Instant) -> None:
        """Keep a settlement's new state; what a new state means in the ledger and in the year is written with it."""
        name = settlement.id
        row = self._row(name)
        before = row.settlement.state if row else ""
        if row is None:
            self._rows[name] = HeldSettlement(settlement, asked_at=at, moved_at=at)
        else:
            row.settlement, row.moved_at = settlement, at
        self._states.setdefault(name, before)
        if settlement.state != before:
            self._moved.append((settlement, event_hash))
        if settlement.insured == facts.me():
            self._reckoning.cancelled(settlement)
            if settlement.state not in (before, rules.ASKED):  # what was just asked is not computed yet
                self._compare(settlement, at)
                self._reckoning.count(settlement)

    def _compare(self, settlement: Settlement, at: Instant) -> None:
        """Follow our signed answer where a restore computes anew; tell people where that cannot be done."""
        if settlement.state == rules.PENDING and not self._reckoning.follow(settlement):
            federation.alarm(COMPUTED_ANOTHER, settlement.care, at, {"settlement": settlement.id})

    def price(self, settlement: Settlement, at: Instant) -> Priced:
        """Return what we, the insured place, say to a question."""
        return self._reckoning.price(settlement, at)

    def is_given_up(self, settlement: str) -> bool:
        """Tell whether we have stopped waiting for an answer."""
        row = self._row(settlement)
        return row is not None and row.given_up

    def write(self, at: Instant) -> None:
        """Write all that was put: settlements, what the years of our insured hold, and the postings."""
        if not self._states:
            return
        held = [row for name in self._states if (row := self._rows[name]) is not None]
        for settlement, entries in _booked(self._moved, self._rows, at).items():
            row = self._rows[settlement]
            assert row is not None, "what was put is here"
            row.entries = [*row.entries, *entries]
        kept.move(held)
        self._reckoning.write()
        self._states, self._moved = {}, []


def _booked(
    moved: Sequence[tuple[Settlement, str]], rows: Mapping[str, HeldSettlement | None], at: Instant
) -> dict[str, list[str]]:
    """Write the postings that new states mean, all of a sort at once; return the ids of their entries by settlement."""
    postings: list[Posting] = []
    ends: list[Settle] = []
    whose: dict[str, str] = {}
    legs: list[tuple[Account, Account]] = []
    for one, event_hash in moved:
        made: Sequence[Posting | Settle] = ()
        if one.cancels:
            made = _corrections(one, event_hash, at) if one.state == rules.POSTED else ()
        elif one.state == rules.PENDING:
            legs += [leg[:2] for leg in _legs(one) if leg[2]]
            made = _pendings(one, event_hash, at)
        elif one.state in (rules.POSTED, rules.VOIDED):
            row = rows[one.id]
            made = _ends(one, row.entries if row else (), event_hash, at)
        whose |= {each.id: one.id for each in made}
        postings += [each for each in made if isinstance(each, Posting)]
        ends += [each for each in made if isinstance(each, Settle)]
    booked = _posted(postings, legs, at) if postings else []
    booked += ledger.settle(settlements=ends, at=at) if ends else ()
    found: dict[str, list[str]] = {}
    for entry in booked:
        found.setdefault(whose[entry.id], []).append(entry.id)
    return found


def _posted(postings: Sequence[Posting], legs: Sequence[tuple[Account, Account]], at: Instant) -> list[Entry]:
    """Write postings; the accounts on both sides are opened when somebody is the first to need one."""
    try:
        return ledger.post(postings=postings, at=at)
    except Refused as refused:
        if refused.code is not LedgerRefusal.BATCH_IS_REFUSED:
            raise
    ledger.open_accounts(accounts=list(dict.fromkeys(side for leg in legs for side in leg)), at=at)
    return ledger.post(postings=postings, at=at)


def _ends(one: Settlement, pendings: Sequence[str], event_hash: str, at: Instant) -> list[Settle]:
    action = Action.POST if one.state == rules.POSTED else Action.VOID
    return [Settle(ids.new_id(at), pending, action, event_hash=event_hash) for pending in pendings]


def _pendings(settlement: Settlement, event_hash: str, at: Instant) -> list[Posting]:
    return [
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
        for debit, credit, amount in _legs(settlement)
        if amount
    ]


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


def _corrections(cancel: Settlement, event_hash: str, at: Instant) -> list[Posting]:
    """Take back what the settlement posted that a cancel names: the same accounts, swapped.

    What a cancel had taken back is posted anew: a correction is not corrected.
    """
    taken = models.Settlement.objects.get(pk=cancel.cancels)
    entries = booked.entries(ids=taken.entries)
    posted = [entries[one] for one in taken.entries if one in entries and entries[one].kind is not State.PENDING]
    return [
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
