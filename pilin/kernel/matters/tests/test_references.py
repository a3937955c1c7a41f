"""References between matters: found in every kind of field, kept with every event, read both ways."""

from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext

from pilin.base import ids
from pilin.kernel.matters import audit, models, queries
from pilin.kernel.matters.rules import kinds
from pilin.kernel.matters.rules.references import references
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import POND, REPORT, Stage

A, B, C = (f"019d0000-0000-7000-8000-00000000000{n}" for n in (1, 2, 3))


def said(case: kit.Case) -> set[tuple[str, str]]:
    return references(case.kind, case.matter)


# The rule


def test_it_finds_plain_fields_lists_and_records() -> None:
    case = kit.Case(kit.kind("errand"))
    assert said(case) == {("follows", kit.OTHER)}
    items = [{"id": "1", "about": A}, {"id": "2"}, {"id": "3", "about": B}]
    case.take("propose_day", "responder", fields={"due": "2026-05-20", "items": items, "place": {"seen": C}})
    assert said(case) == {("follows", kit.OTHER), ("items", A), ("items", B), ("place", C)}


def test_what_one_party_does_not_say_any_more_is_no_reference() -> None:
    case = kit.Case(kit.kind("errand"))
    for about in (A, B):
        items = [{"id": "1", "about": about}]
        case.take("propose_day", "initiator", fields={"due": "2026-05-20", "items": items})
    assert said(case) == {("follows", kit.OTHER), ("items", B)}


def test_a_field_that_not_all_may_see_gives_none() -> None:
    kind = kinds.parse(kit.changed("errand", fields__follows__sees=["own"]))
    assert said(kit.Case(kind)) == set()


@pytest.mark.parametrize("value", ["", "plan", A.upper(), 7, None, {"id": A}, [A]])
def test_only_an_identifier_fits_the_field(value: Any) -> None:
    rule = kit.kind("errand").fields["follows"]
    assert not kinds.fits(rule, value)
    assert kinds.fits(rule, A)


def test_a_kind_tells_whether_it_names_matters() -> None:
    named = {name for name, rule in kit.kind("errand").fields.items() if rule.names_matters}
    assert named == {"follows", "items", "place"}


# The tables


@pytest.fixture
def errand(stage: Stage) -> tuple[str, str]:
    """Open a plan and an errand that follows from it; return both."""
    plan = stage.open_plan()
    return plan, stage.open_errand(plan)


@pytest.mark.django_db
def test_both_ends_know_each_other(stage: Stage, errand: tuple[str, str]) -> None:
    plan, follows = errand
    (there,) = queries.references([follows])[follows]
    assert (there.field, there.to, there.title, there.kind_name, there.state) == (
        "follows", plan, POND, "plan", "offered",
    )  # fmt: skip
    (back,) = queries.referring([plan])[plan]
    assert (back.matter, back.kind_name, back.title, back.final) == (follows, "errand", "踏勘", False)
    assert queries.referring([plan], kind="report") == {}
    assert queries.referring([plan], kind="errand")[plan] == (back,)


@pytest.mark.django_db
def test_a_matter_that_this_node_does_not_know_is_named_all_the_same(stage: Stage) -> None:
    unknown = ids.new_id(stage.now)
    follows = stage.open_errand(unknown)
    (there,) = queries.references([follows])[follows]
    assert (there.to, there.title, there.kind_title) == (unknown, "", None)


@pytest.mark.django_db
def test_a_reference_goes_when_the_field_says_something_else(stage: Stage, errand: tuple[str, str]) -> None:
    plan, follows = errand
    fields = {"due": "2026-05-20", "items": [{"id": "1", "about": plan}]}
    stage.take("propose_day", fields=fields)
    assert {one.field for one in queries.references([follows])[follows]} == {"follows", "items"}
    stage.take("propose_day", fields={**fields, "items": [{"id": "1"}]})
    assert {one.field for one in queries.references([follows])[follows]} == {"follows"}
    assert audit.findings() == []


@pytest.mark.django_db
def test_a_step_that_fell_out_takes_its_references_along(stage: Stage, errand: tuple[str, str]) -> None:
    plan, follows = errand
    fields = {"due": "2026-05-20", "items": [{"id": "1", "about": plan}]}
    stage.they_refuse(stage.take("propose_day", fields=fields))
    stage.meet()
    assert {one.field for one in queries.references([follows])[follows]} == {"follows"}


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow(stage: Stage, django_assert_max_num_queries: Any) -> None:
    plan = stage.open_plan()
    errands = [stage.open_errand(plan) for _ in range(3)]
    with django_assert_max_num_queries(3) as counted:
        assert len(queries.references(errands)) == len(errands)
    assert isinstance(counted, CaptureQueriesContext)
    with django_assert_max_num_queries(3):
        assert len(queries.referring([plan])[plan]) == len(errands)
    with django_assert_max_num_queries(1):
        assert queries.references([plan]) == {}


@pytest.mark.django_db
def test_a_form_is_offered_the_matters_of_a_kind_the_last_moved_first(stage: Stage) -> None:
    first = stage.plan_in_force()
    stage.later(seconds=1)
    second = stage.open_plan(title="第二个项目")
    stage.open_errand(first)
    assert queries.offered(["plan"]) == [(second, "第二个项目"), (first, POND)]
    stage.later(seconds=1)
    stage.matter = first
    stage.take("report_milestone", fields=REPORT)
    assert [matter for matter, _ in queries.offered(["plan"])] == [first, second]


@pytest.mark.django_db
def test_the_newest_kind_of_a_name_is_found(stage: Stage) -> None:
    assert queries.kind_named("plan", ["330482", "310116"]) is None
    stage.agree_kind("plan")
    newer = stage.agree({**kit.document("plan"), "version": 9})
    found = queries.kind_named("plan", ["310116", "330482"])
    assert found is not None
    assert (found.version, found.digest) == (9, newer)
    assert queries.kind_named("plan", ["310116", "330421"]) is None


@pytest.mark.django_db
def test_a_row_bears_the_name_of_its_kind(stage: Stage, errand: tuple[str, str]) -> None:
    assert set(models.Matter.objects.values_list("kind_name", flat=True)) == {"plan", "errand"}
