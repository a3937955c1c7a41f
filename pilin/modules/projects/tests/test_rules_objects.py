"""Objects of a quarter: none is looked at twice, by whatever it is known; visits fit their plan; ledgers join them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pilin.base.refusal import Refused
from pilin.modules.projects.rules import objects
from pilin.modules.projects.rules.objects import Object
from pilin.modules.projects.rules.records import Record
from pilin.modules.projects.rules.refusals import SupervisionRefusal
from pilin.modules.projects.tests.samples import JINSHAN, PINGHU

ROLES = {"initiator": PINGHU, "responder": JINSHAN}
TURNED = {"initiator": JINSHAN, "responder": PINGHU}
BANK, GATE = Object("1", "明月山塘护岸", "both", "plan-1"), Object("2", "界河闸门", "responder")
DAY = date(2026, 3, 20)


def plan(*named: Object, state: str = "in_force", **changes: Any) -> Record:
    """Return the record of a supervision of the first quarter."""
    said = {"objects": objects.written(named), "starts_on": "2026-03-02", "ends_on": "2026-03-31"}
    made = Record(
        id="a",
        kind="supervision",
        title="2026-Q1 季度督查计划",
        state=state,
        is_over=False,
        holder=PINGHU,
        roles=ROLES,
        opener="initiator",
        asserted={name: {"initiator": value} for name, value in said.items()},
        agreed={},
        done={},
        quarter="2026-Q1",
    )
    return replace(made, **changes)


def visit(item: str = "1", *, state: str = "joint", of: str = "a", **changes: Any) -> Record:
    """Return the record of a visit to an object."""
    said = {"item": item, "supervision": of, "object": BANK.title, "held_on": "2026-03-10"}
    made = replace(plan(), id="v", kind="visit", state=state, asserted={n: {"initiator": v} for n, v in said.items()})
    return replace(made, **changes)


def refused(*named: Object, roles: dict[str, str] | None = None, others: list[Record]) -> Any:
    """Return the code and the facts with which a plan is refused."""
    with pytest.raises(Refused) as refusal:
        objects.check_objects(named, roles or ROLES, quarter="2026-Q1", others=others)
    return refusal.value.code, refusal.value.facts


def test_objects_come_back_as_they_were_written() -> None:
    assert objects.objects_of(objects.written([GATE, BANK])) == (replace(GATE, id="1"), replace(BANK, id="2"))
    assert objects.objects_of(None) == ()


def test_an_object_is_known_by_its_project_and_by_its_name_at_each_side() -> None:
    assert objects.keys_of(BANK, ROLES) == {"plan-1", f"{PINGHU}|明月山塘护岸", f"{JINSHAN}|明月山塘护岸"}
    assert objects.keys_of(GATE, ROLES) == objects.keys_of(replace(GATE, of="initiator"), TURNED)


@pytest.mark.parametrize("again", [" 界河 闸门", "界河闸门\u3000", "界河闸门"])
def test_an_object_is_not_looked_at_twice(again: str) -> None:
    code, facts = refused(replace(GATE, title=again), others=[plan(BANK, GATE)])
    assert code is SupervisionRefusal.OBJECT_IS_LOOKED_AT_TWICE
    assert (facts["title"], facts["plan"]) == (again, "2026-Q1 季度督查计划")


def test_not_by_the_other_side_either_nor_under_another_name() -> None:
    assert refused(replace(GATE, of="initiator"), roles=TURNED, others=[plan(GATE)])[0] == "object_is_looked_at_twice"
    assert refused(replace(BANK, title="护岸工程"), others=[plan(BANK)])[0] == "object_is_looked_at_twice"


def test_nor_twice_in_one_plan() -> None:
    assert refused(GATE, replace(GATE, id="3"), others=[])[1]["plan"] == GATE.title


def test_the_same_name_at_the_other_side_is_another_object() -> None:
    objects.check_objects([replace(GATE, of="initiator")], ROLES, quarter="2026-Q1", others=[plan(GATE)])


def test_a_plan_without_objects_is_none() -> None:
    assert refused(others=[])[0] is SupervisionRefusal.SUPERVISION_IS_EMPTY


@pytest.mark.parametrize("state", ["withdrawn", "declined", "cancelled"])
def test_what_does_not_stand_holds_no_object(state: str) -> None:
    assert objects.beside([plan(GATE, state=state)], None) == []
    assert objects.beside([plan(GATE, refused_by=JINSHAN)], None) == []


def test_of_two_that_were_offered_at_once_the_first_is_signed() -> None:
    first, second = plan(GATE, state="offered"), plan(GATE, state="offered", id="b")
    assert objects.beside([first, second], None) == [first, second]
    assert objects.beside([first, second], first) == []
    assert objects.beside([first, second], second) == [first]
    signed = replace(second, state="in_force")
    assert objects.beside([first, signed], first) == [signed]


@pytest.mark.parametrize(
    ("quarter", "starts", "ends", "fits"),
    [
        ("2026-Q1", "2026-01-01", "2026-03-31", True),
        ("2026-Q1", "2026-03-31", "2026-03-31", True),
        ("2026-Q1", "2025-12-31", "2026-03-31", False),
        ("2026-Q1", "2026-03-02", "2026-04-01", False),
        ("2026-Q1", "2026-03-02", "2026-03-01", False),
        ("spring", "2026-03-02", "2026-03-03", False),
    ],
)
def test_the_days_lie_in_the_quarter(quarter: str, starts: str, ends: str, *, fits: bool) -> None:
    days = (date.fromisoformat(starts), date.fromisoformat(ends))
    if fits:
        objects.check_quarter(quarter, *days)
        return
    with pytest.raises(Refused) as refusal:
        objects.check_quarter(quarter, *days)
    assert refusal.value.code is SupervisionRefusal.DAYS_DO_NOT_FIT_THE_QUARTER


def test_an_object_of_a_signed_plan_is_visited() -> None:
    found = objects.check_visit(plan(BANK, GATE), "2", held_on=DAY, visits=[visit()], day=DAY)
    assert found == GATE


@pytest.mark.parametrize(
    ("of", "item", "held_on", "visits", "code"),
    [
        (None, "1", DAY, [], SupervisionRefusal.SUPERVISION_IS_NOT_IN_FORCE),
        (plan(BANK, state="offered"), "1", DAY, [], SupervisionRefusal.SUPERVISION_IS_NOT_IN_FORCE),
        (plan(BANK), "9", DAY, [], SupervisionRefusal.SUPERVISION_IS_NOT_IN_FORCE),
        (plan(BANK), "1", DAY, [visit()], SupervisionRefusal.OBJECT_WAS_VISITED),
        (plan(BANK), "1", date(2026, 3, 1), [], SupervisionRefusal.VISIT_LIES_OUTSIDE_ITS_SUPERVISION),
        (plan(BANK), "1", date(2026, 3, 21), [], SupervisionRefusal.VISIT_LIES_OUTSIDE_ITS_SUPERVISION),
    ],
)
def test_a_visit_that_does_not_fit(of: Any, item: str, held_on: date, visits: list[Record], code: Any) -> None:
    with pytest.raises(Refused) as refusal:
        objects.check_visit(of, item, held_on=held_on, visits=visits, day=DAY)
    assert refusal.value.code is code


@pytest.mark.parametrize("other", [visit(state="withdrawn"), visit(of="b"), visit("2"), visit(refused_by=JINSHAN)])
def test_what_is_no_visit_of_the_object_does_not_stand_in_the_way(other: Record) -> None:
    objects.check_visit(plan(BANK), "1", held_on=DAY, visits=[other], day=DAY)


def test_of_two_records_of_one_visit_the_first_counts() -> None:
    objects.check_first(visit(), [visit(), visit("2", id="u")])
    with pytest.raises(Refused) as refusal:
        objects.check_first(visit(id="w"), [visit()])
    assert refusal.value.code is SupervisionRefusal.OBJECT_WAS_VISITED


def test_the_ledgers_join_objects_visits_and_findings() -> None:
    found = replace(visit(), id="f", kind="finding", number="DC-1", asserted={"visit": {"initiator": "v"}})
    bank, gate = objects.looked_at([plan(BANK, GATE), plan(GATE, state="withdrawn")], [visit()], [found])
    assert (bank.object.title, bank.visit, [one.number for one in bank.findings]) == (BANK.title, visit(), ["DC-1"])
    assert (gate.object.title, gate.visit, list(gate.findings)) == (GATE.title, None, [])
