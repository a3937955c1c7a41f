"""The audit of documents: what each says, who signed it, and how it stands follow from the document events alone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from django.db.models import Q

from pilin.base.refusal import Finding
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.audit import verify
from pilin.kernel.federation.audit.refusals import AuditRefusal
from pilin.kernel.federation.audit.scene import (
    Fact,
    Letter,
    Scene,
    batches,
    differing,
    evidence,
    finding,
    impossible,
    letter,
)

_OFFER, _SIGN, _DECLINE, _WITHDRAW = "document.offer", "document.sign", "document.decline", "document.withdraw"
_KINDS = (_OFFER, _SIGN, _DECLINE, _WITHDRAW, "link.refusal")

Carried = tuple[Letter, tables.Envelope | None]


def findings(scene: Scene) -> Iterator[Finding]:
    """Yield what is wrong with documents, and name the offered texts that have no row."""
    for rows in batches(tables.Document.objects.order_by("pk").iterator(chunk_size=100)):
        offers = evidence(row.offer for row in rows)
        told = _told(scene, rows)
        for row in rows:
            carried = offers.get(row.offer)
            if carried is None or carried[0].fact["kind"] != _OFFER:
                yield finding(row, AuditRefusal.ROW_LACKS_ITS_EVIDENCE, "offer")
            else:
                yield from _document(scene, row, carried, told)
    yield from _missing(scene)


def _name(fact: Fact) -> str:
    """Return the hash of the document that an event is about; of a refusal, the hash of the event that it refuses."""
    if fact["kind"] == "link.refusal":
        return str(fact["re"])
    return verify.document_of(fact)


def _told(scene: Scene, rows: Sequence[tables.Document]) -> dict[str, list[Fact]]:
    """Return the facts that took effect here, by the name of what they are about, in the order in which they came."""
    offers = [row.offer for row in rows]
    about = tables.Envelope.objects.filter(kind__in=_KINDS)
    named = about.filter(Q(subject__in=[f"document/{row.hash}" for row in rows]) | Q(event_hash__in=offers))
    answers = about.exclude(re="").filter(re__in=offers)
    found: dict[str, dict[str, Fact]] = {}
    for row in sorted({*named, *answers}, key=lambda row: row.pk):
        carried = letter(bytes(row.line))
        if carried is not None and _took_effect(scene, row):
            found.setdefault(_name(carried.fact), {}).setdefault(carried.event_hash, carried.fact)
    return {name: list(facts.values()) for name, facts in found.items()}


def _took_effect(scene: Scene, row: tables.Envelope) -> bool:
    """A peer's event did if it was applied; one of ours did when it was told, even if a peer refused it later."""
    if row.kind == "link.refusal":
        return row.author != scene.code and row.outcome == "applied"
    return row.outcome == "applied" or (row.author == scene.code and row.effect != "")


def _document(
    scene: Scene, row: tables.Document, carried: Carried, told: Mapping[str, list[Fact]]
) -> Iterator[Finding]:
    fact, name = carried[0].fact, _name(carried[0].fact)
    if name != row.hash:
        written = verify.sha256(verify.canonical({"parties": row.parties, "text": row.text}))
        yield finding(row, AuditRefusal.COLUMN_DIFFERS_FROM_EVIDENCE, "offer" if written == row.hash else "hash")
        return
    facts = [fact, *told.get(name, [])]
    answers = _answers(facts, told.get(row.offer, []))
    text = fact["body"]["document"]
    state = "dead" if "declined" in answers.values() else "agreed" if answers.keys() >= {*fact["parties"]} else "open"
    expected = {
        "type": text.get("type"),
        "text": text,
        "basis": fact["basis"],
        "parties": fact["parties"],
        "offered_by": fact["author"],
        "answers": answers,
        "withdrawn": any(one["kind"] == _WITHDRAW and one["author"] == fact["author"] for one in facts),
        "state": state,
    }
    yield from differing(row, expected)
    yield from impossible(row, _moments(scene, row, carried, is_open=state == "open"))


def _answers(facts: Iterable[Fact], refusals: Iterable[Fact]) -> dict[str, str]:
    """Return what each party answered first; who refused the offer itself has declined."""
    answers: dict[str, str] = {}
    said = {_OFFER: "signed", _SIGN: "signed", _DECLINE: "declined"}
    for fact in facts:
        if fact["kind"] in said:
            answers.setdefault(fact["author"], said[fact["kind"]])
    for fact in refusals:
        answers.setdefault(fact["author"], "declined")
    return answers


def _moments(scene: Scene, row: tables.Document, carried: Carried, *, is_open: bool) -> dict[str, bool]:
    """An offer stands since it was told or stored, and ends later than that, not in the future."""
    stored: datetime = carried[0].sent_at if carried[1] is None else carried[1].stored_at
    ended = row.ended_at is not None and row.offered_at <= row.ended_at <= scene.at
    return {
        "offered_at": stored <= row.offered_at <= scene.at,
        "ended_at": row.ended_at is None if is_open else ended,
    }


def _missing(scene: Scene) -> Iterator[Finding]:
    offers = tables.Envelope.objects.filter(kind=_OFFER).exclude(line=b"").order_by("pk")
    for rows in batches(offers.iterator(chunk_size=100)):
        letters = [letter(bytes(row.line)) for row in rows if _took_effect(scene, row)]
        names = {_name(found.fact) for found in letters if found is not None}
        here = set(tables.Document.objects.filter(hash__in=names).values_list("hash", flat=True))
        for name in sorted(names - here):
            yield Finding(f"document {name}", AuditRefusal.EVIDENCE_LACKS_ITS_ROW, {"column": ""})
