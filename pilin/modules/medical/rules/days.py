"""Reconciliation of a day between two agencies: each states what it holds, and both see the same differences. Pure.

    medical.day     {day, round, part, parts, on, lines, totals}   one side's settlements of a day, with its totals; the
                                                                   other side answers by its own of the same round
    medical.remark  {day, settlement, round, act, text, on,        about one difference: explained, accepted, objected
                     fund_fen, account_fen}                        to, or corrected in the author's own books

Three keys are compared: which settlements there are, their amounts, their state (medical research, 3.4). A settlement
is of the day that its identifier bears: the moment when the care place asked, the same on both sides, whenever its post
arrived. Statements bear identifiers, kinds of insurance, states and amounts; who was treated never stands in them.

A day is stated when it is over (T+1); one that still runs may be, and shows what is on its way. A round is compared
when both sides have stated it, so both compare the same two statements. What a later round no longer shows is over. A
remark never changes what a round says, and a round never changes whose turn it is: their order on the wire does not
matter. Nothing is edited: a correction is an entry of its own that brings its author's books to what the other states.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Protocol

from pilin.base.canonical import digest_of
from pilin.base.clock import Instant, day_of
from pilin.base.refusal import Refused
from pilin.modules.medical.rules.codes import MedicalRefusal
from pilin.modules.medical.rules.day_facts import (
    ACCEPT,
    CORRECT,
    COUNTS,
    DAY,
    REMARK,
    Line,
    Remark,
    Statement,
    Telling,
    read_remark,
    read_statement,
    state_day,
)
from pilin.modules.medical.rules.settlement import PENDING, Fact

MISSING, STATES, TERMS, AMOUNTS, UNENDED = SORTS = (
    "missing_at", "states_differ", "terms_differ", "amounts_differ", "not_ended"
)  # fmt: skip
OPEN, ACCEPTED, CORRECTED, LEVEL = ("open", "accepted", "corrected", "level")
TERM_DAYS = 5
"""Within how many days a difference is answered where no terms are signed."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One settlement on which the sides differ, since a round. `at` is who lacks it; lines are by code, None for none.

    `gone_round` is the first round that no longer shows it, 0 while it is shown; `corrected` tells that a side entered
    a correction for it. `due` is by when the side in `turn` is to act.
    """

    day: date
    settlement: str
    round: int
    sort: str
    at: str
    care: str
    lines: Mapping[str, Line | None]
    turn: str
    due: date
    found_on: date
    gone_round: int = 0
    gone_on: date | None = None
    accepted_on: date | None = None
    corrected: bool = False

    @property
    def state(self) -> str:
        """Return what became of it; what was explained and accepted stays so until a round no longer shows it."""
        if self.gone_round:
            return CORRECTED if self.corrected else LEVEL
        return ACCEPTED if self.accepted_on else OPEN

    def age_days(self, day: date) -> int:
        """Return for how many days it has been open, until its end or the day given."""
        ends = [one for one in (self.gone_on, self.accepted_on) if one]
        return (min([*ends, day]) - self.found_on).days


class Book(Protocol):
    """Where a node keeps statements, differences and remarks, and what it holds itself."""

    @property
    def code(self) -> str:
        """Return the node's code."""

    def keep(self, statement: Statement, event_hash: str) -> None:
        """Keep a part of a statement. Raises DAY_IS_STATED where another one stands in its place."""

    def stated(self, peer: str, day: date, round_: int) -> Mapping[str, Sequence[Statement]]:
        """Return the parts that are here of a round with a peer, by author."""

    def lines(self, peer: str, day: date) -> Sequence[Line]:
        """Return what we hold of a day with a peer; one query for any number."""

    def differences(self, peer: str, day: date) -> Sequence[Difference]:
        """Return every difference of a day with a peer, whatever became of it."""

    def put(self, peer: str, changed: Sequence[Difference]) -> None:
        """Keep differences that are new or changed."""

    def note(self, remark: Remark, event_hash: str, at: Instant) -> None:
        """Keep a remark; a correction of ours is entered into our books with it."""

    def term_days(self, peer: str, day: date) -> int:
        """Return within how many days a difference is to be answered."""

    def tell(self, tellings: Sequence[Telling], at: Instant) -> None:
        """Tell facts in the running transaction."""

    def replied(self, re: str, kind: str) -> bool:
        """Tell whether we answered a fact by one of a kind."""


def decide(book: Book, fact: Fact, at: Instant) -> str:
    """Decide one fact about a day, an own one by the same call as the peer's; return its effect.

    Raises DAY_DOES_NOT_READ, DAY_IS_STATED, and of remarks DIFFERENCE_IS_UNKNOWN, which waits, and TURN_IS_THE_OTHERS.
    """
    if fact.kind == REMARK:
        return _noted(book, read_remark(fact), fact.hash, at)
    statement = read_statement(fact)
    book.keep(statement, fact.hash)
    peer = statement.peer if statement.author == book.code else statement.author
    both = book.stated(peer, statement.day, statement.round)
    theirs = whole(both.get(peer, ()))
    if theirs and not both.get(book.code) and not book.replied(fact.hash, DAY):
        answer = state_day(
            book.lines(peer, statement.day), peer=peer, day=statement.day,
            round_=statement.round, on=day_of(at), basis=fact.basis,
        )  # fmt: skip
        book.tell([replace(one, re=fact.hash) for one in answer], at)
    elif theirs and (ours := whole(both.get(book.code, ()))):
        found = compare(ours, theirs, book.term_days(peer, statement.day))
        last = max(ours.on, theirs.on)
        book.put(peer, after_round(book.differences(peer, statement.day), found, statement.round, last))
    return digest_of([statement.day.isoformat(), statement.round, statement.part, fact.hash])


def whole(parts: Sequence[Statement]) -> Statement | None:
    """Return a statement whose parts are all here, as one; None while one is missing."""
    if not parts or len(parts) != parts[0].parts:
        return None
    lines = tuple(line for part in sorted(parts, key=lambda one: one.part) for line in part.lines)
    return replace(parts[0], part=1, parts=1, lines=lines)


def compare(ours: Statement, theirs: Statement, term_days: int) -> list[Difference]:
    """Return what differs between two statements of one round, by settlement: on both sides the same."""
    held = {one.author: {line.settlement: line for line in one.lines} for one in (ours, theirs)}
    found_on = max(ours.on, theirs.on)
    found = []
    for settlement in sorted({*held[ours.author], *held[theirs.author]}):
        lines = {code: rows.get(settlement) for code, rows in held.items()}
        if sort := _sort(lines):
            found.append(_difference(settlement, sort, lines, ours, found_on, term_days))
    return found


def _sort(lines: Mapping[str, Line | None]) -> str:
    """Return in what the lines of a settlement differ, the gravest first; what moves no money is no difference."""
    one, other = lines.values()
    states = {line.state if line and line.state in COUNTS else "" for line in (one, other)}
    if states == {""}:
        return ""
    if one is None or other is None:
        return MISSING
    if len(states) > 1:
        return STATES
    if one[1:3] != other[1:3]:
        return TERMS
    if one[4:] != other[4:]:
        return AMOUNTS
    return UNENDED if states == {PENDING} else ""


def _difference(
    settlement: str, sort: str, lines: Mapping[str, Line | None], ours: Statement, found_on: date, term_days: int
) -> Difference:
    """Return a difference. First acts who lacks it; on a state the care place, which decides it; else who computed."""
    line = next(one for _, one in sorted(lines.items()) if one)
    insured = next(code for code in lines if code != line.care)
    lacks = next((code for code, one in sorted(lines.items()) if one is None), "")
    turn = lacks or (line.care if sort in (STATES, UNENDED) else insured)
    due = found_on + timedelta(days=term_days)
    return Difference(ours.day, settlement, ours.round, sort, lacks, line.care, lines, turn, due, found_on)


def after_round(before: Sequence[Difference], found: Sequence[Difference], round_: int, on: date) -> list[Difference]:
    """Return what a round changes: new differences, those whose lines moved, and those that are gone."""
    shown = {(one.settlement, one.sort): one for one in found}
    changed = []
    for one in before:
        if one.gone_round:
            continue
        now = shown.pop((one.settlement, one.sort), None)
        if now is None:
            changed.append(replace(one, gone_round=round_, gone_on=on))
        elif now.lines != one.lines:
            changed.append(replace(one, lines=now.lines))
    return [*changed, *shown.values()]


def _noted(book: Book, said: Remark, event_hash: str, at: Instant) -> str:
    peer = said.peer if said.author == book.code else said.author
    rows = [one for one in book.differences(peer, said.day) if one.settlement == said.settlement]
    found = next((one for one in rows if one.round == said.round), None)
    if found is None:
        raise Refused(MedicalRefusal.DIFFERENCE_IS_UNKNOWN)
    book.put(peer, [after_remark(found, said, book.term_days(peer, said.day))])
    book.note(said, event_hash, at)
    return digest_of([said.settlement, said.round, said.act, event_hash])


def after_remark(found: Difference, said: Remark, term_days: int) -> Difference:
    """Return a difference after a remark. Raises TURN_IS_THE_OTHERS, or CORRECTION_MISSES_THE_OTHERS_LINE."""
    if said.author != found.turn or found.accepted_on:
        raise Refused(MedicalRefusal.TURN_IS_THE_OTHERS, turn=found.turn)
    if said.act == CORRECT:
        return replace(found, corrected=True)
    if said.act == ACCEPT:
        return replace(found, accepted_on=said.on)
    return replace(found, turn=said.peer, due=said.on + timedelta(days=term_days))


def correction(found: Difference, code: str, ours: Line) -> tuple[int, int]:
    """Return what a side adds to its own amounts, as it holds them now, to hold what the other one states.

    Raises CORRECTION_MISSES_THE_OTHERS_LINE: only amounts are corrected so, and only while they differ.
    """
    theirs = next(line for side, line in found.lines.items() if side != code)
    if found.sort != AMOUNTS or found.gone_round or theirs is None or ours.total_fen != theirs.total_fen:
        raise Refused(MedicalRefusal.CORRECTION_MISSES_THE_OTHERS_LINE)
    added = theirs.fund_fen - ours.fund_fen, theirs.account_fen - ours.account_fen
    if added == (0, 0):
        raise Refused(MedicalRefusal.CORRECTION_MISSES_THE_OTHERS_LINE)
    return added
