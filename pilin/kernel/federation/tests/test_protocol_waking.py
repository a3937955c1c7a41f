"""Waking behind the file, in the middle of a recovery or before a ceremony; and a new link in a later life."""

import pytest

from pilin.kernel.federation.protocol import frame as frames
from pilin.kernel.federation.protocol.desk import Mark
from pilin.kernel.federation.tests.pairing import THEM, US, Pair, marks, note, talked
from tests.simulation.memory import linked


@pytest.fixture
def pair() -> Pair:
    return talked()


def test_a_file_that_was_made_anew_starts_a_recovery(pair: Pair) -> None:
    older = pair.us.tables.snapshot()
    pair.tell(pair.us, note(4))
    pair.carry()
    pair.us.tables = older
    assert pair.wake({}) == "recovering"
    assert pair.us.store.t.alarms["recovering", ""][1] == {"reason": "high_water_file_is_not_whole"}
    pair.carry(turns=40)
    assert (pair.mode(), pair.alarms(pair.them)) == ("open", set())
    assert pair.out().seq >= 4


def test_what_an_earlier_life_sent_needs_no_mark(pair: Pair) -> None:
    pair.change_me(inc=2)
    pair.us.tables = pair.us.store.t
    assert pair.out().acked > 0
    assert pair.wake(marks(Mark("", "", 2, 0, ""))) == "open"


def test_tables_older_than_the_ceremony_start_a_recovery(pair: Pair) -> None:
    sent = Mark(THEM, "work", 1, pair.out().seq, pair.out().head)
    linked_, keys = pair.link(), pair.us.tables.keys
    pair.us.tables = type(pair.us.tables)()
    assert pair.wake(marks(sent)) == "recovering"
    pair.due(pair.us)
    assert (pair.mode(), pair.us.store.me().inc) == ("open", 2)
    pair.us.store.save_link(linked(THEM, linked_.charter))
    pair.us.store.t.keys |= keys
    pair.tell(pair.us, note(7))
    pair.carry(turns=40)
    assert (pair.mode(), pair.us.store.me().inc) == ("open", 3)
    assert (pair.link(pair.them).mode, pair.alarms(pair.them)) == ("open", set())
    assert pair.row(1, author=US).inc == 1
    assert pair.row(pair.out().seq, author=US).inc == 3


def test_a_floor_above_the_tables_counts_without_a_link() -> None:
    pair = Pair()
    pair.us.store.t.links.clear()
    assert pair.wake(marks(Mark("", "", 4, 0, ""))) == "recovering"
    assert pair.us.store.me().inc == 5


def until_the_last_lane(pair: Pair) -> None:
    """Let our node recover until one answer is missing."""
    pair.wake(None)
    (fence,) = pair.due(pair.us).sends
    answered = pair.hear(fence.frame, pair.them)
    assert answered.reply is not None
    for send in pair.hear(answered.reply).sends[:-1]:
        given = pair.hear(send.frame, pair.them)
        assert given.reply is not None
        pair.hear(given.reply)


@pytest.mark.parametrize("author", ["", THEM])
def test_a_backup_from_the_middle_of_a_recovery_that_ended_begins_anew(pair: Pair, author: str) -> None:
    until_the_last_lane(pair)
    backup = pair.us.tables.snapshot()
    pair.later(seconds=5)
    pair.carry()
    pair.tell(pair.us, note(10), note(11))
    pair.carry()
    last = pair.out()
    assert pair.row(last.seq, author=US).inc == 2
    pair.us.tables = backup
    assert pair.wake(marks(Mark("", "", 2, 0, ""), Mark(THEM, "work", 2, 1, "", author))) == "recovering"
    assert pair.us.store.me().inc == 3
    pair.carry(turns=40)
    pair.tell(pair.us, note(20))
    pair.carry()
    assert (pair.link().mode, pair.link(pair.them).mode, pair.alarms(pair.them)) == ("open", "open", set())
    assert (pair.row(last.seq, author=US).inc, pair.row(last.seq, author=US).hash) == (2, last.head)


# A ceremony in a later life


@pytest.fixture
def later() -> Pair:
    """Two nodes after their first ceremony; ours lives for the second time."""
    later = Pair()
    later.change_me(inc=2, nonce="0" * 32)
    later.us.tables = later.us.store.t
    return later


def test_a_new_peer_is_told_our_life_and_nothing_is_recovered(later: Pair) -> None:
    (sent,) = later.hear(later.frame("hello")).sends
    assert (frames.parse(sent.frame).header.type, later.link().fenced) == ("fence", 0)
    answered = later.hear(sent.frame, later.them)
    assert answered.reply is not None
    assert later.hear(answered.reply).sends == ()
    assert (later.mode(), later.us.store.me().inc, later.link().fenced, later.link(later.them).inc) == ("open", 2, 2, 2)
    assert later.hear(later.frame("hello")).sends == ()


@pytest.mark.parametrize("nonce", ["1" * 32, ""])
def test_a_promise_to_another_life_is_not_noted(later: Pair, nonce: str) -> None:
    later.hear(later.frame("fenced", {"inc": 2, "nonce": nonce, "was": 1}))
    assert later.link().fenced == 0


@pytest.mark.parametrize("life", [1, 5])
def test_both_halves_of_a_new_link_arrive_whatever_lives_their_nodes_are_in(later: Pair, life: int) -> None:
    later.change_me(later.them, inc=life, nonce="1" * 32)
    later.them.tables = later.them.store.t
    ours, theirs = later.tell(later.us, note(1))[0], later.tell(later.them, note(2))[0]
    later.carry(turns=30)
    assert [(row.event_hash, row.outcome) for row in later.them.store.rows(US, "work", US, 0, 1)] == [
        (ours.hash, "applied")
    ]
    assert later.row(1).event_hash == theirs.hash
    assert (later.us.store.me().inc, later.them.store.me().inc) == (2, life)
    assert later.alarms() | later.alarms(later.them) == set()


def test_the_marks_of_a_life_that_was_fenced_begin_no_recovery(later: Pair) -> None:
    me = later.us.store.me()
    sent = Mark(THEM, "work", me.inc - 1, 99, "a" * 64)
    assert later.wake(marks(sent, Mark("", "", me.inc, 0, ""))) == "open"
    assert later.wake(marks(Mark(THEM, "work", me.inc, 99, "a" * 64))) == "recovering"
