"""One matter for its page: what each side asserts and what is agreed, what may be done now, and how it came so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import accumulate
from typing import Any

from django.db.models import Exists, OuterRef

from pilin.base import canonical, clock
from pilin.base.clock import Instant
from pilin.kernel.federation.protocol.event import Event
from pilin.kernel.federation.queries import facts as federation
from pilin.kernel.matters import models
from pilin.kernel.matters.queries import agreed
from pilin.kernel.matters.queries.agreed import plain
from pilin.kernel.matters.queries.references import Reference, rows_about, told
from pilin.kernel.matters.rules import fold, notes
from pilin.kernel.matters.rules.clocks import ClockState
from pilin.kernel.matters.rules.fold import Matter, Option
from pilin.kernel.matters.rules.kinds import ClockRule, Kind, StepRule, Title
from pilin.kernel.matters.rules.notes import Answer, Note
from pilin.kernel.matters.rules.refusals import MatterRefusal, Refusal

STEP, PROVISIONAL, ANSWER = "matters.step", "matters.provisional", "matters.answer"
ANSWERS = ("ratified", "reversed", "disputed")
_NEVER = Instant(datetime(1970, 1, 1, tzinfo=UTC))


@dataclass(frozen=True)
class FieldView:
    """A field: what we assert, what others assert {node: value}, what all signed; None where nobody said anything."""

    name: str
    title: Title
    type: str
    ours: Any
    theirs: Mapping[str, Any]
    agreed: Any
    differs: bool


@dataclass(frozen=True)
class Hands:
    """By what a person acts: the offices that give the right to act, and those that give the right to sign."""

    act: tuple[str, ...] = ("",)
    sign: tuple[str, ...] = ("",)

    def of(self, rule: StepRule) -> tuple[str, ...]:
        """Return the offices that may take a step: what all parties sign needs the right to sign."""
        return self.sign if rule.joint else self.act


@dataclass(frozen=True)
class StepView:
    """A step as a person of this node sees it: allowed, or refused with the reason; `text` is what it signs.

    `has_right` tells whether any office gives the right that the step needs; the option is what the rules say.
    """

    rule: StepRule
    title: Title
    option: Option
    text: str
    has_right: bool = True

    @property
    def is_open(self) -> bool:
        """Tell whether the person may take the step now."""
        return self.option.refusal is None and self.has_right


@dataclass(frozen=True)
class ClockView:
    """A clock with its rule: statute and article, days, and where it stands."""

    rule: ClockRule
    state: ClockState


@dataclass(frozen=True)
class Moment:
    """One line of the timeline: an entry, a proposal or a step that fell out, or a note beside the chain.

    `standing`: in_chain, pending, dropped, beside, or the outcome of a provisional note.
    """

    at: Instant
    author: str
    action: str
    title: Title
    body: Mapping[str, Any]
    event: str
    carrier: str
    standing: str


@dataclass(frozen=True)
class MatterView:
    """Everything a matter's page shows; `names` are the matters that it names, `named_by` those that name it."""

    id: str
    title: str
    kind: Kind
    matter: Matter
    basis: str
    parties: tuple[str, ...]
    turn: tuple[str, ...]
    fields: tuple[FieldView, ...]
    steps: tuple[StepView, ...]
    clocks: tuple[ClockView, ...]
    timeline: tuple[Moment, ...]
    refused_by: str
    names: tuple[Reference, ...] = ()
    named_by: tuple[Reference, ...] = ()

    @property
    def table(self) -> str:
        """Return the digest of what lies on the table; whoever takes a step says which he has seen."""
        return on_the_table(self.matter)


_NODE = Hands()


def title_of(matter: Matter, kind: Kind) -> str:
    """Return a matter's name: its agreed `title`, else the opener's, else another's, else that of its kind.

    A title that not everybody may see stands in no event, and so in no list.
    """
    said = matter.asserted.get("title", {})
    first = next((said[role] for role in (kind.opening_by, *kind.roles) if role in said), None)
    title = matter.agreed.get("title", first)
    return (title if isinstance(title, str) else kind.title["zh"])[:200]


def matter(
    matter_id: str, *, me: str, day: date, hands: Hands = _NODE, related: bool = True, story: bool = True
) -> MatterView | None:
    """Return one matter as this node, or a person by his offices, sees it on a day; None where there is none.

    A page that shows related matters in its own way, or no story, leaves them out here.
    """
    row = models.Matter.objects.filter(pk=matter_id).first()
    if row is None:
        return None
    named, ends = rows_about(row.pk) if related else ([], {})
    kinds = agreed.kinds_of({row.kind} | {end.kind for end in ends.values()})
    if (kind := kinds.get(row.kind)) is None:
        return None
    folded = fold.from_json(row.fold)
    mine = [role for role, node in folded.roles.items() if node == me]
    return MatterView(
        id=row.pk,
        title=row.title,
        kind=kind,
        matter=folded,
        basis=row.basis,
        parties=tuple(row.parties),
        turn=tuple(filter(None, row.turn.split(","))),
        fields=tuple(_field(folded, kind, name, mine) for name in reading_order(kind)),
        steps=_steps(folded, kind, mine, day, hands),
        clocks=tuple(ClockView(rule, folded.clocks[rule.name]) for rule in kind.clocks if rule.name in folded.clocks),
        timeline=_timeline(row, kind) if story else (),
        refused_by=row.refused_by,
        names=tuple(told(one, ends.get(one.to), kinds) for one in named if one.matter_id == row.pk),
        named_by=tuple(told(one, ends.get(one.matter_id), kinds) for one in named if one.to == row.pk),
    )


def reading_order(kind: Kind) -> tuple[str, ...]:
    """Return the fields in the order in which people read them: those of the opening as listed there, then the rest."""
    return tuple(dict.fromkeys((*kind.opening_needs, *kind.opening_takes, *kind.fields)))


def on_the_table(matter: Matter) -> str:
    """Return the digest of what a person looks at before a step: the state, and what each party says and signed.

    Signatures that are given meanwhile change no text, and so not this digest.
    """
    document = fold.as_json(matter)
    assert isinstance(document, dict), "a matter is written as an object"
    return canonical.digest_of({name: document[name] for name in ("state", "asserted", "agreed")})


def _field(folded: Matter, kind: Kind, name: str, mine: Sequence[str]) -> FieldView:
    said = folded.asserted.get(name, {})
    ours = next((said[role] for role in mine if role in said), None)
    theirs = {folded.roles[role]: value for role, value in said.items() if role not in mine}
    signed = folded.agreed.get(name)
    values = [value for value in (ours, *theirs.values(), signed) if value is not None]
    differs = any(value != values[0] for value in values)
    rule = kind.fields[name]
    return FieldView(name, rule.title, rule.type, ours, theirs, signed, differs)


def _steps(folded: Matter, kind: Kind, mine: Sequence[str], day: date, hands: Hands) -> tuple[StepView, ...]:
    """Return the steps of this node's roles."""
    best = _options(folded, kind, mine, day, hands)
    rules = [rule for rule in kind.steps if rule.name in best and rule.name != "open"]
    return tuple(
        StepView(rule, rule.title, best[rule.name], fold.text_of(folded, rule), bool(hands.of(rule))) for rule in rules
    )


def _options(folded: Matter, kind: Kind, mine: Sequence[str], day: date, hands: Hands = _NODE) -> Mapping[str, Option]:
    """Return the options of a node by step: what any of its roles may take, by an office in hand, is allowed."""
    best: dict[str, Option] = {}
    for role in mine:
        acting = fold.allowed(kind, folded, role, day=day, offices=hands.act)
        signing = fold.allowed(kind, folded, role, day=day, offices=hands.sign)
        for rule, acts, signs in zip(kind.steps, acting, signing, strict=True):
            option = signs if rule.joint else acts
            if option.step not in best or option.refusal is None:
                best[option.step] = option
    return best


def _timeline(row: models.Matter, kind: Kind) -> tuple[Moment, ...]:
    """Return what happened: the chain in its own order, and between its entries what stands beside it, by time."""
    titles = {step.name: step.title for step in kind.steps}
    titles |= {rule.name: rule.title for rule in kind.clocks}
    chain = [_entry(entry, titles) for entry in models.Entry.objects.filter(matter_id=row.pk).order_by("n")]
    notes_, standing = _beside(row.pk, row.parties)
    others = [_note(note, titles, standing) for note in notes_] + _outside(row, titles)
    times = accumulate((moment.at for moment in chain), max)
    placed = [(at, 0, "", moment) for at, moment in zip(times, chain, strict=True)]
    placed += [(moment.at, 1, moment.event, moment) for moment in others]
    return tuple(moment for *_, moment in sorted(placed, key=lambda place: place[:3]))


def _outside(row: models.Matter, titles: Mapping[str, Title]) -> list[Moment]:
    """Return the proposals that wait for the orderer, and the steps that fell out of the chain."""
    pending = set(models.Proposal.objects.filter(matter_id=row.pk).values_list("hash", flat=True))
    steps = (event for event in federation.events([*pending, *row.dropped]) if event.kind == STEP)
    return [_step(event, titles, is_pending=event.hash in pending) for event in steps]


def _step(event: Event, titles: Mapping[str, Title], *, is_pending: bool) -> Moment:
    action, standing = ("proposal", "pending") if is_pending else ("step", "dropped")
    title = titles.get(str(event.body.get("step")), plain(""))
    return Moment(event.at, event.author, action, title, event.body, event.hash, event.hash, standing)


def _beside(matter_id: str, parties: Sequence[str]) -> tuple[list[models.Note], Mapping[str, str]]:
    """Return the notes of a matter and how they stand; one that a party refused has no meaning."""
    by_party = Exists(models.PartyRefusal.objects.filter(pk=OuterRef("pk")))
    rows = models.Note.objects.filter(matter_id=matter_id).annotate(was_refused=by_party)
    found = list(rows.order_by("at", "pk"))
    beside: list[models.Note] = [*found]
    refused = {note.pk for note in found if note.was_refused}
    held = [note for note in beside if note.pk not in refused]
    return beside, {**outcomes(held, parties), **dict.fromkeys(refused, "dropped")}


def _entry(entry: models.Entry, titles: Mapping[str, Title]) -> Moment:
    ordered = entry.ordered
    name = ordered["name"] if ordered["action"] != "open" else "open"
    at = clock.read(ordered["at"])
    title = titles.get(name, plain(name))
    return Moment(at, ordered["author"], ordered["action"], title, ordered, entry.hash, entry.carrier, "in_chain")


def _note(note: models.Note, titles: Mapping[str, Title], standing: Mapping[str, str]) -> Moment:
    title = titles.get(str(note.body.get("step")), plain(""))
    state = standing.get(note.pk, "beside")
    return Moment(Instant(note.at), note.author, note.kind, title, note.body, note.pk, note.pk, state)


def noted(view: MatterView) -> tuple[Moment, ...]:
    """Return what stands beside the chain of a matter whose story was left out, by time; one query."""
    titles = {step.name: step.title for step in view.kind.steps}
    found, standing = _beside(view.id, view.parties)
    return tuple(_note(one, titles, standing) for one in found)


def outcomes(beside: Sequence[models.Note], parties: Sequence[str]) -> Mapping[str, str]:
    """Return how each provisional note stands, by hash."""
    noted = [
        Note(row.pk, row.author, str(row.body.get("base")), str(row.body.get("step")))
        for row in beside
        if row.kind == PROVISIONAL
    ]
    answers = [
        Answer(row.re, row.author, row.body["outcome"])
        for row in beside
        if row.kind == ANSWER and row.body.get("outcome") in ANSWERS
    ]
    return notes.provisional_outcome(noted, answers, parties)


def may_note(folded: Matter, step: str, *, receipt_at: Instant, at: Instant) -> Refusal | None:
    """Return why a step may not be noted provisionally now, or None."""
    kind = agreed.kind(folded.kind)
    assert kind is not None, "a matter's kind was agreed before it was opened"
    mine = [role for role, node in folded.roles.items() if node == federation.me()]
    rule = next((rule for rule in kind.steps if rule.name == step), None)
    if rule is None:
        return Refusal(MatterRefusal.NOTE_IS_NOT_FORESEEN, {"step": step})
    option = _options(folded, kind, mine, clock.day_of(at))[step]
    return notes.may_note(rule, option, receipt_at=receipt_at, at=at)


def table_of(matter_id: str) -> str:
    """Return the digest of what lies on the table of a matter; empty where there is no such matter; one query."""
    folded = models.Matter.objects.filter(pk=matter_id).values_list("fold", flat=True).first()
    return on_the_table(fold.from_json(folded)) if folded else ""


def last_receipt(peers: Sequence[str]) -> Instant:
    """Return when the peer that has been silent longest was last heard; the beginning of time where one never was."""
    heard = [federation.heard_at(peer) for peer in peers]
    return min((moment or _NEVER for moment in heard), default=_NEVER)
