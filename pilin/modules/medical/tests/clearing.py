"""Settlements between this node and a neighbour, posted on both sides without a claim: what clearing starts from."""

from datetime import date

import pytest

from pilin.base import ids
from pilin.base.clock import Instant
from pilin.kernel.federation import actions as federation
from pilin.modules.medical.actions.booking import TableBook
from pilin.modules.medical.actions.insuring import Reckoning
from pilin.modules.medical.actions.settling import finish
from pilin.modules.medical.actions.telling import draft_of
from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.settlement import Priced, Settlement
from tests.support.neighbour import CODE, US, Neighbour

CLAUSE = "clause:a/8"
HOSPITAL = "H31011600001"


def pays(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let us pay as the neighbour does: half of the whole from the fund, a tenth from the account."""

    def price(_reckoning: Reckoning, one: Settlement, _at: Instant) -> Priced:
        taken = TableBook().get(one.cancels) if one.cancels else None
        return Priced(-taken.fund_fen, -taken.account_fen) if taken else Priced(one.total_fen // 2, one.total_fen // 10)

    monkeypatch.setattr(Reckoning, "price", price)
    monkeypatch.setattr(Reckoning, "count", lambda _reckoning, _one: None)


def play_settlement(
    neighbour: Neighbour,
    care: str,
    *,
    total_fen: int = 1_000,
    insurance: str = "390",
    cancels: str = "",
    end: bool = True,
    basis: str = CLAUSE,
) -> str:
    """Let a hospital of one side settle, or take back; return the settlement's id."""
    insured = US if care == CODE else CODE
    settlement = ids.new_id(neighbour.now)
    one = Settlement(
        settlement, care, insured, HOSPITAL, insurance, date(2026, 3, 4), -total_fen if cancels else total_fen, cancels,
        basis,
    )  # fmt: skip
    draft = draft_of(rules.ask(one))
    if care == US:
        federation.tell([draft], at=neighbour.now)
    else:
        neighbour.tell(draft)
    neighbour.exchange()
    if end and care == US:
        finish([settlement], at=neighbour.now)
    elif end:
        neighbour.tell(draft_of(rules.end(neighbour.node.store.t.settlements[settlement], rules.POST)))
    neighbour.exchange()
    return settlement
