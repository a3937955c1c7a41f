"""Yearly lists and drafts: what is signed and what is offered, what goes over, and what a source does not give."""

from typing import Any

import pytest

from pilin.base import refdata
from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.rules.kinds import fits
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import Case
from pilin.modules.projects.rules import lists
from pilin.modules.projects.rules.drafts import NOT_GIVEN, Named
from pilin.modules.projects.rules.lists import Item, Yearly
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU, POND

FIRST, SECOND = "01980000-0000-7000-8000-000000000001", "01980000-0000-7000-8000-000000000002"
ITEMS = [{"id": "1", "plan": FIRST, "title": POND}, {"id": "2", "plan": SECOND, "title": "亮灯", "from_year": 2025}]
LIST = {"title": "2026 年清单", "year": 2026, "aimed": 12, "items": ITEMS}
RESULTS = [{"id": "1", "plan": FIRST, "outcome": "finished"}, {"id": "2", "plan": SECOND, "outcome": "carried"}]


@pytest.fixture
def case() -> Case:
    """金山 offers the list of 2026 to 平湖."""
    made = Case(kit.kind("yearly_list"), nodes={"initiator": JINSHAN, "responder": PINGHU})
    opened = fold.opened(made.kind, made.opening(fields=LIST), made.calendars)
    assert isinstance(opened, fold.Matter)
    made.matter = opened
    return made


def test_an_offered_list_is_signed_by_nobody(case: Case) -> None:
    found = lists.yearly_of(case.matter)
    assert (found.year, found.aimed, found.state, found.initiator) == (2026, 12, "offered", JINSHAN)
    assert (found.signed, [item.plan for item in found.offered]) == ((), [FIRST, SECOND])
    assert found.offered[1].from_year == 2025
    assert lists.yearly_of(case.matter, refused=True).state == "withdrawn"


def test_one_side_alone_signs_no_list(case: Case) -> None:
    case.take("sign", "initiator")
    assert lists.yearly_of(case.matter).signed == ()
    assert case.refused("sign", "initiator") == MatterRefusal.ROLE_HAS_SIGNED
    case.take("sign", "responder")
    assert [item.plan for item in lists.yearly_of(case.matter).signed] == [FIRST, SECOND]


def test_a_change_is_asked_for_offered_and_signed_by_both(case: Case) -> None:
    case.take("sign", "initiator").take("sign", "responder")
    case.take("ask_change", "responder", fields={"reason": "新增项目"})
    assert fold.turn(case.kind, case.matter).roles == ("initiator",)
    case.take("amend", "initiator", fields={"items": ITEMS[:1], "reason": "合并"})
    found = lists.yearly_of(case.matter)
    assert (len(found.signed), len(found.offered)) == (2, 1)
    case.take("sign_change", "responder").take("sign_change", "initiator")
    assert len(lists.yearly_of(case.matter).signed) == 1


@pytest.mark.parametrize(("step", "role"), [("keep_list", "initiator"), ("drop_request", "responder")])
def test_a_request_that_leads_to_nothing_leaves_the_list(case: Case, step: str, role: str) -> None:
    case.take("sign", "initiator").take("sign", "responder").take("ask_change", "responder").take(step, role)
    assert (case.matter.state, len(lists.yearly_of(case.matter).signed)) == ("in_force", 2)


@pytest.mark.parametrize(("step", "role"), [("refuse_change", "responder"), ("take_back", "initiator")])
def test_a_change_that_fell_away_leaves_the_list(case: Case, step: str, role: str) -> None:
    case.take("sign", "initiator").take("sign", "responder")
    case.take("amend", "initiator", fields={"items": ITEMS[:1], "reason": "合并"}).take(step, role)
    assert (case.matter.state, len(lists.yearly_of(case.matter).signed)) == ("in_force", 2)


def test_a_list_is_closed_by_both_with_its_results(case: Case) -> None:
    case.take("sign", "initiator").take("sign", "responder")
    case.take("offer_results", "initiator", fields={"results": RESULTS})
    case.take("refuse_results", "responder")
    case.take("offer_results", "initiator", fields={"results": RESULTS})
    case.take("close", "initiator")
    assert case.matter.state == "closing"
    case.take("close", "responder")
    found = lists.yearly_of(case.matter)
    assert (found.state, found.results) == ("closed", {FIRST: "finished", SECOND: "carried"})
    assert lists.carried_over(found) == (Item("2", SECOND, "亮灯", 2025),)  # still the year in which it began


def test_what_goes_over_names_the_year_from_which_it_comes() -> None:
    closed = Yearly("x", 2026, "x", "closed", PINGHU, 12, (Item("1", FIRST, POND),), results={FIRST: "carried"})
    assert lists.carried_over(closed) == (Item("1", FIRST, POND, 2026),)


@pytest.mark.parametrize("outcome", ["finished", "dropped"])
def test_what_is_finished_or_dropped_does_not_go_over(outcome: str) -> None:
    closed = Yearly("x", 2026, "x", "closed", PINGHU, 12, (Item("1", FIRST, POND),), results={FIRST: outcome})
    assert lists.carried_over(closed) == ()


def test_items_are_written_in_their_order_and_fit_the_kind() -> None:
    written = lists.written([Item("9", SECOND, "亮灯", 2025), Item("", FIRST, POND)])
    assert [(one["id"], one["plan"]) for one in written] == [("1", SECOND), ("2", FIRST)]
    assert fits(kit.kind("yearly_list").fields["items"], written)
    assert lists.items_of(written)[0] == Item("1", SECOND, "亮灯", 2025)


# Drafts


def named() -> tuple[Named, ...]:
    return refdata.load(kit.PROGRAMME.parent / "projects.yaml").rows("projects", Named)


def test_every_named_project_begins_a_plan_that_fits_its_kind() -> None:
    kind = kit.kind("plan")
    for one in named():
        fields = one.fields()
        assert {*fields} == {*kind.opening_needs}
        assert [name for name, value in fields.items() if not fits(kind.fields[name], value)] == []


def test_keys_and_titles_differ() -> None:
    assert len({one.key for one in named()}) == len({one.title for one in named()}) == len(named()) == 17


@pytest.mark.parametrize("title", ["铁路梦", "通航梦"])
def test_a_dream_has_no_field_and_no_date(title: str) -> None:
    fields = next(one for one in named() if one.title == title).fields()
    assert fields["field"] == "unknown"
    assert fields["milestones"] == [{"id": "m1", "title": NOT_GIVEN}]
    assert fields["aims"] == [NOT_GIVEN]


def test_a_joint_branch_may_be_the_proposing_body() -> None:
    fields = next(one for one in named() if one.key == "lamps").fields()
    assert fields["particulars"] == {"pair": "P7", "proposer": "沪浙山塘联合党支部"}


def test_what_the_source_does_not_give_is_not_made_up() -> None:
    fields: list[dict[str, Any]] = [one.fields() for one in named()]
    assert all(one["leads"] == {"initiator": NOT_GIVEN, "responder": NOT_GIVEN} for one in fields)
    assert all("due" not in milestone for one in fields for milestone in one["milestones"])
    assert all("money" not in one["particulars"] for one in fields)
