"""A final state stops every clock; whether a period was kept is asked of what was done, and not of the clock."""

import pytest

from pilin.kernel.matters.rules import turning
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import Case

NODES = {"reporter": "330482", "other": "310116"}


def struck(*steps: str) -> Case:
    """Return a barrier that both struck off after some steps."""
    case = Case(kit.kind("roadblock"), nodes=NODES)
    for step in steps:
        case.take(step, "reporter")
        if step == "confirm_removed":
            case.take(step, "other")
    return case.take("strike", "reporter").take("strike", "other")


def is_cut_short(case: Case, clock: str) -> bool:
    rule = next(one for one in case.kind.clocks if one.name == clock)
    return turning.is_cut_short(case.kind, case.matter, rule)


@pytest.mark.parametrize(
    ("steps", "cut"), [((), True), (("report_removed",), True), (("report_removed", "confirm_removed"), False)]
)
def test_a_barrier_struck_off_before_it_was_removed_kept_no_day(*, steps: tuple[str, ...], cut: bool) -> None:
    case = struck(*steps)
    assert (case.matter.clocks["removing"].status, is_cut_short(case, "removing")) == ("met", cut)


def test_one_that_came_back_and_was_struck_off_kept_no_day_the_second_time() -> None:
    case = Case(kit.kind("roadblock"), nodes=NODES).take("report_removed", "other")
    case.take("confirm_removed", "reporter").take("confirm_removed", "other")
    case.on("2026-06-01").take("report_again", "other", fields={"seen_on": "2026-06-01"})
    case.take("strike", "reporter").take("strike", "other")
    assert is_cut_short(case, "removing")


def test_a_period_that_a_final_state_keeps_was_kept() -> None:
    case = Case(kit.kind("petition_transfer"), nodes={"sender": "330482", "receiver": "310116"})
    case.take("accept", "receiver")
    assert not is_cut_short(case, "telling")


def test_nothing_is_cut_short_while_a_matter_goes_on() -> None:
    assert not is_cut_short(Case(kit.kind("roadblock"), nodes=NODES), "removing")
