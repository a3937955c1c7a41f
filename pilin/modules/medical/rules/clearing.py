"""The monthly clearing between two agencies: what each owes the other of each fund, from posted settlements. Pure.

Funds of different kinds of insurance may not be mixed (浙江省医疗保障条例 arts. 17, 25, 26): a batch is gross, one
row for each payer and kind of insurance, and what all rows come to is only said beside it. Cleared is all money of
medical insurance, fund and personal account (medical research, 3.4). A batch takes every posted settlement that was
settled until its last day and that no earlier batch holds; so what was reversed later stands in the next one, negative.

Batches are matters of the kind `clearing`. Its text bears the rows and the digest of the list of settlements; the list
itself each side makes from its own books, and confirms a digest that is its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from pilin.base.canonical import Json, digest_of
from pilin.base.refusal import Refused
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.terms import Window

KIND = "clearing"
OPEN, GENERATED, CONFIRMED, PAID, CLOSED, WITHDRAWN = (
    "opened", "generated", "confirmed", "paid", "closed", "withdrawn"
)  # fmt: skip
STATES = (OPEN, GENERATED, CONFIRMED, PAID, CLOSED, WITHDRAWN)
HOLDS = (CONFIRMED, PAID, CLOSED)
"""States in which a batch holds its settlements for good."""
GENERATE, CONFIRM, RETURN, AGREE_PAID, CLOSE = "generate", "confirm", "return", "agree_paid", "close"
RECORDS = {"initiator": "record_of_initiator", "responder": "record_of_responder"}
"""The step by which each side records what it paid and what came in."""


class Cleared(NamedTuple):
    """One settlement in a batch: who pays, from which fund, and how much; amounts in fen."""

    settlement: str
    payer: str
    insurance: str
    fund_fen: int
    account_fen: int


@dataclass(frozen=True)
class Row:
    """What one side owes the other for one kind of insurance. Negative: more was reversed than settled."""

    payer: str
    insurance: str
    count: int
    fund_fen: int
    account_fen: int

    @property
    def pays_fen(self) -> int:
        """Return all money of medical insurance."""
        return self.fund_fen + self.account_fen

    @property
    def id(self) -> str:
        """Return by what a row is named in payments."""
        return f"{self.payer}-{self.insurance}"


@dataclass(frozen=True)
class Batch:
    """A month's batch as its matter tells it."""

    id: str
    month: str
    until: date
    state: str
    initiator: str
    responder: str
    rows: tuple[Row, ...] = ()
    count: int = 0
    digest: str = ""
    confirm_by: date = date.max
    pay_by: date = date.max
    payments: Mapping[str, tuple[Mapping[str, Any], ...]] = field(default_factory=dict)

    def other(self, code: str) -> str:
        """Return the other side."""
        return self.responder if code == self.initiator else self.initiator


def rows_of(cleared: Iterable[Cleared]) -> tuple[Row, ...]:
    """Return the gross rows of settlements, by payer and kind of insurance."""
    sums: dict[tuple[str, str], list[int]] = {}
    for one in cleared:
        row = sums.setdefault((one.payer, one.insurance), [0, 0, 0])
        row[0] += 1
        row[1] += one.fund_fen
        row[2] += one.account_fen
    return tuple(Row(*key, *row) for key, row in sorted(sums.items()))


def digest(cleared: Iterable[Cleared]) -> str:
    """Return the digest of a list of settlements, whatever their order."""
    return digest_of([list(one) for one in sorted(cleared)])


def net(rows: Iterable[Row], sides: tuple[str, str]) -> tuple[str, int]:
    """Return who pays and how much if all rows were set off; it is said beside the rows and nothing is paid by it."""
    one, other = sides
    owed = sum(row.pays_fen if row.payer == one else -row.pays_fen for row in rows)
    return (one, owed) if owed >= 0 else (other, -owed)


def opening(window: Window, title: str) -> dict[str, Json]:
    """Return what the opening of a batch carries."""
    return {
        "title": title,
        "month": window.month,
        "until": window.until.isoformat(),
        "cut_off": window.generates_on.isoformat(),
        "confirm_by": window.confirm_by.isoformat(),
        "pay_by": window.pay_by.isoformat(),
    }


def generated(cleared: Sequence[Cleared]) -> dict[str, Json]:
    """Return what the step carries that generates a batch."""
    return {
        "rows": [
            {
                "id": row.id,
                "payer": row.payer,
                "insurance": row.insurance,
                "count": row.count,
                "fund_fen": row.fund_fen,
                "account_fen": row.account_fen,
                "pays_fen": row.pays_fen,
            }
            for row in rows_of(cleared)
        ],
        "count": len(cleared),
        "digest": digest(cleared),
    }


def batch_of(matter: Any, *, refused: bool = False) -> Batch:
    """Return the batch of a matter: what both agreed, else what its initiator says."""
    said = {name: by.get("initiator") for name, by in matter.asserted.items()}
    text = {name: value for name, value in {**said, **matter.agreed}.items() if value is not None}
    return Batch(
        id=matter.id,
        month=str(text.get("month", "")),
        until=date.fromisoformat(text["until"]),
        state=WITHDRAWN if refused or matter.state in ("declined", WITHDRAWN) else matter.state,
        initiator=matter.roles["initiator"],
        responder=matter.roles["responder"],
        rows=tuple(_row(one) for one in text.get("rows") or ()),
        count=int(text.get("count") or 0),
        digest=str(text.get("digest") or ""),
        confirm_by=date.fromisoformat(text["confirm_by"]),
        pay_by=date.fromisoformat(text["pay_by"]),
        payments={
            matter.roles[role]: tuple(rows)
            for role, rows in (matter.asserted.get("payments") or {}).items()
            if role in RECORDS
        },
    )


def has_signed(matter: Any, code: str) -> bool:
    """Tell whether a side has signed what is on the table."""
    return any(matter.roles[role] == code for role in matter.signed.get(CONFIRM) or {})


def _row(said: Mapping[str, Any]) -> Row:
    return Row(
        str(said["payer"]), str(said["insurance"]), int(said["count"]), int(said["fund_fen"]), int(said["account_fen"])
    )


def payments_of(rows: Iterable[Row], on: date, reference: str) -> list[dict[str, Json]]:
    """Return the record of a side that paid and received every row on one day."""
    return [
        {"id": row.id, "amount_fen": row.pays_fen, "paid_on": on.isoformat(), "reference": reference or row.id}
        for row in rows
        if row.pays_fen
    ]


def check_payments(batch: Batch, payments: Sequence[Mapping[str, Any]]) -> None:
    """Refuse a record that is not of every row, to the fen. Raises PAYMENTS_DIFFER_FROM_BATCH."""
    said = {str(one["id"]): int(one["amount_fen"]) for one in payments}
    due = {row.id: row.pays_fen for row in batch.rows if row.pays_fen}
    if said != due:
        wrong = sorted(name for name in {*said, *due} if said.get(name) != due.get(name))
        raise Refused(MedicalRefusal.PAYMENTS_DIFFER_FROM_BATCH, rows=", ".join(wrong))


def check_same(batch: Batch, cleared: Sequence[Cleared]) -> None:
    """Refuse a batch that is not the one of our own books. Raises BATCH_DIFFERS_FROM_BOOKS, with both counts."""
    if (batch.digest, batch.count, batch.rows) != (digest(cleared), len(cleared), rows_of(cleared)):
        raise Refused(MedicalRefusal.BATCH_DIFFERS_FROM_BOOKS, theirs=batch.count, ours=len(cleared))


def check_generated(said: Mapping[str, Any], cleared: Sequence[Cleared]) -> None:
    """Refuse to offer what is not marked for the batch, to the fen. Raises BATCH_DIFFERS_FROM_BOOKS."""
    if dict(said) != generated(cleared):
        raise Refused(MedicalRefusal.BATCH_DIFFERS_FROM_BOOKS, theirs=said.get("count"), ours=len(cleared))
