"""What each side pays in advance of a fund, how much of it is used, and when an alert stands. Pure.

The insured place pays in advance, the place of care pays its hospitals from it until the month is cleared. An alert is
yellow from 70 per cent on and red from 90 (national handling rules, as told of: research 3.4); the signed terms say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pilin.modules.medical.rules.terms import Quota, Terms
from pilin.modules.medical.rules.words import BP

KIND = "advance"
RECEIVED = "received"
YELLOW, RED = "yellow", "red"


@dataclass(frozen=True)
class Account:
    """An advance account: what was agreed, what is paid in, and what its payer owes now; amounts in fen."""

    payer: str
    payee: str
    insurance: str
    quota_fen: int
    paid_fen: int
    owed_fen: int
    alert: str

    @property
    def used_bp(self) -> int:
        """Return the share that is used, in basis points: of what is paid in, and of the quota before anything is."""
        return share(self.owed_fen, self.paid_fen or self.quota_fen)

    @property
    def lacks_fen(self) -> int:
        """Return what is to be called for: up to the quota, or what covers the debt where that is more."""
        return max(0, max(self.quota_fen, self.owed_fen) - self.paid_fen)


@dataclass(frozen=True)
class Call:
    """A call for an advance, as its matter tells it."""

    id: str
    payer: str
    payee: str
    insurance: str
    amount_fen: int
    state: str
    due: date


def share(part: int, whole: int) -> int:
    """Return a part in basis points of a whole, rounded down; nothing of it where the part is no debt."""
    return max(part, 0) * BP // whole if whole > 0 else 0


def account(quota: Quota, payee: str, paid_fen: int, owed_fen: int, terms: Terms) -> Account:
    """Return an advance account with its alert."""
    used = share(owed_fen, paid_fen or quota.quota_fen)
    yellow, red = terms.alerts_bp
    alert = RED if used >= red else YELLOW if used >= yellow else ""
    return Account(quota.payer, payee, quota.insurance, quota.quota_fen, paid_fen, owed_fen, alert)


def call_of(matter: Any, *, refused: bool = False) -> Call:
    """Return the call of a matter."""
    said: Mapping[str, Any] = {name: by.get("payee") for name, by in matter.asserted.items()}
    return Call(
        matter.id, matter.roles["payer"], matter.roles["payee"], str(said["insurance"]), int(said["amount_fen"]),
        "refused" if refused else matter.state, date.fromisoformat(str(said["due"])),
    )  # fmt: skip


def codes(peer: str, payer: str, insurance: str) -> tuple[str, str]:
    """Return the ledger's accounts towards a peer of what a payer paid in advance and of what it owes."""
    owes = "owes-us" if payer == peer else "we-owe"
    return f"peer/{peer}/medical/{insurance}/advance", f"peer/{peer}/medical/{insurance}/{owes}"
