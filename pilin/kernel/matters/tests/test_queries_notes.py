"""Provisional notes: when one may be made, and how it stands once the other side is back."""

import pytest

from pilin.base import clock
from pilin.kernel.matters.rules import fold, kinds
from pilin.kernel.matters.rules.fold import Option
from pilin.kernel.matters.rules.notes import Answer, Note, Outcome, may_note, provisional_outcome
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import Case

BY_A, BY_B = Note("n1", "a", "base", "sign"), Note("n2", "b", "base", "sign")


def standing(*answers: Answer, parties: str = "ab", notes: tuple[Note, ...] = (BY_A,)) -> dict[str, Outcome]:
    return provisional_outcome(notes, answers, parties)


@pytest.mark.parametrize("outcome", ["ratified", "reversed", "disputed"])
def test_the_other_side_ends_a_note(outcome: str) -> None:
    assert standing() == {"n1": "open"}
    assert standing(Answer("n1", "b", outcome)) == {"n1": outcome}  # type: ignore[arg-type]


def test_an_author_can_take_its_note_back_and_no_more() -> None:
    assert standing(Answer("n1", "a", "reversed")) == {"n1": "reversed"}
    assert standing(Answer("n1", "a", "ratified")) == {"n1": "open"}
    assert standing(Answer("n1", "a", "disputed")) == {"n1": "open"}


def test_a_stranger_is_not_heard() -> None:
    assert standing(Answer("n1", "x", "ratified"), Answer("n9", "b", "ratified")) == {"n1": "open"}


def test_every_other_party_must_ratify() -> None:
    first, second = Answer("n1", "b", "ratified"), Answer("n1", "c", "ratified")
    assert standing(first, parties="abc") == {"n1": "open"}
    assert standing(second, first, parties="abc") == {"n1": "ratified"}
    assert standing(first, Answer("n1", "c", "disputed"), parties="abc") == {"n1": "disputed"}


def test_the_last_word_of_a_party_counts() -> None:
    assert standing(Answer("n1", "b", "disputed"), Answer("n1", "b", "ratified")) == {"n1": "ratified"}


def test_two_notes_on_one_base_are_a_dispute_until_one_is_reversed() -> None:
    both = (BY_A, BY_B)
    assert standing(notes=both) == {"n1": "two_on_one_base", "n2": "two_on_one_base"}
    assert standing(Answer("n1", "b", "ratified"), notes=both)["n1"] == "two_on_one_base"
    reversed_, ratified = Answer("n2", "b", "reversed"), Answer("n1", "b", "ratified")
    assert standing(reversed_, ratified, notes=both) == {"n1": "ratified", "n2": "reversed"}


def test_notes_of_one_side_or_on_other_bases_do_not_collide() -> None:
    notes = (BY_A, Note("n3", "a", "base", "report"), Note("n4", "b", "another base", "sign"))
    assert set(standing(notes=notes).values()) == {"open"}


def option(case: Case, step: str, role: str) -> Option:
    options = fold.allowed(case.kind, case.matter, role, day=case.at.date())
    return next(option for option in options if option.step == step)


def noted(case: Case, step: str, role: str, *, hours: float = 25) -> MatterRefusal | None:
    receipt_at = clock.after(case.at, seconds=-hours * 3600)
    refusal = may_note(case.rule(step), option(case, step, role), receipt_at=receipt_at, at=case.at)
    return refusal.code if refusal else None


def test_a_note_waits_for_the_hours_that_the_step_names() -> None:
    case = Case(kit.kind("plan")).take("sign", "initiator").take("sign", "responder")
    assert noted(case, "report_milestone", "initiator", hours=23.9) == MatterRefusal.RECEIPT_IS_TOO_YOUNG
    assert noted(case, "report_milestone", "initiator", hours=24) is None


def test_a_note_anticipates_only_what_the_role_may_do() -> None:
    case = Case(kit.kind("plan"))
    assert noted(case, "sign", "initiator") == MatterRefusal.NOTE_IS_NOT_FORESEEN
    assert noted(case, "report_milestone", "initiator") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE


def test_who_has_signed_may_go_on_by_the_text_provisionally() -> None:
    case = Case(kit.kind("plan")).take("sign", "initiator").take("sign", "responder")
    case.take("amend", "initiator").take("sign_amendment", "initiator")
    before = fold.digest(case.matter)
    assert noted(case, "sign_amendment", "initiator") is None
    assert fold.digest(case.matter) == before


def test_what_cannot_be_reversed_is_never_provisional() -> None:
    changes = {"steps__complete__provisional": {"hours": 1}, "steps__complete__irreversible": True}
    case = Case(kinds.parse(kit.changed("plan", **changes)))
    case.take("sign", "initiator").take("sign", "responder")
    assert noted(case, "complete", "initiator") == MatterRefusal.NOTE_IS_NOT_FORESEEN
