"""The kind of livelihood projects: taken on by both, done when both say so, and told only in numbers."""

from typing import Any

import pytest

from pilin.kernel.matters.rules import fold, soundness
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import alone, kit
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU

LIVELIHOOD: dict[str, Any] = {
    "title": "南北山塘共同亮灯",
    "worry": "every_day",
    "place": "山塘村",
    "wish": "夜里路上看得见",
    "leads": {"initiator": "广陈镇", "responder": "廊下镇"},
}
TOLD = {"opinions": {"count": 3}, "counted_on": "2026-03-02"}


def opened(**changes: Any) -> Case:
    """Return a livelihood project that 平湖 offered to 金山."""
    case = Case(kit.kind("livelihood"), nodes={"initiator": PINGHU, "responder": JINSHAN})
    found = fold.opened(case.kind, case.opening(fields={**LIVELIHOOD, **changes}), case.calendars)
    assert isinstance(found, Matter), found
    case.matter = found
    return case


@pytest.fixture
def case() -> Case:
    return opened()


@pytest.fixture
def signed(case: Case) -> Case:
    return case.take("sign", "initiator").take("sign", "responder")


def test_it_is_sound_titled_in_both_languages_and_cites_its_articles(case: Case) -> None:
    kind = case.kind
    assert soundness.findings(kind) == []
    titled: list[Any] = [*kind.fields.values(), *kind.states.values(), *kind.steps, *kind.clocks]
    assert [one.title for one in titled if not {"zh", "en"} <= one.title.keys()] == []
    assert [clock.name for clock in kind.clocks if not (clock.statute and clock.article)] == []


@pytest.mark.parametrize("role", ["initiator", "responder"])
def test_no_side_alone_takes_it_on(case: Case, role: str) -> None:
    assert not alone.states_reached(case, role) & {"under_way", "done", "closed", "dropped"}


@pytest.mark.parametrize("role", ["initiator", "responder"])
def test_no_side_alone_says_that_it_is_done_or_drops_it(signed: Case, role: str) -> None:
    assert not alone.states_reached(signed, role) & {"done", "closed", "dropped"}


@pytest.mark.parametrize("role", ["initiator", "responder"])
def test_no_side_alone_closes_what_is_done(signed: Case, role: str) -> None:
    signed.take("report_done", role, fields={"result": "四十盏灯已亮"})
    signed.take("confirm_done", "initiator").take("confirm_done", "responder")
    assert signed.matter.state == "done"
    assert not alone.states_reached(signed, role) & {"closed", "dropped", "under_way"}


def test_the_three_words_are_those_of_the_programme(case: Case) -> None:
    assert [title["zh"] for title in case.kind.fields["worry"].choices.values()] == ["挂心", "揪心", "烦心"]
    assert case.kind.fields["opinions"].members["points"].optional


def test_it_may_have_a_day_and_need_not(signed: Case) -> None:
    assert "doing" not in signed.matter.clocks
    dated = opened(due="2026-06-30").take("sign", "initiator").take("sign", "responder")
    assert dated.ends("doing") == ("2026-06-30", "2026-06-30")


def test_nothing_is_done_before_somebody_reports_it(signed: Case) -> None:
    assert signed.refused("confirm_done", "initiator") == MatterRefusal.EARLIER_STEP_IS_MISSING


def test_what_residents_find_wanting_is_taken_up_again(signed: Case) -> None:
    signed.take("report_done", "responder").take("confirm_done", "initiator").take("confirm_done", "responder")
    signed.take("tell_opinions", "responder", fields=TOLD)
    signed.take("take_up_again", "responder", fields={"reason": "灯又灭了"})
    assert signed.matter.state == "again"
    assert not alone.states_reached(signed, "responder") & {"done", "closed", "dropped"}


@pytest.mark.parametrize("role", ["initiator", "responder"])
def test_each_side_tells_its_own_number(signed: Case, role: str) -> None:
    signed.take("tell_opinions", role, fields=TOLD)
    assert signed.matter.asserted["opinions"] == {role: {"count": 3}}
    wrong = {**TOLD, "opinions": {"count": 3, "texts": "不满意"}}
    assert signed.refused("tell_opinions", role, fields=wrong) == MatterRefusal.VALUES_DO_NOT_FIT


@pytest.mark.parametrize("state", ["offered", "closed"])
def test_opinions_are_told_while_it_is_open(signed: Case, case: Case, state: str) -> None:
    if state == "closed":
        case.take("report_done", "initiator").take("confirm_done", "initiator").take("confirm_done", "responder")
        case.take("close", "initiator").take("close", "responder")
    found = case if state == "closed" else opened()
    assert found.matter.state == state
    assert found.refused("tell_opinions", "initiator", fields=TOLD) == MatterRefusal.STEP_IS_NOT_OF_THIS_STATE
