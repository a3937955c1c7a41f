"""The cellar: parts that can be erased, attachments that come in pieces, alarms that are counted, sealed quarantine."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from hypothesis import given
from hypothesis import strategies as st

from pilin.base import canonical
from pilin.base.clock import after
from pilin.kernel.federation import actions
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import cellar
from pilin.kernel.federation.actions.store import DjangoStore
from pilin.kernel.federation.protocol import parts
from pilin.kernel.federation.protocol.event import Draft, PartRef
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import Part
from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import AT, PEER, THIRD
from pilin.kernel.federation.tests.pairing import refusal
from tests.support.neighbour import Neighbour

pytestmark = pytest.mark.django_db
SALT, DATA = "0a" * 16, "申请人的陈述".encode()
BLOB = b"an attachment of three chunks"
NAME = hashlib.sha256(BLOB).hexdigest()


@pytest.fixture
def part() -> Part:
    """Store an event of ours that names a part for the peer, and the part itself."""
    ref = PartRef("statement", parts.salted_hash(SALT, DATA), "hearing", "2026-12-31", (PEER,))
    links.link()
    event = links.event(links.ours(), parts=(ref,))
    links.envelope(1, told=event)
    part = Part(event.hash, "statement", SALT, DATA)
    DjangoStore(links.ours()).save_parts([part], AT)
    return part


def read(part: Part, reader: str) -> list[Part]:
    return list(DjangoStore(links.ours()).parts([part.event_hash], reader))


# Parts


def test_a_part_is_kept_encrypted_for_its_readers(part: Part) -> None:
    row = tables.Part.objects.get()
    assert DATA not in bytes(row.cipher)
    assert (row.keep_until, row.readers, row.purpose) == (date(2026, 12, 31), [PEER], "hearing")
    assert read(part, PEER) == read(part, links.ours()) == [part]
    assert read(part, THIRD) == []


def test_contents_that_are_told_are_kept_encrypted_and_read_until_they_are_erased(neighbour: Neighbour) -> None:
    content = actions.detach("statement", DATA, purpose="hearing", keep_until=date(2026, 12, 31), readers=(PEER,))
    draft = Draft("link.note", "link", neighbour.charter, {}, (PEER,), contents=(content,))
    (told,) = actions.tell([draft], at=neighbour.at)
    neighbour.exchange()
    assert DATA not in bytes(tables.Part.objects.get().cipher)
    assert actions.contents(events=[told.hash, "0" * 64], name="statement") == {told.hash: DATA}
    assert actions.contents(events=[told.hash], name="annex") == {}
    assert [part.data for part in neighbour.node.store.t.parts.values()] == [DATA]
    actions.erase(until=date(2027, 1, 1), at=neighbour.at)
    assert actions.contents(events=[told.hash], name="statement") == {}


def test_two_parts_have_keys_of_their_own(part: Part) -> None:
    ref = PartRef("annex", parts.salted_hash(SALT, DATA), "hearing", "2026-12-31", ())
    event = links.event(links.ours(), at=after(AT, seconds=9), parts=(ref,))
    links.envelope(2, told=event)
    DjangoStore(links.ours()).save_parts([Part(event.hash, "annex", SALT, DATA)], AT)
    one, other = tables.Part.objects.order_by("pk")
    assert bytes(one.key) != bytes(other.key)
    assert bytes(one.cipher) != bytes(other.cipher)


@pytest.mark.parametrize(("until", "count"), [(date(2026, 12, 31), 0), (date(2027, 1, 1), 1)])
def test_a_part_is_erased_after_its_last_day_of_keeping(part: Part, until: date, count: int) -> None:
    assert actions.erase(until=until, at=AT) == count
    row = tables.Part.objects.get()
    assert (row.erased_at, row.salt == "", bytes(row.key) == b"", bytes(row.cipher) == b"") == (
        (AT, True, True, True) if count else (None, False, False, False)
    )
    assert read(part, PEER) == [part] * (1 - count)


def test_what_was_shared_with_a_peer_is_erased_with_a_proof_that_both_can_make(part: Part) -> None:
    mine = PartRef("annex", parts.salted_hash(SALT, DATA), "hearing", "2026-12-31", ())
    event = links.event(links.ours(), at=after(AT, seconds=9), parts=(mine,))
    links.envelope(2, told=event)
    DjangoStore(links.ours()).save_parts([Part(event.hash, "annex", SALT, DATA)], AT)
    erasure = actions.shared_parts(peer=PEER)
    assert erasure == actions.Erasure(1, canonical.digest_of([[part.event_hash, "statement"]]), 1)
    assert read(part, PEER) == [part]
    assert actions.erase_shared(peer=PEER, at=AT) == erasure
    assert [(row.erased_at, row.salt, bytes(row.key)) for row in tables.Part.objects.all()] == [(AT, "", b"")] * 2
    assert actions.erase_shared(peer=PEER, at=after(AT, seconds=9)) == erasure  # nothing more to do, the same proof
    assert {row.erased_at for row in tables.Part.objects.all()} == {AT}


def test_what_was_shared_with_others_stays(part: Part) -> None:
    assert actions.erase_shared(peer=THIRD, at=AT).parts == 0
    assert read(part, PEER) == [part]


def test_an_erased_part_stays_erased_when_it_comes_again(part: Part) -> None:
    actions.erase(until=date(2027, 1, 1), at=AT)
    DjangoStore(links.ours()).save_parts([part], after(AT, seconds=60))
    assert read(part, PEER) == []
    assert actions.erase(until=date(2027, 1, 1), at=AT) == 0
    assert tables.Envelope.objects.get().line  # the fact stays whole


@given(st.binary(max_size=100))
def test_what_is_sealed_opens_with_its_key_alone(data: bytes) -> None:
    sealed = cellar.seal(b"k" * 32, data)
    assert cellar.unseal(b"k" * 32, sealed) == data
    assert cellar.seal(b"k" * 32, data) != sealed
    with pytest.raises(InvalidTag):
        cellar.unseal(b"l" * 32, sealed)


# Attachments


@pytest.fixture
def infected(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Register a scanner that finds something in everything; it is shown every whole file."""
    shown: list[Path] = []

    def is_clean(file: Path) -> bool:
        shown.append(file)
        return False

    monkeypatch.setattr(cellar, "SCANNERS", [is_clean])
    return shown


def blob() -> tables.Blob:
    return tables.Blob.objects.get()


def test_an_own_attachment_is_given_to_its_readers_in_chunks(node_folder: Path) -> None:
    assert actions.keep_blob(BLOB, [PEER]) == NAME
    assert cellar.blob_file(NAME).read_bytes() == BLOB
    assert cellar.chunk(NAME, 0, 10, PEER) == (BLOB[:10], len(BLOB))
    assert cellar.chunk(NAME, 20, 10, PEER) == (BLOB[20:], len(BLOB))
    assert cellar.chunk(NAME, 99, 10, PEER) == (b"", len(BLOB))
    assert cellar.chunk(NAME, 0, 10, THIRD) is None
    assert cellar.chunk("f" * 64, 0, 10, PEER) is None


def test_an_attachment_that_is_kept_again_has_the_readers_of_both_times(node_folder: Path) -> None:
    actions.keep_blob(BLOB, [PEER])
    actions.keep_blob(BLOB, [THIRD, PEER])
    assert (blob().readers, blob().verdict, blob().have) == ([PEER, THIRD], "clean", len(BLOB))


def test_an_attachment_is_for_its_owner_alone_on_disk(node_folder: Path) -> None:
    actions.keep_blob(BLOB, [])
    assert cellar.blob_file(NAME).stat().st_mode & 0o777 == 0o600


def test_an_infected_attachment_is_given_to_nobody(node_folder: Path, infected: list[Path]) -> None:
    actions.keep_blob(BLOB, [PEER])
    assert blob().verdict == "infected"
    assert cellar.chunk(NAME, 0, 10, PEER) is None


def test_a_wanted_attachment_comes_chunk_by_chunk(node_folder: Path) -> None:
    store = DjangoStore(links.ours())
    actions.want_blob(NAME, source=PEER, readers=[PEER])
    for offset in range(0, len(BLOB), 10):
        assert store.wanted(PEER, 9) == [(NAME, offset)]
        assert store.blob(NAME, 0, 10, PEER) is None  # it is not whole yet
        store.save_chunk(NAME, offset, BLOB[offset : offset + 10], len(BLOB))
    assert store.wanted(PEER, 9) == []
    assert store.blob(NAME, 0, 99, PEER) == (BLOB, len(BLOB))


def test_a_chunk_that_comes_again_is_written_over(node_folder: Path) -> None:
    actions.want_blob(NAME, source=PEER, readers=[])
    for _ in range(2):
        cellar.save_chunk(NAME, 0, BLOB[:10], len(BLOB))
    assert (blob().have, cellar.blob_file(NAME).read_bytes()) == (10, BLOB[:10])


def test_bytes_of_another_hash_are_broken(node_folder: Path, infected: list[Path]) -> None:
    actions.want_blob(NAME, source=PEER, readers=[PEER])
    cellar.save_chunk(NAME, 0, BLOB[::-1], len(BLOB))
    assert (blob().verdict, infected) == ("broken", [])
    assert cellar.chunk(NAME, 0, 10, PEER) is None
    assert DjangoStore(links.ours()).wanted(PEER, 9) == []


def test_a_fetched_attachment_is_scanned_when_it_is_whole(node_folder: Path, infected: list[Path]) -> None:
    actions.want_blob(NAME, source=PEER, readers=[PEER])
    cellar.save_chunk(NAME, 0, BLOB[:10], len(BLOB))
    assert (blob().verdict, infected) == ("", [])
    cellar.save_chunk(NAME, 10, BLOB[10:], len(BLOB))
    assert (blob().verdict, infected) == ("infected", [cellar.blob_file(NAME)])


@pytest.mark.parametrize(("data", "size"), [(BLOB, 2**40), (BLOB, len(BLOB) - 1)])
def test_more_than_was_announced_or_allowed_is_not_written(node_folder: Path, data: bytes, size: int) -> None:
    actions.want_blob(NAME, source=PEER, readers=[])
    cellar.save_chunk(NAME, 0, data, size)
    assert (blob().verdict, cellar.blob_file(NAME).exists()) == ("too_large", False)


def test_an_attachment_that_is_wanted_twice_has_the_readers_of_both_times(node_folder: Path) -> None:
    actions.want_blob(NAME, source=PEER, readers=[PEER])
    actions.want_blob(NAME, source=THIRD, readers=[THIRD])
    assert (blob().source, blob().readers) == (PEER, [PEER, THIRD])


# Alarms and quarantine


def alarms() -> list[tuple[str, str, int, Any]]:
    rows = tables.Alarm.objects.order_by("pk")
    return [(row.code, row.peer, row.times, row.closed_at) for row in rows]


def test_the_same_open_alarm_is_counted() -> None:
    for seconds, peer in ((0, PEER), (60, PEER), (90, THIRD)):
        cellar.alarm("fork", peer, after(AT, seconds=seconds), {"seq": seconds})
    assert alarms() == [("fork", PEER, 2, None), ("fork", THIRD, 1, None)]
    first = tables.Alarm.objects.earliest("pk")
    assert (first.facts, first.first_at, first.last_at) == ({"seq": 0}, AT, after(AT, seconds=60))


def test_a_closed_alarm_is_raised_anew() -> None:
    cellar.alarm("fork", PEER, AT, {})
    first = tables.Alarm.objects.get()
    for by in ("first", "second"):  # who comes later finds it closed
        actions.close_alarm(alarm_id=first.pk, by=by, at=AT)
    cellar.alarm("fork", PEER, AT, {})
    assert alarms() == [("fork", PEER, 1, AT), ("fork", PEER, 1, None)]
    first.refresh_from_db()
    assert first.closed_by == "first"


def test_quarantined_bytes_are_sealed_and_kept_once(node_folder: Path) -> None:
    for _ in range(2):
        cellar.quarantine(PEER, "signature_is_bad", b"bad bytes", AT)
    row = tables.Quarantine.objects.get()
    assert b"bad" not in bytes(row.cipher)
    assert (row.size, row.hash) == (9, hashlib.sha256(b"bad bytes").hexdigest())
    assert (node_folder / "quarantine.key").stat().st_mode & 0o777 == 0o600


def test_two_persons_open_quarantined_bytes_and_are_written_down(node_folder: Path) -> None:
    cellar.quarantine(PEER, "fork", b"evidence", AT)
    row = tables.Quarantine.objects.get()
    assert refusal(actions.open_quarantine, quarantine_id=row.pk, first="a", second="a") is (
        LinkRefusal.TWO_PERSONS_ARE_NEEDED
    )
    assert actions.open_quarantine(quarantine_id=row.pk, first="a", second="b") == b"evidence"
    row.refresh_from_db()
    assert row.opened_by == "a + b"


def test_old_quarantined_bytes_are_deleted(node_folder: Path) -> None:
    for seconds in (0, 60):
        cellar.quarantine(PEER, "fork", b"%d" % seconds, after(AT, seconds=seconds))
    assert actions.expire_quarantine(before=after(AT, seconds=60)) == 1
    assert tables.Quarantine.objects.get().at == after(AT, seconds=60)


def test_what_a_peer_wrote_fits_every_table() -> None:
    cellar.alarm("fenced_without_proof", PEER, AT, {"proof": "a\0b", "inc": 9})
    assert tables.Alarm.objects.get().facts == {"proof": "a\N{REPLACEMENT CHARACTER}b", "inc": 9}


def test_beyond_a_peers_share_only_the_hash_is_kept_and_an_alarm(
    node_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cellar, "QUARANTINE_BYTES_MAX", 10)
    for data in (b"12345678", b"abcd", b"xy"):
        cellar.quarantine(PEER, "fork", data, AT)
    cellar.quarantine(THIRD, "fork", b"abcd", AT)
    rows = tables.Quarantine.objects.order_by("pk")
    assert [(row.size, bool(row.cipher)) for row in rows] == [(8, True), (4, False), (2, True), (4, True)]
    assert tables.Alarm.objects.get().code == "quarantine_is_full"
    assert actions.open_quarantine(quarantine_id=rows[1].pk, first="a", second="b") == b""


def test_of_many_pieces_no_more_are_even_remembered(node_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cellar, "QUARANTINE_ROWS_MAX", 2)
    for number in range(5):
        cellar.quarantine(PEER, "upload_is_no_text", b"%d" % number, AT)
    cellar.quarantine(THIRD, "fork", b"abcd", AT)
    assert [row.peer for row in tables.Quarantine.objects.order_by("pk")] == [PEER, PEER, THIRD]
    assert (tables.Alarm.objects.get().peer, tables.Alarm.objects.get().times) == (PEER, 3)


@pytest.mark.parametrize("source", ["", PEER])
def test_who_names_a_file_that_is_here_from_elsewhere_does_not_read_it(node_folder: Path, source: str) -> None:
    actions.keep_blob(BLOB, [PEER])
    tables.Blob.objects.update(source=source)
    actions.want_blob(NAME, source=THIRD, readers=[THIRD])
    assert blob().readers == [PEER]
    if source:
        actions.want_blob(NAME, source=source, readers=[THIRD])
        assert blob().readers == [PEER, THIRD]


def test_an_attachment_is_read_whole_by_its_readers_once_it_is_clean(node_folder: Path) -> None:
    actions.keep_blob(BLOB, [PEER])
    assert actions.blob(NAME, reader=PEER) == BLOB
    assert actions.blob(NAME, reader="330421") is None
    tables.Blob.objects.filter(pk=NAME).update(verdict="infected")
    assert actions.blob(NAME, reader=PEER) is None
    assert actions.blob("0" * 64, reader=PEER) is None


def test_one_part_is_erased_before_its_day_with_a_proof_that_follows_from_the_fact_alone(part: Part) -> None:
    named: dict[str, str] = {"event": part.event_hash, "name": "statement"}
    proof = actions.erase_of(**named, at=AT)
    assert proof == canonical.digest_of([[part.event_hash, "statement", "erased"]])
    assert read(part, PEER) == []
    row = tables.Part.objects.get()
    assert (row.erased_at, row.salt, bytes(row.key), bytes(row.cipher)) == (AT, "", b"", b"")
    assert actions.erase_of(**named, at=after(AT, seconds=9)) == proof
    assert actions.erase_of(event=part.event_hash, name="annex", at=AT) == ""
