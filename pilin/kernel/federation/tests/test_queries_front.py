"""What the front page counts and what a search looks up: refused envelopes, documents to sign, events by their hash."""

from datetime import timedelta
from typing import Any

import pytest

from pilin.kernel.federation import models as tables
from pilin.kernel.federation.queries import facts
from pilin.kernel.federation.queries.facts import Front
from pilin.kernel.federation.queries.links import NodeView
from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import PEER, ago

pytestmark = pytest.mark.django_db


def a_row(digits: str, *, peer: str = PEER, author: str = PEER, seq: int = 1, **columns: Any) -> tables.Envelope:
    """Keep an envelope whose event has a hash of these digits."""
    values: dict[str, Any] = {
        "lane": "work", "inc": 1, "hash": digits.ljust(64, "1"), "event_hash": digits.ljust(64, "0"),
        "event_id": "", "kind": "matters.note", "scope": "matters", "subject": "matter/x", "re": "", "line": b"",
        "stored_at": ago(60), "outcome": "applied", "code": "", "effect": "", "running": "",
    }  # fmt: skip
    return tables.Envelope.objects.create(**{**values, "peer": peer, "author": author, "seq": seq, **columns})


def front(*, seconds: int = 3600) -> Front:
    return facts.front(since=ago(seconds))


def test_a_node_with_nothing_counts_nothing_and_is_open() -> None:
    assert front() == Front(0, 0, NodeView(1, "open"))


def test_the_state_of_the_node_comes_with_the_counts(django_assert_num_queries: Any) -> None:
    tables.NodeState.objects.create(pk=1, inc=7, mode="recovering")
    with django_assert_num_queries(1):
        assert front().node == NodeView(7, "recovering")


def test_our_refused_envelopes_of_late_are_counted() -> None:
    a_row("a", author=links.ours(), outcome="refused", seq=1)
    a_row("b", author=links.ours(), outcome="refused", seq=2, stored_at=ago(7200))
    a_row("c", author=links.ours(), outcome="applied", seq=3)
    a_row("d", author=PEER, outcome="refused", seq=4)  # one that we refused
    assert front().refused == 1
    assert front(seconds=9000).refused == 2


def test_documents_that_we_answered_or_do_not_sign_are_not_counted() -> None:
    links.link()
    links.document("a", 60, offered_by=PEER, answers={PEER: "signed"})
    links.document("b", 70, offered_by=PEER, answers={PEER: "signed", links.ours(): "signed"})
    links.document("c", 80, offered_by=PEER, answers={PEER: "signed"}, parties=[PEER, "330421"])
    links.document("d", 90, offered_by=PEER, answers={PEER: "signed"}, state="dead")
    assert front().to_sign == 1
    assert [one.hash[0] for one in facts.to_sign()] == ["a"]


@pytest.mark.parametrize(
    ("digits", "found"),
    [("abc", ["abc1", "abcf"]), ("abcf", ["abcf"]), ("abc1".ljust(64, "0"), ["abc1"]), ("abd", []), ("f", ["ff"])],
)
def test_events_are_found_by_the_beginning_of_their_hash(digits: str, found: list[str]) -> None:
    for seq, name in enumerate(("abc1", "abcf", "ff"), start=1):
        a_row(name, seq=seq)
    assert [one.event_hash.rstrip("0") for one in facts.beginning(digits)] == found


def test_an_event_for_two_peers_is_found_once_at_its_first_place() -> None:
    first = a_row("abc", seq=1)
    a_row("abc", peer="330421", seq=2)
    (one,) = facts.beginning("abc")
    assert (one.place, one.subject, one.kind, one.author) == (first.pk, "matter/x", "matters.note", PEER)


def test_no_more_events_are_found_than_are_asked_for() -> None:
    for seq in range(1, 6):
        a_row(f"a{seq}", seq=seq)
    assert len(facts.beginning("a", rows_max=3)) == 3
    assert ago(0) - ago(60) >= timedelta(seconds=59)


def test_an_index_finds_the_beginning_of_a_hash() -> None:
    """The question is put as a range, so that both databases take the index of hashes instead of reading every row."""
    rows = tables.Envelope.objects.filter(event_hash__gte="abc", event_hash__lt="abcg")
    plan = rows.explain()
    assert "envelope_event" in plan or "Seq Scan" in plan  # PostgreSQL reads a table of no rows whole
