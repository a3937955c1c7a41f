"""The fold, event by event: who may do what, in which order, with what; each refusal, and the clocks that run along."""

from typing import Any

import pytest

from pilin.base import clock
from pilin.kernel.matters.rules import clocks, fold, kinds
from pilin.kernel.matters.rules.fold import Matter
from pilin.kernel.matters.rules.refusals import MatterRefusal, Refusal
from pilin.kernel.matters.tests import kit
from pilin.kernel.matters.tests.kit import Case


@pytest.fixture
def plan() -> Case:
    return Case(kit.kind("plan"))


@pytest.fixture
def petition() -> Case:
    """A petition that was transferred on Monday 2 March 2026."""
    return Case(kit.kind("petition"), day="2026-03-02")


def test_an_opening_asserts_what_it_carries(plan: Case) -> None:
    matter = plan.matter
    assert (matter.state, matter.n, matter.kind, matter.id) == ("offered", 1, plan.kind.digest, "matter-1")
    assert matter.head == plan.opening().hash
    assert matter.asserted["field"] == {"initiator": "f1"}
    assert matter.agreed == {}
    assert (matter.done["open"].role, matter.done["open"].day.isoformat()) == ("initiator", "2026-03-02")


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"action": "step"}, MatterRefusal.EVENT_DOES_NOT_OPEN),
        ({"roles": {"initiator": "node-initiator"}}, MatterRefusal.EVENT_DOES_NOT_OPEN),
        ({"roles": {"initiator": "node-initiator", "responder": ""}}, MatterRefusal.EVENT_DOES_NOT_OPEN),
        ({"roles": {"initiator": "node-initiator", "responder": ["x"]}}, MatterRefusal.EVENT_DOES_NOT_OPEN),
        ({"roles": {"initiator": "n", "responder": "n"}}, MatterRefusal.ONE_PARTY_AGREES_ALONE),
        ({"orderer": "node-responder"}, MatterRefusal.ORDERER_IS_NOT_IN_TURN),
        ({"author": "node-responder"}, MatterRefusal.STEP_BELONGS_TO_ANOTHER),
        ({"base": "x"}, MatterRefusal.BASE_IS_NOT_THE_HEAD),
        ({"fields": {}}, MatterRefusal.EVENT_IS_INCOMPLETE),
        ({"at": kit.noon("1999-12-31")}, MatterRefusal.DAY_IS_OUT_OF_RANGE),
        ({"at": kit.noon("2200-01-01")}, MatterRefusal.DAY_IS_OUT_OF_RANGE),
    ],
)
def test_an_opening_is_refused(plan: Case, members: dict[str, Any], code: MatterRefusal) -> None:
    refusal = fold.opened(plan.kind, plan.opening(**members), kit.CALENDARS)
    assert isinstance(refusal, Refusal)
    assert refusal.code == code


def test_a_kind_that_agrees_on_nothing_may_be_kept_by_one_node() -> None:
    case = Case(kit.kind("petition"), nodes={"sender": "n", "receiver": "n"})
    assert case.take("accept", "receiver").matter.state == "accepted"


def test_a_step_moves_the_matter(plan: Case) -> None:
    first = plan.matter.head
    matter = plan.take("refuse_milestone", "responder").matter
    assert (matter.state, matter.n, matter.head != first) == ("returned", 2, True)
    assert matter.asserted["reason"] == {"responder": "text"}
    assert matter.asserted["milestones"].keys() == {"initiator"}


def test_a_step_that_stays_leaves_the_state(plan: Case) -> None:
    plan.take("sign", "initiator").take("sign", "responder").take("ask_amendment", "responder")
    assert plan.matter.state == "in_force"
    assert plan.take("ask_amendment", "responder").matter.done["ask_amendment"].times == 2


REFUSED = [
    ("no_such_step", "", {}, MatterRefusal.NAME_IS_UNKNOWN),
    ("open", "initiator", {}, MatterRefusal.STEP_IS_NOT_OF_THIS_STATE),
    ("amend", "initiator", {}, MatterRefusal.STEP_IS_NOT_OF_THIS_STATE),
    ("refuse_milestone", "initiator", {}, MatterRefusal.STEP_BELONGS_TO_ANOTHER),
    ("refuse_milestone", "responder", {"author": "stranger"}, MatterRefusal.STEP_BELONGS_TO_ANOTHER),
    ("refuse_milestone", "responder", {"base": "old"}, MatterRefusal.BASE_IS_NOT_THE_HEAD),
    ("refuse_milestone", "responder", {"matter": "matter-2"}, MatterRefusal.BASE_IS_NOT_THE_HEAD),
    ("refuse_milestone", "responder", {"orderer": "node-initiator"}, MatterRefusal.ORDERER_IS_NOT_IN_TURN),
    ("refuse_milestone", "responder", {"fields": {"reason": "too early"}}, MatterRefusal.EVENT_IS_INCOMPLETE),
    ("refuse_milestone", "responder", {"text": "f" * 64}, MatterRefusal.TEXT_IS_NOT_ON_THE_TABLE),
    ("withdraw", "initiator", {"fields": {"reason": 3}}, MatterRefusal.VALUES_DO_NOT_FIT),
    ("withdraw", "initiator", {"fields": {"reason": "r", "title": "t"}}, MatterRefusal.FIELDS_ARE_NOT_TAKEN_HERE),
    ("withdraw", "initiator", {"fields": {"reason": "r", "x": "t"}}, MatterRefusal.FIELDS_ARE_NOT_TAKEN_HERE),
    ("withdraw", "initiator", {"at": kit.noon("1999-12-31")}, MatterRefusal.DAY_IS_OUT_OF_RANGE),
    ("withdraw", "initiator", {"action": "open"}, MatterRefusal.CLOCK_DOES_NOT_RUN),
]


@pytest.mark.parametrize(("name", "by", "members", "code"), REFUSED)
def test_a_step_is_refused_and_changes_nothing(
    plan: Case, name: str, by: str, members: dict[str, Any], code: MatterRefusal
) -> None:
    if name == "no_such_step":
        assert plan.refused(name) == code
    else:
        assert plan.refused(name, by, **members) == code


def test_a_step_needs_its_attachments_and_the_steps_before_it(petition: Case) -> None:
    petition.take("accept", "receiver")
    assert petition.refused("answer", "receiver", attachments=()) == MatterRefusal.EVENT_IS_INCOMPLETE
    assert petition.take("answer", "receiver").matter.state == "answered"
    early = Case(kinds.parse(kit.changed("pact", steps__leave__needs__steps=["suggest"])))
    assert early.refused("leave", "c") == MatterRefusal.EARLIER_STEP_IS_MISSING
    assert early.take("suggest", "b").take("leave", "c").matter.state == "left"


def test_personal_data_never_stands_in_an_event(petition: Case) -> None:
    fields = {"number": "2026-1", "petitioner": "a name"}
    refusal = fold.opened(petition.kind, petition.opening(fields=fields), kit.CALENDARS)
    assert refusal == Refusal(MatterRefusal.VALUES_DO_NOT_FIT, {"fields": ["petitioner"]})
    assert petition.matter.asserted["petitioner"] == {"sender": kit.PART}


def test_a_proposal_takes_effect_through_the_orderer(petition: Case) -> None:
    """In the state `transferred` the sender orders: the receiver writes its acceptance, the sender puts it in order."""
    event = petition.event("accept", "receiver")
    assert (event.author, event.orderer) == ("node-receiver", "node-sender")
    petition.take("accept", "receiver")
    assert petition.event("hear", "receiver").orderer == "node-receiver"
    assert petition.refused("recall", "sender", orderer="node-sender") == MatterRefusal.ORDERER_IS_NOT_IN_TURN


def test_a_node_with_two_roles_acts_in_both() -> None:
    case = Case(kit.kind("pact"), nodes={"a": "n1", "b": "n2", "c": "n1"})
    case.take("remark", "c")
    assert case.matter.asserted["remark"] == {"a": "text", "c": "text"}
    assert case.take("sign", "a").matter.signed["sign"].keys() == {"a", "c"}
    assert case.take("sign", "b").matter.state == "signed"


def test_a_step_may_be_limited_in_number(petition: Case) -> None:
    """One objection: after the transfer was insisted on, the bounce is locked."""
    petition.take("object", "receiver").take("insist", "sender")
    assert petition.matter.state == "transferred"
    assert petition.refused("object", "receiver") == MatterRefusal.STEP_WAS_TAKEN


def test_who_accepted_may_not_extend(petition: Case) -> None:
    petition.take("accept", "receiver", office="office-1")
    assert petition.refused("extend", "receiver", office="office-1") == MatterRefusal.ACTOR_MUST_BE_ANOTHER
    assert petition.refused("extend", "receiver") == MatterRefusal.ACTOR_MUST_BE_ANOTHER
    assert petition.take("extend", "receiver", office="office-2").matter.clocks["handling"].extended == 1


def test_an_objection_comes_too_late(petition: Case) -> None:
    assert petition.ends("objection") == ("-", "2026-03-09")
    assert petition.on("2026-03-10").refused("object", "receiver") == MatterRefusal.CLOCK_DOES_NOT_RUN
    assert petition.on("2026-03-09").take("object", "receiver").matter.clocks["objection"].status == "met"


def test_a_clock_that_ran_out_opens_a_step(petition: Case) -> None:
    petition.take("accept", "receiver")
    assert petition.refused("urge", "sender") == MatterRefusal.CLOCK_HAS_NOT_EXPIRED
    petition.on("2026-03-18").take("telling", action="expire").take("urge", "sender")
    assert petition.matter.state == "accepted"


def test_clocks_start_stop_and_expire(petition: Case) -> None:
    assert petition.ends("telling") == ("2026-03-17", "2026-03-17")
    petition.take("accept", "receiver")
    assert {name: clock.status for name, clock in petition.matter.clocks.items()} == {
        "telling": "running",
        "objection": "met",
        "handling": "running",
    }
    assert petition.ends("handling") == ("2026-05-01", "2026-05-06")
    assert petition.matter.clocks["handling"].warn_on.isoformat() == "2026-04-21"
    assert petition.on("2026-05-06").refused("handling", action="expire") == MatterRefusal.CLOCK_HAS_NOT_EXPIRED
    assert petition.on("2026-05-07").take("handling", action="expire").matter.state == "overdue"
    assert petition.matter.clocks["handling"].status == "expired"
    assert petition.take("answer", "receiver").matter.clocks["telling"].status == "met"


def test_an_expiry_moves_the_matter_and_its_other_clocks(petition: Case) -> None:
    petition.take("object", "receiver").on("2026-03-18").take("review", action="expire")
    assert petition.matter.state == "conference"
    assert petition.matter.clocks["telling"].status == "met"


@pytest.mark.parametrize(
    ("name", "members", "code"),
    [
        ("telling", {"action": "expire", "author": "node-receiver"}, MatterRefusal.STEP_BELONGS_TO_ANOTHER),
        ("telling", {"action": "freeze"}, MatterRefusal.ACTION_IS_UNKNOWN),
        ("telling", {"action": "recount"}, MatterRefusal.CLOCK_IS_CERTAIN),
        ("handling", {"action": "expire"}, MatterRefusal.CLOCK_DOES_NOT_RUN),
        ("no_such_clock", {"action": "expire"}, MatterRefusal.CLOCK_DOES_NOT_RUN),
        ("telling", {"action": "expire", "calendar": "x"}, MatterRefusal.CALENDAR_IS_UNKNOWN),
    ],
)
def test_a_clock_event_is_refused(petition: Case, name: str, members: dict[str, Any], code: MatterRefusal) -> None:
    assert petition.on("2026-06-01").refused(name, **members) == code


def test_an_extension_adds_to_the_period_not_to_its_rolled_end() -> None:
    """The domain page's third vector: 60 + 30 days from 3 March 2026 end on 1 June; and only once."""
    case = Case(kit.kind("petition"), day="2026-03-03").take("accept", "receiver", office="one")
    assert case.ends("handling") == ("2026-05-02", "2026-05-06")
    assert case.take("extend", "receiver", office="two").ends("handling") == ("2026-06-01", "2026-06-01")
    assert case.refused("extend", "receiver", office="two") == MatterRefusal.NO_EXTENSION_IS_LEFT


def test_an_extension_is_asked_for_before_the_end() -> None:
    case = Case(kit.kind("petition"), day="2026-03-03").take("accept", "receiver", office="one")
    assert case.on("2026-05-07").refused("extend", "receiver", office="two") == MatterRefusal.NO_EXTENSION_IS_LEFT
    assert case.on("2026-05-06").take("extend", "receiver", office="two").ends("handling")[1] == "2026-06-01"


def test_a_pause_is_not_counted(petition: Case) -> None:
    petition.take("accept", "receiver").on("2026-03-10").take("hear", "receiver")
    assert petition.matter.clocks["handling"].status == "paused"
    assert petition.on("2026-09-01").refused("handling", action="expire") == MatterRefusal.CLOCK_DOES_NOT_RUN
    petition.on("2026-03-31").take("heard", "receiver")
    # 60 days from 2 March would end on 1 May; 21 days later it is 22 May.
    assert petition.ends("handling") == ("2026-05-22", "2026-05-22")
    assert [day.isoformat() for day in petition.matter.clocks["handling"].pauses] == ["2026-03-10", "2026-03-31"]


def test_two_pauses_and_an_extension_add_up(petition: Case) -> None:
    petition.take("accept", "receiver", office="one")
    for first, last in (("2026-03-10", "2026-03-12"), ("2026-03-20", "2026-03-23")):
        petition.on(first).take("hear", "receiver").on(last).take("heard", "receiver")
    petition.take("extend", "receiver", office="two")
    assert petition.ends("handling") == ("2026-06-05", "2026-06-05")  # 31 May and five days


def test_a_pause_of_working_days_counts_working_days() -> None:
    """Ten working days from Monday 2 March end on Monday 16; Saturday and Sunday in the pause are no days lost."""
    changes = {"clocks__handling__unit": "working", "clocks__handling__length": 10, "clocks__handling__warn_days": 2}
    document = kit.changed("petition", **changes, clocks__handling__extension=None)
    case = Case(kinds.parse(document)).take("accept", "receiver")
    assert case.ends("handling") == ("-", "2026-03-16")
    case.on("2026-03-05").take("hear", "receiver").on("2026-03-10").take("heard", "receiver")
    assert case.ends("handling") == ("-", "2026-03-19")  # Fri 6, Mon 9, Tue 10 were lost


def test_a_clock_starts_again_with_its_state(petition: Case) -> None:
    petition.on("2026-03-06").take("object", "receiver").on("2026-03-16").take("insist", "sender")
    state = petition.matter.clocks["objection"]
    assert (state.status, state.start.isoformat(), state.rolled_end.isoformat()) == (
        "running",
        "2026-03-16",
        "2026-03-23",
    )


def test_a_step_that_stays_starts_and_stops_no_clock_of_its_state() -> None:
    changes = {"steps__urge__from": ["transferred", "accepted"], "steps__urge__guards": []}
    case = Case(kinds.parse(kit.changed("petition", **changes))).on("2026-03-04").take("urge", "sender")
    assert case.matter.clocks["objection"].start == kit.MONDAY
    assert case.take("accept", "receiver").take("urge", "sender").matter.clocks["handling"].status == "running"


def test_the_day_of_an_event_is_a_day_in_china() -> None:
    case = Case(kit.kind("petition"), day="2026-03-02")
    late = clock.read("2026-03-02T16:00:00.000000Z")  # already the third
    matter = fold.opened(case.kind, case.opening(at=late), kit.CALENDARS)
    assert isinstance(matter, Matter)
    assert matter.clocks["telling"].start.isoformat() == "2026-03-03"


def test_a_provisional_clock_is_recounted_under_the_next_calendar() -> None:
    case = Case(kit.kind("petition"), day="2026-11-16").take("accept", "receiver")
    assert (case.ends("handling"), case.matter.clocks["handling"].provisional) == (("2027-01-15", "2027-01-15"), True)
    assert case.on("2027-02-01").refused("handling", action="expire") == MatterRefusal.CLOCK_IS_PROVISIONAL
    document = kit.document("calendar")
    document["years"]["2027"] = {"holidays": ["2027-01-15"], "workdays": []}
    calendar = clocks.parse_calendar(document)
    case.calendars[calendar.hash] = calendar
    case.take("handling", action="recount", calendar=calendar.hash)
    assert (case.ends("handling"), case.matter.clocks["handling"].provisional) == (("2027-01-15", "2027-01-18"), False)
    assert case.refused("handling", action="recount", calendar=calendar.hash) == MatterRefusal.CLOCK_IS_CERTAIN
    assert case.take("handling", action="expire").matter.state == "overdue"


def test_nobody_loses_a_right_on_a_provisional_day() -> None:
    case = Case(kit.kind("petition"), day="2026-12-28")
    assert case.matter.clocks["objection"].provisional
    assert case.on("2027-01-20").take("object", "receiver").matter.state == "objected"


def test_a_matter_without_clocks_needs_no_calendar(plan: Case) -> None:
    plan.calendar, plan.calendars = "", {}
    assert plan.take("refuse_milestone", "responder").matter.state == "returned"


def test_a_final_state_is_the_end(petition: Case) -> None:
    petition.take("take_back", "sender")
    assert {clock.status for clock in petition.matter.clocks.values()} == {"met"}
    assert all(option.refusal for option in fold.allowed(petition.kind, petition.matter, "sender", day=kit.MONDAY))
    assert fold.turn(petition.kind, petition.matter) == fold.Turn((), None, None)


def test_whose_turn_it_is_and_by_when(petition: Case) -> None:
    turn = fold.turn(petition.kind, petition.matter)
    assert (turn.roles, turn.clock, str(turn.day)) == (("receiver",), "objection", "2026-03-09")
    petition.take("accept", "receiver")
    turn = fold.turn(petition.kind, petition.matter)
    assert (turn.roles, turn.clock, str(turn.day)) == (("receiver",), "telling", "2026-03-17")


def test_who_has_signed_waits_for_the_others(plan: Case) -> None:
    assert fold.turn(plan.kind, plan.matter).roles == ("initiator", "responder")
    assert fold.turn(plan.kind, plan.take("sign", "initiator").matter).roles == ("responder",)
    plan.take("sign", "responder").take("complete", "initiator").take("end", "responder")
    assert fold.turn(plan.kind, plan.matter).roles == ("initiator", "responder")


def test_forbidden_steps_are_shown_with_their_reason(petition: Case) -> None:
    petition.take("accept", "receiver", office="one")
    options = fold.allowed(petition.kind, petition.matter, "receiver", day=petition.at.date(), offices=["one"])
    found = {option.step: option.refusal for option in options}
    assert found["answer"] is None
    assert found["extend"] == Refusal(MatterRefusal.ACTOR_MUST_BE_ANOTHER, {"step": "accept"})
    assert found["recall"] == Refusal(MatterRefusal.STEP_BELONGS_TO_ANOTHER, {"by": ("sender",)})
    assert found["insist"] == Refusal(MatterRefusal.STEP_IS_NOT_OF_THIS_STATE, {"state": "accepted"})
    options = fold.allowed(petition.kind, petition.matter, "receiver", day=petition.at.date(), offices=["one", "two"])
    assert {option.step: option.refusal for option in options}["extend"] is None


def test_a_matter_survives_the_store(petition: Case) -> None:
    petition.take("accept", "receiver", office="one").on("2026-03-10").take("hear", "receiver")
    kept = kit.stored(petition.matter)
    assert kept == petition.matter
    assert fold.digest(kept) == fold.digest(petition.matter)


# Whose turn it is where nobody has to act


def test_a_state_that_awaits_nobody_is_nobodys_turn_until_somebody_has_signed() -> None:
    case = Case(kit.kind("plan")).take("sign", "initiator").take("sign", "responder")
    assert case.matter.state == "in_force"
    assert fold.turn(case.kind, case.matter).roles == ()
    case.take("complete", "responder")
    assert fold.turn(case.kind, case.matter).roles == ("initiator",)
