"""The books of medical settlement as both nodes say them, and the policies that a programme puts on the table."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, cast

from pilin.base import refdata
from pilin.base.clock import Instant
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.ledger import queries as ledger
from pilin.kernel.ledger.rules import Balance
from pilin.modules.medical import models, queries
from pilin.modules.medical.rules import books as rules
from pilin.modules.medical.rules.books import Held, Line, Paid

PROGRAMME, TERMS = "medical.yaml", "clearing.yaml"
_WAYS = ("owes-us", "we-owe")
_POSITION = 5
"""How many names the account of a position has."""


def books() -> Sequence[Line]:
    """Return what stands between us and each other agency, by roles; four queries."""
    columns = ("care", "insured", "insurance", "state", "total_fen", "fund_fen", "account_fen")
    held = (Held(*row) for row in models.Settlement.objects.values_list(*columns))
    found = [(code, line) for code in ledger.accounts() if (line := _line(code)) is not None]
    balances = ledger.balances(codes=[code for code, _ in found])
    return rules.lines(held, [_booked(line, balances[code]) for code, line in found], _paid())


def _paid() -> Iterator[Paid]:
    """Return what the months paid that are booked here."""
    for batch in models.Batch.objects.exclude(booked=[]):
        both = {batch.peer, federation.me()}
        for row in queries.rows_of(batch):
            (care,) = both - {row.payer}
            yield Paid(care, row.payer, row.insurance, row.pays_fen)


def programme(folder: Path, *, at: Instant) -> list[Mapping[str, Any]]:
    """Return what a programme puts on the table: its terms of clearing, illustrative policies where it asks for them.

    The folder does by `medical.yaml`: a real programme must not sign by accident what is made up.
    """
    del at
    asked = _tables(folder / PROGRAMME).get("illustrative_policies") is True
    policies = [policy.document for policy in queries.illustrative_policies()] if asked else []
    terms = _tables(folder / TERMS).get("terms")
    return [*policies, cast("Mapping[str, Any]", terms)] if terms else policies


def _tables(path: Path) -> Mapping[str, object]:
    return refdata.load(path).tables if path.exists() else {}


def _line(account: str) -> Line | None:
    """Return the way whose position an account holds: `peer/<agency>/medical/<insutype>/owes-us` or `we-owe`."""
    parts = account.split("/")
    if len(parts) != _POSITION or (parts[0], parts[2]) != ("peer", "medical") or parts[4] not in _WAYS:
        return None
    ours = parts[4] == "owes-us"
    return Line(federation.me(), parts[1], parts[3]) if ours else Line(parts[1], federation.me(), parts[3])


def _booked(line: Line, balance: Balance) -> Line:
    sign = 1 if line.care == federation.me() else -1
    pending = balance.debits_pending_fen + balance.credits_pending_fen
    return line._replace(booked_fen=sign * balance.balance_fen, pending_fen=pending)
