"""The audit of matters: every row is made again from the signed events, and what differs is named.

It reads the envelopes, not the chain: from the opening of a matter it follows the bases of the orderer's events, folds
them, and takes out what a party refused. Whether envelopes and documents are what was signed, the federation's audit
asks. Of `moved_at` nothing is said: when this node last moved a matter is no shared fact.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db.models import Manager

from pilin.base import canonical, clock
from pilin.base.refusal import Finding, Refused
from pilin.kernel.federation.actions.registry import Effect, registry
from pilin.kernel.federation.models import Document, Envelope
from pilin.kernel.federation.protocol import envelope as envelopes
from pilin.kernel.federation.protocol import event as events
from pilin.kernel.federation.protocol.documents import name_of
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import models
from pilin.kernel.matters.rules import clocks, fold, kinds, turning
from pilin.kernel.matters.rules.clocks import Calendar
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.matters.rules.fold import Matter, Ordered
from pilin.kernel.matters.rules.kinds import Kind

Row = Mapping[str, Any]
Refusals = Mapping[str, set[str]]
T = TypeVar("T")

_ON_BASE = ("matters.step", "matters.include", "matters.time")
_BESIDE = ("matters.note", "matters.provisional", "matters.answer")


class Link(NamedTuple):
    """One ordered event with its carrier, and the fold after it."""

    ordered: Ordered
    carrier: Event
    matter: Matter


@dataclass
class Case:
    """The evidence of one matter, in the order in which it was stored, and what follows from it."""

    kind: Kind
    calendars: Mapping[str, Calendar]
    events: Sequence[Event]
    refusals: Refusals
    chain: list[Link] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    fallen: list[Link] = field(default_factory=list)
    proposals: list[Event] = field(default_factory=list)


def findings() -> list[Finding]:
    """Return what differs between events and rows; `where` names table and row, the fact `column` what differs."""
    told, broken = _told()
    refusals = _refusals()
    cases = list(_cases(told, refusals))
    opened = {case.chain[0].matter.id: _matter(case) for case in cases}
    entries = {row["hash"]: row for case in cases for row in _entries(case)}
    beside = {event.hash: _note(event) for event in told if event.kind in _BESIDE and _id(event) in opened}
    said = {name: {"hash": name, "by": frozenset(by)} for name, by in refusals.items()}
    return [
        *broken,
        *_differing("matters_matter", models.Matter.objects, "id", opened),
        *_differing("matters_reference", models.Reference.objects, "key", _references(cases)),
        *_differing("matters_entry", models.Entry.objects, "hash", entries),
        *_differing("matters_proposal", models.Proposal.objects, "hash", _proposals(cases)),
        *_differing("matters_partyrefusal", models.PartyRefusal.objects, "hash", said),
        *_differing("matters_note", models.Note.objects, "hash", beside),
    ]


def register() -> None:
    """Register with the federation's audit: it compares what an envelope keeps as its effect."""
    registry.audits("matters", effects)


def effects() -> Effect:
    """Return how the audit knows the effect of an event: the digest of the fold after it, made again once an audit."""

    @cache
    def known() -> Mapping[str, str]:
        return dict(_effects())

    return lambda fact: known().get(canonical.digest_of(dict(fact)))


def _effects() -> Iterator[tuple[str, str]]:
    """Yield of every event its hash and effect: of the orderer's the fold, of others that they stand."""
    told, _ = _told()
    for case in _cases(told, _refusals()):
        yield from ((link.carrier.hash, fold.digest(link.matter)) for link in (*case.chain, *case.fallen))
        yield from ((event.hash, canonical.digest_of(["proposal", event.hash])) for event in case.proposals)
        beside = (event for event in case.events if event.kind in _BESIDE)
        yield from ((event.hash, canonical.digest_of([event.kind, event.hash])) for event in beside)


# The evidence


def _told() -> tuple[list[Event], list[Finding]]:
    """Return the events of matters that took effect here, each once, and the envelopes that cannot be read."""
    refused = set(Envelope.objects.filter(kind="link.refusal").exclude(author=facts.me()).values_list("re", flat=True))
    rows = Envelope.objects.filter(scope="matters", outcome__in=("applied", "refused")).exclude(line=b"")
    found: dict[str, Event] = {}
    broken = []
    for row in rows.order_by("pk").iterator():
        if row.outcome == "refused" and (row.author != facts.me() or row.event_hash not in refused):
            continue  # we refused it ourselves: it never took effect
        try:
            event = envelopes.parse(bytes(row.line), versions=(1, 2))[0].event
        except Refused:
            broken.append(_finding("federation_envelope", str(row.pk), "line"))
            continue
        found.setdefault(event.hash, event)
    return list(found.values()), broken


def _refusals() -> Refusals:
    """Return by event hash the peers that refused it."""
    rows = Envelope.objects.filter(kind="link.refusal", outcome="applied").exclude(author=facts.me())
    found: defaultdict[str, set[str]] = defaultdict(set)
    for event_hash, author in rows.values_list("re", "author"):
        found[event_hash].add(author)
    return found


def _id(event: Event) -> str:
    return str(event.body.get("matter"))


def _agreed(kind: str, parse: Callable[[Document], T]) -> dict[str, T]:
    """Return the texts of a type that all their parties signed, by hash; of one that was altered nothing is derived."""
    found: dict[str, T] = {}
    for row in Document.objects.filter(type=kind):
        with suppress(Refused):
            whole = name_of(row.text, row.parties) == row.hash
            if whole and all(row.answers.get(code) == "signed" for code in row.parties):
                found[row.hash] = parse(row)
    return found


def _cases(told: Sequence[Event], refusals: Refusals) -> Iterator[Case]:
    """Yield every matter that was opened, with its chain followed to the end."""
    calendars = _agreed("calendar", lambda row: clocks.parse_calendar(row.text))
    agreed = _agreed("kind", lambda row: kinds.parse(row.text, row.hash))
    by_matter: defaultdict[str, list[Event]] = defaultdict(list)
    for event in told:
        by_matter[_id(event)].append(event)
    for group in by_matter.values():
        opening = next((event for event in group if event.kind == "matters.open"), None)
        if opening is not None and (kind := agreed.get(opening.body["kind"])) is not None:
            case = Case(kind, calendars, group, refusals)
            if _follow(case, opening):
                yield case


# The chain, followed from base to base


def _follow(case: Case, opening: Event) -> bool:
    """Walk the tree of bases from the opening: what no party refused is the chain, all else fell out of it."""
    ordered = _read(opening, "open", author=opening.author)
    matter = fold.opened(case.kind, ordered, case.calendars)
    if not isinstance(matter, Matter):
        return False
    on_base: defaultdict[str, list[Event]] = defaultdict(list)
    for event in case.events:
        if event.kind in _ON_BASE:
            on_base[str(event.body.get("base"))].append(event)
    case.chain.append(Link(ordered, opening, matter))
    waiting, held = [case.chain[0]], {opening.hash}
    while waiting:
        link = waiting.pop()
        for after in filter(None, (_after(case, link, event) for event in on_base[link.ordered.hash])):
            names = {after.ordered.hash, after.carrier.hash}
            if link.ordered.hash in held and names.isdisjoint(case.refusals):
                held.add(after.ordered.hash)
                case.chain.append(after)
            else:
                case.dropped += names
                case.fallen.append(after)
            waiting.append(after)
    return True


def _after(case: Case, link: Link, event: Event) -> Link | None:
    """Return the link that an event on a base makes; None for a proposal, which is noted, and for what does not fit."""
    orderer = _orderer(case.kind, link.matter)
    if event.author != orderer:
        case.proposals.append(event)
        return None
    ordered = _ordered(event)
    matter = fold.step(case.kind, link.matter, ordered, case.calendars)
    return Link(ordered, event, matter) if isinstance(matter, Matter) else None


def _orderer(kind: Kind, matter: Matter) -> str:
    return matter.roles[kind.states[matter.state].orderer]


def _ordered(event: Event) -> Ordered:
    """Read an orderer's event as the fold takes it: a proposal inside stands at its orderer's time and calendar."""
    if event.kind == "matters.include":
        return _read(events.parse(event.body["proposal"]), "step", author=event.author, carrier=event)
    action = "step" if event.kind == "matters.step" else str(event.body["action"])
    return _read(event, action, author=event.author)


def _read(event: Event, action: str, *, author: str, carrier: Event | None = None) -> Ordered:
    body, outer = event.body, carrier or event
    return Ordered(
        hash=event.hash,
        matter=body["matter"],
        author=event.author,
        orderer=author,
        at=outer.at,
        base=body.get("base", ""),
        action=action,
        name=body.get("step") or body.get("clock") or "",
        roles=body.get("roles", {}),
        fields=body.get("fields", {}),
        attachments=body.get("attachments", []),
        text=body.get("text", ""),
        reason=body.get("reason", ""),
        office=body.get("office", ""),
        calendar=outer.body.get("calendar", ""),
    )


# The rows that follow from it


def _matter(case: Case) -> Row:
    opening, last = case.chain[0].carrier, case.chain[-1].matter
    turn = fold.turn(case.kind, last)
    rule, clock = turning.pressing(case.kind, last) or (None, None)
    running = last.clocks[turn.clock] if turn.clock else None
    nodes = sorted({last.roles[role] for role in turn.roles})
    return {
        "id": last.id,
        "kind": last.kind,
        "kind_name": case.kind.name,
        "basis": opening.basis,
        "parties": list(opening.parties),
        "title": _title(case, last),
        "state": last.state,
        "final": case.kind.states[last.state].final,
        "n": len(case.chain),
        "head": case.chain[-1].ordered.hash,
        "fold": fold.as_json(last),
        "dropped": tuple(case.dropped),
        "refused_by": frozenset(case.refusals.get(opening.hash, {""})),
        "turn": f",{','.join(nodes)}," if nodes else ",",
        "clock": rule.name if rule else "",
        "warn_on": running.warn_on if running else None,
        "rolled_end": clock.rolled_end if clock else None,
        "provisional": running is not None and running.provisional,
        "opened_at": opening.at,
    }


def _title(case: Case, matter: Matter) -> str:
    """Return what was signed as title, or what the opener, then any other role in its order, says."""
    said = matter.asserted.get("title", {})
    titles = [said[role] for role in (case.kind.opening_by, *case.kind.roles) if role in said]
    title = [*([matter.agreed["title"]] if "title" in matter.agreed else titles), None][0]
    return title[:200] if isinstance(title, str) else case.kind.title["zh"][:200]


def _references(cases: Iterable[Case]) -> dict[str, Row]:
    """Return what matters name, found anew: every identifier in a value that stands where its kind names matters."""
    found: dict[str, Row] = {}
    for case in cases:
        last = case.chain[-1].matter
        for name, rule in case.kind.fields.items():
            values = [*last.asserted.get(name, {}).values(), last.agreed.get(name)]
            for to in _matters_in([value for value in values if rule.sees == ("all",)], rule):
                key = f"{last.id}|{name}|{to}"
                found[key] = {"key": key, "matter_id": last.id, "field": name, "to": to}
    return found


def _matters_in(values: Iterable[Any], rule: kinds.FieldRule) -> Iterator[str]:
    """Yield the texts in values that a rule says are matters; lists are taken apart, records member by member."""
    for value in values:
        if isinstance(value, (list, tuple)):
            yield from _matters_in(value, rule)
        elif isinstance(value, Mapping):
            for name, member in rule.members.items():
                yield from _matters_in([value.get(name)], member)
        elif rule.type == "matter" and value is not None:
            yield value


def _entries(case: Case) -> Iterator[Row]:
    for number, link in enumerate(case.chain, start=1):
        stored = {**vars(link.ordered), "at": clock.write(link.ordered.at)}
        yield {
            "hash": link.ordered.hash,
            "matter_id": case.chain[0].matter.id,
            "n": number,
            "carrier": link.carrier.hash,
            "orderer_after": _orderer(case.kind, link.matter),
            "ordered": stored,
        }


def _note(event: Event) -> Row:
    names = {"matter_id": _id(event), "kind": event.kind, "author": event.author, "re": event.re}
    return {"hash": event.hash, **names, "body": dict(event.body), "at": event.at}


def _proposals(cases: Iterable[Case]) -> dict[str, Row]:
    """Return the proposals that stand.

    One on the head must stand; one on an older base may, until its orderer's refusal comes. Where we order, or where
    something fell out, none must: it may have come when its base was not the head.
    """
    stored = set(models.Proposal.objects.values_list("pk", flat=True))
    found: dict[str, Row] = {}
    for case in cases:
        head, done = case.chain[-1], {link.ordered.hash for link in case.chain}
        settled = case.dropped or _orderer(case.kind, head.matter) == facts.me()
        for event in case.proposals:
            certain = event.body["base"] == head.ordered.hash and not settled
            if event.hash not in done and event.hash not in case.refusals and (certain or event.hash in stored):
                found[event.hash] = {"hash": event.hash, "matter_id": _id(event), "base": event.body["base"]}
    return found


# Comparing


def _differing(table: str, rows: Manager[Any], key: str, expected: Mapping[str, Row]) -> Iterator[Finding]:
    """Yield rows that are missing, doubled or stand without an event, and the columns that differ."""
    seen = set()
    for row in rows.order_by("pk").iterator():
        name = getattr(row, key)
        if name in seen or name not in expected:
            yield _finding(table, name, key)
            continue
        seen.add(name)
        for column, value in expected[name].items():
            if not _fits(getattr(row, column), value):
                yield _finding(table, name, column)
    for name in sorted(expected.keys() - seen):
        yield _finding(table, name, key)


def _fits(stored: Any, value: object) -> bool:
    """Tell whether a column holds what is expected: of a set one member, of a tuple all members in any order."""
    if isinstance(value, frozenset):
        return isinstance(stored, str) and stored in value
    if isinstance(value, tuple):
        return isinstance(stored, list) and sorted(map(str, stored)) == sorted(value)
    return bool(stored == value)


def _finding(table: str, name: str, column: str) -> Finding:
    return Finding(f"{table} {name}", DocketRefusal.MATTER_ROW_DIFFERS_FROM_ITS_EVENTS, {"column": column})
