"""What an exit still asks for, and what holds our own signature back: plain values in, plain values out."""

from dataclasses import replace
from typing import Any

import pytest

from pilin.kernel.matters.rules import fold, soundness
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import kit
from pilin.modules.programme.rules import ProgrammeRefusal
from pilin.modules.programme.rules.leaving import Own, hand_back_list, objection, tasks

A, B = (f"019d0000-0000-7000-8000-00000000000{n}" for n in (1, 2))
PROOF = {"parts": 3, "digest": "a" * 64, "own": 1}
LIST = [{"id": "1", "matter": A, "taken_by": "initiator"}]
LEVEL = {"payer": "nobody", "amount_fen": 0}


@pytest.fixture
def case() -> kit.Case:
    """An exit that both sides have signed."""
    found = kit.Case(kit.kind("exit"))
    return found.take("sign", "initiator").take("sign", "responder")


def both(case: kit.Case, step: str) -> kit.Case:
    return case.take(step, "initiator").take(step, "responder")


def handed_back(case: kit.Case) -> kit.Case:
    both(case.take("list_duties", "initiator", fields={"handed_back": LIST}), "hand_back")
    return both(case.take("state_netting", "initiator", fields={"netting": LEVEL}), "net")


def erased(case: kit.Case, **theirs: Any) -> kit.Case:
    handed_back(case).take("erase_initiator", "initiator", fields={"erased": PROOF})
    return case.take("erase_responder", "responder", fields={"erased": {**PROOF, **theirs}})


@pytest.mark.parametrize("name", ["exit", "suspension"])
def test_the_kinds_are_sound(name: str) -> None:
    assert soundness.findings(kit.kind(name)) == []


def test_one_after_the_other_is_done_until_the_end(case: kit.Case) -> None:
    assert (tasks(case.matter)[0].name, tasks(case.matter)[0].is_done) == ("hand_back", False)
    assert case.refused("erase_initiator", "initiator") is MatterRefusal.EARLIER_STEP_IS_MISSING
    erased(case)
    assert case.refused("end", "initiator") is MatterRefusal.EARLIER_STEP_IS_MISSING
    for role in ("initiator", "responder"):
        case.take(f"seal_{role}", role, fields={"collection": "b" * 64})
    assert [task.is_done for task in tasks(case.matter)] == [True, True, True, True, False]
    both(case, "end")
    assert case.matter.state == "ended"
    assert all(task.is_done for task in tasks(case.matter))


def test_half_done_says_by_whom(case: kit.Case) -> None:
    case.take("list_duties", "initiator", fields={"handed_back": LIST}).take("hand_back", "responder")
    assert tasks(case.matter)[0].done_by == ("responder",)
    assert not tasks(case.matter)[0].is_done


def test_no_side_can_end_it_alone_or_erase_for_the_other(case: kit.Case) -> None:
    handed_back(case)
    assert case.refused("erase_responder", "initiator") is MatterRefusal.STEP_BELONGS_TO_ANOTHER
    assert case.matter.state == "winding"


def test_both_may_go_on_together(case: kit.Case) -> None:
    assert both(case, "go_on").matter.state == "continued"


def test_a_matter_that_is_left_out_holds_the_hand_back(case: kit.Case) -> None:
    case.take("list_duties", "initiator", fields={"handed_back": LIST})
    assert objection("hand_back", case.matter, Own(open_matters=(A, case.matter.id))) is None
    found = objection("hand_back", case.matter, Own(open_matters=(A, B)))
    assert found == (ProgrammeRefusal.OPEN_MATTERS_ARE_NOT_LISTED, {"count": 1})


@pytest.mark.parametrize(("balance", "pending"), [(1, 0), (-500, 0), (0, 1)])
def test_a_ledger_that_is_not_level_holds_the_netting(case: kit.Case, balance: int, pending: int) -> None:
    own = Own(balance_fen=balance, pending_fen=pending)
    assert objection("net", case.matter, own) == (
        ProgrammeRefusal.LEDGER_IS_NOT_LEVEL, {"balance_fen": balance, "pending_fen": pending},
    )  # fmt: skip
    assert objection("net", case.matter, replace(own, balance_fen=0, pending_fen=0)) is None
    assert objection("sign", case.matter, own) is None


def test_proofs_that_differ_hold_the_end(case: kit.Case) -> None:
    erased(case, digest="c" * 64)
    found = objection("end", case.matter, Own())
    assert found is not None
    assert found[0] is ProgrammeRefusal.PROOFS_OF_ERASURE_DIFFER


def test_equal_proofs_do_not_though_each_side_held_others_alone(case: kit.Case) -> None:
    erased(case, own=9)
    assert objection("end", case.matter, Own()) is None


def test_the_first_list_names_everything_but_the_exit_itself() -> None:
    rows = hand_back_list([(A, "甲"), (B, "乙")], B)
    assert rows == [{"id": "1", "matter": A, "taken_by": "both"}]


def test_a_suspension_is_looked_at_again_on_its_day() -> None:
    case = kit.Case(kit.kind("suspension"))
    both(case, "sign")
    assert (case.matter.state, case.matter.clocks["review"].rolled_end.isoformat()) == ("resting", "2026-05-01")
    case.take("offer_review", "initiator", fields={"review_on": "2026-08-03"})
    both(case, "set_review")
    assert case.matter.clocks["review"].status == "met"
    assert case.matter.clocks["later"].rolled_end.isoformat() == "2026-08-03"
    assert both(case, "resume").matter.state == "resumed"
    assert isinstance(case.matter, fold.Matter)
