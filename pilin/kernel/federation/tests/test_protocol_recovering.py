"""A recovery to its end: what starts it, who is asked, what is put again for whom, and how two persons cut it short."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from pilin.kernel.federation.protocol import deciding, documents, restoring, resuming
from pilin.kernel.federation.protocol import frame as frames
from pilin.kernel.federation.protocol.desk import Applied, Declined, Effects, Failed, Mark, Waiting
from pilin.kernel.federation.protocol.envelope import LANES, START
from pilin.kernel.federation.protocol.event import Draft
from pilin.kernel.federation.protocol.frame import Header, LaneReport
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import APPLIED, PENDING, REFUSED, KeyRow, Link
from pilin.kernel.federation.tests.pairing import (
    CHARTER,
    STRANGER,
    STRANGER_KEY,
    THEM,
    US,
    Pair,
    marks,
    note,
    refusal,
    talked,
)
from tests.simulation.memory import linked

NOTHING = dict.fromkeys(LANES, LaneReport(0, START, 0, START, 0))


@pytest.fixture
def pair() -> Pair:
    return talked()


@pytest.fixture
def three(pair: Pair) -> Pair:
    """Link our node to a third one, which the test plays with its key alone."""
    pair.us.store.save_link(linked(STRANGER, CHARTER))
    pair.us.store.save_key(KeyRow(STRANGER, STRANGER_KEY.key), STRANGER)
    pair.us.store.save_key(KeyRow(US, pair.us.signers[0].key), STRANGER)
    return pair


def third(pair: Pair, kind: str, body: Any, lanes: Mapping[str, LaneReport] = NOTHING, **members: Any) -> Effects:
    """Let the third node say something to ours."""
    header = Header(kind, STRANGER, US, 1, pair.now, (1, 2), "open", lanes, body)
    return pair.hear(frames.build(replace(header, **members), (), STRANGER_KEY), sender=STRANGER)


def to_third(number: int) -> Draft:
    """Return the draft of a paper for all three."""
    parties = (US, THEM, STRANGER)
    return documents.offer({"type": "note", "n": number}, basis=CHARTER, parties=parties)


# What starts it


def test_a_file_that_agrees_starts_nothing(pair: Pair) -> None:
    sent = Mark(THEM, "work", 1, pair.out().seq, pair.out().head)
    heard = Mark(THEM, "work", 1, pair.into().decided, "", THEM)
    assert pair.wake(marks(sent, heard)) == "open"
    assert pair.alarms() == set()


@pytest.mark.parametrize(
    ("mark", "inc"),
    [
        (Mark(THEM, "work", 1, 99, "a" * 64), 2),
        (Mark(THEM, "bulk", 1, 1, "a" * 64), 2),
        (Mark("", "", 7, 0, ""), 8),
        (Mark(THEM, "work", 1, 99, "", THEM), 2),
    ],
)
def test_a_mark_above_the_tables_starts_a_recovery(pair: Pair, mark: Mark, inc: int) -> None:
    assert pair.wake(marks(mark)) == "recovering"
    assert (pair.us.store.me().inc, len(pair.us.store.me().nonce)) == (inc, 32)
    assert pair.us.store.t.alarms["recovering", ""][1] == {"reason": "below_high_water"}
    assert not any(half.recovered for half in (pair.out(), pair.into()))


def test_without_a_file_a_linked_node_recovers(pair: Pair) -> None:
    assert pair.wake(None) == "recovering"
    assert pair.us.store.t.alarms["recovering", ""][1] == {"reason": "no_high_water_file"}


def test_what_an_earlier_life_said_to_have_decided_starts_nothing(pair: Pair) -> None:
    pair.change_me(inc=3)
    pair.change_link(fenced=3)
    assert pair.wake(marks(Mark(THEM, "work", 2, 99, "", THEM))) == "open"
    assert pair.wake(marks(Mark(THEM, "work", 3, 99, "", THEM))) == "recovering"


def test_a_recovery_that_runs_is_not_begun_anew_by_its_own_gap(pair: Pair) -> None:
    pair.wake(None)
    nonce = pair.us.store.me().nonce
    assert pair.wake(marks(Mark(THEM, "work", 1, 99, "a" * 64), Mark("", "", 2, 0, ""))) == "recovering"
    assert (pair.us.store.me().inc, pair.us.store.me().nonce) == (2, nonce)


def test_a_peer_before_its_ceremony_is_no_reason(pair: Pair) -> None:
    pair.change_link(mode="introduced")
    assert pair.wake(None) == "open"


def test_marks_of_what_was_said_to_be_decided_go_out_before_it_is_said(pair: Pair) -> None:
    pair.tell(pair.them, note(4))
    pair.carry()
    heard = pair.hear(pair.frame("hello"))
    assert Mark(THEM, "work", 1, pair.into().decided, "", THEM) in heard.marks
    pair.wake(None)
    assert [mark for mark in pair.hear(pair.frame("hello")).marks if mark.author] == []


# Who is asked


def test_a_fence_names_a_life_that_is_on_disk_before(pair: Pair) -> None:
    pair.wake(None)
    effects = pair.due(pair.us)
    assert effects.marks == (Mark("", "", 2, 0, ""),)
    (sent,) = effects.sends
    assert frames.parse(sent.frame).header.body == {"inc": 2, "nonce": pair.us.store.me().nonce}
    assert pair.due(pair.us) == Effects()  # one at a time
    pair.later(seconds=5)
    assert len(pair.due(pair.us).sends) == 1


@pytest.mark.parametrize("state", ["paused", "halted", "introduced"])
def test_over_a_link_that_is_not_open_nobody_is_asked(pair: Pair, state: str) -> None:
    pair.wake(None)
    pair.change_link(mode=state)
    assert restoring.due(pair.us.desk, pair.now) == Effects()


def test_a_fenced_node_asks_for_both_halves_of_every_lane(pair: Pair) -> None:
    pair.wake(None)
    me = pair.us.store.me()
    asked = pair.hear(pair.frame("fenced", {"inc": me.inc, "nonce": me.nonce, "was": 1})).sends
    bodies = [frames.parse(send.frame).header.body for send in asked]
    assert {(body["lane"], body["whose"]) for body in bodies} == {(lane, code) for lane in LANES for code in (US, THEM)}
    assert {body["nonce"] for body in bodies} == {me.nonce}


def test_a_recovering_node_rises_above_a_used_life(pair: Pair) -> None:
    pair.wake(None)
    pair.hear(pair.frame("refused", {"code": "incarnation_is_used", "facts": {"inc": 5}}))
    assert pair.us.store.me().inc == 6
    assert pair.us.store.t.alarms["recovering", ""][1] == {"reason": "incarnation_is_used"}


def test_an_open_node_is_not_driven_up(pair: Pair) -> None:
    pair.hear(pair.frame("refused", {"code": "incarnation_is_used", "facts": {"inc": 5}}))
    assert (pair.us.store.me().inc, pair.mode()) == (1, "open")


def test_what_a_later_life_wrote_over_paper_is_not_held_in_common(pair: Pair) -> None:
    key = (THEM, "work", US, pair.out().seq)
    pair.us.store.t.rows[key] = replace(pair.us.store.t.rows[key], inc=2)
    report = LaneReport(0, START, pair.out().seq, pair.out().head, 0)
    assert restoring._common(pair.us.desk, pair.out(), report, 1) == pair.out().seq - 1
    assert restoring._common(pair.us.desk, pair.out(), report, 2) == pair.out().seq
    other = replace(report, got_head="e" * 64)
    assert restoring._common(pair.us.desk, pair.out(), other, 2) == pair.out().seq - 1


# What is shown to an open node


def test_an_envelope_that_no_key_of_ours_signed_proves_nothing(pair: Pair) -> None:
    body = {"lane": "work", "whose": US, "after": 0, "nonce": "", "more": False}
    pair.hear(pair.frame("give", body, [pair.line(sender=US, receiver=THEM, seq=99)]))
    assert pair.mode() == "open"


def test_what_we_hold_ourselves_and_what_is_not_ours_to_them_proves_nothing(pair: Pair) -> None:
    held = pair.row(1, author=US).line
    astray = pair.line(pair.event(node=pair.us), 99, sender=US, receiver=STRANGER, signer=pair.us.signers[-1])
    body = {"lane": "work", "whose": US, "after": 0, "nonce": "", "more": False}
    pair.hear(pair.frame("give", body, [held, astray]))
    assert (pair.mode(), pair.alarms()) == ("open", set())


# What is put again


def give_back(pair: Pair) -> None:
    """Let the peer fence our node and give back both halves of every lane."""
    for _ in range(30):
        for node in (pair.us, pair.them):
            for send in pair.due(node).sends:
                other = pair.other(node)
                if send.peer != other.code:
                    continue
                answer = pair.hear(send.frame, other)
                if answer.reply:
                    pair.hear(answer.reply, node)
        pair.later(seconds=3)


def third_gives_back(pair: Pair) -> None:
    """Let the third node, which holds nothing of us, fence our node and have nothing to give."""
    me = pair.us.store.me()
    third(pair, "fenced", {"inc": me.inc, "nonce": me.nonce, "was": 1})
    for lane in LANES:
        for whose in (US, STRANGER):
            third(pair, "give", {"lane": lane, "whose": whose, "nonce": me.nonce, "after": 0, "more": False})


def test_what_one_peer_holds_is_put_again_for_the_other(three: Pair) -> None:
    told = three.tell(three.us, to_third(9))[0]
    three.carry()
    restoring.begin(three.us.desk, 0, three.now, reason="test")
    give_back(three)
    assert three.mode() == "recovering"  # the third is still owed an answer
    third_gives_back(three)
    assert three.mode() == "open"
    held = three.us.store.rows_of_event(told.hash)
    assert [(row.peer, row.inc, row.outcome) for row in held] == [(THEM, 1, APPLIED), (STRANGER, 2, APPLIED)]
    assert three.us.store.lost() == []


def test_a_refused_fact_is_put_again_for_nobody(three: Pair) -> None:
    told = three.tell(three.us, to_third(9))[0]
    three.carry()
    (row,) = [row for row in three.us.store.rows_of_event(told.hash) if row.peer == THEM]
    three.us.store.set_outcomes([replace(row, outcome=REFUSED)])
    restoring.begin(three.us.desk, 0, three.now, reason="test")
    give_back(three)
    third_gives_back(three)
    assert three.mode() == "open"
    assert [row.peer for row in three.us.store.rows_of_event(told.hash)] == [THEM]
    assert three.us.store.lost() == []


def undecided(pair: Pair, kind: str = "document.offer") -> int:
    """Let an own row stand as it does after it was pulled back; return its number."""
    row = next(row for row in pair.us.store.rows(THEM, "work", US, 0, 99) if row.kind == kind)
    pair.us.store.set_outcomes([replace(row, outcome=PENDING)])
    return int(row.seq)


@pytest.mark.parametrize(
    ("said", "last", "outcome", "code"),
    [
        (Declined(LinkRefusal.DOCUMENT_IS_NOT_OPEN), False, PENDING, ""),
        (Declined(LinkRefusal.DOCUMENT_IS_NOT_OPEN), True, REFUSED, "document_is_not_open"),
        (Waiting(LinkRefusal.DOCUMENT_IS_UNKNOWN), True, PENDING, ""),
    ],
)
def test_an_own_fact_is_decided_anew_by_its_room(pair: Pair, said: Any, last: bool, outcome: str, code: str) -> None:
    seq = undecided(pair)
    pair.us.rooms.decide = lambda _kind, items, _at: [said for _ in items]
    assert resuming._replay(pair.us.desk, pair.now, last=last) is (outcome != PENDING)
    assert (pair.row(seq, author=US).outcome, pair.row(seq, author=US).code) == (outcome, code)


def test_an_own_fact_that_stands_elsewhere_is_not_applied_twice(pair: Pair) -> None:
    seq = undecided(pair)
    row = pair.row(seq, author=US)
    pair.us.store.t.lost["archive"] = (replace(row, outcome=APPLIED, effect="e" * 64), "open")
    pair.us.rooms.decide = lambda _kind, _items, _at: pytest.fail("it was applied before")
    assert resuming._replay(pair.us.desk, pair.now)
    assert (pair.row(seq, author=US).outcome, pair.row(seq, author=US).effect) == (APPLIED, "e" * 64)


def test_an_own_fact_that_met_a_fault_of_ours_is_applied_later(pair: Pair) -> None:
    seq = undecided(pair)
    pair.us.rooms.decide = lambda _kind, items, _at: [Failed("a fault") for _ in items]
    pair.due(pair.us)
    assert pair.row(seq, author=US).outcome == PENDING
    pair.us.rooms.decide = lambda _kind, items, _at: [Applied("e" * 64) for _ in items]
    pair.due(pair.us)
    assert pair.row(seq, author=US).outcome == PENDING  # it rests
    pair.later(seconds=pair.us.desk.limits.retry_seconds)
    pair.due(pair.us)
    assert (pair.row(seq, author=US).outcome, pair.row(seq, author=US).effect) == (APPLIED, "e" * 64)
    pair.carry()
    assert pair.row(seq, author=US).running == pair.us.store.running(THEM, "work", US, "documents", seq)


# While it replays, facts are decided and none is told


def test_who_replays_finds_its_answers_and_writes_none(pair: Pair) -> None:
    offer = pair.tell(pair.them, note(8), note(9))
    pair.carry()
    shelf = {document.offer: document for document in pair.us.store.t.documents.values()}
    first, second = (shelf[event.hash] for event in offer)
    signed = pair.tell(pair.us, documents.sign(first))
    pair.change_me(mode="replaying")
    rows = dict(pair.us.store.t.rows)
    assert pair.us.peer.tell([documents.sign(first)], pair.now) == signed
    assert refusal(pair.us.peer.tell, [documents.sign(second)], pair.now) is LinkRefusal.NODE_IS_RECOVERING
    assert pair.us.store.t.rows == rows


def test_what_would_be_refused_is_refused_when_it_may_be_told(pair: Pair) -> None:
    pair.us.rooms.decide = lambda _kind, items, _at: [Declined(LinkRefusal.BASIS_IS_UNKNOWN) for _ in items]
    pair.change_me(mode="replaying")
    row, told = pair.heard(pair.event()), pair.out().seq
    assert (row.outcome, told) == (PENDING, pair.out().acked)
    pair.change_me(mode="open")
    deciding.decide(pair.us.desk, pair.now, again=True)
    assert (pair.row(row.seq).outcome, pair.out().seq) == (REFUSED, told + 1)


# How persons cut it short


def test_an_override_ends_the_wait_for_one_peer_alone(three: Pair) -> None:
    restoring.begin(three.us.desk, 0, three.now, reason="test")
    give_back(three)
    three.us.transact(lambda: three.us.peer.override(STRANGER, three.now))
    assert three.mode() == "open"
    assert three.us.store.t.alarms["recovery_overridden", STRANGER][1] == {"inc": 2}
    assert three.us.store.link(STRANGER).fenced == 0  # it never acknowledged our life


def test_an_override_of_one_does_not_end_the_wait_for_the_other(three: Pair) -> None:
    restoring.begin(three.us.desk, 0, three.now, reason="test")
    three.us.transact(lambda: three.us.peer.override(STRANGER, three.now))
    assert three.mode() == "recovering"
    assert refusal(three.us.peer.tell, [note(5)], three.now) is LinkRefusal.NODE_IS_RECOVERING


def test_an_overridden_peer_that_returns_makes_us_recover_again(three: Pair) -> None:
    restoring.begin(three.us.desk, 0, three.now, reason="test")
    for peer in (THEM, STRANGER):
        three.us.transact(lambda peer=peer: three.us.peer.override(peer, three.now))
    assert three.mode() == "open"
    third(three, "hello", {}, {**NOTHING, "work": LaneReport(0, START, 1, "a" * 64, 0)})
    assert (three.mode(), three.us.store.me().inc) == ("recovering", 3)
    assert three.us.store.t.alarms["recovering", ""][1] == {"reason": "peer_is_back"}


@pytest.mark.parametrize(
    ("state", "said"), [("halted", LinkRefusal.NODE_IS_HALTED), ("open", LinkRefusal.NODE_IS_NOT_RECOVERING)]
)
def test_a_node_that_does_not_recover_waits_for_nobody(pair: Pair, state: str, said: LinkRefusal) -> None:
    pair.change_me(mode=state)
    assert refusal(pair.us.peer.override, THEM, pair.now) is said
    assert (pair.mode(), pair.alarms()) == (state, set())


def test_a_stranger_is_not_overridden(pair: Pair) -> None:
    assert refusal(pair.us.peer.override, STRANGER, pair.now) is LinkRefusal.LINK_IS_UNKNOWN


def test_a_link_is_taken_into_maintenance_and_back(pair: Pair) -> None:
    for state in ("paused", "open"):
        pair.us.peer.set_mode(THEM, state)
        link: Link = pair.link()
        assert link.mode == state
        assert (pair.due(pair.us).sends == ()) is (state == "paused")
        pair.later(seconds=120)
