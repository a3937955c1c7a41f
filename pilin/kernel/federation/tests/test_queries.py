"""Reads for pages: links, lanes, dead letters, alarms, commitments, documents, evidence."""

from datetime import timedelta
from typing import Any

import pytest

from pilin.base import clock
from pilin.kernel.federation import models as tables
from pilin.kernel.federation import queries
from pilin.kernel.federation.queries.traffic import Direction, LaneState
from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import AT, PEER, THIRD, ago, ours

pytestmark = pytest.mark.django_db

SUBJECT = "matter/1"


def only_link() -> queries.LinkState:
    (state,) = queries.links_state(AT)
    return state


def lane_of(direction: Direction, lane: str = "work", peer: str = PEER) -> LaneState:
    (state,) = (one for one in queries.lanes_state([peer])[peer] if (one.direction, one.lane) == (direction, lane))
    return state


def test_a_new_node_is_open_in_its_first_life() -> None:
    assert queries.node_state() == queries.NodeView(1, "open")


def test_the_state_of_the_node_is_read() -> None:
    links.node("recovering", 3)
    assert queries.node_state() == queries.NodeView(3, "recovering")


def test_a_link_counts_what_waits_in_all_lanes_and_what_is_quarantined() -> None:
    links.link()
    links.out_lane(seq=9, acked=4)
    links.out_lane(lane="bulk", seq=3, acked=1)
    links.quarantined("a")
    links.quarantined("b")
    assert (only_link().backlog, only_link().quarantined) == (7, 2)


def test_a_link_without_lanes_has_nothing_waiting() -> None:
    links.link()
    assert (only_link().backlog, only_link().quarantined) == (0, 0)


@pytest.mark.parametrize(("silent_seconds", "is_reached"), [(0, True), (150, True), (151, False), (86400, False)])
def test_a_peer_is_offline_when_two_hellos_went_by(silent_seconds: int, is_reached: bool) -> None:
    links.link(heard_at=ago(silent_seconds))
    assert (only_link().is_reached, only_link().silent_seconds) == (is_reached, silent_seconds)


def test_a_peer_that_was_never_heard_is_not_reached() -> None:
    links.link(heard_at=None)
    assert (only_link().is_reached, only_link().silent_seconds) == (False, None)


def test_a_peer_heard_after_the_page_began_is_not_silent() -> None:
    links.link(heard_at=AT + timedelta(seconds=2))
    assert only_link().silent_seconds == 0


def test_the_last_header_says_in_which_mode_the_peer_is() -> None:
    links.link(receipt=b'{"header":{"mode":"paused"},"sig":""}')
    links.link(THIRD, "嘉善县", receipt=b"damaged")
    assert [state.peer_mode for state in queries.links_state(AT)] == ["paused", ""]


def test_the_countdown_after_an_alarm_says_when_it_ends() -> None:
    links.link(alarm_since=AT)
    assert only_link().closes_at == clock.after(AT, seconds=72 * 3600)


def test_one_link_is_found_by_its_peer() -> None:
    links.link()
    links.link(THIRD, "嘉善县", mode="paused")
    found = queries.link_state(THIRD, AT)
    assert found is not None
    assert (found.name, found.mode) == ("嘉善县", "paused")
    assert queries.link_state("110000", AT) is None


def test_links_are_listed_by_their_peer_in_one_query(django_assert_num_queries: Any) -> None:
    links.link(THIRD, "嘉善县")
    links.link()
    with django_assert_num_queries(1):
        assert [state.peer for state in queries.links_state(AT)] == [PEER, THIRD]


def test_an_outgoing_lane_shows_its_oldest_waiting_envelope() -> None:
    links.link()
    links.out_lane(seq=3, acked=1, heard_at=ago(60), attempt=2, refusal="peer_is_unreachable")
    for seq in (1, 2, 3):
        links.envelope(seq, stored_at=ago(100 - seq))
    state = lane_of(Direction.OUT)
    assert (state.backlog, state.oldest_at, state.succeeded_at) == (2, ago(98), ago(60))
    assert (state.attempt, state.trouble) == (2, "peer_is_unreachable")


def test_an_incoming_lane_counts_what_is_undecided_and_what_is_missing() -> None:
    links.link()
    links.in_lane(seq=3, decided=1, put=5, stored_at=ago(60))
    for seq in (1, 2, 3):
        links.envelope(seq, author=PEER, stored_at=ago(100 - seq))
    state = lane_of(Direction.IN)
    assert (state.backlog, state.missing, state.oldest_at, state.succeeded_at) == (4, 2, ago(98), ago(60))


def test_a_lane_behind_its_own_number_misses_nothing() -> None:
    links.link()
    links.in_lane(seq=3, decided=3, put=2)
    assert (lane_of(Direction.IN).backlog, lane_of(Direction.IN).missing) == (0, 0)


def test_a_lane_shows_the_last_refusal_of_its_own_direction() -> None:
    links.link()
    links.out_lane(seq=2, acked=2)
    links.in_lane(seq=2, decided=2, put=2)
    links.refused(1, "kind_is_unknown")
    links.refused(2, "basis_is_unknown")
    links.envelope(3, author=PEER, outcome="refused", code="gap", stored_at=ago(5))
    assert (lane_of(Direction.OUT).refused, lane_of(Direction.IN).refused) == ("basis_is_unknown", "gap")
    assert lane_of(Direction.IN).refused_at == ago(5)
    assert lane_of(Direction.OUT, "bulk").refused == ""


def test_unused_lanes_are_there_and_empty() -> None:
    links.link()
    states = queries.lanes_state([PEER])[PEER]
    assert [(state.direction, state.lane) for state in states] == [
        (way, lane) for way in ("out", "in") for lane in ("ask", "work", "bulk")
    ]
    assert {(state.backlog, state.oldest_at, state.succeeded_at) for state in states} == {(0, None, None)}


def test_open_alarms_come_latest_first_and_closed_ones_not() -> None:
    links.alarm("mismatch", last_at=ago(60))
    links.alarm("clock_skew", last_at=ago(10), facts={"seconds": 300})
    links.alarm("fork", closed_at=AT, closed_by="li")
    found = queries.alarms()
    assert [alarm.code for alarm in found] == ["clock_skew", "mismatch"]
    assert (found[0].facts, found[0].times, found[0].last_at) == ({"seconds": 300}, 3, ago(10))


def test_dead_letters_are_ours_with_the_facts_of_the_peers_refusal() -> None:
    links.refused(1, "clause_is_not_in_force", clause="3")
    links.envelope(7, author=PEER, outcome="refused", code="gap")
    (letter,) = queries.dead_letters().letters
    assert (letter.code, letter.facts, letter.subject) == ("clause_is_not_in_force", {"clause": "3"}, "matter/1")
    assert (letter.peer, letter.lane, letter.seq, letter.kind) == (PEER, "work", 1, "document.offer")


def test_a_dead_letter_without_a_stored_refusal_has_no_facts() -> None:
    links.envelope(1, outcome="refused", code="gap")
    assert queries.dead_letters().letters[0].facts == {}


def test_dead_letters_are_paged_from_the_newest() -> None:
    for seq in range(1, 6):
        links.refused(seq)
    tables.Envelope.objects.filter(seq__in=(2, 3)).update(stored_at=ago(500))  # two of one moment
    first = queries.dead_letters(rows_max=2)
    second = queries.dead_letters(after=first.next, rows_max=2)
    third = queries.dead_letters(after=second.next, rows_max=2)
    assert [letter.seq for page in (first, second, third) for letter in page.letters] == [3, 2, 5, 4, 1]
    assert third.next is None


def test_commitments_of_the_peer_are_the_last_ones_oldest_first() -> None:
    links.commitment(300, "equal")
    links.commitment(200, "mismatch")
    links.commitment(100, "held")
    links.commitment(50, "told", author=ours())
    links.commitment(10, "equal", peer=THIRD)
    found = queries.commitments([PEER, THIRD, "110000"], at=AT, each=2)
    assert [seal.result for seal in found[PEER]] == ["mismatch", "held"]
    assert [seal.at for seal in found[THIRD]] == [ago(10)]
    assert found["110000"] == []


def test_commitments_older_than_a_month_are_left_out() -> None:
    links.commitment(31 * 86400)
    assert queries.commitments([PEER], at=AT) == {PEER: []}


def test_documents_are_filtered_by_state_and_type_and_paged() -> None:
    for number in range(3):
        links.document(f"a{number}", seconds_ago=60)
    links.document("b", type="calendar", state="agreed", ended_at=AT, seconds_ago=10)
    assert [one.hash[0] for one in queries.documents(state="agreed", type="calendar").documents] == ["b"]
    first = queries.documents(state="open", rows_max=2)
    second = queries.documents(state="open", after=first.next, rows_max=2)
    assert [one.hash[:2] for page in (first, second) for one in page.documents] == ["a2", "a1", "a0"]
    assert second.next is None


def test_a_document_says_who_answered_and_where_its_evidence_is() -> None:
    row = links.document("a", answers={ours(): "signed", PEER: "declined"}, state="dead", ended_at=AT)
    (found,) = queries.documents().documents
    assert (found.answers, found.state, found.ended_at) == ({ours(): "signed", PEER: "declined"}, "dead", AT)
    assert (found.parties, found.subject) == ((PEER, ours()), f"document/{row.hash}")


def verifications() -> list[str]:
    return [view.verification.value for view in queries.evidence(SUBJECT).events]


def test_evidence_names_who_signed_when_and_verifies() -> None:
    links.link()
    links.envelope(1, told=links.event(ours(), subject=SUBJECT, at=ago(20)), stored_at=ago(20))
    links.envelope(1, author=PEER, told=links.event(PEER, "document.sign", subject=SUBJECT, at=ago(10)), stored_at=AT)
    links.envelope(2, told=links.event(ours(), subject="matter/2"))
    found = queries.evidence(SUBJECT).events
    assert [(view.author, view.kind, view.signed_at) for view in found] == [
        (ours(), "document.offer", ago(20)),
        (PEER, "document.sign", ago(10)),
    ]
    assert verifications() == ["sound", "sound"]
    assert found[1].kid == links.SIGNERS[PEER].key.kid


def test_an_event_that_went_to_two_peers_is_one_piece_of_evidence() -> None:
    links.link()
    told = links.event(ours(), subject=SUBJECT)
    links.envelope(1, told=told)
    links.envelope(1, told=told, peer=THIRD)
    assert verifications() == ["sound"]


def test_evidence_by_an_unknown_key_says_so() -> None:
    links.envelope(1, told=links.event(ours(), subject=SUBJECT))
    assert verifications() == ["key_is_unknown"]


def test_evidence_of_another_text_is_a_bad_signature() -> None:
    links.link()
    row = links.envelope(1, told=links.event(ours(), subject=SUBJECT))
    sig = links.event(ours(), subject="another").sig
    forged = bytes(row.line).replace(links.event(ours(), subject=SUBJECT).sig.encode(), sig.encode())
    tables.Envelope.objects.update(line=forged)
    assert verifications() == ["signature_is_bad"]


def test_a_row_that_names_another_event_than_its_line_is_not_sound() -> None:
    links.link()
    links.envelope(1, told=links.event(ours(), subject=SUBJECT))
    tables.Envelope.objects.update(event_hash="a" * 64)
    assert verifications() == ["signature_is_bad"]


@pytest.mark.parametrize(("line", "said"), [(b"", "withheld"), (b"{}", "not_readable"), (b"not json", "not_readable")])
def test_evidence_without_a_readable_text_says_so(line: bytes, said: str) -> None:
    links.link()
    links.envelope(1, told=links.event(ours(), subject=SUBJECT))
    tables.Envelope.objects.update(line=line)
    assert verifications() == [said]
    assert queries.evidence(SUBJECT).events[0].signed_at is None


def test_evidence_is_paged() -> None:
    links.link()
    for seq in (1, 2, 3):
        links.envelope(seq, told=links.event(ours(), subject=SUBJECT, at=ago(seq)))
    first = queries.evidence(SUBJECT, rows_max=2)
    assert first.next is not None
    second = queries.evidence(SUBJECT, after=first.next, rows_max=2)
    assert [view.seq for page in (first, second) for view in page.events] == [1, 2, 3]
    assert second.next is None


@pytest.mark.parametrize("each", [1, 5])
def test_the_number_of_queries_does_not_grow(each: int, django_assert_num_queries: Any) -> None:
    links.busy(each=each)
    peers = [PEER, THIRD]
    with django_assert_num_queries(7):
        queries.links_state(AT)
        queries.lanes_state(peers)
        queries.alarms()
        queries.dead_letters()
        queries.commitments(peers, at=AT)
