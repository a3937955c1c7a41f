"""What holds on a day: an agreement read through all its agreed changes, and what a clause admits and opens.

Nothing here looks at a clock. The day of a message is the day of its event, so every node that holds the same agreed
documents finds the same answer, whenever it asks. The later agreed change prevails over the earlier one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from pilin.kernel.agreements.rules.codes import AgreementRefusal
from pilin.kernel.agreements.rules.texts import (
    Agreement,
    Amendment,
    Change,
    Clause,
    Resumption,
    Suspension,
    Term,
    Termination,
    Text,
)


class State(StrEnum):
    """What an agreement or a clause is on a day."""

    NOT_YET = "not_yet"
    IN_FORCE = "in_force"
    SUSPENDED = "suspended"
    WINDING_DOWN = "winding_down"
    ENDED = "ended"


_STRONGER = (State.IN_FORCE, State.WINDING_DOWN, State.NOT_YET, State.ENDED)
_OPEN_TO_WINDING_DOWN = (State.IN_FORCE, State.SUSPENDED, State.WINDING_DOWN)


class Opening(StrEnum):
    """What a clause opens beside message kinds; the value is the member of the clause that lists it."""

    MATTER = "matter_kinds"
    ACCOUNT = "accounts"
    FORMULA = "formulas"


@dataclass(frozen=True)
class Version:
    """One agreed text, named by the hash of its document."""

    hash: str
    text: Text


@dataclass(frozen=True)
class History:
    """An agreement and its agreed changes, each built on the one before."""

    versions: tuple[Version, ...]

    @property
    def agreement(self) -> Agreement:
        """Return the text with which it began."""
        first = self.versions[0].text
        assert isinstance(first, Agreement)
        return first

    @property
    def head(self) -> str:
        """Return the hash on which the next change must build."""
        return self.versions[-1].hash

    @property
    def changes(self) -> tuple[Text, ...]:
        """Return the texts of the changes, oldest first."""
        return tuple(version.text for version in self.versions[1:])

    @property
    def is_terminated(self) -> bool:
        """Tell whether the parties have agreed on its end."""
        return any(isinstance(change, Termination) for change in self.changes)


@dataclass(frozen=True)
class Reading:
    """How an agreement reads on a day: its term, and its clauses by number."""

    term: Term
    clauses: Mapping[str, Clause]


@dataclass(frozen=True)
class Allowed:
    """What may be done under a clause on a day: message kinds, and what it opens."""

    kinds: tuple[str, ...] = ()
    matter_kinds: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()


def chain(versions: Iterable[Version]) -> History | None:
    """Put the agreed texts of one agreement into their order; None where the agreement itself is not among them.

    A party signs at most one text on a version, so two never follow the same one; if they did, all nodes would take the
    one with the lower hash.
    """
    rest = sorted(versions, key=lambda version: version.hash)
    line = [version for version in rest if isinstance(version.text, Agreement)][:1]
    while line and (following := _following(rest, line[-1].hash)) is not None:
        line.append(following)
    return History(tuple(line)) if line else None


def _following(versions: Sequence[Version], base: str) -> Version | None:
    changes = (version for version in versions if isinstance(version.text, Change) and version.text.base == base)
    return next(changes, None)


def extended(history: History, version: Version) -> History:
    """Return the history as it will be once a further version is agreed."""
    return History((*history.versions, version))


def reads_on(history: History, day: date | None) -> Reading:
    """Return how the agreement reads on a day; None: after all changes that are agreed."""
    agreement = history.agreement
    reading = Reading(agreement.term, {clause.number: clause for clause in agreement.clauses})
    for change in history.changes:
        if isinstance(change, Termination):
            reading = replace(reading, term=Term(last_day=change.last_day, winding_down_days=change.winding_down_days))
        elif isinstance(change, Amendment) and (day is None or change.from_day <= day):
            clauses = {clause.number: clause for clause in change.clauses}
            reading = Reading(change.term, {**reading.clauses, **clauses})
    return reading


def state_on(history: History, day: date) -> State:
    """Return what the agreement is on a day; it is suspended where all its clauses are."""
    reading = reads_on(history, day)
    state = _state(day, history.agreement.from_day, reading.term)
    if state is State.IN_FORCE and all(_is_suspended(history, number, day) for number in reading.clauses):
        return State.SUSPENDED
    return state


def clause_state_on(history: History, number: str, day: date) -> State:
    """Return what a clause, which stands in the agreement on that day, is on it."""
    reading = reads_on(history, day)
    clause = reading.clauses[number]
    own = Term(last_day=clause.last_day, winding_down_days=reading.term.winding_down_days)
    states = (_state(day, history.agreement.from_day, reading.term), _state(day, clause.from_day, own))
    state = max(states, key=_STRONGER.index)
    if state is State.IN_FORCE and _is_suspended(history, number, day):
        return State.SUSPENDED
    return state


def _state(day: date, first: date | None, term: Term) -> State:
    if first is not None and day < first:
        return State.NOT_YET
    if term.last_day is None or day <= term.last_day:
        return State.IN_FORCE
    is_winding_down = day <= term.last_day + timedelta(days=term.winding_down_days)
    return State.WINDING_DOWN if is_winding_down else State.ENDED


def _is_suspended(history: History, number: str, day: date) -> bool:
    """Tell whether a clause is suspended: the last change that speaks of it on that day says so."""
    suspended = False
    for change in history.changes:
        if isinstance(change, (Suspension, Resumption)) and change.from_day <= day:
            speaks = not change.clauses or number in change.clauses
            if isinstance(change, Resumption):
                suspended = suspended and not speaks
            elif change.last_day is None or day <= change.last_day:
                suspended = suspended or speaks
    return suspended


def covers(kinds: Sequence[str], kind: str) -> bool:
    """Tell whether a kind stands in a list of names and families; `matters.*` is the family of `matters.open`."""
    return any(kind == known or (known.endswith(".*") and kind.startswith(known[:-1])) for known in kinds)


def admits(
    history: History, *, clause: str, kind: str, author: str, parties: Sequence[str], day: date
) -> AgreementRefusal | None:
    """Return why a clause is no basis for an event of this kind, author, parties (node codes) and day; None if it is.

    While it is suspended or winding down, a clause admits only what brings to an end what was begun.
    """
    codes = history.agreement.codes
    if author not in codes:
        return AgreementRefusal.AUTHOR_IS_NOT_A_PARTY
    if not set(parties) <= set(codes):
        return AgreementRefusal.EVENT_GOES_BEYOND_THE_PARTIES
    found = reads_on(history, day).clauses.get(clause)
    if found is None:
        return _missing(history, clause)
    if not covers(found.kinds, kind):
        return AgreementRefusal.CLAUSE_DOES_NOT_ALLOW_KIND
    state = clause_state_on(history, clause, day)
    if state in _OPEN_TO_WINDING_DOWN and covers(found.winding_down_kinds, kind):
        return None
    return _refusal_of(history, state, day)


def _missing(history: History, clause: str) -> AgreementRefusal:
    """A clause that does not stand in the agreement on that day: it may come with a later amendment."""
    comes = clause in reads_on(history, None).clauses
    return AgreementRefusal.CLAUSE_IS_NOT_IN_FORCE_YET if comes else AgreementRefusal.CLAUSE_IS_UNKNOWN


def _refusal_of(history: History, state: State, day: date) -> AgreementRefusal | None:
    """Return why nothing new may be begun under a clause in this state; None where it may."""
    if state is State.ENDED and state_on(history, day) is not State.ENDED:
        return AgreementRefusal.CLAUSE_HAS_ENDED
    return _REFUSALS.get(state)


_REFUSALS: Mapping[State, AgreementRefusal] = {
    State.NOT_YET: AgreementRefusal.CLAUSE_IS_NOT_IN_FORCE_YET,
    State.SUSPENDED: AgreementRefusal.CLAUSE_IS_SUSPENDED,
    State.WINDING_DOWN: AgreementRefusal.CLAUSE_IS_WINDING_DOWN,
    State.ENDED: AgreementRefusal.AGREEMENT_HAS_ENDED,
}


def opens(history: History, *, clause: str, what: Opening, name: str, day: date) -> AgreementRefusal | None:
    """Return why a clause does not open a kind of matter, an account or a formula on a day; None if it does."""
    found = reads_on(history, day).clauses.get(clause)
    if found is None:
        return _missing(history, clause)
    if name not in getattr(found, what.value):
        return AgreementRefusal.CLAUSE_DOES_NOT_OPEN_IT
    return _refusal_of(history, clause_state_on(history, clause, day), day)


def allowed(history: History, *, clause: str, day: date) -> Allowed:
    """Return what may be done under a clause on a day; nothing where it does not stand in the agreement."""
    found = reads_on(history, day).clauses.get(clause)
    if found is None:
        return Allowed()
    state = clause_state_on(history, clause, day)
    if state is State.IN_FORCE:
        return Allowed(found.kinds, found.matter_kinds, found.accounts, found.formulas)
    return Allowed(found.winding_down_kinds) if state in _OPEN_TO_WINDING_DOWN else Allowed()
