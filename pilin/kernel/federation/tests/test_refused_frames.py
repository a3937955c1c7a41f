"""Frames that are refused: whose they are, who signed them, in which life, and what they ask."""

import json
from dataclasses import replace
from typing import Any

import pytest

from pilin.base import canonical
from pilin.base.clock import ClockRefusal
from pilin.kernel.federation.protocol import frame as frames
from pilin.kernel.federation.protocol import hearing
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import KeyRow
from pilin.kernel.federation.tests.pairing import STRANGER, STRANGER_KEY, THEM, US, Pair, answer, code, refusal


@pytest.fixture
def pair() -> Pair:
    return Pair()


def checked(pair: Pair, data: bytes) -> Any:
    """Return the code with which a frame's header is not accepted."""
    return refusal(hearing.check, pair.us.desk, frames.parse(data))


def reheaded(data: bytes, **members: Any) -> bytes:
    """Change members of a header without signing it anew."""
    head, _, payload = data.partition(b"\n")
    value = json.loads(head)
    value["header"] |= members
    return canonical.encode(value) + b"\n" + payload


def test_a_frame_reads_as_it_was_built(pair: Pair) -> None:
    frame = frames.parse(pair.frame("push", {"lane": "ask"}, [b'{"a":1}', b'{"b":2}']))
    assert frame.lines == (b'{"a":1}', b'{"b":2}')
    assert (frame.header.sender, frame.header.receiver, frame.header.body) == (THEM, US, {"lane": "ask"})
    assert frame.is_signed_by(pair.them.signers[0].key)
    assert not frame.is_signed_by(pair.us.signers[0].key)


def test_a_kept_header_reads_alone(pair: Pair) -> None:
    data = pair.frame("push", {"lane": "ask"}, [b"{}"])
    alone = frames.parse_head(data.partition(b"\n")[0])
    assert replace(alone, lines=(b"{}",)) == frames.parse(data)


def test_a_frame_with_a_changed_payload_is_not_readable(pair: Pair) -> None:
    data = pair.frame("push", {"lane": "ask"}, [b'{"a":1}'])
    assert refusal(frames.parse, data.replace(b'{"a":1}', b'{"a":2}')) is LinkRefusal.FRAME_IS_NOT_READABLE


def test_a_frame_cut_at_any_place_is_never_read(pair: Pair) -> None:
    data = pair.frame("push", {"lane": "ask"}, [b'{"a":1}'])
    for end in range(0, len(data), 7):
        assert pair.hear(data[:end]).reply is None
    assert pair.link().heard_at is None


WRONG_MEMBERS: list[dict[str, Any]] = [
    {"type": "greeting"},
    {"speaks": [2, 1]},
    {"speaks": [1, 1000]},
    {"speaks": 1},
    {"inc": True},
    {"inc": -1},
    {"body": []},
    {"lanes": {}},
    {"mode": "o\npen"},
    {"extra": 1},
]


@pytest.mark.parametrize("members", WRONG_MEMBERS, ids=str)
def test_a_header_of_another_shape_is_not_readable(pair: Pair, members: dict[str, Any]) -> None:
    assert refusal(frames.parse, reheaded(pair.frame(), **members)) is LinkRefusal.FRAME_IS_NOT_READABLE
    assert pair.hear(reheaded(pair.frame(), **members)).reply is None


def test_a_header_without_a_time_is_dropped(pair: Pair) -> None:
    assert refusal(frames.parse, reheaded(pair.frame(), at="yesterday")) is ClockRefusal.INSTANT_IS_NOT_UTC
    assert pair.hear(reheaded(pair.frame(), at="yesterday")).reply is None


@pytest.mark.parametrize("report", [{"put": -1}, {"got": True}, {"decided": "1"}, {"put_head": "0"}, {"got_head": 0}])
def test_a_lane_report_of_another_shape_is_not_readable(pair: Pair, report: dict[str, Any]) -> None:
    data = pair.frame()
    lanes = json.loads(data.partition(b"\n")[0])["header"]["lanes"]
    wrong = reheaded(data, lanes=lanes | {"ask": lanes["ask"] | report})
    assert refusal(frames.parse, wrong) is LinkRefusal.FRAME_IS_NOT_READABLE


@pytest.mark.parametrize("version", [2, 0, True, "1", None])
def test_a_frame_of_another_format_is_not_spoken(pair: Pair, version: object) -> None:
    assert refusal(frames.parse, reheaded(pair.frame(), v=version)) is LinkRefusal.VERSION_IS_NOT_SPOKEN


def test_a_frame_of_a_stranger_is_dropped_without_an_answer(pair: Pair) -> None:
    data = pair.frame(sender=STRANGER)
    assert checked(pair, data) is LinkRefusal.LINK_IS_UNKNOWN
    assert pair.hear(data).reply is None
    assert pair.quarantined() == []


def test_a_frame_for_somebody_else_is_refused(pair: Pair) -> None:
    assert code(pair.hear(pair.frame(receiver=STRANGER))) == LinkRefusal.FRAME_IS_NOT_FOR_US.value


def test_a_frame_of_an_unknown_key_waits_for_it(pair: Pair) -> None:
    assert code(pair.hear(pair.frame(signer=STRANGER_KEY))) == LinkRefusal.KEY_IS_NOT_KNOWN_YET.value
    assert pair.link().heard_at is None


def test_a_frame_whose_signature_fails_is_kept_and_raises_an_alarm(pair: Pair) -> None:
    data = reheaded(pair.frame(), mode="paused")
    assert code(pair.hear(data)) == LinkRefusal.SIGNATURE_IS_BAD.value
    assert pair.quarantined() == [LinkRefusal.SIGNATURE_IS_BAD.value]
    assert pair.alarms() == {LinkRefusal.SIGNATURE_IS_BAD.value}


def test_an_answer_that_we_do_not_accept_is_not_answered(pair: Pair) -> None:
    assert pair.hear(reheaded(pair.frame("receipt", {"lane": "work"}), mode="paused")).reply is None
    assert pair.quarantined() == [LinkRefusal.SIGNATURE_IS_BAD.value]


def test_a_frame_of_a_key_older_than_the_last_one_heard_is_refused(pair: Pair) -> None:
    pair.us.store.save_key(KeyRow(THEM, STRANGER_KEY.key), THEM)
    pair.hear(pair.frame(signer=STRANGER_KEY))
    assert code(pair.hear(pair.frame())) == LinkRefusal.KEY_IS_RETIRED.value


@pytest.mark.parametrize("speaks", [(3, 4), (0, 0)])
def test_without_a_version_in_common_nothing_is_heard(pair: Pair, speaks: tuple[int, int]) -> None:
    assert code(pair.hear(pair.frame(speaks=speaks))) == LinkRefusal.VERSION_IS_NOT_SPOKEN.value
    assert pair.link().speaks != speaks


def test_an_earlier_life_is_shown_the_later_one(pair: Pair) -> None:
    pair.change_link(inc=3, receipt=b"proof")
    refused = pair.hear(pair.frame())
    assert code(refused) == LinkRefusal.INCARNATION_IS_FENCED.value
    assert answer(refused)["facts"] == {"inc": 3, "proof": "proof"}


def test_a_later_life_must_fence_first(pair: Pair) -> None:
    refused = pair.hear(pair.frame(inc=2))
    assert code(refused) == LinkRefusal.FENCE_IS_MISSING.value
    assert answer(refused)["facts"] == {"inc": 1}


@pytest.mark.parametrize("node", ["recovering", "open"])
def test_a_paused_link_answers_that_it_is_paused(pair: Pair, node: str) -> None:
    pair.change_link(mode="paused")
    pair.change_me(mode=node)
    assert code(pair.hear(pair.frame())) == LinkRefusal.LINK_IS_PAUSED.value
    assert pair.hear(pair.frame("receipt", {"lane": "work"})).reply is None


def test_a_halted_link_takes_no_envelopes_but_answers_a_greeting(pair: Pair) -> None:
    pair.change_link(mode="halted")
    assert code(pair.push(pair.line())) == LinkRefusal.LINK_IS_HALTED.value
    assert answer(pair.hear(pair.frame())) == {"lane": ""}
    assert pair.into().seq == 0


def test_a_halted_link_vouches_for_nobody(pair: Pair) -> None:
    pair.change_link(mode="halted")
    fence = pair.frame("fence", {"inc": 2, "nonce": "a" * 32}, inc=2, mode="recovering")
    assert code(pair.hear(fence)) == LinkRefusal.LINK_IS_HALTED.value


def test_a_halted_node_answers_nothing(pair: Pair) -> None:
    pair.change_me(mode="halted")
    assert pair.hear(pair.frame()).reply is None
    assert pair.due(pair.us).sends == ()


WRONG_QUESTIONS: list[tuple[str, dict[str, Any]]] = [
    ("pull", {"lane": "work", "whose": STRANGER, "after": 0}),
    ("pull", {"lane": "fast", "whose": THEM, "after": 0}),
    ("pull", {"lane": "work", "whose": THEM, "after": -1}),
    ("compare", {"scope": "everything", "lane": "work", "whose": THEM, "seq": 0}),
    ("compare", {"scope": "ledger", "lane": "work", "whose": STRANGER, "seq": 0}),
    ("compare", {"scope": "ledger", "lane": "work", "whose": THEM, "seq": True}),
    ("fetch", {"hash": "0", "offset": 0}),
    ("fetch", {"hash": "0" * 64, "offset": -1}),
    ("fence", {"inc": "1", "nonce": "a" * 32}),
]


@pytest.mark.parametrize(("kind", "body"), WRONG_QUESTIONS, ids=str)
def test_a_question_that_makes_no_sense_is_not_readable(pair: Pair, kind: str, body: dict[str, Any]) -> None:
    assert code(pair.hear(pair.frame(kind, body))) == LinkRefusal.FRAME_IS_NOT_READABLE.value


@pytest.mark.parametrize("nonce", ["", "a" * 31, "a" * 31 + ":", "á" * 32, 7])
def test_a_fence_needs_a_nonce_of_its_own(pair: Pair, nonce: object) -> None:
    fence = pair.frame("fence", {"inc": 2, "nonce": nonce}, inc=2, mode="recovering")
    assert code(pair.hear(fence)) == LinkRefusal.FRAME_IS_NOT_READABLE.value
    assert pair.link().inc == 1


def test_a_life_is_promised_once(pair: Pair) -> None:
    first = {"inc": 2, "nonce": "a" * 32}
    assert answer(pair.hear(pair.frame("fence", first, inc=2))) == {**first, "was": 1}
    assert answer(pair.hear(pair.frame("fence", first, inc=2))) == {**first, "was": 1}
    refused = pair.hear(pair.frame("fence", {"inc": 2, "nonce": "b" * 32}, inc=2))
    assert code(refused) == LinkRefusal.INCARNATION_IS_USED.value
    assert answer(refused)["facts"] == {"inc": 2}


def test_a_recovering_node_cannot_vouch(pair: Pair) -> None:
    pair.change_me(mode="recovering")
    fence = pair.frame("fence", {"inc": 2, "nonce": "a" * 32}, inc=2, mode="recovering")
    assert code(pair.hear(fence)) == LinkRefusal.NODE_IS_RECOVERING.value


def test_an_attachment_that_the_peer_may_not_have_is_not_here(pair: Pair) -> None:
    refused = pair.hear(pair.frame("fetch", {"hash": "0" * 64, "offset": 0}))
    assert code(refused) == LinkRefusal.BLOB_IS_NOT_HERE.value
    assert answer(refused)["remedy"] == "retry_later"


def test_a_greeting_is_heard_and_answered(pair: Pair) -> None:
    assert answer(pair.hear(pair.frame())) == {"lane": ""}
    assert pair.link().heard_at == pair.now
    assert pair.link().peer_kid == pair.them.signers[0].key.kid
    assert pair.link().receipt.startswith(b'{"header":')


def test_a_clock_that_is_off_raises_an_alarm_and_nothing_else(pair: Pair) -> None:
    frame = pair.frame()
    pair.later(seconds=121)
    assert answer(pair.hear(frame)) == {"lane": ""}
    assert pair.link().skew_seconds == 121
    assert pair.alarms() == {"clock_skew"}
