"""Reads of reconciliation and clearing: days and their differences, batches and what they hold, the signed terms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple, cast

from django.db.models import Count, F, IntegerField, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.ledger import queries as ledger
from pilin.modules.medical import models
from pilin.modules.medical.rules import advances as advancing
from pilin.modules.medical.rules import clearing as rules
from pilin.modules.medical.rules import terms as agreed
from pilin.modules.medical.rules.clearing import Cleared, Row
from pilin.modules.medical.rules.day_facts import Line
from pilin.modules.medical.rules.days import Difference
from pilin.modules.medical.rules.settlement import POSTED
from pilin.modules.medical.rules.terms import Terms

_READ: dict[str, Terms] = {}
"""Terms by the hash of their document: what was signed never changes."""


def terms_with(peer: str, day: date) -> Terms | None:
    """Return the terms that we and a peer signed last and that hold on a day; None where there are none."""
    for row in federation.agreed_documents(agreed.TYPE):
        terms = _READ.get(row.hash) or _READ.setdefault(row.hash, agreed.read_terms(row.text))
        if {federation.me(), peer} <= {*row.parties} and terms.from_day <= day:
            return terms
    return None


def with_peer(peer: str) -> Q:
    """Return what tells settlements between us and a peer, in both directions."""
    me = federation.me()
    return Q(care=me, insured=peer) | Q(care=peer, insured=me)


def held(rows: QuerySet[models.Settlement]) -> QuerySet[Any]:
    """Return settlements with what they come to, corrections of our books included; one query for any number."""
    added = {
        f"whole_{name}": F(name) + Coalesce(Sum(f"corrections__{name}"), Value(0), output_field=IntegerField())
        for name in ("fund_fen", "account_fen")
    }
    return cast("QuerySet[Any]", rows.annotate(**added))


def difference_of(row: models.DayDifference) -> Difference:
    """Return a difference as the rules know it."""
    lines = {code: Line(*line) if line else None for code, line in row.lines.items()}
    names = [name for name in Difference.__slots__ if name != "lines"]
    return Difference(**{name: getattr(row, name) for name in names}, lines=lines)


def free_until(peer: str, until: date) -> QuerySet[models.Settlement]:
    """Return what was posted and settled until a day and stands in no batch."""
    return models.Settlement.objects.filter(with_peer(peer), state=POSTED, batch="", settled_on__lte=until)


def cleared_in(batch: str) -> list[Cleared]:
    """Return what a batch has marked; one query."""
    return _cleared(models.Settlement.objects.filter(batch=batch))


def clearable(peer: str, until: date) -> list[Cleared]:
    """Return what a batch with a peer would take by our own books; one query."""
    return _cleared(free_until(peer, until))


def _cleared(rows: QuerySet[models.Settlement]) -> list[Cleared]:
    columns = ("pk", "insured", "insurance", "whole_fund_fen", "whole_account_fen")
    return [Cleared(*row) for row in held(rows).order_by("pk").values_list(*columns)]


def rows_of(batch: models.Batch) -> tuple[Row, ...]:
    """Return the gross rows of a batch."""
    return tuple(Row(*row) for row in batch.rows)


def holding(settlement: str) -> models.Batch | None:
    """Return the confirmed batch that holds a settlement; None where none does."""
    named = models.Settlement.objects.filter(pk=settlement).values("batch")
    return models.Batch.objects.filter(pk__in=named, state__in=rules.HOLDS).first()


def differences(peer: str, day: date) -> list[Difference]:
    """Return every difference of a day with a peer, whatever became of it, the first found first; one query."""
    return [difference_of(row) for row in models.DayDifference.objects.filter(peer=peer, day=day).order_by("pk")]


def batches(peer: str = "", month: str = "") -> list[models.Batch]:
    """Return the batches with a peer (or all) of a month (or all), the last one first; one query."""
    rows = models.Batch.objects.order_by("-month", "-pk")
    rows = rows.filter(peer=peer) if peer else rows
    return list(rows.filter(month=month) if month else rows)


class DayRow(NamedTuple):
    """A day that was stated to or by a peer: its last round, the totals of both sides, and how many are open."""

    peer: str
    day: date
    round: int
    ours: Mapping[str, int]
    theirs: Mapping[str, int]
    open: int


class StatedTotals(NamedTuple):
    """What a side stated of a day in its last round."""

    round: int
    on: date
    totals: Mapping[str, int]


class ListedRow(NamedTuple):
    """A settlement on the list of a batch, without persons."""

    settlement: str
    day: date
    payer: str
    insurance: str
    institution: str
    fund_fen: int
    account_fen: int


@dataclass(frozen=True)
class BatchRow:
    """A batch as pages show it; `payments` are what each side recorded, by code."""

    id: str
    peer: str
    month: str
    until: date
    state: str
    initiator: str
    rows: tuple[Row, ...]
    count: int
    digest: str
    confirm_by: date
    pay_by: date
    booked: bool
    differs: bool
    payments: Mapping[str, Sequence[Mapping[str, Any]]]


def days_stated(*, rows_max: int = 60) -> list[DayRow]:
    """Return the last days that were stated, with the totals of their last rounds; two queries."""
    columns = ("peer", "day", "round", "author", "totals")
    found: dict[tuple[str, date], dict[str, Any]] = {}
    parts = models.DayPart.objects.order_by("-day", "peer", "round", "part").values_list(*columns)
    for peer, day, round_, author, totals in parts[: rows_max * 8]:
        row = found.setdefault((peer, day), {"round": 0})
        if round_ > row["round"]:
            row.update({"round": round_, "ours": {}, "theirs": {}})
        whose = row["ours"] if author == federation.me() else row["theirs"]
        for name, value in totals.items():
            whose[name] = whose.get(name, 0) + value
    opened = _open().values_list("peer", "day").annotate(count=Count("pk"))
    counts = {(peer, day): count for peer, day, count in opened}
    return [DayRow(*key, row["round"], row["ours"], row["theirs"], counts.get(key, 0)) for key, row in found.items()][
        :rows_max
    ]


def _open() -> QuerySet[models.DayDifference]:
    return models.DayDifference.objects.filter(gone_round=0, accepted_on=None)


def open_differences(*, rows_max: int = 100) -> list[tuple[int, Difference]]:
    """Return the differences that are open, with their keys, the next to be answered first; one query."""
    return [(row.pk, difference_of(row)) for row in _open().order_by("due", "pk")[:rows_max]]


def differences_of(peer: str, day: date) -> list[tuple[int, Difference]]:
    """Return every difference of a day, with their keys, the open ones first; one query."""
    rows = models.DayDifference.objects.filter(peer=peer, day=day).order_by("gone_round", "pk")
    return [(row.pk, difference_of(row)) for row in rows]


def difference(key: int) -> tuple[models.DayDifference, Difference, list[models.DayRemark]] | None:
    """Return a difference with what was said about it, oldest first; two queries."""
    row = models.DayDifference.objects.filter(pk=key).first()
    if row is None:
        return None
    said = models.DayRemark.objects.filter(
        peer=row.peer, day=row.day, settlement=row.settlement, round=row.round
    ).order_by("pk")
    return row, difference_of(row), list(said)


def day_of(peer: str, day: date) -> Mapping[str, StatedTotals]:
    """Return what both sides stated of a day in the last round of each, by code; one query."""
    found: dict[str, StatedTotals] = {}
    for row in models.DayPart.objects.filter(peer=peer, day=day).defer("lines").order_by("round", "part"):
        before = found.get(row.author)
        sums = dict(before.totals) if before and before.round == row.round else {}
        added = {name: sums.get(name, 0) + value for name, value in row.totals.items()}
        found[row.author] = StatedTotals(row.round, row.on, added)
    return found


def batch_rows(*, matter: str = "", rows_max: int = 60) -> list[BatchRow]:
    """Return the batches, or one of them, the last month first; two queries for any number."""
    rows = models.Batch.objects.order_by("-month", "-pk")
    held_rows = list(rows.filter(pk=matter) if matter else rows[:rows_max])
    return [
        BatchRow(
            row.pk, row.peer, row.month, row.until, row.state, row.initiator, rows_of(row), row.count, row.digest,
            row.confirm_by, row.pay_by, bool(row.booked), row.differs, row.payments,
        )
        for row in held_rows
    ]  # fmt: skip


def listed_in(batch: str) -> list[ListedRow]:
    """Return the list of a batch, by day; one query."""
    rows = held(models.Settlement.objects.filter(batch=batch)).order_by("settled_on", "pk")
    columns = ("pk", "settled_on", "insured", "insurance", "institution", "whole_fund_fen", "whole_account_fen")
    return [ListedRow(*row) for row in rows.values_list(*columns)]


def advances(day: date) -> list[advancing.Account]:
    """Return the advance accounts of both directions with every peer, as the signed terms of a day have them."""
    found = []
    for peer in federation.peers():
        terms = terms_with(peer, day)
        quotas = [one for one in terms.advances if one.payer in (peer, federation.me())] if terms else []
        named = {one: advancing.codes(peer, one.payer, one.insurance) for one in quotas}
        held_by = ledger.balances(codes=[code for pair in named.values() for code in pair]) if named else {}
        for quota, codes in named.items():
            paid, owed = (held_by[code].balance_fen if code in held_by else 0 for code in codes)
            owed = owed if quota.payer == peer else -owed  # a claim of ours is a debit, a debt of ours a credit
            payee = federation.me() if quota.payer == peer else peer
            assert terms is not None, "quotas stand in terms"
            found.append(advancing.account(quota, payee, abs(paid), owed, terms))
    return found


def terms_are_illustrative(day: date) -> bool:
    """Tell whether any terms that hold on a day are illustrative."""
    return any(terms.illustrative for peer in federation.peers() if (terms := terms_with(peer, day)))


def advance_calls(*, rows_max: int = 60) -> list[advancing.Call]:
    """Return the calls for advances, the last one first; one query."""
    rows = models.AdvanceCall.objects.order_by("-pk")[:rows_max]
    me = federation.me()
    return [
        advancing.Call(
            row.pk,
            row.payer,
            me if row.payer == row.peer else row.peer,
            row.insurance,
            row.amount_fen,
            row.state,
            row.due,
        )
        for row in rows
    ]
