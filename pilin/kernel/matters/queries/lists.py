"""Lists and counters of matters, from columns that are kept with every event."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial, reduce
from operator import or_
from typing import Any, TypeAlias, cast

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.functional import SimpleLazyObject

from pilin.base import clock, ids
from pilin.base.clock import Instant
from pilin.base.refusal import Refused
from pilin.kernel.matters import models
from pilin.kernel.matters.queries import agreed, words
from pilin.kernel.matters.queries.agreed import plain
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.rules.kinds import NOBODY, Kind, Title

Kinds: TypeAlias = Mapping[str, Kind]
Hidden: TypeAlias = Sequence[QuerySet[Any]]
"""What is kept from who looks: ids of matters, each a query of the room that keeps them; they go into ours."""
_OPEN = Q(final=False, refused_by="")
_NOBODY = ","  # what `turn` holds where nobody is to act


@dataclass(frozen=True)
class Wanted:
    """What a list is to show.

    `whose`: ours, sign, theirs, near, late, noted (another side noted a step alone, and we have not answered it yet),
    ended, all, or "" for all that are open. `words` stand in the title or
    begin the id; `kind` is the name of a kind, in any of its versions; `party` holds the matter, `turn` may act in it
    now (codes of nodes); `asked` leaves those in which another party asked us again and nothing has happened since.
    What is `hidden` from who looks is in no list, whatever else is wanted.
    """

    whose: str = ""
    words: str = ""
    kind: str = ""
    state: str = ""
    party: str = ""
    turn: str = ""
    asked: bool = False
    hidden: Hidden = ()


_ALL_OPEN = Wanted()


@dataclass(frozen=True)
class AskedAgain:
    """How often a party has asked again since the last event of a matter, and when last."""

    by: str
    times: int
    last_at: Instant


@dataclass(frozen=True)
class MatterRow:
    """A matter in a list. `turn` are the nodes that may act now; `title` and names are what people wrote.

    Titles of the kind and of the state are in both languages, as they were signed; `agreed`: all parties agreed to be
    in this state.
    """

    id: str
    title: str
    kind_title: Title
    state: str
    state_title: Title
    parties: tuple[str, ...]
    turn: tuple[str, ...]
    warn_on: date | None
    rolled_end: date | None
    provisional: bool
    final: bool
    refused_by: str
    moved_at: Instant
    asked: tuple[AskedAgain, ...] = field(default=())
    kind: str = ""
    agreed: bool = False


@dataclass(frozen=True)
class Page:
    """Some rows, and the key after which the next page begins ("" at the end)."""

    rows: tuple[MatterRow, ...]
    after: str


def matters(
    *, me: str, day: date, wanted: Wanted = _ALL_OPEN, after: str = "", limit: int = 50, kinds: Kinds | None = None
) -> Page:
    """Return matters, the last moved first, in three queries. An `after` that no page gave is the beginning.

    `kinds` are the agreed ones, where the caller has read them; where nothing is found nobody reads them.
    """
    kinds = cast("Kinds", SimpleLazyObject(lambda: agreed.known().kinds)) if kinds is None else kinds
    rows = _rows(wanted, kinds, me, day)
    moved, last = _place(after)
    if moved is not None:
        rows = rows.filter(Q(moved_at__lt=moved) | Q(moved_at=moved, id__gt=last))
    found = list(rows.order_by("-moved_at", "id")[: limit + 1])
    shown = found[:limit]
    following = f"{clock.write(Instant(shown[-1].moved_at))}|{shown[-1].pk}" if len(found) > limit else ""
    return Page(_seen(shown, kinds), following)


def matters_by_end(
    *, me: str, day: date, wanted: Wanted = _ALL_OPEN, after: str = "", limit: int = 50, kinds: Kinds | None = None
) -> Page:
    """Return open matters, what ends first first, then those without an end; in three queries.

    The key of a page is the end of its last row (or nothing) and its id; `kinds` as in `matters`.
    """
    kinds = agreed.known().kinds if kinds is None else kinds
    rows = _rows(wanted, kinds, me, day).filter(_OPEN)
    ends, last = _end(after)
    if ends:
        rows = rows.filter(Q(rolled_end__gt=ends) | Q(rolled_end=ends, id__gt=last) | Q(rolled_end=None))
    elif last:
        rows = rows.filter(rolled_end=None, id__gt=last)
    found = list(rows.order_by(F("rolled_end").asc(nulls_last=True), "id")[: limit + 1])
    shown = found[:limit]
    key = f"{shown[-1].rolled_end or ''}|{shown[-1].pk}" if len(found) > limit else ""
    return Page(_seen(shown, kinds), key)


def _rows(wanted: Wanted, kinds: Kinds, me: str, day: date) -> QuerySet[models.Matter]:
    """Return the matters that are wanted; of each what lists show."""
    rows = shown_of(models.Matter.objects.all(), wanted.hidden).defer("fold", "dropped")
    rows = rows.filter(_filter(wanted.whose, me, day, kinds))
    if wanted.words:
        rows = rows.filter(words.bearing(wanted.words))
    if wanted.kind:
        rows = rows.filter(kind__in=[name for name, kind in kinds.items() if kind.name == wanted.kind])
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.party:
        rows = _held_by(rows, wanted.party)
    if wanted.turn:
        rows = rows.filter(turn__contains=f",{wanted.turn},")
    return rows.filter(Exists(_asking_us(me))) if wanted.asked else rows


def shown_of(rows: QuerySet[models.Matter], hidden: Hidden) -> QuerySet[models.Matter]:
    """Return matters without those that are hidden from who looks."""
    for one in hidden:
        rows = rows.exclude(pk__in=one)
    return rows


def hidden_among(ids_: Collection[str], hidden: Hidden) -> frozenset[str]:
    """Return which matters of these ids are hidden from who looks; one query, none where nothing is asked."""
    if not ids_ or not hidden:
        return frozenset()
    kept = reduce(or_, (Q(pk__in=one) for one in hidden))
    return frozenset(models.Matter.objects.filter(kept, pk__in=ids_).values_list("pk", flat=True))


def _held_by(rows: QuerySet[models.Matter], party: str) -> QuerySet[models.Matter]:
    """Return the matters in which a node (code) is a party."""
    return rows.alias(codes=Cast("parties", TextField())).filter(codes__contains=f'"{party}"')


def _asking_us(me: str) -> QuerySet[models.Note]:
    """Return, within a query of matters, the notes by which others asked again since the last event of one."""
    notes = models.Note.objects.filter(matter=OuterRef("pk"), kind=chain.NOTE).exclude(author=me)
    return notes.alias(asks=KT("body__asks")).filter(asks=OuterRef("head"))


def _noting(me: str) -> QuerySet[models.Note]:
    """Return, within a query of matters, what others noted alone as one stands now and neither they took back nor we
    have answered yet.
    """
    notes = models.Note.objects.filter(matter=OuterRef("pk"), kind=chain.PROVISIONAL).exclude(author=me)
    said = Q(author=me) | Q(author=OuterRef("author"))
    answered = models.Note.objects.filter(said, re=OuterRef("pk"), kind=chain.ANSWER).exclude(re="")
    refused = models.PartyRefusal.objects.filter(pk=OuterRef("pk"))
    standing = notes.alias(base=KT("body__base")).filter(base=OuterRef("head"))
    return standing.exclude(Exists(answered)).exclude(Exists(refused))


def noted_alone(*, me: str, hidden: Hidden = ()) -> QuerySet[models.Matter]:
    """Return the open matters in which we are to answer what another side noted alone; who counts them asks."""
    return shown_of(models.Matter.objects.filter(_OPEN & Q(Exists(_noting(me)))), hidden)


def _seen(rows: Sequence[models.Matter], kinds: Kinds) -> tuple[MatterRow, ...]:
    """Return rows as lists show them, each with who has asked again since its last event; one query."""
    heads = {row.pk: row.head for row in rows}
    asking = models.Note.objects.filter(matter__in=heads, kind=chain.NOTE, body__has_key="asks").order_by("at")
    found: dict[str, dict[str, list[Instant]]] = {}
    for matter, asks, author, at in asking.values_list("matter_id", "body__asks", "author", "at"):
        if asks == heads[matter]:
            found.setdefault(matter, {}).setdefault(author, []).append(Instant(at))
    asked = {
        matter: tuple(AskedAgain(author, len(times), times[-1]) for author, times in by.items())
        for matter, by in found.items()
    }
    return tuple(_row(row, kinds.get(row.kind), asked.get(row.pk, ())) for row in rows)


def _end(after: str) -> tuple[str, str]:
    """Return the end and the id of a page's last row; nothing for a key that no page gave."""
    ends, _, last = after.partition("|")
    try:
        known = not ends or date.fromisoformat(ends).isoformat() == ends
    except ValueError:
        known = False
    return (ends, last) if known and ids.is_id(last) else ("", "")


def _place(after: str) -> tuple[Instant | None, str]:
    moved, _, last = after.partition("|")
    try:
        return clock.read(moved), last
    except Refused:
        return None, ""


def _filter(whose: str, me: str, day: date, kinds: Kinds) -> Q:
    """Return the filter by whose turn it is or by what ends; anything else is all that are open."""
    ours = Q(turn__contains=f",{me},")
    if whose == "sign":
        return _OPEN & ours & _signing(kinds)
    found = {
        "ours": _OPEN & ours,
        "theirs": _OPEN & ~ours & ~Q(turn=_NOBODY),
        "near": _OPEN & Q(warn_on__lte=day, rolled_end__gte=day),
        "late": _OPEN & Q(rolled_end__lt=day),
        "noted": _OPEN & Q(Exists(_noting(me))),
        "ended": ~_OPEN,
        "all": Q(),
    }
    return found.get(whose, _OPEN)


def _signing(kinds: Kinds) -> Q:
    """Return the states in which whoever is to act is to sign: a text lies there, or others have signed already."""
    found: dict[str, list[str]] = {}
    for name, kind in kinds.items():
        for state in filter(partial(_is_signed_in, kind), kind.states):
            found.setdefault(state, []).append(name)
    return reduce(or_, (Q(state=state, kind__in=names) for state, names in found.items()), Q(pk__in=()))


def _is_signed_in(kind: Kind, state: str) -> bool:
    """Tell whether who may act in a state is to sign: its text waits, or it waits for nobody until one has signed."""
    rule, joint = kind.states[state], [step for step in kind.steps if step.joint and state in step.from_]
    if rule.awaits == NOBODY:
        return bool(joint)
    return not rule.agreed and any(step.signs_of for step in joint)


def open_with(peer: str) -> list[tuple[str, str]]:
    """Return (id, title) of every open matter in which a node is a party, the oldest first; one query."""
    return list(_held_by(models.Matter.objects.filter(_OPEN), peer).order_by("id").values_list("id", "title"))


def about(matter_id: str) -> tuple[str, Kind] | None:
    """Return what a matter is called and its kind, in two queries; None where there is none."""
    row = models.Matter.objects.filter(pk=matter_id).values_list("title", "kind").first()
    kind = agreed.kind(row[1]) if row else None
    return (row[0], kind) if row and kind else None


def counters(*, me: str, day: date, kinds: Kinds | None = None, hidden: Hidden = ()) -> dict[str, int]:
    """Return how many open matters wait for us, for others, end soon, and are late, in one query.

    Where the caller has read the agreed kinds, also for how many we are to sign.
    """
    names = ("ours", "theirs", "near", "late") if kinds is None else ("ours", "sign", "theirs", "near", "late")
    counted = {name: Count("pk", filter=_filter(name, me, day, kinds or {})) for name in names}
    return shown_of(models.Matter.objects.filter(_OPEN), hidden).aggregate(**counted)


def _row(row: models.Matter, kind: Kind | None, asked: tuple[AskedAgain, ...]) -> MatterRow:
    return MatterRow(
        id=row.pk,
        title=row.title,
        kind_title=kind.title if kind else plain(""),
        state=row.state,
        state_title=kind.states[row.state].title if kind else plain(row.state),
        parties=tuple(row.parties),
        turn=tuple(row.turn.strip(",").split(",")) if row.turn.strip(",") else (),
        warn_on=row.warn_on,
        rolled_end=row.rolled_end,
        provisional=row.provisional,
        final=row.final,
        refused_by=row.refused_by,
        moved_at=Instant(row.moved_at),
        asked=asked,
        kind=row.kind_name,
        agreed=kind is not None and kind.states[row.state].agreed,
    )
