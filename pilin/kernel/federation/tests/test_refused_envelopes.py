"""Envelopes that are refused: bytes, signatures, versions, and the order of a lane."""

import json
from dataclasses import replace
from typing import Any

import pytest

from pilin.base import canonical
from pilin.kernel.federation.protocol import envelope as envelopes
from pilin.kernel.federation.protocol import keys
from pilin.kernel.federation.protocol.envelope import LANES, START, Place
from pilin.kernel.federation.protocol.frame import LaneReport
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import KeyRow
from pilin.kernel.federation.tests.pairing import (
    STRANGER,
    STRANGER_KEY,
    THEM,
    US,
    Pair,
    answer,
    code,
    is_start,
    note,
    refusal,
)

BOTH = (1, 2)


@pytest.fixture
def pair() -> Pair:
    return Pair()


def changed(line: bytes, **members: Any) -> bytes:
    """Change members of an envelope without signing it anew."""
    value = json.loads(line)
    value["envelope"] |= members
    return canonical.encode(value)


@pytest.mark.parametrize(("seen", "version"), [(None, 1), (0, 2), (17, 2)])
def test_an_envelope_reads_as_it_was_sealed(pair: Pair, seen: int | None, version: int) -> None:
    event, signer = pair.event(), pair.them.signers[0]
    place = Place(THEM, US, "work", 17, "a" * 64, 3)
    sealed = envelopes.seal(event, place, signer=signer, sent_at=pair.now, seen=seen)
    read, signature, signed = envelopes.parse(sealed.line, versions=BOTH)
    assert read == sealed
    assert (read.version, read.event.hash, read.hash) == (version, event.hash, canonical.digest(sealed.line))
    assert envelopes.verify(signature, signed, signer.key)
    assert not envelopes.verify(signature, signed + b" ", signer.key)


WRONG_LINES = [b'{"envelope":{},"sig":""}', b'{"envelope":[],"sig":""}', b'{"envelope":1}', b"[]"]
WRONG_MEMBERS: list[dict[str, Any]] = [
    {"seq": 0},
    {"seq": True},
    {"inc": -1},
    {"seen": -1},
    {"lane": "fast"},
    {"prev": "A" * 64},
    {"from": "3\n"},
    {"kid": None},
    {"extra": 1},
]


@pytest.mark.parametrize("line", WRONG_LINES[1:])
def test_a_line_that_is_no_envelope_is_not_readable(line: bytes) -> None:
    assert refusal(envelopes.parse, line, versions=BOTH) is LinkRefusal.ENVELOPE_IS_NOT_READABLE


@pytest.mark.parametrize("members", WRONG_MEMBERS, ids=str)
def test_an_envelope_of_another_shape_is_not_readable_and_kept(pair: Pair, members: dict[str, Any]) -> None:
    line = changed(pair.line(), **members)
    assert code(pair.push(line)) == LinkRefusal.ENVELOPE_IS_NOT_READABLE.value
    assert pair.quarantined() == [LinkRefusal.ENVELOPE_IS_NOT_READABLE.value]
    assert is_start(pair.into())


def test_an_envelope_without_a_version_is_not_spoken() -> None:
    assert refusal(envelopes.parse, WRONG_LINES[0], versions=BOTH) is LinkRefusal.VERSION_IS_NOT_SPOKEN


@pytest.mark.parametrize("version", [0, 3, True, "2"])
def test_another_version_is_not_spoken_and_kept_for_later(pair: Pair, version: object) -> None:
    assert code(pair.push(changed(pair.line(), v=version))) == LinkRefusal.VERSION_IS_NOT_SPOKEN.value
    assert pair.quarantined() == [LinkRefusal.VERSION_IS_NOT_SPOKEN.value]


def test_a_node_that_speaks_version_one_does_not_read_version_two(pair: Pair) -> None:
    assert refusal(envelopes.parse, pair.line(seen=0), versions=(1, 1)) is LinkRefusal.VERSION_IS_NOT_SPOKEN
    assert envelopes.parse(pair.line(seen=None), versions=(1, 1))[0].version == 1


def test_nothing_is_written_in_a_version_that_the_peer_does_not_speak(pair: Pair) -> None:
    pair.change_link(speaks=(3, 4))
    assert refusal(pair.tell, pair.us, note()) is LinkRefusal.VERSION_IS_NOT_SPOKEN
    assert pair.out().seq == 0


@pytest.mark.parametrize(("speaks", "version"), [((1, 1), 1), ((1, 2), 2), ((2, 9), 2)])
def test_the_highest_version_in_common_is_written(pair: Pair, speaks: tuple[int, int], version: int) -> None:
    pair.change_link(speaks=speaks)
    pair.tell(pair.us, note())
    assert envelopes.parse(pair.row(1, author=US).line, versions=BOTH)[0].version == version


def test_what_stood_before_a_bad_line_is_stored(pair: Pair) -> None:
    first = pair.line()
    second = pair.line(seq=2, prev=canonical.digest(first))
    assert code(pair.push(first, b"{}", second)) == LinkRefusal.ENVELOPE_IS_NOT_READABLE.value
    assert pair.into().seq == 1
    assert pair.into().head == canonical.digest(first)


def test_a_bad_signature_is_kept_and_raises_an_alarm(pair: Pair) -> None:
    line = changed(pair.line(), sent_at="2026-03-02T01:00:01.000000Z")
    assert code(pair.push(line)) == LinkRefusal.SIGNATURE_IS_BAD.value
    assert LinkRefusal.SIGNATURE_IS_BAD.value in pair.alarms()
    assert pair.quarantined() == [LinkRefusal.SIGNATURE_IS_BAD.value]
    assert is_start(pair.into())


def test_an_unknown_key_waits_and_its_bytes_are_not_bad(pair: Pair) -> None:
    assert code(pair.push(pair.line(signer=STRANGER_KEY))) == LinkRefusal.KEY_IS_NOT_KNOWN_YET.value
    assert (pair.quarantined(), pair.alarms()) == ([], set())
    assert is_start(pair.into())


@pytest.mark.parametrize(("until", "taken"), [({"work": 1}, 1), ({"work": 0}, 0), ({}, 0)])
def test_a_retired_key_signs_no_further_than_its_last_number(pair: Pair, until: dict[str, int], taken: int) -> None:
    pair.us.store.save_key(KeyRow(THEM, pair.them.signers[0].key, until), THEM)
    first = pair.line()
    second = pair.line(pair.event(), seq=2, prev=canonical.digest(first))
    assert code(pair.push(first, second)) == LinkRefusal.KEY_IS_RETIRED.value
    assert pair.into().seq == taken


@pytest.mark.parametrize("place", [{"sender": STRANGER}, {"receiver": STRANGER}])
def test_an_envelope_between_others_is_not_for_us(pair: Pair, place: dict[str, Any]) -> None:
    assert code(pair.push(pair.line(**place))) == LinkRefusal.FRAME_IS_NOT_FOR_US.value
    assert is_start(pair.into())


def test_a_gap_is_answered_with_our_number(pair: Pair) -> None:
    pair.push(pair.line())
    refused = pair.push(pair.line(seq=3))
    assert code(refused) == LinkRefusal.GAP.value
    assert answer(refused)["facts"] == {"lane": "work", "got": 1}
    assert pair.quarantined() == []


def test_the_sender_goes_back_to_the_gap(pair: Pair) -> None:
    pair.tell(pair.them, note(1), note(2), note(3))
    pair.them.store.save_out(replace(pair.out(node=pair.them), acked=2))
    send = next(send for send in pair.due(pair.them).sends if send.lane == "work")
    refused = pair.hear(send.frame)
    assert code(refused) == LinkRefusal.GAP.value
    assert refused.reply is not None
    pair.hear(refused.reply, pair.them)
    pair.carry()
    assert pair.into().seq == pair.out(node=pair.them).acked >= 3


def test_the_same_envelope_twice_is_fine(pair: Pair) -> None:
    line = pair.line()
    assert answer(pair.push(line)) == answer(pair.push(line)) == {"lane": "work"}
    assert answer(pair.push(line, line)) == {"lane": "work"}
    assert (pair.into().seq, pair.quarantined()) == (1, [])


@pytest.mark.parametrize("together", [True, False])
def test_two_envelopes_for_one_number_halt_the_link(pair: Pair, together: bool) -> None:
    first, second = pair.line(), pair.line(pair.event({"document": {"type": "note", "n": 2}}))
    if not together:
        pair.push(first)
    refused = pair.push(*((first, second) if together else (second,)))
    assert code(refused) == LinkRefusal.EQUIVOCATION.value
    assert pair.link().mode == "halted"
    assert pair.link().alarm_since == pair.now
    assert pair.row(1).line == first
    assert pair.quarantined() == [LinkRefusal.EQUIVOCATION.value]


def test_another_history_before_the_next_number_is_a_fork(pair: Pair) -> None:
    pair.push(pair.line())
    assert code(pair.push(pair.line(prev="f" * 64))) == LinkRefusal.FORK.value
    assert pair.link().mode == "halted"
    assert LinkRefusal.FORK.value in pair.alarms()
    assert pair.into().seq == 1


def test_a_header_that_names_another_hash_of_ours_is_a_fork(pair: Pair) -> None:
    pair.tell(pair.us, note())
    silent = LaneReport(put=0, put_head=START, got=0, got_head=START, decided=0)
    lanes = dict.fromkeys(LANES, silent) | {"work": replace(silent, got=1, got_head="f" * 64)}
    pair.hear(pair.frame(lanes=lanes))
    assert pair.link().mode == "halted"
    assert LinkRefusal.FORK.value in pair.alarms()


def test_an_earlier_life_speaks_only_through_the_present_one(pair: Pair) -> None:
    pair.change_link(inc=2)
    history = pair.line(inc=1)
    assert code(pair.push(history, inc=1)) == LinkRefusal.INCARNATION_IS_FENCED.value
    assert is_start(pair.into())
    assert answer(pair.push(history, inc=2)) == {"lane": "work"}
    assert (pair.into().seq, pair.row(1).inc) == (1, 1)


def test_an_envelope_of_a_later_life_must_be_fenced_first(pair: Pair) -> None:
    assert code(pair.push(pair.line(inc=2))) == LinkRefusal.FENCE_IS_MISSING.value
    assert (pair.quarantined(), is_start(pair.into())) == ([], True)


def test_an_envelope_already_stored_is_no_fault_in_a_later_life(pair: Pair) -> None:
    line = pair.line()
    pair.push(line)
    pair.change_link(inc=2)
    assert answer(pair.push(line, inc=2)) == {"lane": "work"}


def test_lanes_do_not_hold_each_other_up(pair: Pair) -> None:
    ask, work = pair.line(pair.event(), lane="ask"), pair.line(seq=2)
    assert code(pair.push(ask, work)) == LinkRefusal.GAP.value
    assert (pair.into("ask").seq, pair.into("work").seq) == (1, 0)


def test_checking_an_envelope_names_what_is_wrong_with_its_key(pair: Pair) -> None:
    envelope, signature, signed = envelopes.parse(pair.line(), versions=BOTH)
    row = KeyRow(THEM, pair.them.signers[0].key)
    keys.check_envelope(row, envelope, signature, signed)
    retired = replace(row, until={"work": 0})
    assert refusal(keys.check_envelope, None, envelope, signature, signed) is LinkRefusal.KEY_IS_NOT_KNOWN_YET
    assert refusal(keys.check_envelope, retired, envelope, signature, signed) is LinkRefusal.KEY_IS_RETIRED
    assert refusal(keys.check_envelope, row, envelope, signature, b"{}") is LinkRefusal.SIGNATURE_IS_BAD
