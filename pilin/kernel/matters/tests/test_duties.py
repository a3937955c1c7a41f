"""The worker lets periods run out: once, told to the peer, and whatever happens to other matters."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.module_loading import import_string

from pilin.base import ids
from pilin.base.clock import day_of
from pilin.kernel.federation.models import Envelope
from pilin.kernel.matters import models, queries
from pilin.kernel.matters.delivery import duties
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.tests.stage import THEM, US, Stage

Counted = Callable[[int], AbstractContextManager[object]]


def copies(stage: Stage, number: int) -> list[str]:
    """Put copies of the matter that was opened last beside it; return their ids."""
    matter = stage.row()
    last = models.Entry.objects.get(matter_id=matter.pk, n=matter.n)
    made = []
    for n in range(number):
        name = ids.new_id(stage.days(n))
        matter.pk, last.pk, last.matter_id = name, None, name
        matter.save(force_insert=True)
        last.save(force_insert=True)
        made.append(name)
    return made


def told() -> list[tuple[str, str]]:
    """Return what the clocks of matters made us tell: the action and the clock, in order."""
    rows = Envelope.objects.filter(kind=chain.TIME, author=US, outcome="applied").order_by("pk")
    entries = models.Entry.objects.filter(carrier__in=rows.values("event_hash")).order_by("pk")
    return [(entry.ordered["action"], entry.ordered["name"]) for entry in entries]


def pass_the_end(stage: Stage, clock: str = "objection") -> None:
    """Let time pass to the day after the rolled end of a clock."""
    end = stage.ours.matter.clocks[clock].rolled_end
    stage.later(days=(end - day_of(stage.now)).days + 1)


def test_the_card_declares_the_duty() -> None:
    paths = vars(type(apps.get_app_config("matters")))["duties"]
    assert [import_string(path) for path in paths] == [duties.turn_clocks]


def test_a_period_that_is_over_ends_once_and_the_peer_hears_of_it(stage: Stage) -> None:
    stage.open_petition()
    assert duties.turn_clocks(at=stage.now) == 0
    pass_the_end(stage)
    assert [duties.turn_clocks(at=stage.now), duties.turn_clocks(at=stage.now)] == [1, 0]
    assert told() == [("expire", "objection")]
    stage.meet()
    assert stage.theirs.matter.clocks["objection"].status == "expired"
    assert duties.turn_clocks(at=stage.now) == 0
    assert told() == [("expire", "objection")]


def test_what_is_late_stays_late_when_its_expiry_is_written_and_is_not_turned_again(stage: Stage) -> None:
    stage.open_petition()
    pass_the_end(stage)
    day = day_of(stage.now)
    assert models.Matter.objects.filter(rolled_end__lt=day).count() == 1
    duties.turn_clocks(at=stage.now)
    row = stage.row()
    assert row.rolled_end is not None
    assert (row.clock, row.rolled_end < day) == ("objection", True)
    assert row.warn_on is not None  # another clock runs on
    models.Matter.objects.update(warn_on=None)
    assert list(queries.ended(me=US, day=day)) == []


def test_where_the_peer_orders_nothing_is_told(stage: Stage) -> None:
    stage.open_petition()
    stage.they_take("accept")
    stage.meet()
    pass_the_end(stage, "telling")
    assert duties.turn_clocks(at=stage.now) == 0
    assert list(queries.ended(me=US, day=day_of(stage.now))) == []
    assert [row.pk for row in queries.ended(me=THEM, day=day_of(stage.now))] == [stage.matter]


def test_a_fault_in_one_matter_does_not_stop_the_others(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.open_petition()
    broken, lost = copies(stage, 2)
    models.Matter.objects.filter(pk=broken).update(fold={"forged": 1})
    models.Matter.objects.filter(pk=lost).update(kind="f" * 64)
    pass_the_end(stage)
    assert duties.turn_clocks(at=stage.now) == 1
    assert stage.ours.matter.clocks["objection"].status == "expired"
    assert f"the clocks of matter {broken} wait: document_is_malformed" in caplog.text
    assert f"the clocks of matter {lost} were not turned" in caplog.text


def test_a_fault_while_telling_does_not_stop_the_others(stage: Stage, caplog: pytest.LogCaptureFixture) -> None:
    stage.open_petition()
    (other,) = copies(stage, 1)  # its head is no event of its own: our docket refuses what builds on it
    pass_the_end(stage)
    assert duties.turn_clocks(at=stage.now) == 1
    assert f"the clocks of matter {other} " in caplog.text


@pytest.mark.parametrize("number", [1, 60])
def test_matters_that_are_not_due_cost_the_same_queries_whatever_their_number(
    stage: Stage, django_assert_num_queries: Counted, number: int
) -> None:
    stage.open_petition("2025")
    assert stage.row().provisional
    copies(stage, number)
    with django_assert_num_queries(4):
        assert duties.turn_clocks(at=stage.now) == 0


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a planner that weighs rows reads a small table whole")
def test_the_query_reads_two_partial_indexes(stage: Stage) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert list(queries.ended(me=US, day=day_of(stage.now))) == []
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {captured.captured_queries[-1]['sql']}")
        plan = "\n".join(row[-1] for row in cursor.fetchall())
    assert "matter_provisional" in plan
    assert "SEARCH matters_matter USING INDEX matter_next" in plan
