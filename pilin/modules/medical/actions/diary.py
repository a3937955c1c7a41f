"""The book of days over tables: statements, differences, remarks, and corrections of our own books."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from pilin.base import ids
from pilin.base.clock import Instant
from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.actions import Draft
from pilin.kernel.federation.queries import facts
from pilin.kernel.ledger import actions as ledger
from pilin.kernel.ledger import queries as booked
from pilin.kernel.ledger.rules import Entry, Posting, State
from pilin.modules.medical import models, queries
from pilin.modules.medical.rules import day_facts, days
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.day_facts import Line, Remark, Statement, Telling
from pilin.modules.medical.rules.days import Difference

CORRECTED = "medical_correction"


class TableDiary:
    """Days in their tables, as `rules.days` asks for them."""

    @property
    def code(self) -> str:
        """Return this node's code."""
        return facts.me()

    def keep(self, statement: Statement, event_hash: str) -> None:
        """Keep a part of a statement. Raises DAY_IS_STATED where another one stands in its place."""
        peer = statement.peer if statement.author == self.code else statement.author
        row, is_new = models.DayPart.objects.get_or_create(
            peer=peer, day=statement.day, round=statement.round, author=statement.author, part=statement.part,
            defaults={
                "parts": statement.parts,
                "on": statement.on,
                "lines": [list(line) for line in statement.lines],
                "totals": day_facts.totals(statement.lines),
                "event": event_hash,
            },
        )  # fmt: skip
        if not is_new and row.event != event_hash:
            raise Refused(MedicalRefusal.DAY_IS_STATED, day=statement.day)

    def stated(self, peer: str, day: date, round_: int) -> Mapping[str, Sequence[Statement]]:
        """Return the parts that are here of a round with a peer, by author."""
        found: defaultdict[str, list[Statement]] = defaultdict(list)
        for row in models.DayPart.objects.filter(peer=peer, day=day, round=round_).order_by("part"):
            other = peer if row.author == self.code else self.code
            lines = tuple(Line(*line) for line in row.lines)
            found[row.author].append(
                Statement(row.author, other, row.day, row.round, row.part, row.parts, row.on, lines)
            )
        return found

    def lines(self, peer: str, day: date) -> Sequence[Line]:
        """Return what we hold of a day with a peer; one query for any number."""
        rows = queries.held(models.Settlement.objects.filter(queries.with_peer(peer), settled_on=day)).order_by("pk")
        columns = ("pk", "care", "insurance", "state", "total_fen", "whole_fund_fen", "whole_account_fen")
        return [Line(*row) for row in rows.values_list(*columns)]

    def differences(self, peer: str, day: date) -> Sequence[Difference]:
        """Return every difference of a day with a peer, whatever became of it."""
        return queries.differences(peer, day)

    def put(self, peer: str, changed: Sequence[Difference]) -> None:
        """Keep differences that are new or changed."""
        rows = [models.DayDifference(peer=peer, **_columns(one)) for one in changed]
        keys = ["peer", "day", "settlement", "round"]
        moving = ["lines", "turn", "due", "gone_round", "gone_on", "accepted_on", "corrected"]
        models.DayDifference.objects.bulk_create(rows, update_conflicts=True, unique_fields=keys, update_fields=moving)

    def note(self, remark: Remark, event_hash: str, at: Instant) -> None:
        """Keep a remark; a correction of ours is entered into our books with it."""
        peer = remark.peer if remark.author == self.code else remark.author
        values = {name: value for name, value in asdict(remark).items() if name != "peer"}
        models.DayRemark.objects.create(peer=peer, event=event_hash, **values)
        if remark.act == day_facts.CORRECT and remark.author == self.code:
            _correct(remark, event_hash, at)

    def term_days(self, peer: str, day: date) -> int:
        """Return within how many days a difference is to be answered."""
        terms = queries.terms_with(peer, day)
        return terms.difference_days if terms else days.TERM_DAYS

    def tell(self, tellings: Sequence[Telling], at: Instant) -> None:
        """Tell facts in the running transaction."""
        federation.tell([draft_of(one) for one in tellings], at=at)

    def replied(self, re: str, kind: str) -> bool:
        """Tell whether we answered a fact by one of a kind."""
        return federation.replied(re, kind)


def draft_of(telling: Telling) -> Draft:
    """Return what the federation tells of a day."""
    return Draft(
        telling.kind, "ledger", telling.basis, telling.body, (telling.to,), subject=telling.subject, re=telling.re
    )  # fmt: skip


def _columns(one: Difference) -> dict[str, Any]:
    values = {name: getattr(one, name) for name in Difference.__slots__}
    return values | {"lines": {code: list(line) if line else None for code, line in one.lines.items()}}


def _correct(remark: Remark, event_hash: str, at: Instant) -> None:
    """Enter what brings a settlement to what the other side states: here, and in the ledger where it stands otherwise.

    The ledger's own entries say what it holds; what they hold already is not posted again.
    """
    row = models.Settlement.objects.get(pk=remark.settlement)
    added = models.Correction.objects.create(
        settlement=row, fund_fen=remark.fund_fen, account_fen=remark.account_fen, event=event_hash, at=at
    )
    whole = queries.held(models.Settlement.objects.filter(pk=row.pk)).get()
    booked_entries = _booked(row)
    if row.care == facts.me():
        due = [(booked_entries, whole.whole_fund_fen + whole.whole_account_fen)]
    else:
        fund, accounts = _apart(booked_entries, row.insurance)
        due = [(fund, whole.whole_fund_fen), (accounts, whole.whole_account_fen)]
    postings = [posting for entries, amount in due for posting in _bringing(row, entries, amount, event_hash, at)]
    if postings:
        added.entries = [entry.id for entry in ledger.post(postings=postings, at=at)]
        added.save(update_fields=["entries"])


def _booked(row: models.Settlement) -> list[Entry]:
    """Return what the ledger holds of a settlement: its own entries that count, and those of earlier corrections."""
    named = [*row.entries, *(one for earlier in row.corrections.all() for one in earlier.entries)]
    found = booked.entries(ids=named)
    return [found[one] for one in named if one in found and found[one].kind is not State.PENDING]


def _apart(entries: Sequence[Entry], insurance: str) -> tuple[list[Entry], list[Entry]]:
    accounts = f"medical/accounts/{insurance}"
    of_accounts = [entry for entry in entries if accounts in (entry.debit, entry.credit)]
    return [entry for entry in entries if entry not in of_accounts], of_accounts


def _bringing(
    row: models.Settlement, entries: Sequence[Entry], amount_fen: int, event_hash: str, at: Instant
) -> list[Posting]:
    """Return the posting that brings what entries hold to an amount; none where it is that already."""
    if not entries:
        return []
    first = entries[0]
    sign = -1 if row.total_fen < 0 else 1  # of a cancel the first entry gives back
    held_fen = sign * sum(entry.amount_fen if entry.debit == first.debit else -entry.amount_fen for entry in entries)
    lacks = sign * (amount_fen - held_fen)
    if not lacks:
        return []
    debit, credit = (first.debit, first.credit) if lacks > 0 else (first.credit, first.debit)
    return [
        Posting(
            id=ids.new_id(at), debit=debit, credit=credit, amount_fen=Fen(abs(lacks)),
            subject=f"settlement/{row.pk}", basis=row.basis, reason=CORRECTED, event_hash=event_hash,
        )
    ]  # fmt: skip
