"""What is wrong with a text among those that are agreed already: its place, its parties, and what it would change."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pilin.base.refusal import Finding
from pilin.kernel.agreements.rules.codes import AgreementRefusal
from pilin.kernel.agreements.rules.history import History, State, Version, clause_state_on, reads_on
from pilin.kernel.agreements.rules.texts import (
    Agreement,
    Amendment,
    Change,
    Resumption,
    Suspension,
    Termination,
    Text,
    base_of,
)


def place(history: History | None, text: Text) -> AgreementRefusal | None:
    """Return why a text has no place after what is agreed of its agreement; None if it is the next one."""
    if isinstance(text, Agreement):
        return AgreementRefusal.AGREEMENT_IS_KNOWN_ALREADY if history else None
    if history is None:
        return AgreementRefusal.AGREEMENT_IS_NOT_KNOWN_YET
    if text.base == history.head:
        return None
    is_old = any(version.hash == text.base for version in history.versions)
    return AgreementRefusal.VERSION_IS_STALE if is_old else AgreementRefusal.VERSION_IS_NOT_KNOWN_YET


def check_change(history: History, change: Change, parties: Sequence[str]) -> list[Finding]:
    """Return what is wrong with a change of an agreement, for the parties (node codes) of its document."""
    findings = []
    if history.agreement.codes != tuple(sorted(parties)):
        findings.append(Finding("parties", AgreementRefusal.DOCUMENT_MUST_GO_TO_ALL_PARTIES))
    if history.is_terminated and not isinstance(change, Termination):
        findings.append(Finding("agreement", AgreementRefusal.AGREEMENT_IS_TERMINATED))
    if isinstance(change, Amendment):
        return [*findings, *_amendment(history, change)]
    if isinstance(change, (Suspension, Resumption)):
        return [*findings, *_suspension(history, change)]
    assert isinstance(change, Termination)
    return [*findings, *_termination(history, change)]


def _amendment(history: History, change: Amendment) -> Iterator[Finding]:
    reading = reads_on(history, None)
    if change.term == reading.term and all(reading.clauses.get(new.number) == new for new in change.clauses):
        yield Finding("clauses", AgreementRefusal.CHANGE_CHANGES_NOTHING)


def _suspension(history: History, change: Suspension | Resumption) -> Iterator[Finding]:
    """Clauses that are suspended must stand on that day; clauses that are resumed must be suspended on it."""
    standing = reads_on(history, change.from_day).clauses
    for number in change.clauses:
        if number not in standing:
            yield Finding(f"clause {number}", AgreementRefusal.CLAUSE_IS_UNKNOWN)
    if isinstance(change, Resumption):
        named = [number for number in change.clauses or standing if number in standing]
        states = [clause_state_on(history, number, change.from_day) for number in named]
        suspended = [state is State.SUSPENDED for state in states]
        if not (all(suspended) if change.clauses else any(suspended)):
            yield Finding("clauses", AgreementRefusal.CLAUSE_IS_NOT_SUSPENDED)


def _termination(history: History, change: Termination) -> Iterator[Finding]:
    """An agreement ends within its days, unless an earlier termination is replaced."""
    last_day = None if history.is_terminated else reads_on(history, None).term.last_day
    if change.last_day < history.agreement.from_day or (last_day is not None and change.last_day > last_day):
        yield Finding("last_day", AgreementRefusal.AGREEMENT_DAYS_MUST_RUN_FORWARD)


def lies_ahead(text: Text, day: date) -> bool:
    """Tell whether a text leaves alone what happened up to and on a day; an agreement itself may begin in the past.

    A change must not look back: messages of those days were decided by the text that held on them.
    """
    return isinstance(text, Agreement) or text.first_day > day


def rival(version: Version, signed: Iterable[Version]) -> Version | None:
    """Return another text on the same version among those that we have signed and that are not dead; None if free.

    What needs every signature and gets at most one of ours cannot be agreed twice. So of two changes that were written
    side by side one at most is ever agreed, whatever the order in which signatures arrive.
    """
    place_of = (version.text.belongs_to, base_of(version.text))
    others = (other for other in signed if other.hash != version.hash)
    return next((other for other in others if (other.text.belongs_to, base_of(other.text)) == place_of), None)
