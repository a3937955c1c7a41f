"""Our own acts that are refused, and what becomes of what was told: back-off, receipts, settling, keys, commitments."""

from dataclasses import replace
from typing import Any

import pytest

from pilin.base.canonical import digest
from pilin.base.clock import after, seconds_between
from pilin.kernel.federation.protocol import commitments, digests, envelope, keys, sending
from pilin.kernel.federation.protocol import frame as frames
from pilin.kernel.federation.protocol.deciding import COMMITMENT, REFUSAL
from pilin.kernel.federation.protocol.desk import Effects, Mark
from pilin.kernel.federation.protocol.envelope import LANES, START
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import APPLIED, REFUSED, KeyRow, Row
from pilin.kernel.federation.protocol.suite import Ed25519Signer, PublicKey, fingerprint, key_id
from pilin.kernel.federation.tests.pairing import CHARTER, STRANGER, STRANGER_KEY, THEM, US, Pair, note, refusal

NEW = Ed25519Signer(b"\x2a" * 32)


@pytest.fixture
def pair() -> Pair:
    return Pair()


# Where we may not write


def test_nothing_is_told_to_a_stranger(pair: Pair) -> None:
    assert refusal(pair.tell, pair.us, note(parties=(STRANGER,))) is LinkRefusal.LINK_IS_UNKNOWN


def test_nothing_is_told_before_the_ceremony_is_over(pair: Pair) -> None:
    pair.change_link(mode="introduced")
    assert refusal(pair.tell, pair.us, note()) is LinkRefusal.LINK_IS_UNKNOWN


@pytest.mark.parametrize(
    ("mode", "expected"), [("recovering", LinkRefusal.NODE_IS_RECOVERING), ("halted", LinkRefusal.NODE_IS_HALTED)]
)
def test_nothing_is_told_by_a_node_that_is_not_open(pair: Pair, mode: str, expected: LinkRefusal) -> None:
    pair.change_me(mode=mode)
    assert refusal(pair.tell, pair.us, note()) is expected
    assert pair.us.store.t.rows == {}


def test_nothing_new_is_told_on_a_halted_link(pair: Pair) -> None:
    pair.change_link(mode="halted")
    assert refusal(pair.tell, pair.us, note()) is LinkRefusal.LINK_IS_HALTED
    answered = pair.us.transact(lambda: pair.us.peer.tell([_refusal()], pair.now))
    assert answered[0].kind == REFUSAL


def _refusal() -> Any:
    return note(kind=REFUSAL, scope="link", re="a" * 64)


def test_the_countdown_closes_a_link_when_it_has_run_out(pair: Pair) -> None:
    pair.change_link(alarm_since=pair.now)
    pair.later(seconds=72 * 3600 - 1)
    assert len(pair.tell(pair.us, note())) == 1
    pair.later(seconds=1)
    assert refusal(pair.tell, pair.us, note(2)) is LinkRefusal.LINK_IS_CLOSED_BY_COUNTDOWN
    assert pair.out().seq == 1


def test_a_paused_link_takes_facts_into_the_outbox_and_sends_nothing(pair: Pair) -> None:
    pair.us.peer.set_mode(THEM, "paused")
    pair.tell(pair.us, note())
    assert pair.out().seq == 1
    assert pair.due(pair.us) == Effects()


def test_a_refusal_by_our_own_room_writes_nothing(pair: Pair) -> None:
    assert refusal(pair.tell, pair.us, note(1), note(1)) is LinkRefusal.DOCUMENT_IS_ANSWERED
    assert (pair.out().seq, pair.us.store.t.documents, pair.us.store.t.rows) == (0, {}, {})


def test_an_answer_is_written_once(pair: Pair) -> None:
    first = pair.tell(pair.us, _refusal())[0]
    second = pair.tell(pair.us, replace(_refusal(), body={"code": "other"}))[0]
    assert (second.hash, pair.out().seq) == (first.hash, 1)


def test_facts_are_told_in_their_order_and_chained(pair: Pair) -> None:
    told = pair.tell(pair.us, note(1), note(2), note(3, lane="bulk"))
    rows = [pair.row(seq, author=US) for seq in (1, 2)]
    places = [envelope.parse(row.line, versions=(1, 2))[0].place for row in rows]
    assert [row.event_hash for row in rows] == [event.hash for event in told[:2]]
    assert [place.prev for place in places] == [START, rows[0].hash]
    assert pair.out().head == rows[1].hash
    assert pair.out("bulk").seq == 1


# Sending


def test_a_mark_stands_before_every_push(pair: Pair) -> None:
    pair.tell(pair.us, note(1), note(2))
    effects = pair.due(pair.us)  # with a commitment as the third envelope
    assert effects.marks == (Mark(THEM, "work", 1, 3, pair.row(3, author=US).hash),)
    assert {send.lane for send in effects.sends} == {"work"}


def test_one_batch_of_a_lane_is_in_flight(pair: Pair) -> None:
    pair.tell(pair.us, *(note(number) for number in range(9)))
    batch, lines = sending.batch(pair.us.desk, THEM, "work", US, 0)
    assert (len(batch), len(lines)) == (8, 8)
    assert len(pair.due(pair.us).marks) == 1
    assert pair.due(pair.us) == Effects()
    pair.later(seconds=20)
    assert pair.due(pair.us).marks[0].seq == 8


def test_a_batch_is_bounded_in_bytes_and_never_empty(pair: Pair) -> None:
    pair.tell(pair.us, note(1), note(2))
    limits = replace(pair.us.desk.limits, batch_bytes=10)
    rows, _ = sending.batch(replace(pair.us.desk, limits=limits), THEM, "work", US, 0)
    assert [row.seq for row in rows] == [1]


@pytest.mark.parametrize("attempts", [1, 2, 5, 9, 40])
def test_a_failed_lane_waits_twice_as_long_up_to_a_limit(pair: Pair, attempts: int) -> None:
    pair.tell(pair.us, note())
    for _ in range(attempts):
        pair.us.peer.failed(THEM, "work", pair.now, "unreachable")
    next_at = pair.out().next_at
    assert next_at is not None
    wait = seconds_between(pair.now, next_at)
    bound = min(2 * 2**attempts, 900)
    assert 0.5 * bound <= wait < 1.5 * bound
    assert (pair.out().attempt, pair.out().refusal, pair.out().seq) == (attempts, "unreachable", 1)


def test_a_peer_that_answers_is_sent_to_at_once(pair: Pair) -> None:
    pair.tell(pair.us, note())
    pair.us.peer.failed(THEM, "work", pair.now, "unreachable")
    assert pair.due(pair.us).marks == ()
    effects = pair.hear(pair.frame("receipt", {"lane": ""}))
    assert effects.reply is None
    assert (pair.out().attempt, pair.out().next_at, pair.out().refusal) == (0, None, "")
    assert len(pair.due(pair.us).marks) == 1


def test_an_answer_to_a_question_rides_back_on_the_same_request(pair: Pair) -> None:
    pair.tell(pair.us, note(lane="ask"))
    effects = pair.push(pair.line())
    assert effects.reply is not None
    assert frames.parse(effects.reply).lines == (pair.row(1, "ask", author=US).line,)
    assert [(mark.lane, mark.author) for mark in effects.marks] == [("ask", ""), ("work", THEM)]


# Receipts and settling


def test_both_sides_settle_what_both_decided(pair: Pair) -> None:
    pair.tell(pair.us, note(1))
    pair.tell(pair.them, note(2))
    pair.carry()
    for node in (pair.us, pair.them):
        assert pair.out(node=node).settled == pair.out(node=node).acked == pair.out(node=node).seq
        assert pair.into(node=node).decided == pair.into(node=node).seq
    assert pair.us.store.t.documents.keys() == pair.them.store.t.documents.keys()


def test_decided_rows_are_settled_only_when_all_refusals_are_here(pair: Pair) -> None:
    event = pair.tell(pair.us, note())[0]
    silent = frames.LaneReport(0, START, 0, START, 0)
    said = replace(silent, got=1, got_head=pair.row(1, author=US).hash, decided=1, put=1)
    pair.hear(pair.frame(lanes=dict.fromkeys(LANES, silent) | {"work": said}))
    assert (pair.out().acked, pair.out().settled, pair.out().claim) == (1, 0, (1, 1))
    told = pair.event({"code": "x"}, kind=REFUSAL, scope="link", re=event.hash)
    pair.push(pair.line(told))
    assert (pair.out().settled, pair.row(1, author=US).outcome) == (1, REFUSED)


def test_a_peer_that_holds_more_than_we_do_proves_it_first(pair: Pair) -> None:
    silent = frames.LaneReport(0, START, 0, START, 0)
    lanes = dict.fromkeys(LANES, silent) | {"work": replace(silent, got=5, got_head="a" * 64)}
    effects = pair.hear(pair.frame(lanes=lanes))
    asked = frames.parse(effects.sends[0].frame).header
    assert (asked.type, asked.body["whose"]) == ("pull", US)
    give = {"lane": "work", "whose": US, "after": 0, "more": False, "nonce": ""}
    pair.hear(pair.frame("give", give, lanes=lanes))
    assert pair.us.store.me().mode == "open"
    assert pair.alarms() == {"claimed_without_proof"}


# Running digests and commitments


def _row(seq: int, outcome: str = APPLIED, scope: str = "documents") -> Row:
    at = Pair().now
    return Row(THEM, "work", US, seq, 1, "h", f"e{seq}", "kind", scope, b"", at, outcome=outcome, effect=f"f{seq}")


def test_running_digests_leave_refused_rows_out() -> None:
    done, heads = digests.chained([_row(1), _row(2, REFUSED), _row(3)], {})
    first = digest(f"{START}e1f1".encode())
    second = digest(f"{first}e3f3".encode())
    assert [row.running for row in done] == [first, first, second]
    assert heads == {"documents": second}


def test_running_digests_of_scopes_are_apart_and_go_on_where_they_stood() -> None:
    _, at_once = digests.chained([_row(1), _row(2, scope="ledger"), _row(3)], {})
    _, first = digests.chained([_row(1), _row(2, scope="ledger")], {})
    _, then = digests.chained([_row(3)], first)
    assert at_once == then
    assert at_once.keys() == {"documents", "ledger"}


def test_both_commitments_are_compared_and_equal(pair: Pair) -> None:
    pair.tell(pair.us, note(1))
    pair.tell(pair.them, note(2))
    for _ in range(3):
        pair.carry()
        pair.later(seconds=100)
    for node in (pair.us, pair.them):
        peer = pair.other(node).code
        assert node.store.commitments(peer, peer, "equal")
        assert node.store.commitments(peer, peer, "mismatch") == []
        assert pair.link(node).alarm_since is None


def test_a_commitment_that_nothing_changed_is_not_written_again(pair: Pair) -> None:
    told = pair.us.transact(lambda: commitments.commit(pair.us.desk, pair.link(), pair.now))
    again = pair.us.transact(lambda: commitments.commit(pair.us.desk, pair.link(), pair.now))
    assert (told, again, pair.out().seq) == (None, None, 1)
    assert pair.link().commit_at == after(pair.now, seconds=90)


def commitment(cut: Any, fill: str, scopes: tuple[str, ...] = commitments.COMMITTED) -> Any:
    return {"cut": cut, "digests": dict.fromkeys(scopes, fill * 64)}


def test_two_commitments_for_one_cut_are_equivocation(pair: Pair) -> None:
    cut = {lane: {US: 0, THEM: 9} for lane in LANES}
    for fill in "ab":
        pair.heard(pair.event(commitment(cut, fill), kind=COMMITMENT, scope="link"))
    assert LinkRefusal.EQUIVOCATION.value in pair.alarms()
    assert (pair.link().mode, pair.link().alarm_since) == ("halted", pair.now)


@pytest.mark.parametrize(
    "body",
    [
        {"cut": {}, "digests": {}},
        commitment({lane: {US: 0} for lane in LANES}, "a"),
        commitment({lane: {US: 0, THEM: True} for lane in LANES}, "a"),
        commitment({lane: {US: 0, THEM: 0} for lane in LANES}, "a", ("link",)),
        commitment({lane: {US: 0, THEM: 0} for lane in LANES}, "x"),
    ],
    ids=str,
)
def test_a_commitment_of_another_shape_is_not_readable(pair: Pair, body: Any) -> None:
    row = pair.heard(pair.event(body, kind=COMMITMENT, scope="link"))
    assert (row.outcome, row.code) == (REFUSED, LinkRefusal.EVENT_IS_NOT_READABLE.value)


def test_a_commitment_ahead_of_us_is_held(pair: Pair) -> None:
    cut = {lane: {US: 0, THEM: 9} for lane in LANES}
    pair.heard(pair.event(commitment(cut, "a"), kind=COMMITMENT, scope="link"))
    assert len(pair.us.store.commitments(THEM, THEM, "held")) == 1
    assert pair.link().alarm_since is None


@pytest.mark.parametrize(("lower", "ends"), [((0, 0), False), ((1, 0), False), ((0, 1), False), ((2, 2), True)])
def test_an_equal_cut_below_a_mismatch_ends_no_countdown(pair: Pair, lower: tuple[int, int], ends: bool) -> None:
    pair.tell(pair.us, note(1), note(2))
    pair.tell(pair.them, note(3), note(4))
    pair.carry()
    zero = {lane: {US: 0, THEM: 0} for lane in LANES}
    pair.heard(pair.event(commitment({**zero, "work": {US: 1, THEM: 1}}, "a"), kind=COMMITMENT, scope="link"))
    since, search = pair.link().alarm_since, pair.link().bisect
    assert since is not None
    assert search is not None
    cut = {**zero, "work": {US: lower[0], THEM: lower[1]}}
    equal = {"cut": cut, "digests": commitments.digests_at(pair.us.desk, THEM, cut)}
    pair.heard(pair.event(equal, kind=COMMITMENT, scope="link"))
    assert (pair.link().alarm_since, pair.link().bisect) == ((None, None) if ends else (since, search))
    assert pair.us.store.commitment_at(THEM, THEM, cut).result == "equal"


@pytest.mark.parametrize("wrong", [1, 3, 4, 6])
def test_a_mismatch_is_traced_to_the_one_envelope(pair: Pair, wrong: int) -> None:
    pair.tell(pair.them, *(note(number) for number in range(1, 7)))
    pair.carry()
    row = pair.row(wrong)
    pair.us.store.set_outcomes([replace(row, effect="changed")])
    rows, heads = digests.chained([pair.row(seq) for seq in range(1, pair.into().seq + 1)], {})
    pair.us.store.set_outcomes(rows)
    pair.us.store.save_in(replace(pair.into(), running=heads))
    pair.later(seconds=100)
    for _ in range(6):
        pair.carry()
        pair.later(seconds=30)
    facts = pair.us.store.t.alarms["mismatch_found", THEM][1]
    assert facts == {"scope": "documents", "lane": "work", "author": THEM, "seq": wrong}
    assert pair.link().alarm_since is not None


def test_a_search_asks_the_end_of_a_lane_first_and_then_the_middle() -> None:
    asked = {"scope": "ledger", "lane": "ask", "whose": US}
    assert commitments.question(("ledger", "ask", US, -1, 9)) == {**asked, "seq": 9}
    assert commitments.question(("ledger", "ask", US, 0, 9)) == {**asked, "seq": 4}


# Keys


def test_a_key_is_named_by_its_suite_and_its_bytes() -> None:
    key = NEW.key
    assert key.fingerprint.startswith(key.kid)
    assert key_id("ed25519", b"x") != key_id("sm2", b"x")
    assert (len(key.kid), len(fingerprint("sm2", b""))) == (32, 64)
    assert Ed25519Signer(NEW.private).key == key
    assert Ed25519Signer.generate().key != key


def test_a_signature_has_one_spelling() -> None:
    signature = NEW.sign(b"text")
    assert NEW.key.verifies(signature, b"text")
    assert not NEW.key.verifies(signature, b"other")
    assert not any(NEW.key.verifies(wrong, b"text") for wrong in ("", "*", signature + "\n", signature[:-2]))
    assert not PublicKey("sm2", NEW.key.public).verifies(signature, b"text")


def rotate(pair: Pair) -> None:
    """Let them rotate to a new key, as their driver does it."""
    pair.them.transact(lambda: pair.them.peer.rotate(NEW, pair.now))
    pair.them.signers.append(NEW)


def test_a_rotation_is_followed_by_envelopes_of_the_new_key(pair: Pair) -> None:
    pair.tell(pair.them, note(1))
    rotate(pair)
    pair.tell(pair.them, note(2))
    pair.carry()
    ring = keys.ring(pair.us.desk, THEM, THEM)
    old = pair.them.signers[0].key
    assert ring[old.kid].until == {"ask": 0, "work": 2, "bulk": 0}
    assert ring[NEW.key.kid].until is None
    assert [pair.row(seq).outcome for seq in (1, 2, 3)] == [APPLIED] * 3
    pair.later(seconds=60)
    pair.carry()
    assert pair.link().peer_kid == NEW.key.kid


def test_frames_bear_the_old_key_until_the_peer_has_decided_the_new_one(pair: Pair) -> None:
    rotate(pair)
    send = pair.due(pair.them).sends[0]
    assert frames.parse(send.frame).kid == pair.them.signers[0].key.kid
    pair.carry()
    assert pair.them.desk.signer_for(pair.link(pair.them)) is NEW


def test_a_rotation_without_proof_of_possession_is_refused(pair: Pair) -> None:
    body = dict(keys.rotation(pair.them.desk, US, NEW).body)
    row = pair.heard(pair.event({**body, "possession": NEW.sign(b"something else")}, kind="link.key", scope="link"))
    assert (row.outcome, row.code) == (REFUSED, LinkRefusal.EVENT_SIGNATURE_IS_BAD.value)
    assert NEW.key.kid not in keys.ring(pair.us.desk, THEM, THEM)


@pytest.mark.parametrize("members", [{"suite": "sm2"}, {"public": 1}, {"until": {}}, {"until": {"work": 1}}, {"x": 1}])
def test_a_rotation_of_another_shape_does_not_hold(pair: Pair, members: dict[str, Any]) -> None:
    body = {**keys.rotation(pair.them.desk, US, NEW).body, **members}
    event = pair.event(body, kind="link.key", scope="link")
    assert keys.rotated(pair.us.desk, THEM, event) is None
    assert pair.heard(event).code == LinkRefusal.EVENT_SIGNATURE_IS_BAD.value


def test_a_rotation_by_a_key_that_nobody_knows_does_not_hold(pair: Pair) -> None:
    draft = keys.rotation(pair.them.desk, US, NEW)
    event = pair.event(draft.body, kind="link.key", scope="link", signer=STRANGER_KEY)
    assert keys.rotated(pair.us.desk, THEM, event) is None


def test_we_use_the_next_key_when_the_peer_says_that_ours_is_retired(pair: Pair) -> None:
    pair.us.signers.append(NEW)
    pair.us.store.save_key(KeyRow(US, NEW.key), THEM)
    pair.change_link(kid=pair.us.signers[0].key.kid)
    body = {"code": LinkRefusal.KEY_IS_RETIRED.value, "facts": {}, "remedy": "final"}
    pair.hear(pair.frame("refused", body))
    assert pair.us.desk.signer_for(pair.link()) is NEW


def test_a_refusal_that_we_do_not_know_is_a_reason_to_wait(pair: Pair) -> None:
    pair.tell(pair.us, note(basis=CHARTER))
    pair.hear(pair.frame("refused", {"code": "out_of_paper"}))
    assert (pair.out().attempt, pair.out().refusal) == (1, "out_of_paper")
    assert pair.out().next_at is not None
