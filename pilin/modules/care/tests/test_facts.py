"""What a peer may say twice, late or wrongly about an envelope, and the edges of the half hour: rules 5, 6 and 7."""

from typing import Any

import pytest

from pilin.base.clock import day_of
from pilin.kernel.federation import actions as federation
from pilin.kernel.matters.tests.stage import THEM, US
from pilin.modules.care import actions, models, queries, rules
from pilin.modules.care.rules import CareRefusal
from pilin.modules.care.tests.conftest import CHEN, CONTENT, HERE, WU, ZHAO, ZHENG, Room
from pilin.modules.care.tests.test_room import emergency, refused_with
from pilin.modules.care.tests.test_views import get

REASON = "安排培训"


def heard(room: Room, kind: str) -> int:
    """Return how many facts of a kind the neighbour took."""
    return [*room.stage.neighbour.node.store.t.applied.values()].count(kind)


def who(data: bytes, room: Room) -> tuple[Any]:
    until = day_of(room.stage.now).replace(year=2029)
    return (federation.detach("who", data, purpose="x", keep_until=until, readers=(THEM, US)),)


def erased_by_both(room: Room) -> models.Envelope:
    envelope = room.send()
    actions.close(envelope=envelope, at=room.stage.now)
    room.they_tell(rules.ERASED, {"envelope": envelope, "digest": models.Envelope.objects.get().proofs[US]})
    return models.Envelope.objects.get()


@pytest.mark.parametrize(("waited", "joins"), [(1800, True), (1801, False)])
def test_rule_5_the_half_hour_of_a_request_ends_after_its_last_second(room: Room, waited: int, *, joins: bool) -> None:
    room.open()
    envelope = room.they_send()
    actions.ask(envelope=envelope, reason=REASON, by=ZHAO, at=room.stage.now)
    room.stage.later(seconds=waited)
    if not joins:
        refused_with(
            CareRefusal.ENVELOPE_IS_CLOSED, actions.join, session=room.session(envelope), by=WU, at=room.stage.now
        )
        return
    actions.join(session=room.session(envelope), by=WU, at=room.stage.now)
    room.stage.later(seconds=1799)  # the half hour of reading begins with the second person, not with the request
    assert room.content("zhao", envelope) == CONTENT
    room.stage.later(seconds=1)
    assert room.content("zhao", envelope) is None


def test_rule_5_a_session_takes_no_third_person_and_is_told_once(room: Room) -> None:
    room.open()
    envelope = room.they_send()
    room.opened(envelope)
    session = room.session(envelope)
    refused_with(CareRefusal.ENVELOPE_IS_CLOSED, actions.join, session=session, by=ZHENG, at=room.stage.now)
    room.stage.meet()
    assert (room.content("zheng", envelope), heard(room, rules.OPENED)) == (None, 1)


def test_rule_5_a_request_is_over_when_the_other_body_closes_first(room: Room) -> None:
    room.open()
    envelope = room.they_send()
    actions.ask(envelope=envelope, reason=REASON, by=ZHAO, at=room.stage.now)
    room.they_tell(rules.CLOSED, {"envelope": envelope})
    session = room.session(envelope)
    refused_with(CareRefusal.ENVELOPE_IS_CLOSED, actions.join, session=session, by=WU, at=room.stage.now)
    assert not models.Opening.objects.exists()


def test_rule_6_what_the_other_body_closes_is_read_no_more_though_the_half_hour_runs(room: Room) -> None:
    room.open()
    envelope = room.they_send()
    room.opened(envelope)
    room.they_tell(rules.CLOSED, {"envelope": envelope})
    assert room.content("wu", envelope) is None


def test_rule_5_an_opening_by_two_is_not_reviewed(room: Room) -> None:
    room.open()
    room.opened(room.they_send())
    opening = models.Opening.objects.get().pk
    refused_with(
        CareRefusal.ENVELOPE_IS_UNKNOWN, actions.review, opening=opening, needed=True, by=ZHENG, at=room.stage.now
    )


def test_rule_7_the_other_body_reviews_no_emergency_of_ours_and_we_none_of_theirs(room: Room) -> None:
    room.open()
    theirs, ours = room.they_send(), room.send()
    emergency(room, theirs)
    opening = models.Opening.objects.get()
    room.they_tell(rules.REVIEWED, {"envelope": theirs, "opening": opening.pk, "needed": False})
    opening.refresh_from_db()
    assert (opening.reviewed_at, opening.was_needed) == (None, None)
    room.they_tell(rules.OPENED, {"envelope": ours, "opening": ours, "emergency": True})
    refused_with(
        CareRefusal.OPENING_IS_REVIEWED_BY_ANOTHER, actions.review, opening=ours, needed=True, by=CHEN,
        at=room.stage.now,
    )  # fmt: skip


def test_rule_5_the_first_review_of_the_other_body_stands(room: Room) -> None:
    room.open()
    ours = room.send()
    room.they_tell(rules.OPENED, {"envelope": ours, "opening": ours, "emergency": True})
    for needed in (False, True):
        room.they_tell(rules.REVIEWED, {"envelope": ours, "opening": ours, "needed": needed})
    assert models.Opening.objects.get().was_needed is False


def test_rule_7_nobody_writes_his_opening_over_ours(room: Room) -> None:
    room.open()
    theirs, ours = room.they_send(), room.send()
    emergency(room, theirs)
    mine = models.Opening.objects.get()
    room.they_tell(rules.OPENED, {"envelope": ours, "opening": mine.pk, "emergency": False})
    (told,) = queries.openings(envelope_id=theirs)
    assert (told.is_ours, told.names, told.row.is_emergency) == (True, ["吴芳"], True)
    assert queries.openings(envelope_id=ours) == []


@pytest.mark.parametrize(
    "data", [b"no json", b"\xff", b"[" * 5000, b"7", b'{"names": 7}', b'{"body": null}'],
    ids=["no json", "no text", "deep", "number", "no list", "nothing"],
)  # fmt: skip
def test_rule_7_a_list_of_openers_that_does_not_read_breaks_no_page(room: Room, data: bytes) -> None:
    room.open()
    envelope = room.send()
    body = {"envelope": envelope, "opening": envelope, "emergency": False}
    room.they_tell(rules.OPENED, body, contents=who(data, room))
    words = get(f"/care/envelopes/{envelope}/", "li")
    assert "两人拆阅" in words
    assert "None" not in words


def test_rule_2_a_content_without_end_does_not_read() -> None:
    refused_with(CareRefusal.ENVELOPE_IS_MALFORMED, rules.read, data=b"[" * 5000)


def test_rule_6_closing_twice_tells_once(room: Room) -> None:
    room.open()
    envelope = room.send()
    for _ in range(2):
        actions.close(envelope=envelope, at=room.stage.now)
    room.stage.meet()
    assert (heard(room, rules.CLOSED), heard(room, rules.ERASED)) == (1, 1)


def test_rule_6_their_proof_may_come_before_ours(room: Room) -> None:
    room.open()
    probe = erased_by_both(room)
    envelope = room.send()
    room.they_tell(rules.ERASED, {"envelope": envelope, "digest": "a" * 64})
    row = models.Envelope.objects.get(pk=envelope)
    assert (row.erased_at, row.closed_at is None) == (None, False)
    assert actions.erase_due(at=room.stage.now) == 1
    row.refresh_from_db()
    assert {*row.proofs} == {*probe.proofs} == {US, THEM}
    assert row.erased_at is None  # what they proved is not what we erased
    room.they_tell(rules.ERASED, {"envelope": envelope, "digest": row.proofs[US]})
    row.refresh_from_db()
    assert row.erased_at is not None


def test_rule_6_a_tombstone_is_moved_by_no_later_proof(room: Room) -> None:
    room.open()
    row = erased_by_both(room)
    before = (row.proofs, row.erased_at, row.kept_until)
    room.stage.later(days=9)
    for digest in (row.proofs[US], "b" * 64):
        room.they_tell(rules.ERASED, {"envelope": row.pk, "digest": digest})
    row.refresh_from_db()
    assert (row.proofs, row.erased_at, row.kept_until) == before


def test_rule_6_a_stopped_room_still_erases_what_is_under_way(room: Room) -> None:
    start = room.open()
    envelope = room.they_send(days=5)
    actions.stop(start=start, at=room.stage.now)
    room.stage.later(days=6)
    assert actions.erase_due(at=room.stage.now) == 1
    row = models.Envelope.objects.get(pk=envelope)
    assert federation.contents(events=[row.event], name="content") == {}


def test_rule_1_a_new_start_shuts_the_room_until_two_approve_it_as_well(room: Room) -> None:
    room.open()
    room.stage.later(seconds=1)
    start = actions.draft_start(room.drafted(), by=WU, at=room.stage.now).pk
    refused_with(CareRefusal.APPROVALS_ARE_MISSING, room.send)
    for by in (CHEN, ZHENG):
        actions.approve(start=start, by=by, at=room.stage.now)
    assert queries.started(at=room.stage.now).pk == start
    assert queries.started(at=room.stage.now).body_here == HERE
