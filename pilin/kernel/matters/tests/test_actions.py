"""Verbs of people and of the worker: what they refuse, and when clocks are turned."""

from typing import Any

import pytest

from pilin.base import ids
from pilin.base.refusal import Code, Refused
from pilin.kernel.federation import models as federation_models
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import models
from pilin.kernel.matters.delivery import duties
from pilin.kernel.matters.rules import chain
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.matters.rules.refusals import MatterRefusal
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.stage import CLAUSE, MILESTONES, OPINION, REPORT, THEM, US, Stage

CHANGES = {"milestones": MILESTONES[:1], "reason": "缩小范围"}


def refusal(verb: Any, **arguments: Any) -> Code:
    """Return the code with which a verb is refused; nothing may be written by it."""
    before = federation_models.Envelope.objects.count()
    with pytest.raises(Refused) as refused:
        verb(**arguments)
    assert federation_models.Envelope.objects.count() == before
    return refused.value.code


def noted(stage: Stage) -> str:
    stage.plan_in_force()
    stage.later(days=2)
    return matters.note_provisionally(
        matter=stage.matter, step="report_milestone", reason="线路中断", fields=REPORT, at=stage.now
    ).hash


def test_an_unsound_kind_is_not_offered(stage: Stage) -> None:
    text = kit.changed("plan", opening__state="nowhere")
    offer = {"text": text, "basis": stage.neighbour.charter, "parties": [US, THEM], "at": stage.now}
    assert refusal(matters.offer_kind, **offer) == MatterRefusal.NAME_IS_UNKNOWN


def test_a_sound_kind_is_offered(stage: Stage) -> None:
    event = matters.offer_kind(kit.document("plan"), basis=stage.neighbour.charter, parties=[US, THEM], at=stage.now)
    assert (event.kind, event.parties) == ("document.offer", (THEM, US))


def test_a_matter_of_a_kind_that_is_not_agreed_is_not_opened(stage: Stage) -> None:
    opening = {"kind": "0" * 64, "roles": {"initiator": US, "responder": THEM}, "fields": {}, "basis": CLAUSE}
    assert refusal(matters.open_matter, **opening, at=stage.now) == DocketRefusal.KIND_IS_NOT_AGREED
    assert models.Matter.objects.count() == 0


def test_a_matter_must_be_known(stage: Stage) -> None:
    name, at = ids.new_id(stage.now), stage.now
    refusals = {
        refusal(matters.take_step, matter=name, step="sign", at=at),
        refusal(matters.note, matter=name, text="x", at=at),
        refusal(matters.note_provisionally, matter=name, step="sign", reason="", fields={}, at=at),
        refusal(matters.attach, matter=name, data=b"x"),
    }
    assert refusals == {DocketRefusal.MATTER_IS_UNKNOWN}


@pytest.mark.parametrize(
    ("step", "members", "code"),
    [
        ("nothing", {}, MatterRefusal.NAME_IS_UNKNOWN),
        ("refuse_milestone", {"fields": OPINION}, MatterRefusal.STEP_BELONGS_TO_ANOTHER),
        ("complete", {}, MatterRefusal.STEP_IS_NOT_OF_THIS_STATE),
        ("withdraw", {}, MatterRefusal.EVENT_IS_INCOMPLETE),
        ("withdraw", {"fields": {"reason": 5}}, MatterRefusal.VALUES_DO_NOT_FIT),
    ],
)
def test_a_person_hears_at_once_what_the_orderer_would_say(
    stage: Stage, step: str, members: dict[str, Any], code: MatterRefusal
) -> None:
    stage.open_plan()
    stage.meet()
    assert stage.ours.chain[-1].orderer_after == THEM
    assert refusal(matters.take_step, matter=stage.matter, step=step, members=members, at=stage.now) == code
    assert models.Proposal.objects.count() == 0


def test_what_is_signed_is_read_from_the_table(stage: Stage) -> None:
    stage.open_plan()
    event = stage.take("sign", text="0" * 64)
    assert event.body["text"] == stage.text("sign") != "0" * 64


def test_a_step_of_ours_stands_at_once_where_we_order(stage: Stage) -> None:
    stage.plan_in_force()
    event = stage.take("amend", fields=CHANGES)
    assert (stage.row().head, stage.row().state) == (event.hash, "amending")


# Provisional notes


@pytest.mark.parametrize(
    ("step", "days", "code"),
    [
        ("report_milestone", 0, MatterRefusal.RECEIPT_IS_TOO_YOUNG),
        ("complete", 2, MatterRefusal.NOTE_IS_NOT_FORESEEN),
        ("nothing", 2, MatterRefusal.NOTE_IS_NOT_FORESEEN),
        ("sign_amendment", 2, MatterRefusal.STEP_IS_NOT_OF_THIS_STATE),
    ],
)
def test_when_a_step_may_not_be_noted(stage: Stage, step: str, days: int, code: MatterRefusal) -> None:
    stage.plan_in_force()
    stage.later(days=days)
    note = {"matter": stage.matter, "step": step, "reason": "线路中断", "fields": REPORT, "at": stage.now}
    assert refusal(matters.note_provisionally, **note) == code


def test_a_note_bears_the_last_receipt_and_changes_nothing_agreed(stage: Stage) -> None:
    name = noted(stage)
    row = models.Note.objects.get(pk=name)
    assert row.body["receipt_at"] < stage.now.strftime("%Y-%m-%d")
    assert (row.body["base"], row.kind) == (stage.row().head, chain.PROVISIONAL)


def test_an_answer_needs_a_provisional_note(stage: Stage) -> None:
    stage.open_plan()
    plain = matters.note(matter=stage.matter, text="x", at=stage.now)
    for name in (plain.hash, "0" * 64):
        assert (
            refusal(matters.answer_note, note=name, outcome="reversed", at=stage.now) == DocketRefusal.NOTE_IS_UNKNOWN
        )


@pytest.mark.parametrize("outcome", ["ratified", "disputed", "forgotten"])
def test_an_author_can_only_reverse_its_note(stage: Stage, outcome: str) -> None:
    name = noted(stage)
    assert refusal(matters.answer_note, note=name, outcome=outcome, at=stage.now) == DocketRefusal.ANSWER_IS_NOT_OURS
    matters.answer_note(note=name, outcome="reversed", reason="已恢复", at=stage.now)
    assert {moment.event: moment.standing for moment in stage.view().timeline}[name] == "reversed"


def test_another_party_cannot_reverse_a_note_and_answers_once(stage: Stage) -> None:
    stage.plan_in_force()
    draft = chain.provisioning(
        stage.theirs, "report_milestone", basis=CLAUSE, receipt_at=stage.now, fields=REPORT, reason="线路中断"
    )
    name = stage.they_tell(draft).hash
    stage.meet()
    wrong = refusal(matters.answer_note, note=name, outcome="reversed", at=stage.now)
    assert wrong == DocketRefusal.ANSWER_IS_NOT_OURS
    first = matters.answer_note(note=name, outcome="disputed", reason="数据不符", at=stage.now)
    assert matters.answer_note(note=name, outcome="disputed", at=stage.now) == first
    second = refusal(matters.answer_note, note=name, outcome="ratified", at=stage.now)
    assert second == DocketRefusal.NOTE_IS_ANSWERED
    assert stage.view().timeline[-1].body["outcome"] == "disputed"


# Clocks


def test_a_clock_that_ran_out_expires_on_both_sides(stage: Stage) -> None:
    stage.open_petition()
    end = stage.ours.matter.clocks["objection"].rolled_end
    assert (stage.row().clock, stage.row().rolled_end) == ("objection", end)
    assert duties.turn_clocks(at=kit.noon(end.isoformat())) == 0
    stage.later(days=(end - stage.now.date()).days + 1)
    assert duties.turn_clocks(at=stage.now) == 1
    stage.meet()
    assert stage.theirs.matter.clocks["objection"].status == "expired"
    assert stage.same()
    assert duties.turn_clocks(at=stage.now) == 0


def test_all_clocks_that_ran_out_are_turned_in_one_go(stage: Stage) -> None:
    stage.open_petition()
    stage.later(days=30)
    assert duties.turn_clocks(at=stage.now) == 2
    assert {clock.status for clock in stage.ours.matter.clocks.values()} == {"expired"}
    ended = stage.ours.matter.clocks["objection"].rolled_end
    assert (stage.row().clock, stage.row().rolled_end, stage.row().warn_on) == ("objection", ended, None)  # still late


def test_where_the_neighbour_orders_its_worker_turns_the_clocks(stage: Stage) -> None:
    stage.open_petition()
    stage.they_take("accept")
    stage.meet()
    stage.later(days=20)
    assert duties.turn_clocks(at=stage.now) == 0
    calendar = next(iter(stage.their_calendars))
    stage.they_tell(chain.timing(stage.theirs, "expire", "telling", basis=CLAUSE, calendar=calendar))
    stage.meet()
    assert stage.ours.matter.clocks["telling"].status == "expired"
    assert stage.same()


def test_an_expiry_may_lead_into_another_state(stage: Stage) -> None:
    stage.open_petition()
    stage.they_take("object", fields={"reason": "不属本机关"})
    stage.meet()
    assert stage.row().state == "objected"
    stage.later(days=30)
    assert duties.turn_clocks(at=stage.now) == 1
    assert stage.row().state == "conference"


def test_a_provisional_end_is_counted_anew_when_the_calendar_of_the_year_is_agreed(stage: Stage) -> None:
    stage.open_petition("2025")
    assert (stage.row().provisional, duties.turn_clocks(at=stage.days(60))) == (True, 0)
    newer = stage.agree_calendar("2025", "2026")
    assert duties.turn_clocks(at=stage.now) == 2
    assert stage.row().provisional is False
    assert stage.ours.chain[-1].ordered.calendar == newer
    assert duties.turn_clocks(at=stage.now) == 0
    stage.meet()
    assert stage.same()


def test_a_step_under_the_new_calendar_does_not_hide_what_is_still_to_be_counted(stage: Stage) -> None:
    stage.open_petition("2025")
    stage.agree_calendar("2025", "2026")
    stage.take("confer")
    assert stage.ours.matter.clocks["telling"].provisional
    assert duties.turn_clocks(at=stage.now) == 1
    assert not stage.ours.matter.clocks["telling"].provisional


def test_a_clock_waits_while_the_link_is_halted(stage: Stage) -> None:
    stage.open_petition()
    federation_models.Link.objects.update(mode="halted")
    assert duties.turn_clocks(at=stage.days(30)) == 0
    federation_models.Link.objects.update(mode="open")
    assert duties.turn_clocks(at=stage.days(30)) == 2


def test_a_matter_that_ended_has_no_clocks_to_turn(stage: Stage) -> None:
    stage.open_petition()
    stage.take("take_back")
    assert (stage.row().final, stage.row().turn, stage.row().rolled_end) == (True, ",", None)
    assert duties.turn_clocks(at=stage.days(90)) == 0


# Attachments


def test_an_own_attachment_is_kept_for_the_parties(stage: Stage) -> None:
    stage.open_plan()
    digest = matters.attach(b"a survey", matter=stage.matter)
    row = federation_models.Blob.objects.get(pk=digest)
    assert (row.readers, row.verdict, row.source) == ([THEM, US], "clean", "")
    matters.note(matter=stage.matter, text="踏勘报告", attachments=[digest], at=stage.now)
    assert federation_models.Blob.objects.get(pk=digest).source == ""
