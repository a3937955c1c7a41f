"""Provisional notes: what one side does alone while another is out of reach. They never change the agreed state.

A note has effect on its author's side only, until every other party has answered it: ratified, reversed or disputed.
Its author may take it back (reversed). Two standing notes of different parties on one base are a recorded dispute,
until all but one are reversed. Answers are signed events; of one party only the last one counts.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from pilin.base.clock import Instant, seconds_between
from pilin.kernel.matters.rules.fold import Option
from pilin.kernel.matters.rules.kinds import StepRule
from pilin.kernel.matters.rules.refusals import MatterRefusal, Refusal

Outcome: TypeAlias = Literal["open", "ratified", "reversed", "disputed", "two_on_one_base"]
Answered: TypeAlias = Literal["ratified", "reversed", "disputed"]
ANSWERS: tuple[str, ...] = get_args(Answered)


@dataclass(frozen=True)
class Note:
    """A provisional note: its hash, its author's node, the head on which it builds, the step that it anticipates."""

    hash: str
    node: str
    base: str
    step: str


@dataclass(frozen=True)
class Answer:
    """What a party's node says to a note (by hash)."""

    note: str
    node: str
    outcome: Answered


def may_note(rule: StepRule, option: Option, *, receipt_at: Instant, at: Instant) -> Refusal | None:
    """Return why a step may not be taken provisionally: not foreseen, not open to the role, or no one is out of reach.

    `receipt_at` is the instant of the last signed receipt; it must be older than the hours that the step names.
    """
    if rule.provisional_hours is None or rule.irreversible:
        return Refusal(MatterRefusal.NOTE_IS_NOT_FORESEEN, {"step": rule.name})
    if option.refusal and option.refusal.code != MatterRefusal.ROLE_HAS_SIGNED:
        return option.refusal
    if seconds_between(receipt_at, at) < rule.provisional_hours * 3600:
        return Refusal(MatterRefusal.RECEIPT_IS_TOO_YOUNG, {"hours": rule.provisional_hours})
    return None


def provisional_outcome(
    notes: Sequence[Note], answers: Sequence[Answer], parties: Collection[str]
) -> dict[str, Outcome]:
    """Return for every note, by hash, how it stands among the nodes of the parties."""
    said = {note.hash: _said(note, answers, parties) for note in notes}
    rivals: defaultdict[str, set[str]] = defaultdict(set)
    for note in notes:
        if "reversed" not in said[note.hash].values():
            rivals[note.base].add(note.node)
    return {note.hash: _outcome(note, said[note.hash], rivals[note.base], parties) for note in notes}


def _said(note: Note, answers: Sequence[Answer], parties: Collection[str]) -> dict[str, str]:
    """Return each party's last answer; an author can only take its own note back."""
    heard = (answer for answer in answers if answer.note == note.hash and answer.node in parties)
    return {answer.node: answer.outcome for answer in heard if answer.node != note.node or answer.outcome == "reversed"}


def _outcome(note: Note, said: dict[str, str], rivals: set[str], parties: Collection[str]) -> Outcome:
    if "reversed" in said.values():
        return "reversed"
    if len(rivals) > 1:
        return "two_on_one_base"
    if "disputed" in said.values():
        return "disputed"
    return "ratified" if said.keys() >= {*parties} - {note.node} else "open"
