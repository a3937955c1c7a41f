"""Restoring: what makes a node recover, what it believes of a peer, and what ends a life."""

import json
from dataclasses import replace
from typing import Any

import pytest

from pilin.kernel.federation.protocol import frame as frames
from pilin.kernel.federation.protocol import restoring, sending
from pilin.kernel.federation.protocol.desk import Marks
from pilin.kernel.federation.protocol.frame import LaneReport
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.tests.pairing import STRANGER_KEY, THEM, US, Pair, answer, code, note, refusal, talked
from tests.simulation.suites import signer

NONCE = "0" * 32


@pytest.fixture
def pair() -> Pair:
    return talked()


def lose(pair: Pair, *, rows: int) -> None:
    """Let our node forget its last rows and the file of its marks: yesterday's disk without a word about it."""
    out = pair.out()
    pair.us.store.withdraw(THEM, "work", out.seq - rows)
    pair.us.store.resolve_lost()
    last = pair.row(out.seq - rows, author=US)
    pair.us.store.save_out(replace(out, seq=last.seq, head=last.hash, acked=last.seq, settled=last.seq))


def claiming(pair: Pair, kind: str = "hello", body: Any = None, lines: Any = (), **members: Any) -> bytes:
    """Return a frame in which they say that they hold a thousand more of us."""
    honest = frames.parse(pair.frame()).header.lanes
    more = {lane: replace(report, got=report.got + 1000, got_head="a" * 64) for lane, report in honest.items()}
    return pair.frame(kind, body, lines, lanes=more, **members)


def test_without_links_nothing_is_recovered() -> None:
    pair = Pair()
    pair.us.store.t.links.clear()
    restoring.wake(pair.us.desk, None, pair.now)
    assert pair.mode() == "open"


def test_a_claim_alone_makes_nobody_recover(pair: Pair) -> None:
    effects = pair.hear(claiming(pair))
    assert pair.mode() == "open"
    asked = [frames.parse(send.frame).header for send in effects.sends]
    assert [header.body["whose"] for header in asked] == [US, US, US]
    assert pair.out().next_at is not None


def test_a_claim_is_asked_about_once_a_flight(pair: Pair) -> None:
    assert len(pair.hear(claiming(pair)).sends) == 3
    assert pair.hear(claiming(pair)).sends == ()


def test_a_claim_without_proof_is_an_alarm_with_the_header(pair: Pair) -> None:
    body = {"lane": "work", "whose": US, "after": 0, "nonce": "", "more": False}
    pair.hear(claiming(pair, "give", body, [b"{}"]))
    assert pair.mode() == "open"
    facts = pair.us.store.t.alarms["claimed_without_proof", THEM][1]
    assert '"from":"310116"' in facts["header"]


def test_our_own_envelopes_are_the_proof(pair: Pair) -> None:
    lose(pair, rows=2)
    pair.carry(turns=40)
    assert pair.us.store.t.alarms["recovering", ""][1] == {"reason": "peer_holds_more_of_us"}
    assert (pair.mode(), pair.us.store.me().inc, pair.out().seq >= 3) == ("open", 2, True)


def test_what_a_fenced_life_wrote_proves_nothing(pair: Pair) -> None:
    lines = [row.line for row in pair.them.store.rows(US, "work", US, 0, 9)]
    lose(pair, rows=2)
    pair.change_link(fenced=2)
    body = {"lane": "work", "whose": US, "after": 0, "nonce": "", "more": False}
    pair.hear(claiming(pair, "give", body, lines))
    assert pair.mode() == "open"
    assert "claimed_without_proof" in pair.alarms()


def test_nobody_ends_a_life_by_its_word(pair: Pair) -> None:
    forged = pair.frame(inc=9).partition(b"\n")[0].decode()
    for proof in (None, 7, "{}", forged):
        facts = {"inc": 9, "proof": proof}
        pair.hear(pair.frame("refused", {"code": "incarnation_is_fenced", "facts": facts}))
        assert pair.mode() == "open"
    assert "fenced_without_proof" in pair.alarms()


def test_a_header_of_a_later_life_ends_this_one(pair: Pair) -> None:
    pair.change_link(pair.them, inc=2, receipt=later_header(pair, inc=2))
    sent = pair.due(pair.us)
    pair.later(seconds=120)
    sent = pair.due(pair.us)
    refused = pair.hear(sent.sends[0].frame, pair.them)
    assert code(refused) == "incarnation_is_fenced"
    assert refused.reply is not None
    pair.hear(refused.reply)
    assert pair.mode() == "halted"
    assert refusal(pair.us.peer.tell, [note(9)], pair.now) is LinkRefusal.NODE_IS_HALTED


def later_header(pair: Pair, *, inc: int) -> bytes:
    header = frames.parse(pair.frame()).header
    made = frames.build(replace(header, sender=US, receiver=THEM, inc=inc), (), pair.us.signers[-1])
    return made.partition(b"\n")[0]


def test_our_own_present_life_is_no_later_one(pair: Pair) -> None:
    proof = later_header(pair, inc=1).decode()
    assert not restoring.is_fenced_out(pair.us.desk, THEM, proof, pair.now)


@pytest.mark.parametrize(("known", "inc"), [(5, 6), (1, 2), (2**50, 2), (None, 2), (True, 2), ("5", 2)])
def test_a_used_incarnation_drives_us_up_within_bounds(pair: Pair, known: Any, inc: int) -> None:
    restoring.begin(pair.us.desk, 0, pair.now, reason="test")
    restoring.used(pair.us.desk, known, pair.now)
    assert pair.us.store.me().inc == inc


@pytest.mark.parametrize("body", [{"inc": 2, "nonce": ""}, {"inc": 3, "nonce": NONCE}, {"inc": 2, "nonce": "a:b"}, {}])
def test_a_fence_must_be_readable(pair: Pair, body: dict[str, Any]) -> None:
    assert code(pair.hear(pair.frame("fence", body, inc=2))) == "frame_is_not_readable"
    assert pair.link().inc == 1


def test_a_fence_forgets_what_the_old_life_put(pair: Pair) -> None:
    pair.us.store.save_in(replace(pair.into(), put=99))
    pair.us.store.save_out(replace(pair.out(), claim=(3, 99)))
    assert answer(pair.hear(pair.frame("fence", {"inc": 2, "nonce": NONCE}, inc=2, mode="recovering")))["was"] == 1
    assert (pair.into().put, pair.out().claim) == (pair.into().seq, None)
    again = pair.hear(pair.frame("fence", {"inc": 2, "nonce": NONCE}, inc=2, mode="recovering"))
    assert answer(again)["was"] == 1
    used = pair.hear(pair.frame("fence", {"inc": 2, "nonce": "1" * 32}, inc=2, mode="recovering"))
    assert code(used) == "incarnation_is_used"


def test_a_recovering_node_vouches_for_nobody_but_learns_a_life(pair: Pair) -> None:
    restoring.begin(pair.us.desk, 0, pair.now, reason="test")
    fence = {"inc": 2, "nonce": NONCE}
    assert code(pair.hear(pair.frame("fence", fence, inc=2, mode="recovering"))) == "node_is_recovering"
    assert answer(pair.hear(pair.frame("fence", fence, inc=2)))["inc"] == 2


def test_an_answer_to_a_fence_names_the_life_before(pair: Pair) -> None:
    restoring.begin(pair.us.desk, 0, pair.now, reason="test")
    me = pair.us.store.me()
    bad = pair.frame("fenced", {"inc": me.inc, "nonce": me.nonce, "was": "one"})
    assert code(pair.hear(bad)) == "frame_is_not_readable"
    pair.hear(pair.frame("fenced", {"inc": me.inc, "nonce": "other", "was": 1}))
    assert pair.link().fenced == 0


def recovering(pair: Pair) -> dict[str, Any]:
    """Let our node recover, fenced by the peer with nothing of ours; return the body of a give."""
    restoring.begin(pair.us.desk, 0, pair.now, reason="test")
    me = pair.us.store.me()
    nothing = {lane: LaneReport(0, "0" * 64, 0, "0" * 64, 0) for lane in ("ask", "work", "bulk")}
    pair.hear(pair.frame("fenced", {"inc": me.inc, "nonce": me.nonce, "was": 1}, lanes=nothing))
    assert (pair.link().fenced, pair.out().seq) == (2, 0)
    return {"lane": "work", "whose": US, "after": 0, "nonce": me.nonce, "more": False}


def test_what_is_given_must_be_ours_and_in_order(pair: Pair) -> None:
    lines = [row.line for row in pair.them.store.rows(US, "work", US, 0, 9)]
    body = recovering(pair)
    pair.hear(pair.frame("give", {**body, "nonce": "old"}, lines))
    pair.hear(pair.frame("give", {**body, "lane": "?"}, lines))
    pair.hear(pair.frame("give", body, [pair.line(signer=STRANGER_KEY)]))
    assert pair.out().seq == 0
    assert pair.quarantined() == ["key_is_not_known_yet"]
    pair.hear(pair.frame("give", body, [lines[1], lines[0]]))
    assert (pair.out().seq, pair.out().recovered) == (1, False)
    pair.hear(pair.frame("give", body, lines))
    assert (pair.out().seq, pair.out().recovered) == (len(lines), True)


def test_less_than_the_peer_has_is_not_all(pair: Pair) -> None:
    body = recovering(pair)
    pair.hear(pair.frame("give", body, []))
    assert not pair.out().recovered


def test_a_break_in_what_is_given_keeps_what_came_before(pair: Pair) -> None:
    lines = [row.line for row in pair.them.store.rows(US, "work", US, 0, 9)]
    body = recovering(pair)
    place = json.loads(lines[1])["envelope"]
    other = pair.line(pair.event(node=pair.us), 2, "e" * 64, sender=US, receiver=THEM, signer=pair.us.signers[-1])
    assert place["seq"] == 2
    pair.hear(pair.frame("give", body, [lines[0], other]))
    assert (pair.out().seq, pair.row(1, author=US).line) == (1, lines[0])
    pair.hear(pair.frame("give", body, [other]))
    assert pair.out().seq == 0  # one step back, to where both may meet


def test_a_rotation_of_ours_is_taken_back(pair: Pair) -> None:
    new = signer(b"\3" * 32, real=True)
    pair.us.transact(lambda: pair.us.peer.rotate(new, pair.now))
    pair.us.signers.append(new)
    pair.tell(pair.us, note(4))
    pair.carry()
    lines = [row.line for row in pair.them.store.rows(US, "work", US, 0, 20)]
    pair.us.store.t.keys[US, THEM] = pair.us.store.t.keys[US, THEM][:1]
    pair.us.store.save_key(replace(pair.us.store.t.keys[US, THEM][0], until=None), THEM)
    pair.hear(pair.frame("give", recovering(pair), lines))
    assert pair.out().seq == len(lines)
    assert [row.until is None for row in pair.us.store.keys(US, THEM)] == [False, True]


def test_a_retired_key_makes_us_sign_with_the_next(pair: Pair) -> None:
    new = signer(b"\3" * 32, real=True)
    pair.us.signers.append(new)
    for _ in range(2):
        pair.hear(pair.frame("refused", {"code": "key_is_retired", "facts": {}}))
        assert pair.link().kid == new.key.kid


def test_a_peer_that_forgot_our_life_is_told_again(pair: Pair) -> None:
    missing = {"code": "fence_is_missing", "facts": {"inc": 1}}
    assert pair.hear(pair.frame("refused", missing)).sends == ()  # in our first life nobody can miss a fence
    pair.change_me(inc=2, nonce=NONCE)
    pair.change_link(fenced=2)
    (sent,) = pair.hear(pair.frame("refused", missing)).sends
    assert (frames.parse(sent.frame).header.type, pair.mode()) == ("fence", "open")


def test_a_peer_that_persons_overrode_makes_us_recover_when_it_returns(pair: Pair) -> None:
    pair.change_me(inc=2, nonce=NONCE)
    pair.hear(pair.frame("refused", {"code": "fence_is_missing", "facts": {"inc": 1}}, mode="recovering"))
    assert pair.mode() == "open"
    pair.hear(pair.frame("hello"))
    assert pair.mode() == "recovering"


def test_two_that_do_not_know_each_others_life_say_it(pair: Pair) -> None:
    pair.change_me(inc=2, nonce=NONCE)
    pair.change_link(fenced=2)
    (sent,) = pair.hear(pair.frame("refused", {"code": "fence_is_missing", "facts": {}}, inc=3)).sends
    assert frames.parse(sent.frame).header.body == {"inc": 2, "nonce": NONCE}


def test_what_a_recovering_peer_decided_settles_nothing(pair: Pair) -> None:
    told = pair.tell(pair.us, note(7))[0]
    seq = pair.out().seq
    lanes = frames.parse(pair.frame()).header.lanes
    said = {**lanes, "work": replace(lanes["work"], got=seq, got_head=pair.out().head, decided=seq)}
    pair.hear(pair.frame(lanes=said, mode="recovering"))
    assert (pair.out().acked, pair.out().settled < seq, told.author) == (seq, True, US)


def test_before_its_fence_a_recovering_node_gives_nothing_that_it_may_have_to_take_back(pair: Pair) -> None:
    pair.tell(pair.us, note(4, lane="ask"))
    restoring.begin(pair.us.desk, 0, pair.now, reason="test")
    ours = {"lane": "ask", "whose": US, "after": 0, "nonce": ""}
    assert code(pair.hear(pair.frame("pull", ours))) == "node_is_recovering"
    assert answer(pair.hear(pair.frame("pull", {**ours, "whose": THEM})))["more"] is False
    heard = pair.hear(pair.frame("hello"))
    assert heard.reply is not None
    assert (frames.parse(heard.reply).lines, heard.marks) == ((), ())
    assert pair.hear(pair.frame("receipt", {"lane": "ask"})).sends == ()
    pair.change_link(fenced=pair.us.store.me().inc)
    assert answer(pair.hear(pair.frame("pull", ours)))["lane"] == "ask"


def test_who_has_forgotten_what_it_decided_recovers(pair: Pair) -> None:
    stated = everything(pair)
    pair.tell(pair.them, note(7))
    pair.carry()
    later = everything(pair)
    for marks, expected in (
        (stated, "open"),
        (later, "open"),
        (ahead(later), "recovering"),
        (ahead(later), "recovering"),
    ):
        restoring.wake(pair.us.desk, marks, pair.now)
        assert pair.mode() == expected
    assert pair.us.store.me().inc == 2  # the mark is of the life before: it does not count twice


def everything(pair: Pair) -> Marks:
    """Return the file as it is when everything was sent and said."""
    sent = sending.mark(pair.row(pair.out().seq, author=US))
    return {mark.place: mark for mark in (sent, *sending.stated(pair.us.desk, [THEM]).marks)}


def ahead(marks: Marks) -> Marks:
    """Return the file of a node that said to have decided one more of each lane."""
    return {place: replace(mark, seq=mark.seq + bool(mark.author)) for place, mark in marks.items()}
