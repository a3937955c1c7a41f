"""Reads of agreements: what holds on a day, what a clause allows, who signed when, and what waits for whom."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast

from pilin.base import clock
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.agreements import models, rules
from pilin.kernel.agreements.rules import AgreementRefusal, History, State, Version
from pilin.kernel.federation.models import Document, Envelope
from pilin.kernel.federation.protocol import documents as protocol
from pilin.kernel.federation.protocol import envelope as envelopes
from pilin.kernel.federation.protocol.store import REFUSED
from pilin.kernel.federation.queries.prepared import Prepared

Signatures = dict[str, Instant]


def _versions() -> "QuerySet[models.Version, Any]":
    rows = models.Version.objects.order_by("agreement", "number")
    return rows.values_list("agreement_id", "document_id", Cast("document__text", TextField()))


_VERSIONS = Prepared(_versions)
_VERSIONS_OF = Prepared(lambda agreement: _versions().filter(agreement=agreement))


@dataclass(frozen=True)
class Held:
    """An agreement on a day: its history, how it reads then, and what it is then, clause by clause."""

    history: History
    day: date
    reading: rules.Reading
    state: State
    clause_states: dict[str, State]


@dataclass(frozen=True)
class Signed:
    """One agreed version: who signed it at which instant by the signer's own clock, and when we knew that all had."""

    version: Version
    signatures: Signatures
    agreed_at: Instant


@dataclass(frozen=True)
class Offer:
    """A text on the table: who has signed, and for whose answers (node codes) it waits."""

    hash: str
    text: rules.Text
    offered_by: str
    offered_at: Instant
    signed_by: tuple[str, ...]
    waits_for: tuple[str, ...]
    withdrawn: bool


def our_code() -> str:
    """Return this node's code."""
    return str(settings.NODE.node.code)


def histories() -> list[History]:
    """Return every agreement with its agreed changes, by the day on which it began."""
    found = _histories(_VERSIONS())
    return sorted(found.values(), key=lambda history: (history.agreement.from_day, history.agreement.id))


def history_of(agreement_id: str) -> History | None:
    """Return one agreement with its agreed changes, or None where it is not agreed here yet."""
    return _histories(_VERSIONS_OF(agreement_id)).get(agreement_id)


def need(agreement_id: str) -> History:
    """Return one agreement with its agreed changes, or raise AGREEMENT_IS_NOT_KNOWN_YET."""
    history = history_of(agreement_id)
    if history is None:
        raise Refused(AgreementRefusal.AGREEMENT_IS_NOT_KNOWN_YET, agreement=agreement_id)
    return history


@lru_cache(maxsize=256)
def _read(text: str) -> rules.Text:
    """Return a text as it stands in its row. It never changes there, and is asked for with every message."""
    return rules.from_json(json.loads(text))


def _histories(rows: Iterable[tuple[str, str, str]]) -> dict[str, History]:
    found = defaultdict(list)
    for agreement_id, name, text in rows:
        found[agreement_id].append(Version(name, _read(text)))
    return {agreement_id: History(tuple(versions)) for agreement_id, versions in found.items()}


def held(*, day: date) -> list[Held]:
    """Return every agreement as it stands on the day, by the day on which it began."""
    return [_on(history, day) for history in histories()]


def held_one(agreement_id: str, *, day: date) -> Held:
    """Return one agreement as it stands on the day, or raise AGREEMENT_IS_NOT_KNOWN_YET."""
    return _on(need(agreement_id), day)


def _on(history: History, day: date) -> Held:
    reading = rules.reads_on(history, day)
    states = {number: rules.clause_state_on(history, number, day) for number in reading.clauses}
    return Held(history, day, reading, rules.state_on(history, day), states)


def clauses_in_force(agreement_id: str, *, day: date) -> list[rules.Clause]:
    """Return the clauses that are in force on the day, in the order of the agreement."""
    one = held_one(agreement_id, day=day)
    return [clause for number, clause in one.reading.clauses.items() if one.clause_states[number] is State.IN_FORCE]


def allowed_under(basis: str, *, day: date) -> rules.Allowed:
    """Return what may be done on the day under the clause that a basis cites; nothing where it is not known."""
    agreement_id, number = rules.cited_by(basis)
    history = history_of(agreement_id)
    return rules.allowed(history, clause=number, day=day) if history else rules.Allowed()


def bases_for(kind: str, *, parties: Sequence[str], day: date) -> list[str]:
    """Return the bases that we may cite on the day for a message of this kind to parties (node codes)."""
    return [
        rules.basis_of(history.agreement.id, number)
        for history in histories()
        for number in rules.reads_on(history, day).clauses
        if rules.admits(history, clause=number, kind=kind, author=our_code(), parties=parties, day=day) is None
    ]


def openings(basis: str, *, what: rules.Opening, name: str, day: date) -> AgreementRefusal | None:
    """Return why the cited clause opens no such matter kind, account or formula on the day; None where it does."""
    agreement_id, number = rules.cited_by(basis)
    history = history_of(agreement_id)
    if history is None:
        return AgreementRefusal.AGREEMENT_IS_NOT_KNOWN_YET
    return rules.opens(history, clause=number, what=what, name=name, day=day)


def versions_of(agreement_id: str) -> list[Signed]:
    """Return the agreed versions of an agreement, oldest first, with who signed when; two queries."""
    rows = models.Version.objects.filter(agreement=agreement_id).order_by("number").select_related("document")
    signed = _signatures([row.document_id for row in rows])
    return [
        Signed(
            Version(row.document_id, rules.from_json(row.document.text)),
            signed.get(row.document_id, {}),
            clock.instant(row.agreed_at),
        )
        for row in rows
    ]


def _signatures(hashes: Sequence[str]) -> dict[str, Signatures]:
    """Return, by document, who signed it when: read from the signed events themselves."""
    subjects = [f"document/{name}" for name in hashes]
    rows = Envelope.objects.filter(subject__in=subjects, kind__in=(protocol.OFFER, protocol.SIGN))
    found: dict[str, Signatures] = defaultdict(dict)
    for line in rows.exclude(outcome=REFUSED).exclude(line=b"").order_by("pk").values_list("line", flat=True):
        event = envelopes.parse(bytes(line), versions=(1, 2))[0].event
        said = event.body.get("document")
        name = protocol.name_of(said, event.parties) if isinstance(said, dict) else str(said)
        found[name].setdefault(event.author, event.at)
    return found


def wordings_of(agreement_id: str, number: str) -> list[models.Clause]:
    """Return every wording that a clause ever had, oldest first, each with its version."""
    rows = models.Clause.objects.filter(version__agreement=agreement_id, number=number)
    return list(rows.select_related("version").order_by("version__number"))


def open_offers() -> list[Offer]:
    """Return the texts of this room that are on the table, oldest first."""
    rows = Document.objects.filter(type__in=rules.TYPES, state="open").order_by("offered_at", "hash")
    return [_offer(row) for row in rows]


def offers_for_us() -> list[Offer]:
    """Return the offers that wait for our answer."""
    return [offer for offer in open_offers() if our_code() in offer.waits_for]


def offers_for_them() -> list[Offer]:
    """Return the offers that we have signed and that wait for others."""
    return [offer for offer in open_offers() if our_code() in offer.signed_by]


def _offer(row: Document) -> Offer:
    return Offer(
        hash=row.hash,
        text=rules.from_json(row.text),
        offered_by=row.offered_by,
        offered_at=clock.instant(row.offered_at),
        signed_by=tuple(sorted(code for code, answer in row.answers.items() if answer == "signed")),
        waits_for=tuple(code for code in row.parties if code not in row.answers),
        withdrawn=row.withdrawn,
    )
