"""Facts for the rooms above: events in their order, agreed texts, what waits on the table, and who was told what."""

from typing import Any

import pytest
from django.conf import settings

from pilin.base.clock import after
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.queries import facts
from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import AT, CHARTER, PEER, THIRD, ago

pytestmark = pytest.mark.django_db


def agreed(name: str, seconds_ago: float, **members: Any) -> None:
    links.document(name, seconds_ago, state="agreed", ended_at=ago(seconds_ago - 1), **members)


def test_events_come_once_in_the_order_in_which_they_were_stored() -> None:
    links.link()
    told = [links.event(links.ours(), at=after(AT, seconds=number)) for number in range(3)]
    for seq, event in enumerate((told[2], told[0], told[1]), start=1):
        links.envelope(seq, told=event)
    links.envelope(1, told=told[0], peer=THIRD)
    hashes = [event.hash for event in told]
    assert [event.hash for event in facts.events(hashes)] == [hashes[2], hashes[0], hashes[1]]
    assert facts.events([]) == []


def test_one_event_is_found_by_its_hash() -> None:
    links.link()
    event = links.event(links.ours())
    links.envelope(1, told=event)
    assert facts.event(event.hash) == event
    assert facts.event("f" * 64) is None


def test_a_text_that_was_not_kept_is_no_event() -> None:
    links.link()
    event = links.event(PEER)
    links.envelope(1, author=PEER, told=event, line=b"")
    assert facts.event(event.hash) is None


def test_an_agreed_text_is_found_by_type_and_hash() -> None:
    agreed("a", 60, type="kind", text={"type": "kind", "n": 1})
    links.document("b", type="kind")
    name = "a".ljust(64, "0")
    assert facts.agreed_text("kind", name) == {"type": "kind", "n": 1}
    assert facts.agreed_text("calendar", name) is None
    assert facts.agreed_text("kind", "b".ljust(64, "0")) is None


def test_agreed_documents_come_last_first() -> None:
    for name, seconds_ago in (("a", 300), ("b", 60), ("c", 180)):
        agreed(name, seconds_ago, type="calendar")
    links.document("d", type="calendar")
    agreed("e", 10, type="kind")
    assert [row.pk[0] for row in facts.agreed_documents("calendar")] == ["b", "c", "a"]


def test_who_holds_the_texts_asks_for_the_hashes_of_what_is_agreed() -> None:
    for name, seconds_ago in (("a", 300), ("b", 60), ("c", 180)):
        agreed(name, seconds_ago, type="calendar")
    links.document("d", type="calendar")
    agreed("e", 10, type="kind")
    assert facts.agreed_hashes("calendar") == [row.hash for row in facts.agreed_documents("calendar")]
    assert [name[0] for name in facts.agreed_hashes("calendar")] == ["b", "c", "a"]
    assert facts.agreed_hashes("none") == []


def test_documents_that_wait_are_listed_oldest_first() -> None:
    links.link()
    links.document("a", 60)
    links.document("b", 300, offered_by=PEER, answers={PEER: "signed"})
    agreed("c", 600)
    rows = facts.open_documents()
    assert [(row.hash[0], row.offered_name, row.waits_for_us) for row in rows] == [
        ("b", "金山区", True),
        ("a", settings.NODE.node.name, False),
    ]
    assert [row.offered_at for row in rows] == [ago(300), ago(60)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ({"type": "kind", "title": "水污染联合处置"}, ("水污染联合处置", "水污染联合处置")),
        ({"type": "kind", "title": {"zh": "议题", "en": "topic"}}, ("议题", "topic")),
        ({"type": "kind", "title": {"zh": "议题"}}, ("议题", "议题")),
        ({"type": "kind", "title": {"en": "topic"}}, ("kind", "topic")),
        ({"type": "kind", "name": "topic"}, ("topic", "topic")),
        ({"type": "kind"}, ("kind", "kind")),
    ],
)
def test_a_document_on_the_table_has_a_title_in_both_languages(text: dict[str, Any], title: tuple[str, str]) -> None:
    links.document("a", text=text)
    (row,) = facts.open_documents()
    assert (row.title["zh"], row.title["en"]) == title
    assert row.text == text


def test_a_document_that_we_do_not_sign_waits_for_others() -> None:
    links.document("a", parties=[PEER, THIRD], answers={}, offered_by=THIRD)
    (row,) = facts.open_documents()
    assert (row.waits_for_us, row.offered_name) == (False, THIRD)
    assert facts.front(since=ago(9)).to_sign == 0


def test_what_waits_for_us_is_counted_by_the_database() -> None:
    links.link()
    links.document("a", 60)  # we offered it
    links.document("b", 300, offered_by=PEER, answers={PEER: "signed"})
    links.document("c", 200, offered_by=PEER, answers={PEER: "signed", links.ours(): "declined"})
    agreed("d", 600)
    assert facts.front(since=ago(9)).to_sign == 1
    assert [row.hash[0] for row in facts.to_sign()] == ["b"]


def test_a_document_reads_as_the_protocols_value() -> None:
    links.document("a")
    name = "a".ljust(64, "0")
    found = facts.document(name)
    assert found is not None
    assert (found.hash, found.parties, found.state) == (name, (PEER, links.ours()), "open")
    assert facts.document("f" * 64) is None


def test_a_peer_is_known_by_its_link() -> None:
    links.link()
    links.link(THIRD, "嘉善县", mode="introduced", heard_at=None)
    assert facts.peers() == [PEER]
    assert facts.charter_of(PEER) == CHARTER
    assert facts.heard_at(PEER) == ago(30)
    assert facts.heard_at(THIRD) is None
    assert facts.heard_at("110000") is None
    with pytest.raises(tables.Link.DoesNotExist):
        facts.charter_of("110000")


def test_what_a_peer_was_told_is_remembered_by_kind() -> None:
    links.link()
    links.envelope(1)
    links.envelope(2, author=PEER, told=links.event(PEER, "ledger.ask"))
    assert facts.was_told(PEER, "document.offer")
    assert not facts.was_told(PEER, "ledger.ask")
    assert not facts.was_told(THIRD, "document.offer")
