"""Sending: bounded batches, back-off with jitter, one in flight a lane; attachments chunk by chunk."""

from dataclasses import replace
from typing import Any

import pytest

from pilin.base.clock import seconds_between
from pilin.kernel.federation.protocol import blobs, commitments, sending
from pilin.kernel.federation.protocol import frame as frames
from pilin.kernel.federation.protocol.suite import PublicKey
from pilin.kernel.federation.tests.pairing import THEM, Pair, answer, code, note

BLOB = "c" * 64


@pytest.fixture
def pair() -> Pair:
    return Pair()


def test_a_batch_is_bounded_in_number_and_size(pair: Pair) -> None:
    pair.tell(pair.us, *(note(n) for n in range(20)))
    desk = pair.us.desk
    assert len(sending.batch(desk, THEM, "work", desk.code, 0)[0]) == desk.limits.batch_envelopes
    small = replace(desk, limits=replace(desk.limits, batch_bytes=1))
    assert len(sending.batch(small, THEM, "work", desk.code, 0)[0]) == 1


def test_one_batch_a_lane_is_in_flight(pair: Pair) -> None:
    pair.tell(pair.us, note(1))
    pushes = [send for send in pair.due(pair.us).sends if frames.parse(send.frame).header.type == "push"]
    assert len(pushes) == 1
    assert [send for send in pair.due(pair.us).sends if frames.parse(send.frame).header.type == "push"] == []


def test_a_lane_whose_rows_are_gone_sends_nothing(pair: Pair) -> None:
    pair.us.store.save_out(replace(pair.out(), seq=5))
    assert sending.push(pair.us.desk, THEM, "work", pair.now).sends == ()
    pair.us.store.save_out(replace(pair.out("ask"), seq=5))
    assert sending.piggyback(pair.us.desk, pair.link(), pair.now) == ((), [])


def test_the_wait_doubles_with_jitter_up_to_its_bound(pair: Pair) -> None:
    waits = []
    for _ in range(16):
        sending.failed(pair.us.desk, THEM, "work", pair.now, "unreachable")
        next_at = pair.out().next_at
        assert next_at is not None
        waits.append(seconds_between(pair.now, next_at))
    limits = pair.us.desk.limits
    for attempt, wait in enumerate(waits, start=1):
        full = min(limits.retry_seconds * 2**attempt, limits.retry_seconds_max)
        assert 0.5 * full <= wait <= 1.5 * full
    assert (pair.out().attempt, pair.out().refusal) == (16, "unreachable")
    assert len(set(waits[-4:])) > 1


def test_a_refusal_waits_and_is_kept_short(pair: Pair) -> None:
    pair.tell(pair.us, note(1))
    pair.hear(pair.frame("refused", {"code": "x" * 500, "facts": {}}))
    assert (pair.out().attempt, pair.out().refusal) == (1, "refused")


@pytest.mark.parametrize(("facts", "acked"), [({"got": 1}, 1), ({"got": 99}, 2), ({"got": -1}, 2), ({"got": True}, 2)])
def test_a_gap_goes_back_never_forward(pair: Pair, facts: dict[str, Any], acked: int) -> None:
    pair.tell(pair.us, note(1), note(2), note(3))
    pair.us.store.save_out(replace(pair.out(), acked=2))
    pair.hear(pair.frame("refused", {"code": "gap", "facts": {"lane": "work", **facts}}))
    assert pair.out().acked == acked


def test_more_is_not_pulled_in_an_unknown_lane(pair: Pair) -> None:
    assert pair.hear(pair.frame("give", {"lane": "?", "whose": THEM, "more": True})).sends == ()
    assert len(pair.hear(pair.frame("give", {"lane": "work", "whose": THEM, "more": True})).sends) == 1


# Attachments


class Wanting:
    """A store that wants one attachment and has another."""

    def __init__(self, pair: Pair) -> None:
        self.kept: list[Any] = []
        store = pair.us.store
        store.wanted = lambda _peer, _limit: [(BLOB, 4)]
        store.save_chunk = lambda *chunk: self.kept.append(chunk)
        store.blob = lambda digest, offset, limit, reader: (b"data"[offset:], 4) if digest == BLOB else None


def test_a_wanted_attachment_is_asked_for_once_a_flight(pair: Pair) -> None:
    Wanting(pair)
    fetches = [send for send in pair.due(pair.us).sends if frames.parse(send.frame).header.type == "fetch"]
    assert frames.parse(fetches[0].frame).header.body == {"hash": BLOB, "offset": 4}
    assert [send for send in pair.due(pair.us).sends if frames.parse(send.frame).header.type == "fetch"] == []


def test_a_chunk_is_given_to_who_may_read(pair: Pair) -> None:
    Wanting(pair)
    assert answer(pair.hear(pair.frame("fetch", {"hash": BLOB, "offset": 1})))["data"] == "YXRh"
    assert code(pair.hear(pair.frame("fetch", {"hash": "d" * 64, "offset": 0}))) == "blob_is_not_here"
    assert code(pair.hear(pair.frame("fetch", {"hash": BLOB, "offset": -1}))) == "frame_is_not_readable"


CHUNK = {"hash": BLOB, "offset": 4, "size": 8, "data": "YXRh"}


@pytest.mark.parametrize(
    ("changes", "kept"),
    [
        ({}, 1),
        ({"data": "!"}, 0),
        ({"data": ""}, 0),
        ({"data": "YXRh" * 100_000}, 0),
        ({"offset": 5}, 0),
        ({"hash": "d" * 64}, 0),
        ({"size": -1}, 0),
        ({"size": True}, 0),
    ],
)
def test_only_the_chunk_that_was_asked_for_is_kept(pair: Pair, changes: dict[str, Any], kept: int) -> None:
    wanting = Wanting(pair)
    assert blobs.on_chunk(pair.us.desk, frames.parse(pair.frame("chunk", CHUNK | changes)), THEM, pair.now)[0] is None
    assert len(wanting.kept) == kept


# Commitments and keys, at their edges


def test_a_search_ends_where_no_lane_is_left(pair: Pair) -> None:
    pair.change_link(bisect=("matters", "bulk", "330482", -1, 0))
    same = {"scope": "matters", "lane": "bulk", "whose": "330482", "seq": 0, "digest": "0" * 64}
    commitments.narrow(pair.us.desk, pair.link(), same, pair.now)
    assert pair.link().bisect is None


def test_an_equal_commitment_ends_the_countdown(pair: Pair) -> None:
    pair.change_link(alarm_since=pair.now)
    pair.tell(pair.us, note(1))
    pair.later(seconds=100)
    pair.carry(turns=60)
    assert pair.link().alarm_since is None


def test_a_signature_has_one_spelling() -> None:
    pair = Pair()
    key: PublicKey = pair.us.signers[0].key
    signature = pair.us.signers[0].sign(b"data")
    tail = signature[-3]
    twin = signature[:-3] + chr(ord(tail) + 1) + signature[-2:]
    assert key.verifies(signature, b"data")
    assert not key.verifies(twin, b"data")
    assert not key.verifies("A", b"data")


def test_a_peer_that_greets_is_not_kept_waiting(pair: Pair) -> None:
    pair.tell(pair.us, note())
    for _ in range(9):
        pair.us.peer.failed(THEM, "work", pair.now, "unreachable")
    assert [frames.parse(send.frame).header.type for send in pair.due(pair.us).sends] == ["hello"]
    pair.hear(pair.frame("hello"))
    assert (pair.out().attempt, pair.out().refusal) == (0, "")
    assert [frames.parse(send.frame).header.type for send in pair.due(pair.us).sends] == ["push"]
