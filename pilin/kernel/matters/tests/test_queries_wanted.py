"""What a list is narrowed to: kind in any version, state, party, who may act, and where we were asked again."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from pilin.base import ids
from pilin.kernel.matters import models, queries
from pilin.kernel.matters.queries import AskedAgain, Wanted
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import CLAUSE, THEM, US, Stage

THIRD = "330421"


def listed(**wanted: Any) -> set[str]:
    """Return what both lists hold; they are narrowed by the same."""
    asked: dict[str, Any] = {"me": US, "day": kit.MONDAY, "wanted": Wanted(**wanted)}
    pages = [queries.matters(**asked), queries.matters_by_end(**asked)]
    one, other = ({row.id for row in page.rows} for page in pages)
    assert one == other
    return one


@pytest.fixture
def two(stage: Stage) -> tuple[str, str]:
    """Return a petition that waits for them, and a plan that waits for us."""
    petition = stage.open_petition()
    return petition, stage.open_plan()


def test_a_list_is_narrowed_to_a_kind_by_its_name(two: tuple[str, str]) -> None:
    petition, plan = two
    assert listed() == {petition, plan}
    names = {kind.title["zh"]: kind.name for kind in queries.known().kinds.values()}
    assert listed(kind=names["信访事项（样例）"]) == {petition}
    assert listed(kind="no_such_kind") == set()


def test_all_versions_of_a_kind_are_found_by_its_name(stage: Stage, two: tuple[str, str]) -> None:
    _petition, plan = two
    row = models.Matter.objects.get(pk=plan)
    row.kind = stage.agree({**kit.document("plan"), "version": 99})
    row.pk = ids.new_id(stage.now)
    row.save(force_insert=True)
    assert listed(kind="plan") == {plan, row.pk}


def test_a_list_is_narrowed_to_a_state_and_to_who_may_act(two: tuple[str, str]) -> None:
    petition, plan = two
    assert listed(state="transferred") == {petition}
    assert listed(turn=THEM) >= {petition}
    assert listed(turn=THIRD) == set()
    assert plan in listed(turn=US)


def test_a_list_is_narrowed_to_a_party(two: tuple[str, str]) -> None:
    _petition, plan = two
    models.Matter.objects.filter(pk=plan).update(parties=[THIRD, US])
    assert listed(party=THIRD) == {plan}
    assert plan not in listed(party=THEM)
    assert listed(party="33042") == set()  # a part of a code is no code


def test_filters_hold_together(two: tuple[str, str]) -> None:
    petition, _plan = two
    assert listed(whose="theirs", kind="petition", state="transferred", words="信访") == {petition}
    assert listed(whose="ours", kind="petition") == set()


def test_a_matter_in_which_they_asked_again_is_found_until_something_happens(stage: Stage) -> None:
    plan = stage.open_plan()
    stage.meet()
    assert listed(asked=True) == set()
    stage.they_tell(chain.asking(stage.theirs, "请尽快", basis=CLAUSE, calendar=""))
    stage.meet()
    assert listed(asked=True) == {plan}
    (row,) = queries.matters(me=US, day=kit.MONDAY).rows
    assert row.asked == (AskedAgain(THEM, 1, row.asked[0].last_at),)
    stage.take("sign")
    stage.meet()
    assert listed(asked=True) == set()
    assert queries.matters(me=US, day=kit.MONDAY).rows[0].asked == ()


def test_what_we_asked_ourselves_does_not_ask_us(stage: Stage) -> None:
    plan = stage.open_petition()
    body = {"asks": stage.row().head}
    models.Note.objects.create(hash="a" * 64, matter_id=plan, kind=chain.NOTE, author=US, body=body, at=stage.now)
    assert listed(asked=True) == set()
    assert [one.by for one in queries.matters(me=US, day=kit.MONDAY).rows[0].asked] == [US]


def test_a_code_finds_its_matter_by_the_beginning_of_its_id(two: tuple[str, str]) -> None:
    petition, plan = two
    assert listed(words=petition) == {petition}
    assert listed(words=plan.upper()[:35]) == ({plan, petition} if petition[:35] == plan[:35] else {plan})
    assert listed(words=petition[:8]) == {one for one in two if one.startswith(petition[:8])}
    assert listed(words=f"{petition[:8]}-ffff") == set()


def test_what_begins_as_a_code_and_is_none_is_looked_for_in_titles(two: tuple[str, str]) -> None:
    petition, _plan = two
    models.Matter.objects.filter(pk=petition).update(title="0198abcd 号地块")
    assert listed(words="0198abcd 号") == {petition}
    assert listed(words="98abcd") == {petition}


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a planner that weighs rows reads a small table whole")
@pytest.mark.parametrize(
    ("wanted", "plan"),
    [
        pytest.param({"whose": "all", "words": "019d0000-0000"}, "sqlite_autoindex_matters_matter_1", id="code"),
        pytest.param({}, "matter_open_moved", id="open"),
        pytest.param({"whose": "ended"}, "matter_moved", id="ended"),
    ],
)
def test_lists_are_read_by_an_index_of_their_own(stage: Stage, wanted: dict[str, Any], plan: str) -> None:
    with CaptureQueriesContext(connection) as captured:
        queries.matters(me=US, day=kit.MONDAY, wanted=Wanted(**wanted))
    (sql,) = [query["sql"] for query in captured if 'FROM "matters_matter"' in query["sql"]]
    with connection.cursor() as cursor:
        rows = cursor.connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    assert any(f"USING INDEX {plan}" in row[3] for row in rows), rows
