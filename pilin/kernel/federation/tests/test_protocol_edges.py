"""The protocol at its edges: questions nobody asked, refusals of what is unknown, keys of which nothing is open."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pilin.base.canonical import digest
from pilin.kernel.federation.protocol import commitments, deciding, documents, hearing, keys
from pilin.kernel.federation.protocol import frame as frames
from pilin.kernel.federation.protocol.desk import Applied, Effects, Send, Waiting
from pilin.kernel.federation.protocol.envelope import LANES, START
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import APPLIED, REFUSED, WAITING, Link, OutLane
from pilin.kernel.federation.protocol.suite import Ed25519Signer
from pilin.kernel.federation.tests.pairing import CHARTER, STRANGER, THEM, US, Pair, answer, code, note

NEXT = Ed25519Signer(b"\3" * 32)
REFUSES = {"code": "kind_is_unknown", "facts": {}, "remedy": "final"}


@pytest.fixture
def pair() -> Pair:
    return Pair()


def refused_by_them(pair: Pair, re: str, body: Any = REFUSES) -> Any:
    """Let them refuse an event; return our row of their refusal."""
    return pair.heard(pair.event(body, kind=deciding.REFUSAL, scope="link", re=re))


# Searching for a mismatch


@settings(max_examples=60)
@given(st.integers(1, 2000), st.data())
def test_a_search_names_the_first_number_that_differs(last: int, data: st.DataObject) -> None:
    pair, wrong = Pair(), data.draw(st.integers(1, last))
    pair.us.store.running = lambda _peer, _lane, _author, _scope, seq: digest(str(seq).encode())
    pair.change_link(bisect=("matters", "work", THEM, -1, last))
    questions = 0
    while (search := pair.link().bisect) is not None:
        asked = commitments.question(search)
        theirs = digest(f"{asked['seq']}{'!' * (int(asked['seq']) >= wrong)}".encode())
        commitments.narrow(pair.us.desk, pair.link(), {**asked, "digest": theirs}, pair.now)
        questions += 1
    facts = {"scope": "matters", "lane": "work", "author": THEM, "seq": wrong}
    assert pair.us.store.t.alarms["mismatch_found", THEM] == (1, facts)
    assert questions <= last.bit_length() + 1


@settings(max_examples=30)
@given(st.sampled_from(LANES), st.sampled_from([US, THEM]))
def test_a_search_goes_through_every_half_of_every_lane(lane: str, author: str) -> None:
    pair, asked_of = Pair(), []
    pair.us.store.running = lambda _peer, lane, author, _scope, _seq: digest(f"{lane}{author}".encode())
    pair.change_link(bisect=("ledger", LANES[0], min(US, THEM), -1, 0))
    while (search := pair.link().bisect) is not None:
        asked = commitments.question(search)
        place = (asked["lane"], asked["whose"])
        asked_of.append(place)
        differs = "!" if place == (lane, author) else ""
        theirs = digest(f"{asked['lane']}{asked['whose']}{differs}".encode())
        commitments.narrow(pair.us.desk, pair.link(), {**asked, "digest": theirs}, pair.now)
    order = [(name, code) for name in LANES for code in sorted((US, THEM))]
    assert asked_of == order[: order.index((lane, author)) + 1]
    assert pair.us.store.t.alarms["mismatch_found", THEM][1]["lane"] == lane


@pytest.mark.parametrize("change", [{"seq": 3}, {"lane": "bulk"}, {"whose": US}, {"scope": "ledger"}, {"seq": None}])
def test_an_answer_to_another_question_moves_no_search(pair: Pair, change: dict[str, Any]) -> None:
    search = ("matters", "work", THEM, 0, 8)
    pair.change_link(bisect=search)
    pair.hear(pair.frame("digest", {**commitments.question(search), "digest": START, **change}))
    assert pair.link().bisect == search
    assert pair.alarms() == set()


def test_a_digest_that_nobody_asked_for_is_dropped(pair: Pair) -> None:
    pull_at = pair.link().pull_at
    body = {"scope": "matters", "lane": "work", "whose": THEM, "seq": 1, "digest": "f" * 64}
    assert pair.hear(pair.frame("digest", body)) == Effects()
    assert (pair.link().bisect, pair.link().pull_at, pair.alarms()) == (None, pull_at, set())


def test_a_running_search_asks_on_at_once(pair: Pair) -> None:
    pair.change_link(bisect=("documents", "work", THEM, -1, 8))
    body = {"scope": "documents", "lane": "work", "whose": THEM, "seq": 8, "digest": "f" * 64}
    pair.hear(pair.frame("digest", body))
    (sent,) = [send for send in pair.due(pair.us).sends if frames.parse(send.frame).header.type == "compare"]
    assert frames.parse(sent.frame).header.body["seq"] == 4


# Deciding


def test_more_than_one_batch_of_a_lane_is_decided_in_one_turn(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "_BATCH", 2)
    pair.tell(pair.them, *(note(number) for number in range(5)))
    pair.push(*(row.line for row in pair.them.store.rows(US, "work", THEM, 0, 9)))
    assert pair.into().decided == 5
    assert [pair.row(seq).outcome for seq in range(1, 6)] == [APPLIED] * 5


def test_a_full_batch_that_waits_does_not_turn_in_circles(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "_BATCH", 2)
    waits = Waiting(LinkRefusal.DOCUMENT_IS_UNKNOWN)
    pair.us.rooms.admits = lambda _event, _at: waits
    pair.tell(pair.them, *(note(number) for number in range(4)))
    pair.push(*(row.line for row in pair.them.store.rows(US, "work", THEM, 0, 9)))
    assert pair.into().decided == 0
    assert [pair.row(seq).outcome for seq in (1, 2)] == [WAITING, WAITING]


def test_a_kind_of_the_link_that_the_protocol_does_not_know_is_for_the_rooms(pair: Pair) -> None:
    row = pair.heard(pair.event({"hello": 1}, kind="link.farewell", scope="link"))
    assert (row.outcome, row.code) == (REFUSED, "kind_is_unknown")
    pair.us.rooms.decide = lambda _kind, items, _at: [Applied("") for _ in items]
    assert pair.heard(pair.event({"hello": 2}, kind="link.farewell", scope="link")).outcome == APPLIED


def test_a_refusal_of_what_is_unknown_changes_nothing_of_ours(pair: Pair) -> None:
    pair.tell(pair.us, note(1))
    before = {seq: pair.row(seq, author=US) for seq in range(1, pair.out().seq + 1)}
    assert refused_by_them(pair, "f" * 64).outcome == APPLIED
    assert {seq: pair.row(seq, author=US) for seq in before} == before


def test_a_second_refusal_of_one_fact_changes_nothing_more(pair: Pair) -> None:
    told = pair.tell(pair.us, note(1))[0]
    for reason in ("kind_is_unknown", "basis_is_unknown"):
        refused_by_them(pair, told.hash, {**REFUSES, "code": reason})
    row = pair.us.store.rows_of_event(told.hash)[0]
    assert (row.outcome, row.code) == (REFUSED, "kind_is_unknown")


@pytest.mark.parametrize("reason", [None, 7, "x" * 65, "line\nbreak", {"code": 1}])
def test_a_refusal_without_a_readable_code_still_refuses(pair: Pair, reason: Any) -> None:
    told = pair.tell(pair.us, note(1))[0]
    refused_by_them(pair, told.hash, {**REFUSES, "code": reason})
    row = pair.us.store.rows_of_event(told.hash)[0]
    assert (row.outcome, row.code) == (REFUSED, "")


def test_a_refusal_of_an_offer_by_who_has_answered_changes_nothing(pair: Pair) -> None:
    offer = pair.tell(pair.us, note(1))[0]
    document = pair.us.store.t.documents[documents.name_of(offer.body["document"], offer.parties)]
    pair.heard(pair.event({"document": document.hash}, kind=documents.SIGN, re=offer.hash))
    refused_by_them(pair, offer.hash)
    assert pair.us.store.t.documents[document.hash].answers == {US: "signed", THEM: "signed"}


# Keys


def test_a_claim_that_is_not_met_settles_nothing(pair: Pair) -> None:
    pair.tell(pair.us, note(1))
    pair.us.store.save_out(replace(pair.out(), claim=(1, 5)))
    hearing.settle(pair.us.desk, THEM)
    assert (pair.out().settled, pair.out().claim) == (0, (1, 5))
    pair.us.store.save_in(replace(pair.into(), decided=5))
    hearing.settle(pair.us.desk, THEM)
    assert (pair.out().settled, pair.out().claim) == (1, None)


@pytest.mark.parametrize(("lane", "is_newest"), [("work", True), ("bulk", False)])
def test_the_work_lane_alone_says_that_a_key_is_known(pair: Pair, lane: str, is_newest: bool) -> None:
    pair.us.transact(lambda: pair.us.peer.rotate(NEXT, pair.now))
    pair.us.signers.append(NEXT)
    pair.us.store.save_out(replace(pair.out(lane), claim=(1, 0)))
    hearing.settle(pair.us.desk, THEM)
    assert (pair.link().kid == NEXT.key.kid) is is_newest
    assert (pair.us.desk.signer_for(pair.link()) is NEXT) is is_newest


def test_a_peer_before_its_charter_is_told_of_no_rotation(pair: Pair) -> None:
    pair.us.store.save_link(Link(STRANGER, mode="introduced"))
    pair.us.transact(lambda: pair.us.peer.rotate(NEXT, pair.now))
    assert pair.us.store.out_lanes(STRANGER)["work"] == OutLane(STRANGER, "work")
    assert [row.key for row in pair.us.store.keys(US, STRANGER)] == []
    assert [row.key for row in pair.us.store.keys(US, THEM)] == [pair.us.signers[0].key, NEXT.key]


def test_a_peer_that_decided_nothing_of_a_rotation_hears_the_old_key(pair: Pair) -> None:
    pair.tell(pair.us, note(1))
    pair.us.transact(lambda: pair.us.peer.rotate(NEXT, pair.now))
    pair.us.signers.append(NEXT)
    pair.us.store.save_out(replace(pair.out(), claim=(1, 0)))
    hearing.settle(pair.us.desk, THEM)
    assert pair.link().kid == pair.us.signers[0].key.kid


def test_without_an_open_key_the_last_link_key_stays(pair: Pair) -> None:
    row = pair.us.store.t.keys[US, THEM][0]
    pair.us.store.save_key(replace(row, until=dict.fromkeys(LANES, 1)), THEM)
    pair.us.store.save_out(replace(pair.out(), claim=(9, 0)))
    hearing.settle(pair.us.desk, THEM)
    assert pair.link().kid == row.key.kid
    del pair.us.store.t.keys[US, THEM]
    pair.change_link(kid="known")
    pair.us.store.save_out(replace(pair.out(), claim=(9, 0)))
    hearing.settle(pair.us.desk, THEM)
    assert pair.link().kid == "known"


def test_each_rotation_ends_the_one_open_key(pair: Pair) -> None:
    for number in (3, 4, 5):
        new = Ed25519Signer(bytes([number]) * 32)
        pair.us.transact(lambda new=new: pair.us.peer.rotate(new, pair.now))
        pair.us.signers.append(new)
        pair.tell(pair.us, note(number))
        pair.carry()
    for node in (pair.us, pair.them):
        rows = list(keys.ring(node.desk, US, pair.other(node).code).values())
        assert [row.until is None for row in rows] == [False, False, False, True]
        ends = [row.until["work"] for row in rows if row.until is not None]
        assert ends == sorted(set(ends))
    assert pair.quarantined(pair.them) == []


# Effects, questions and answers


def test_a_reply_is_given_once() -> None:
    one = Effects(reply=b"one", sends=(Send(THEM, "work", b"a"),))
    both = one + Effects(reply=b"two", sends=(Send(THEM, "bulk", b"b"),))
    assert (both.reply, [send.lane for send in both.sends]) == (b"one", ["work", "bulk"])
    assert (Effects() + one).reply == b"one"


@pytest.mark.parametrize("lane", ["?", None, 7, ["work"], {}])
def test_a_receipt_for_no_lane_of_ours_frees_no_batch(pair: Pair, lane: Any) -> None:
    pair.tell(pair.us, note(1))
    pair.due(pair.us)
    flight = pair.out().next_at
    assert pair.hear(pair.frame("receipt", {"lane": lane})).sends == ()
    assert pair.out().next_at == flight


def test_a_receipt_frees_the_lanes_that_had_failed(pair: Pair) -> None:
    pair.tell(pair.us, note(1))
    pair.us.peer.failed(THEM, "work", pair.now, "unreachable")
    assert (pair.out().attempt, pair.out().refusal) == (1, "unreachable")
    pair.hear(pair.frame("receipt", {"lane": ""}))
    assert (pair.out().attempt, pair.out().next_at, pair.out().refusal) == (0, None, "")


def test_a_question_about_any_number_is_answered_as_it_stands(pair: Pair) -> None:
    pair.tell(pair.us, note(1), note(2))
    last = pair.row(2, author=US).running
    for seq, expected in ((0, START), (2, last), (2**40, last)):
        body = {"scope": "documents", "lane": "work", "whose": US, "seq": seq}
        assert answer(pair.hear(pair.frame("compare", body)))["digest"] == expected


def test_what_is_pulled_comes_in_pieces_with_their_mark(pair: Pair) -> None:
    pair.tell(pair.us, *(note(number) for number in range(12)))
    body = {"lane": "work", "whose": US, "after": 0, "nonce": "n"}
    heard = pair.hear(pair.frame("pull", body))
    first = pair.us.desk.limits.batch_envelopes
    assert answer(heard) == {**body, "more": True}
    assert [(mark.seq, mark.hash) for mark in heard.marks if not mark.author] == [
        (first, pair.row(first, author=US).hash)
    ]
    rest = pair.hear(pair.frame("pull", {**body, "after": first}))
    assert answer(rest)["more"] is False
    assert answer(pair.hear(pair.frame("pull", {**body, "after": 99})))["more"] is False


def test_a_link_that_is_not_there_answers_nothing(pair: Pair) -> None:
    assert pair.hear(pair.frame(sender=STRANGER), sender=STRANGER) == Effects()
    assert code(pair.hear(pair.frame(receiver=STRANGER))) == "frame_is_not_for_us"
    assert pair.us.store.t.quarantined == {}


def test_a_frame_of_another_than_who_brought_it_is_dropped(pair: Pair) -> None:
    before = pair.us.tables
    dropped = Effects(dropped=f"it names '{THEM}' as its sender")
    assert pair.hear(pair.frame(), sender=STRANGER) == dropped
    assert pair.hear(pair.frame("push", {"lane": "work"}, [pair.line()]), sender=STRANGER) == dropped
    assert (pair.into().seq, pair.link().heard_at, pair.quarantined()) == (0, None, [])
    assert before.links == pair.us.tables.links


def test_an_offer_stands_on_the_charter_of_its_link(pair: Pair) -> None:
    offer = pair.tell(pair.us, note(1))[0]
    assert offer.basis == CHARTER == pair.link().charter


def test_rows_behind_a_full_batch_that_waits_are_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "_BATCH", 2)
    pair, here = Pair(), False
    pair.us.rooms.admits = lambda event, _at: (
        None if here and event.body["document"]["n"] >= 2 else Waiting(LinkRefusal.DOCUMENT_IS_UNKNOWN)
    )
    pair.tell(pair.them, *(note(number) for number in range(4)))
    for row in pair.them.store.rows(US, "work", THEM, 0, 9):
        pair.push(row.line)
    here = True
    pair.due(pair.us)
    assert [pair.row(seq).outcome for seq in range(1, 5)] == ["waiting", "waiting", "applied", "applied"]


def test_a_receipt_of_nothing_brings_the_batch_again_after_a_pause(pair: Pair) -> None:
    pair.tell(pair.us, note(1))
    assert pair.due(pair.us).sends
    receipt = pair.frame("receipt", {"lane": "work"})
    for attempt in (1, 2, 3):
        assert pair.hear(receipt).sends == ()
        assert (pair.out().attempt, pair.out().refusal) == (attempt, LinkRefusal.NOTHING_WAS_TAKEN.value)
    pair.hear(pair.frame("receipt", {"lane": "ask"}))
    assert pair.out().attempt == 3
    assert pair.due(pair.us).sends == ()
    pair.later(seconds=60)
    pair.carry()
    assert (pair.out().acked, pair.out().attempt, pair.out().refusal) == (pair.out().seq, 0, "")
