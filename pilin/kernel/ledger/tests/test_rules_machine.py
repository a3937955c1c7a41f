"""Random ledgers: whatever is posted, reserved, settled, voided, corrected and repeated, the promises hold (G6)."""

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from pilin.kernel.ledger import rules
from pilin.kernel.ledger.rules import Action, Instruction, State
from pilin.kernel.ledger.tests.samples import (
    AT,
    CAPPED,
    CLEARING,
    COSTS,
    DEBTS,
    EMPTY,
    FARES,
    correction,
    follow,
    later,
    posting,
    settle,
)

CODES = [CLEARING, DEBTS, FARES, COSTS, CAPPED]
NUMBERS = st.integers(0, 30)
FEN = st.integers(1, 1200)


class Ledgers(RuleBasedStateMachine):
    """One ledger; every instruction is drafted and, where nothing is found against it, followed."""

    def __init__(self) -> None:
        super().__init__()
        self.known = EMPTY
        self.history: list[Instruction] = []

    def book(self, instruction: Instruction) -> None:
        before = self.known
        drafted = rules.draft([instruction], before, AT)
        if drafted.findings or rules.check([instruction]):
            return
        self.known = follow(before, drafted)
        self.history.append(instruction)

    @rule(n=NUMBERS, fen=FEN, debit=st.sampled_from(CODES), credit=st.sampled_from(CODES), state=st.sampled_from(State))
    def post(self, n: int, fen: int, debit: str, credit: str, state: State) -> None:
        self.book(posting(n, fen, debit=debit, credit=credit, state=state))

    @rule(n=NUMBERS, of=NUMBERS, action=st.sampled_from(Action), fen=st.none() | FEN)
    def settle(self, n: int, of: int, action: Action, fen: int | None) -> None:
        self.book(settle(n, of, action, fen if action is Action.POST else None))

    @rule(n=NUMBERS, fen=FEN, data=st.data())
    def correct(self, n: int, fen: int, data: st.DataObject) -> None:
        if not self.known.entries:
            return
        entry = data.draw(st.sampled_from(list(self.known.entries.values())))
        swapped: dict[str, Any] = {"debit": entry.credit, "credit": entry.debit, "reverses": entry.id}
        self.book(correction(n, 0, min(fen, entry.amount_fen), **swapped))

    @rule()
    def repeat(self) -> None:
        drafted = rules.draft(self.history, self.known, later(9))
        assert (drafted.fresh, drafted.findings) == ([], [])
        assert drafted.entries == [self.known.entries[instruction.id] for instruction in self.history]

    @invariant()
    def sums_are_zero(self) -> None:
        balances = self.known.balances.values()
        assert sum(balance.balance_fen for balance in balances) == 0
        assert sum(balance.debits_pending_fen - balance.credits_pending_fen for balance in balances) == 0

    @invariant()
    def no_column_is_negative_and_no_limit_exceeded(self) -> None:
        for code, balance in self.known.balances.items():
            limit_fen = self.known.accounts[code].limit_fen
            assert min(balance) >= 0
            assert limit_fen is None or balance.exposure_fen <= limit_fen

    @invariant()
    def balances_are_the_fold_of_all_entries(self) -> None:
        assert rules.fold(self.known.entries.values()) == self.known.balances

    @invariant()
    def pending_sums_are_the_open_pendings(self) -> None:
        open_fen = sum(
            entry.amount_fen
            for entry in self.known.entries.values()
            if entry.kind is State.PENDING and entry.id not in self.known.settled
        )
        assert sum(balance.debits_pending_fen for balance in self.known.balances.values()) == open_fen


TestLedgers = Ledgers.TestCase
TestLedgers.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
