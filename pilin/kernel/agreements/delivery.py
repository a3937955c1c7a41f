"""What the federation tells this room: texts to be checked, documents that are agreed, and messages that cite a basis.

A basis is judged by the event alone - author, kind, parties, day of its `at` - and by agreed documents. Where something
may be agreed elsewhere and not be known here yet, the answer is to wait, never to refuse.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Finding, Remedy
from pilin.kernel.agreements import actions, models, queries, rules
from pilin.kernel.agreements.rules import AgreementRefusal, History, Version
from pilin.kernel.federation import models as federation_models
from pilin.kernel.federation.actions import sessions
from pilin.kernel.federation.actions.registry import registry
from pilin.kernel.federation.protocol.desk import Declined, Waiting
from pilin.kernel.federation.protocol.documents import Document
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.protocol.peer import Peer
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import Link

CHARTER_KINDS = ("link.*", "document.*", "directory.*")
"""What a link charter admits: what the link says about itself, documents - agreements among them - and directories."""

Verdict = Declined | Waiting | None

Case = tuple[str, str, str, tuple[str, ...], date]


@dataclass
class _Known:
    """Agreements read in a running transaction, and what clauses admit: a batch of hundreds of events asks for few."""

    histories: dict[str, History | None] = field(default_factory=dict)
    admitted: set[Case] = field(default_factory=set)

    def history(self, agreement_id: str) -> History | None:
        """Return an agreement, read once."""
        if agreement_id not in self.histories:
            self.histories[agreement_id] = queries.history_of(agreement_id)
        return self.histories[agreement_id]


_held: WeakKeyDictionary[Peer, _Known] = WeakKeyDictionary()
"""What is known in each running transaction; it is forgotten where one of these agreements changes."""


def register() -> None:
    """Register this room with the federation."""
    for kind in rules.TYPES:
        registry.documents(kind, check=check, agreed=agreed)
    registry.basis("clause:", judge_clause)
    registry.basis("charter:", judge_charter)


def check(text: Mapping[str, Any], parties: Sequence[str]) -> Verdict:
    """Check an offered text for the parties of its document: first alone, then among what is agreed."""
    findings = rules.check_text(text, parties)
    if findings:
        return _declined(findings[0])
    read = rules.from_json(text)
    history = queries.history_of(read.belongs_to)
    code = rules.place(history, read)
    if code is not None:
        return Waiting(code) if code.remedy is Remedy.RETRY_LATER else Declined(code, {"agreement": read.belongs_to})
    if history is None:
        return None
    assert isinstance(read, rules.Change)
    findings = rules.check_change(history, read, parties)
    return _declined(findings[0]) if findings else None


def _declined(finding: Finding) -> Declined:
    return Declined(finding.code, {"where": finding.where})


def agreed(document: Document, _at: Instant) -> None:
    """The last party signed: write the rows of the agreement anew."""
    agreement_id = rules.from_json(document.text).belongs_to
    with sessions.session() as peer:
        _held.pop(peer, None)
    rows = federation_models.Document.objects.filter(type__in=rules.TYPES, state="agreed")
    known = {row.hash: row for row in rows if rules.from_json(row.text).belongs_to == agreement_id}
    history = rules.chain(Version(name, rules.from_json(row.text)) for name, row in known.items())
    assert history is not None, "a change is offered only where its agreement is agreed"
    _write(history, {name: row.ended_at for name, row in known.items()})


def _write(history: History, agreed_at: Mapping[str, Any]) -> None:
    agreement = history.agreement
    models.Agreement.objects.filter(pk=agreement.id).delete()
    models.Agreement.objects.create(id=agreement.id, **_columns(history))
    models.Version.objects.bulk_create(
        models.Version(
            document_id=version.hash,
            agreement_id=agreement.id,
            number=number,
            type=version.text.type,
            base=rules.base_of(version.text),
            first_day=rules.first_day_of(version.text),
            agreed_at=agreed_at[version.hash],
        )
        for number, version in enumerate(history.versions, start=1)
    )
    models.Clause.objects.bulk_create(_wordings(history.versions))


def _columns(history: History) -> dict[str, Any]:
    agreement, term = history.agreement, rules.reads_on(history, None).term
    return {
        "title_zh": agreement.title.zh,
        "title_en": agreement.title.en,
        "parties": list(agreement.codes),
        "from_day": agreement.from_day,
        "last_day": term.last_day,
        "winding_down_days": term.winding_down_days,
        "terminated": history.is_terminated,
        "head": history.head,
    }


def _wordings(versions: Iterable[Version]) -> list[models.Clause]:
    return [
        models.Clause(
            version_id=version.hash,
            number=clause.number,
            title_zh=clause.title.zh,
            title_en=clause.title.en,
            first_day=max(version.text.from_day, clause.from_day or version.text.from_day),
            last_day=clause.last_day,
            kinds=list(clause.kinds),
            winding_down_kinds=list(clause.winding_down_kinds),
            matter_kinds=list(clause.matter_kinds),
            accounts=list(clause.accounts),
            formulas=list(clause.formulas),
        )
        for version in versions
        if isinstance(version.text, (rules.Agreement, rules.Amendment))
        for clause in version.text.clauses
    ]


def judge_clause(event: Event, _at: Instant) -> Verdict:
    """Judge an event that cites a clause: see `rules.admits`.

    An agreement that is not known here, or a change that we have signed and that may be agreed elsewhere already, lets
    the event wait.
    """
    known = _known()
    if (case := _case(event)) in known.admitted:
        return None
    agreement_id, number = rules.cited_by(event.basis)
    if not agreement_id or not number:
        return Declined(AgreementRefusal.CLAUSE_IS_UNKNOWN, {"basis": event.basis})
    history = known.history(agreement_id)
    if history is None:
        return Waiting(AgreementRefusal.AGREEMENT_IS_NOT_KNOWN_YET)
    code = _refusal(history, number, event)
    if code is None:
        known.admitted |= {case} if event.kind not in actions.openers else set()
        return None
    if any(_refusal(later, number, event) is None for later in _may_be_agreed(history)):
        return Waiting(AgreementRefusal.VERSION_IS_NOT_KNOWN_YET)
    return Declined(code, {"basis": event.basis, "kind": event.kind, "day": day_of(event.at).isoformat()})


def _known() -> _Known:
    with sessions.session() as peer:
        return _held.get(peer) or _held.setdefault(peer, _Known())


def _case(event: Event) -> Case:
    """Return all of an event that a clause looks at, where it opens nothing."""
    fact = event.fact
    return fact["basis"], fact["kind"], fact["author"], tuple(fact["parties"]), day_of(event.at)


def _refusal(history: History, number: str, event: Event) -> AgreementRefusal | None:
    """Return why a clause does not admit a message: its kind, its parties, the day, or what it would open."""
    refused = rules.admits(
        history,
        clause=number,
        kind=event.kind,
        author=event.author,
        parties=event.parties,
        day=day_of(event.at),
    )
    opener = actions.openers.get(event.kind)
    if refused is not None or opener is None:
        return refused
    what, name = opener(event)
    return rules.opens(history, clause=number, what=what, name=name, day=day_of(event.at)) if name else None


def _may_be_agreed(history: History) -> list[History]:
    """Return what the history becomes by each change that we have signed and whose other answers we may not know."""
    signed = [offer for offer in queries.offers_for_them() if rules.base_of(offer.text) == history.head]
    return [rules.extended(history, Version(offer.hash, offer.text)) for offer in signed]


def judge_charter(event: Event, _at: Instant) -> Verdict:
    """Judge an event that cites a link charter: the one with its author, or for our own event with a party of it.

    Among more than two parties every link has its own charter and the event can cite one only; there it is enough that
    we have a charter with its author.
    """
    if not rules.covers(CHARTER_KINDS, event.kind):
        return Declined(LinkRefusal.BASIS_DOES_NOT_ALLOW_KIND, {"basis": event.basis, "kind": event.kind})
    with sessions.session() as peer:
        others = [code for code in event.parties if code != peer.desk.code]
        watched = others if event.author == peer.desk.code else [event.author]
        links = [peer.desk.store.link(code) for code in watched]
    if any(link is not None and _is_charter_of(link, event.basis) for link in links):
        return None
    if len(event.parties) > 2 and all(link is not None and link.charter for link in links):
        return None
    return Declined(LinkRefusal.BASIS_IS_UNKNOWN, {"basis": event.basis})


def _is_charter_of(link: Link, basis: str) -> bool:
    """Tell whether a basis is a charter of the link: the present one, or an earlier one, which old events cite."""
    if link.charter == basis:
        return True
    earlier = federation_models.Charter.objects.filter(link_id=link.peer, hash=basis.removeprefix("charter:"))
    return earlier.exists()
