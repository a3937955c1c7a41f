"""What people do with matters. Each verb makes a draft and tells it; the docket decides, here and at every party."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from pilin.base import ids
from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.kernel.federation import actions as federation
from pilin.kernel.federation.protocol.event import Draft, Event
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import models, queries
from pilin.kernel.matters.actions import objectors
from pilin.kernel.matters.queries import Known, single
from pilin.kernel.matters.rules import chain, fold, kinds, turning
from pilin.kernel.matters.rules.chain import File
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.matters.rules.fold import Ordered
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.matters.rules.refusals import Refusal
from pilin.kernel.matters.rules.soundness import findings

_TAKEN = ("fields", "attachments", "text", "office")


def offer_kind(text: Mapping[str, Any], *, basis: str, parties: Sequence[str], at: Instant) -> Event:
    """Offer a kind to parties. Raises the first finding of its soundness."""
    found = findings(kinds.parse(text))
    if found:
        raise Refused(found[0].code, **{**found[0].facts, "where": found[0].where, "findings": len(found)})
    return federation.offer(text, basis=basis, parties=parties, at=at)


def open_matter(
    *, kind: str, roles: Mapping[str, str], fields: Mapping[str, Any], basis: str, office: str = "", at: Instant
) -> str:
    """Open a matter of an agreed kind (hash) between the nodes of its roles; return its id."""
    return open_with(kind=kind, roles=roles, members={"fields": fields, "office": office}, basis=basis, at=at)


def open_with(*, kind: str, roles: Mapping[str, str], members: Mapping[str, Any], basis: str, at: Instant) -> str:
    """Open a matter with all that its opening says: fields, office, attachments, `contents` apart; return its id."""
    matter = ids.new_id(at)
    calendar = queries.calendar_of(sorted(set(roles.values())))
    draft = chain.opening(matter=matter, kind=kind, roles=roles, basis=basis, calendar=calendar, **members)
    federation.tell([draft], at=at)
    return matter


def take_step(
    *, matter: str, step: str, at: Instant, members: Mapping[str, Any] | None = None, seen: str | None = None
) -> Event:
    """Take a step on the present head. `members` are fields, attachments, reason, office, and `contents` apart.

    Where we order, the step stands at once; else it is a proposal until the orderer carries it in. What a signature
    signs is read from the table, never from the caller; `seen` is the table that the person looked at. Raises what the
    kind's rules have against it here and now, and TABLE_HAS_CHANGED.
    """
    with transaction.atomic():
        row = _row(matter)
        file = queries.file_of(row)
        if seen is not None and seen != single.on_the_table(file.matter):
            raise Refused(DocketRefusal.TABLE_HAS_CHANGED)
        kind = _kind(file)
        rule = next((rule for rule in kind.steps if rule.name == step), None)
        text = {"text": fold.text_of(file.matter, rule)} if rule is not None and rule.joint else {}
        calendar = queries.calendar_of(file.parties)
        draft = chain.stepping(file, step, basis=row.basis, calendar=calendar, **{**(members or {}), **text})
        _try(file, kind, draft, at)
        fields = (members or {}).get("fields", {})
        objectors.ask(objectors.Attempt(step, fields, kind, file.matter, tuple(file.parties)), at)
        return federation.tell([draft], at=at)[0]


def _kind(file: File) -> Kind:
    kind = queries.kind(file.matter.kind)
    assert kind is not None, "a matter's kind was agreed before it was opened"
    return kind


def _try(file: File, kind: Kind, draft: Draft, at: Instant) -> None:
    """Fold a draft as its orderer would now, so that a person hears at once what the orderer would say days later."""
    taken: dict[str, Any] = {name: draft.body[name] for name in _TAKEN if name in draft.body}
    ordered = Ordered(
        hash="",
        matter=file.matter.id,
        author=facts.me(),
        orderer=file.chain[-1].orderer_after,
        at=at,
        base=file.matter.head,
        action="step",
        name=str(draft.body["step"]),
        calendar=str(draft.body["calendar"]),
        **taken,
    )
    refusal = fold.step(kind, file.matter, ordered, queries.calendars())
    if isinstance(refusal, Refusal):
        raise Refused(refusal.code, **refusal.facts)


def note(*, matter: str, text: str, attachments: Sequence[str] = (), at: Instant) -> Event:
    """Write a note beside the chain; it never waits for anybody's turn."""
    row = _row(matter)
    return federation.tell([chain.noting(queries.file_of(row), text, basis=row.basis, attachments=attachments)], at=at)[
        0
    ]


def ask_again(*, matter: str, text: str = "", at: Instant) -> Event:
    """Ask the other parties again for what they are to do; it changes no chain, and both sides see it.

    Raises NO_ANSWER_IS_AWAITED where no other party may act, ASKED_ALREADY where we did so this working day.
    """
    row = _row(matter)
    if row.final or row.refused_by or not {*row.turn.split(",")} - {"", facts.me()}:
        raise Refused(DocketRefusal.NO_ANSWER_IS_AWAITED)
    calendar = queries.calendar_of(row.parties)
    return federation.tell([chain.asking(queries.file_of(row), text, basis=row.basis, calendar=calendar)], at=at)[0]


def note_provisionally(*, matter: str, step: str, reason: str, fields: Mapping[str, Any], at: Instant) -> Event:
    """Note a step that we take alone because a party has been out of reach for longer than the kind's hours.

    What a room has against the step it has against the note that anticipates it.
    """
    row = _row(matter)
    file = queries.file_of(row)
    receipt_at = queries.last_receipt([party for party in file.parties if party != facts.me()])
    refusal = queries.may_note(file.matter, step, receipt_at=receipt_at, at=at)
    if refusal is not None:
        raise Refused(refusal.code, **refusal.facts)
    objectors.ask(objectors.Attempt(step, fields, _kind(file), file.matter, tuple(file.parties)), at)
    draft = chain.provisioning(file, step, basis=row.basis, receipt_at=receipt_at, reason=reason, fields=dict(fields))
    return federation.tell([draft], at=at)[0]


def answer_note(*, note: str, outcome: str, reason: str = "", at: Instant) -> Event:
    """Ratify, reverse or dispute a provisional note (by hash). Its author can only reverse it.

    An answer is given once; the same answer again is the one that stands.
    """
    found = models.Note.objects.filter(pk=note, kind=chain.PROVISIONAL).first()
    if found is None:
        raise Refused(DocketRefusal.NOTE_IS_UNKNOWN, note=note)
    if outcome not in single.ANSWERS or (found.author == facts.me()) != (outcome == "reversed"):
        raise Refused(DocketRefusal.ANSWER_IS_NOT_OURS, outcome=outcome)
    said = models.Note.objects.filter(re=note, kind=chain.ANSWER, author=facts.me()).first()
    if said is not None and said.body["outcome"] != outcome:
        raise Refused(DocketRefusal.NOTE_IS_ANSWERED, outcome=said.body["outcome"])
    row = _row(found.matter_id)
    return federation.tell(
        [chain.answering(queries.file_of(row), note, outcome, basis=row.basis, reason=reason)], at=at
    )[0]


def turn_clocks(*, matter: str, at: Instant) -> int:
    """Write the expiries and recounts that are due in a matter where we order; return how many.

    One after the other until none is due, each in its own transaction; what the federation does not take raises.
    """
    done = 0
    while (draft := _due(_row(matter), day_of(at))) is not None:
        federation.tell([draft], at=at)
        done += 1
    return done


def turn_clocks_of(*, matters: Sequence[str], at: Instant) -> int:
    """Write what is due in each of several matters where we order, in one transaction; return how many.

    All or nothing: what the federation does not take of one raises for all. A new calendar counts thousands of matters
    anew, and a transaction costs the same for one as for hundreds. Several clocks of a matter come one after the other,
    each on the head that the one before made.
    """
    done = 0
    with federation.alone(), queries.holding(matters) as held:
        known, day = queries.known(), day_of(at)
        while drafts := [draft for file, basis in held.values() if (draft := _next(file, basis, known, day))]:
            done += len(federation.tell(drafts, at=at))
            drafted = {str(draft.body["matter"]) for draft in drafts}
            for name in held.keys() - drafted:
                del held[name]
    return done


def _due(row: models.Matter, day: date) -> Draft | None:
    """Return the draft for what is due first in a matter."""
    return _next(queries.file_of(row), row.basis, queries.known(), day)


def _next(file: File, basis: str, known: Known, day: date) -> Draft | None:
    """Return the draft for the first clock that has run out, or that an agreed calendar now counts otherwise."""
    kind = known.kinds.get(file.matter.kind)
    assert kind is not None, "a matter's kind was agreed before it was opened"
    name = known.calendar_of(file.parties)
    if kind.states[file.matter.state].final or file.refused_by or file.chain[-1].orderer_after != facts.me():
        return None
    found = turning.to_turn(kind.clocks, file.matter.clocks, known.agreed[name], day) if name else None
    return chain.timing(file, *found, basis=basis, calendar=name) if found else None


def attach(data: bytes, *, matter: str) -> str:
    """Keep an attachment for the parties of a matter; return the hash that an event may name."""
    return federation.keep_blob(data, _row(matter).parties)


def _row(matter: str) -> models.Matter:
    row = models.Matter.objects.filter(pk=matter).first()
    if row is None:
        raise Refused(DocketRefusal.MATTER_IS_UNKNOWN, matter=matter)
    return row
