"""The audit of claims: each row, and the postings that it means, derived again from the signed events.

It reads the envelopes as bare JSON and not by the room's rules. That envelopes are what was signed, the federation's
audit proves; that entries are what was booked, their seals. Of `moved_at` nothing is said: it is our own clock.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from pilin.base import canonical
from pilin.base.refusal import Finding, Refused
from pilin.kernel.federation.actions.registry import Effect, registry
from pilin.kernel.federation.audit import AuditRefusal
from pilin.kernel.federation.models import Envelope
from pilin.kernel.federation.queries import facts
from pilin.kernel.ledger import models

Fact = Mapping[str, Any]

_CLAIM, _ANSWER, _POST, _VOID = "ledger.claim", "ledger.answer", "ledger.post", "ledger.void"
_ENDS = {_POST: "posted", _VOID: "voided"}
_BOOKED = ("pending", "posted", "voided")


class Case(NamedTuple):
    """The events of one claim that took effect here, by kind; `refused` where the peer refused the claim itself."""

    told: Mapping[str, Fact]
    refused: bool


def register() -> None:
    """Register with the federation's audit: it compares what an envelope keeps as its effect."""
    registry.audits("ledger", effects)


def effects() -> Effect:
    """Return how the audit knows the effect of an event about a claim: it follows from the event alone."""
    return _effect


def _effect(fact: Fact) -> str | None:
    state = _state_after(fact)
    return canonical.digest_of([fact["body"].get("claim"), state, _hash(fact)]) if state else None


def _state_after(fact: Fact) -> str:
    """Return the state into which an event brings its claim; empty for a kind that is not of claims."""
    answered = "pending" if fact["body"].get("accepted") is True else "declined"
    return {_CLAIM: "asked", _ANSWER: answered, **_ENDS}.get(str(fact["kind"]), "")


def _hash(fact: Fact) -> str:
    return canonical.digest_of(dict(fact))


def findings() -> Iterator[Finding]:
    """Yield what differs between events and rows; `where` is table and row, the fact `column` what differs."""
    cases = _cases()
    rows = {row.pk: row for row in models.Claim.objects.all()}
    for name in sorted(rows.keys() - cases.keys()):
        yield _finding(f"ledger_claim {name}", AuditRefusal.ROW_LACKS_ITS_EVIDENCE, "id")
    for name in sorted(cases.keys() - rows.keys()):
        yield _finding(f"ledger_claim {name}", AuditRefusal.EVIDENCE_LACKS_ITS_ROW, "")
    both = {name: (rows[name], cases[name]) for name in sorted(cases.keys() & rows.keys())}
    entries, ends = _entries(row for row, _ in both.values())
    for row, case in both.values():
        yield from _claim(row, case)
        if _booked(case):
            yield from _postings(row, case, entries.get(row.entry), ends.get(row.entry))


def _cases() -> Mapping[str, Case]:
    """Return the claims that were made, by id."""
    told: defaultdict[str, dict[str, Fact]] = defaultdict(dict)
    for fact in _told():
        told[str(fact["body"].get("claim"))][str(fact["kind"])] = fact
    rows = Envelope.objects.filter(kind="link.refusal", outcome="applied").exclude(author=facts.me())
    refused = set(rows.values_list("re", flat=True))
    made = {name: events for name, events in told.items() if _CLAIM in events}
    return {name: Case(events, _hash(events[_CLAIM]) in refused) for name, events in made.items()}


def _told() -> Iterator[Fact]:
    """Yield the events that took effect here: also an own one that the peer refused, which our handler took before."""
    rows = Envelope.objects.filter(scope="ledger", kind__in=(_CLAIM, _ANSWER, _POST, _VOID)).exclude(line=b"")
    for row in rows.order_by("pk").iterator():
        took = row.outcome == "applied" or (row.author == facts.me() and row.effect != "")
        try:
            line: Any = canonical.decode(bytes(row.line)) if took else None
        except Refused:
            line = None  # the federation's audit names it
        if line is not None:
            yield line["envelope"]["event"]["fact"]


def _last(case: Case) -> Fact:
    return next(case.told[kind] for kind in (_POST, _VOID, _ANSWER, _CLAIM) if kind in case.told)


def _booked(case: Case) -> bool:
    return _state_after(_last(case)) in _BOOKED


def _claim(row: models.Claim, case: Case) -> Iterator[Finding]:
    claim, last = case.told[_CLAIM], _last(case)
    state = _state_after(last)
    expected = {
        "asker": claim["author"],
        "payer": next(code for code in claim["parties"] if code != claim["author"]),
        "amount_fen": claim["body"]["amount_fen"],
        "purpose": claim["body"]["purpose"],
        "basis": claim["basis"],
        "event": _hash(last),
        "state": "declined" if state == "asked" and case.refused else state,
    }
    yield from _differing(f"ledger_claim {row.pk}", vars(row), expected)
    if row.entry and not _booked(case):
        yield _finding(f"ledger_claim {row.pk}", AuditRefusal.ROW_LACKS_ITS_EVIDENCE, "entry")


def _entries(rows: Iterable[models.Claim]) -> tuple[Mapping[str, models.Entry], Mapping[str, models.Entry]]:
    """Return the pending entries that claims name, and what settled them, both by the id of the pending one."""
    named = [UUID(row.entry) for row in rows if _is_id(row.entry)]
    found: dict[str, models.Entry] = {}
    ends: dict[str, models.Entry] = {}
    for first in range(0, len(named), 500):
        batch = models.Entry.objects.select_related("debit", "credit")
        found |= {str(entry.pk): entry for entry in batch.filter(pk__in=named[first : first + 500])}
        ends |= {str(entry.pending_id): entry for entry in batch.filter(pending_id__in=named[first : first + 500])}
    return found, ends


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def _postings(row: models.Claim, case: Case, entry: models.Entry | None, end: models.Entry | None) -> Iterator[Finding]:
    """A pending posting bears the answer's hash and the claim's amount; the asker's last word settles all of it."""
    if entry is None or _ANSWER not in case.told:
        yield _finding(f"ledger_claim {row.pk}", AuditRefusal.COLUMN_DIFFERS_FROM_EVIDENCE, "entry")
        return
    claim, answer, last = case.told[_CLAIM], case.told[_ANSWER], _last(case)
    booked = {"amount_fen": claim["body"]["amount_fen"], "subject": f"claim/{row.pk}", "basis": claim["basis"]}
    expected = {**booked, **_accounts(claim), "kind": "pending", "event_hash": _hash(answer)}
    columns = {**vars(entry), "debit_id": entry.debit.code, "credit_id": entry.credit.code}
    yield from _differing(f"ledger_entry {entry.pk.hex}", columns, expected)
    settled = _ENDS.get(str(last["kind"]))
    if (end is not None) != (settled is not None):
        yield _finding(f"ledger_entry {entry.pk.hex}", AuditRefusal.COLUMN_DIFFERS_FROM_EVIDENCE, "kind")
    elif end is not None:
        expected = {**booked, "kind": "post" if settled == "posted" else "void", "event_hash": _hash(last)}
        yield from _differing(f"ledger_entry {end.pk.hex}", vars(end), expected)


def _accounts(claim: Fact) -> Mapping[str, str]:
    """Return the accounts that a claim moves: the asker books what it is owed, the payer what it owes."""
    payer = next(code for code in claim["parties"] if code != claim["author"])
    if claim["author"] == facts.me():
        return {"debit_id": f"peer/{payer}/owes-us", "credit_id": "claims/income"}
    return {"debit_id": "claims/expense", "credit_id": f"peer/{claim['author']}/we-owe"}


def _differing(where: str, columns: Mapping[str, Any], expected: Mapping[str, Any]) -> Iterator[Finding]:
    for column, value in expected.items():
        if columns[column] != value:
            yield _finding(where, AuditRefusal.COLUMN_DIFFERS_FROM_EVIDENCE, column)


def _finding(where: str, code: AuditRefusal, column: str) -> Finding:
    return Finding(where, code, {"column": column})
