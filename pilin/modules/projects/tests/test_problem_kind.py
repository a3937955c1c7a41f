"""The kind of hard problems: on the board until a lead claims it, carried up two lines, solved when both say so."""

from typing import Any

import pytest

from pilin.kernel.matters.rules import fold, soundness
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import alone, kit
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU

PROBLEM: dict[str, Any] = {
    "title": "跨界公交末班车",
    "problem": "两地票价与补贴口径不同",
    "raised_by": "沪浙山塘联合党支部",
    "level": "town",
    "wish": "年内开通",
}
CLAIM = {"claimed_by": "廊下镇交通办", "approach": "先试行三个月"}
UP = {"rung": "county", "line": "金山区交通委", "line_on": "2026-03-02"}


def opened(**changes: Any) -> Case:
    case = Case(kit.kind("hard_problem"), nodes={"raiser": PINGHU, "other": JINSHAN})
    found = fold.opened(case.kind, case.opening(fields={**PROBLEM, **changes}), case.calendars)
    assert isinstance(found, Matter), found
    case.matter = found
    return case


@pytest.fixture
def case() -> Case:
    return opened()


@pytest.fixture
def claimed(case: Case) -> Case:
    return case.take("claim_theirs", "other", fields={**CLAIM, "due_other": "2026-06-30"})


def test_it_is_sound_titled_in_both_languages_and_cites_its_articles(case: Case) -> None:
    kind = case.kind
    assert soundness.findings(kind) == []
    titled: list[Any] = [*kind.fields.values(), *kind.states.values(), *kind.steps, *kind.clocks]
    assert [one.title for one in titled if not {"zh", "en"} <= one.title.keys()] == []
    assert [clock.name for clock in kind.clocks if not (clock.statute and clock.article)] == []


@pytest.mark.parametrize("role", ["raiser", "other"])
def test_no_side_alone_solves_or_drops_a_problem(case: Case, role: str) -> None:
    assert not alone.states_reached(case, role) & {"solved", "dropped"}


def test_a_lead_of_either_side_claims_it(claimed: Case) -> None:
    assert claimed.matter.state == "claimed_by_other"
    assert fold.turn(claimed.kind, claimed.matter).roles == ("other",)
    assert claimed.refused("claim", "raiser") == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
    assert claimed.refused("give_up_theirs", "raiser") == MatterRefusal.STEP_BELONGS_TO_ANOTHER


def test_what_is_given_up_hangs_on_the_board_again(claimed: Case) -> None:
    claimed.take("give_up_theirs", "other", fields={"reason": "不属本镇职权"})
    assert claimed.matter.state == "posted"
    claimed.take("claim", "raiser", fields={**CLAIM, "due_raiser": "2026-09-30"})
    assert claimed.ends("solving")[1] == "2026-09-30"  # the day of the first claim does not count for the second


def test_past_its_day_it_hangs_on_the_board_again(claimed: Case) -> None:
    claimed.on("2026-07-01").take("solving_theirs", action="expire")
    assert (claimed.matter.state, claimed.matter.clocks["claiming"].status) == ("posted", "running")


def test_each_side_goes_up_its_own_line_whoever_claimed_it(claimed: Case) -> None:
    claimed.take("escalate", "other", fields=UP).take("tell_answer", "other", fields={"line_answer": "同意试行"})
    claimed.take("escalate", "raiser", fields={**UP, "line": "平湖市交通局"})
    assert claimed.matter.asserted["line"] == {"other": "金山区交通委", "raiser": "平湖市交通局"}
    assert claimed.matter.asserted["line_answer"] == {"other": "同意试行"}
    assert claimed.matter.state == "claimed_by_other"  # nobody above breaks a tie


def test_no_answer_before_anybody_was_asked(case: Case) -> None:
    assert case.refused("tell_answer", "other") == MatterRefusal.EARLIER_STEP_IS_MISSING


def test_both_say_that_it_is_solved(claimed: Case) -> None:
    assert claimed.refused("solve", "other") == MatterRefusal.EARLIER_STEP_IS_MISSING
    claimed.take("report_solution", "other", fields={"solution": "四月一日试行"}).take("solve", "other")
    assert claimed.matter.state == "claimed_by_other"
    assert claimed.take("solve", "raiser").matter.state == "solved"


def test_both_drop_it(case: Case) -> None:
    case.take("drop", "raiser", fields={"reason": "线路已撤"})
    assert case.matter.state == "posted"
    assert case.take("drop", "other", fields={"reason": "同意"}).matter.state == "dropped"
