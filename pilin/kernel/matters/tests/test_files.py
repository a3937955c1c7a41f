"""The docket's files over tables: what is put comes back, and what falls out is gone."""

from dataclasses import replace

import pytest

from pilin.base import ids
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import models, queries
from pilin.kernel.matters.delivery.files import DjangoFiles
from pilin.kernel.matters.rules import fold
from pilin.kernel.matters.tests.stage import CLAUSE, MILESTONES, POND, REPORT, THEM, US, Stage


def test_an_unknown_matter_is_no_file(stage: Stage) -> None:
    assert DjangoFiles().get(ids.new_id(stage.now)) is None
    assert DjangoFiles().matter_of("0" * 64) == ""
    assert DjangoFiles().kind("0" * 64) is None


def test_a_file_comes_back_as_it_was_put(stage: Stage) -> None:
    stage.plan_in_force()
    digest = matters.attach(b"a survey", matter=stage.matter)
    stage.take("report_milestone", fields=REPORT, attachments=[digest], reason="", office="水利科")
    stage.meet()
    assert stage.ours == replace(stage.theirs, matter=stage.ours.matter)
    assert fold.digest(stage.ours.matter) == fold.digest(stage.theirs.matter)
    assert stage.ours.chain[-1].ordered.attachments == (digest,)


def test_the_columns_of_a_list_follow_the_fold(stage: Stage) -> None:
    stage.open_petition()
    row, clock = stage.row(), stage.ours.matter.clocks["objection"]
    assert (row.state, row.final, row.n, row.head) == ("transferred", False, 1, stage.ours.matter.head)
    assert (row.clock, row.warn_on, row.rolled_end, row.provisional) == (
        "objection",
        clock.warn_on,
        clock.rolled_end,
        False,
    )
    assert (row.parties, row.turn, row.basis) == ([THEM, US], f",{THEM},", CLAUSE)
    assert (row.opened_at, row.title) == (stage.ours.chain[0].ordered.at, "信访事项（样例）")


def test_the_basis_and_the_day_of_opening_stay(stage: Stage) -> None:
    stage.open_plan()
    before = stage.row()
    stage.later(days=1)
    stage.meet()
    stage.take("sign")
    stage.meet()
    after = stage.row()
    assert (after.basis, after.opened_at) == (before.basis, before.opened_at)
    assert after.moved_at > before.moved_at


def test_where_nobody_is_to_act_no_node_stands_in_turn(stage: Stage) -> None:
    stage.open_plan()
    stage.meet()
    stage.they_take("decline", fields={"reason": "暂缓"})
    stage.meet()
    assert (stage.row().turn, stage.row().final) == (",", True)


def test_an_event_is_found_by_itself_and_by_what_carried_it(stage: Stage) -> None:
    stage.plan_in_force()
    told = stage.they_take("report_milestone", fields=REPORT)
    stage.meet()
    carrier = stage.ours.chain[-1].carrier
    assert carrier != told.hash
    assert {DjangoFiles().matter_of(name) for name in (told.hash, carrier)} == {stage.matter}


def test_a_pending_proposal_is_found(stage: Stage) -> None:
    stage.open_plan()
    told = stage.take("sign")
    assert DjangoFiles().matter_of(told.hash) == stage.matter
    assert stage.ours.pending == {told.hash: stage.ours.matter.head}


def test_a_shorter_chain_loses_its_last_entries_and_keeps_the_first(stage: Stage) -> None:
    stage.plan_in_force()
    kept = list(models.Entry.objects.values_list("pk", flat=True))
    stage.they_refuse(stage.take("amend", fields={"milestones": MILESTONES[:1], "reason": "缩小范围"}))
    assert models.Entry.objects.count() == len(kept) + 1
    stage.meet()
    assert list(models.Entry.objects.values_list("pk", flat=True)) == kept
    assert stage.row().state == "in_force"


def test_the_first_refusal_of_an_event_is_kept(db: None) -> None:
    keeper = DjangoFiles()
    assert not keeper.was_refused("0" * 64, [THEM])
    keeper.refuse("0" * 64, THEM)
    keeper.refuse("0" * 64, "330421")
    assert keeper.was_refused("0" * 64, [THEM])
    assert models.PartyRefusal.objects.get().by == THEM


def test_one_instance_reads_a_kind_and_the_calendars_once(
    stage: Stage, django_assert_num_queries: pytest.FixtureRequest
) -> None:
    kind, calendar = stage.agree_kind("plan"), stage.agree_calendar("2026")
    keeper = DjangoFiles()
    with django_assert_num_queries(2):  # type: ignore[operator]
        assert [keeper.kind(kind), keeper.kind(kind)] != [None, None]
        assert set(keeper.calendars()) == set(keeper.calendars()) == {calendar}
    assert keeper.calendar([US, THEM]) == calendar


def test_a_title_that_nobody_may_read_stands_in_no_list(stage: Stage) -> None:
    stage.open_plan()
    row = stage.row()
    kind = stage.view().kind
    hidden = replace(stage.ours.matter, asserted={"title": {"initiator": {"part": "0" * 64}}})
    assert queries.title_of(hidden, kind) == kind.title["zh"] != row.title == POND


def test_what_is_put_is_read_from_there_and_stands_in_the_tables_once_it_is_written(stage: Stage) -> None:
    stage.open_petition()
    keeper = DjangoFiles()
    file = keeper.get(stage.matter)
    assert file is not None
    keeper.put(replace(file, refused_by=THEM), stage.now)
    found = keeper.get(stage.matter)
    assert found is not None
    assert (found.refused_by, stage.row().refused_by) == (THEM, "")
    keeper.write()
    assert (stage.row().refused_by, stage.row().basis, stage.row().n) == (THEM, CLAUSE, 1)
    assert [one.id for one in keeper.moved()] == [stage.matter]


def test_of_two_proposals_in_one_batch_the_first_is_carried_in_and_the_second_is_too_late(stage: Stage) -> None:
    stage.plan_in_force()
    first = stage.they_take("report_milestone", fields=REPORT)
    second = stage.they_take("report_milestone", fields={**REPORT, "progress": "完工"})
    stage.meet()
    assert [one.ordered.hash for one in stage.ours.chain if one.ordered.name == "report_milestone"] == [first.hash]
    assert second.hash not in stage.ours.pending
    assert stage.same()


def test_a_matter_that_is_opened_and_moved_in_one_batch_stands_as_it_moved_last(stage: Stage) -> None:
    stage.plan_in_force()
    neighbour = stage.theirs
    assert neighbour.matter.n == stage.row().n == models.Entry.objects.filter(matter_id=stage.matter).count()
    entries = models.Entry.objects.filter(matter_id=stage.matter).order_by("n").values_list("n", "hash")
    assert [name for _, name in entries] == [one.ordered.hash for one in neighbour.chain]
