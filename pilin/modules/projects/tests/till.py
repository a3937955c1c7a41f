"""The till of the tests: a watch in which both sides share costs. What `they_…` does is the neighbour's."""

from datetime import date
from typing import Any

from pilin.kernel.matters.tests.stage import THEM
from pilin.modules.projects import actions
from pilin.modules.projects.tests.test_sharing_kinds import EXPENSE, FORMULA
from pilin.modules.projects.tests.watch import Watch

SAID = {name: value for name, value in EXPENSE.items() if name not in ("shares", "formula")}


class Till(Watch):
    """Two sides that pay for each other."""

    kinds: tuple[str, ...] = ("plan", "cost_formula", "joint_expense", "netting")
    count_of_vouchers = 0

    def formula(self, **fields: Any) -> str:
        """Offer a formula and let both sign it; return its id."""
        self.stage.matter = actions.offer_formula({**FORMULA, **fields}, peer=THEM, by=self.hand)
        self.stage.meet()
        return self.both("sign")

    def expense(self, formula: str, *, agreed: bool = True, **fields: Any) -> str:
        """Enter a line of ours, and let both agree to it; return its id."""
        said = {**SAID, "formula": formula, "voucher_hash": self.voucher(), **fields}
        self.stage.matter = actions.enter_expense(said, by=self.hand)
        self.stage.meet()
        return self.both("agree") if agreed else self.stage.matter

    def they_spend(self, formula: str, *, agreed: bool = True, **fields: Any) -> str:
        """Let the neighbour enter a line, and both agree to it; return its id."""
        said = {**EXPENSE, "formula": formula, "voucher_hash": self.voucher()}
        said["shares"] = {"payer": 400_00, "sharer": 600_01}
        made = self.they_open("joint_expense", {**said, **fields})
        return self.both("agree") if agreed else made

    def netting(self, quarter: str = "2026-Q1", cut_off: date = date(2026, 3, 31)) -> str:
        """Offer the netting of a quarter; return its id."""
        self.stage.matter = actions.offer_netting(f"{quarter} 轧差", quarter, cut_off, peer=THEM, by=self.hand)
        self.stage.meet()
        return self.stage.matter

    def voucher(self) -> str:
        """Return the digest of another voucher each time."""
        self.count_of_vouchers += 1
        return f"{self.count_of_vouchers:064x}"
