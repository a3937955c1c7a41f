"""The story of one plan between two nodes: opened, refused, amended, signed; then notes, dead letters and refusals."""

import pytest

from pilin.kernel.federation import queries as federation
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import models, queries
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.matters.tests.stage import CLAUSE, MILESTONES, OPINION, PLAN, POND, REPORT, THEM, US, Stage


def test_kinds_and_calendars_are_agreed_by_both(stage: Stage) -> None:
    kind, calendar = stage.agree_kind("plan"), stage.agree_calendar("2025", "2026")
    assert [(found.name, parties) for found, parties, _ in queries.kinds_agreed()] == [("plan", (THEM, US))]
    assert queries.kind(kind) is not None
    assert queries.calendar_of([US, THEM]) == calendar
    assert queries.calendar_of([US, "330421"]) == ""


def test_an_opened_plan_stands_on_both_sides(stage: Stage) -> None:
    stage.open_plan()
    assert (stage.row().basis, stage.row().title, stage.row().state) == (CLAUSE, POND, "offered")
    stage.meet()
    assert stage.same()


def test_the_neighbour_refuses_a_milestone_we_amend_and_both_sign(stage: Stage) -> None:
    stage.open_plan()
    stage.meet()
    stage.they_take("refuse_milestone", fields=OPINION)
    stage.meet()
    assert (stage.row().state, stage.row().turn) == ("returned", f",{US},")
    stage.take("offer_again", fields={"milestones": MILESTONES[:1]})
    stage.take("sign")
    assert stage.row().state == "offered"
    assert models.Proposal.objects.count() == 1
    stage.meet()
    stage.they_take("sign", text=stage.text("sign"))
    stage.meet()
    assert stage.same()
    assert (stage.row().state, models.Proposal.objects.count()) == ("in_force", 0)
    assert stage.ours.matter.agreed == {**PLAN, "milestones": MILESTONES[:1]}


def test_a_proposal_of_the_neighbour_is_carried_in_by_us(stage: Stage) -> None:
    stage.plan_in_force()
    told = stage.they_take("report_milestone", fields=REPORT)
    assert stage.theirs.pending == {told.hash: stage.theirs.matter.head}
    stage.meet()
    entry = stage.ours.chain[-1]
    assert (entry.ordered.hash, entry.ordered.author, entry.ordered.orderer) == (told.hash, THEM, US)
    assert entry.carrier != told.hash
    assert stage.same()
    assert stage.theirs.pending == {}


def test_a_proposal_of_ours_is_carried_in_by_the_neighbour(stage: Stage) -> None:
    stage.open_plan()
    stage.meet()
    told = stage.take("sign")
    assert models.Proposal.objects.get().hash == told.hash
    stage.meet()
    assert stage.ours.chain[-1].ordered.hash == told.hash
    assert stage.same()


def test_a_stale_proposal_of_ours_comes_back_as_a_dead_letter(stage: Stage) -> None:
    stage.open_plan()
    stage.meet()
    told = stage.take("sign")
    stage.they_take("refuse_milestone", fields=OPINION)
    stage.meet()
    (letter,) = federation.dead_letters().letters
    assert (letter.event_hash, letter.code) == (told.hash, DocketRefusal.BASE_IS_OLD)
    assert models.Proposal.objects.count() == 0
    assert models.PartyRefusal.objects.get().hash == told.hash
    assert stage.row().state == "returned"
    assert stage.same()


def test_a_stale_proposal_of_the_neighbour_is_refused_by_us(stage: Stage) -> None:
    stage.plan_in_force()
    told = stage.they_take("ask_amendment", fields={"reason": "汛期提前"})
    stage.take("amend", fields={"milestones": MILESTONES[:1], "reason": "缩小范围"})
    stage.meet()
    rows = stage.neighbour.node.store.rows_of_event(told.hash)
    assert [(row.outcome, row.code) for row in rows] == [("refused", DocketRefusal.BASE_IS_OLD)]
    assert stage.same()


def test_what_the_neighbour_refuses_falls_out_of_the_chain_with_all_that_was_built_on_it(stage: Stage) -> None:
    stage.plan_in_force()
    before = stage.ours.chain
    first, second = stage.take("report_milestone", fields=REPORT), stage.take("report_milestone", fields=REPORT)
    stage.they_refuse(first)
    stage.meet()
    assert stage.ours.chain == before
    assert set(stage.row().dropped) == {first.hash, second.hash}
    letter = federation.dead_letters().letters[-1]
    assert (letter.event_hash, letter.code) == (first.hash, LinkRefusal.BASIS_DOES_NOT_ALLOW_KIND)
    standing = {moment.event: moment.standing for moment in stage.view().timeline}
    assert (standing[first.hash], standing[second.hash]) == ("dropped", "dropped")
    assert stage.same()


def test_a_step_goes_on_where_the_refused_one_stood(stage: Stage) -> None:
    stage.plan_in_force()
    first = stage.take("report_milestone", fields=REPORT)
    stage.they_refuse(first)
    stage.meet()
    again = stage.take("report_milestone", fields={**REPORT, "progress": "清淤完成"})
    stage.meet()
    assert stage.ours.chain[-1].ordered.hash == again.hash
    assert stage.same()


def test_a_refused_opening_stays_as_a_record_in_which_nothing_happens(stage: Stage) -> None:
    stage.agree_kind("plan")
    stage.open_plan()
    stage.they_refuse(stage.told(stage.ours.chain[0].carrier))
    stage.meet()
    assert stage.row().refused_by == THEM
    with pytest.raises(Exception, match="a_party_refused_it"):
        stage.take("withdraw", fields={"reason": "有误"})
    assert queries.matters(me=US, day=stage.now.date(), wanted=queries.Wanted(whose="ended")).rows[0].refused_by == THEM


def test_a_note_stands_beside_the_chain_on_both_sides(stage: Stage) -> None:
    stage.open_plan()
    ours = matters.note(matter=stage.matter, text="请于汛前现场踏勘", at=stage.now)
    stage.meet()
    theirs = stage.they_tell(chain.noting(stage.theirs, "同意", basis=CLAUSE))
    stage.meet()
    assert set(models.Note.objects.values_list("hash", "author")) == {(ours.hash, US), (theirs.hash, THEM)}
    assert (stage.matter, ours.hash) in stage.neighbour.node.tables.notes
    assert stage.same()


def test_a_provisional_note_is_ratified_when_the_neighbour_is_back(stage: Stage) -> None:
    stage.plan_in_force()
    stage.later(days=2)
    noted = matters.note_provisionally(
        matter=stage.matter, step="report_milestone", reason="线路中断", fields=REPORT, at=stage.now
    )
    assert stage.view().timeline[-1].standing == "open"
    assert stage.row().head == stage.theirs.matter.head
    stage.meet()
    stage.they_tell(chain.answering(stage.theirs, noted.hash, "ratified", basis=CLAUSE, reason=""))
    stage.meet()
    standing = {moment.event: moment.standing for moment in stage.view().timeline}
    assert standing[noted.hash] == "ratified"
    assert stage.same()
