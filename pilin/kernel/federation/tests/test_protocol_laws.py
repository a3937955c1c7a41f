"""Laws of the bytes: what is written reads the same, no changed bit is taken, and batches may be cut anywhere."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pilin.base import canonical, clock
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol import digests, documents, envelope, parts
from pilin.kernel.federation.protocol import event as events
from pilin.kernel.federation.protocol import frame as frames
from pilin.kernel.federation.protocol.desk import Delivered, Effects
from pilin.kernel.federation.protocol.envelope import LANES, START, Place
from pilin.kernel.federation.protocol.event import Draft, Event
from pilin.kernel.federation.protocol.frame import Header, LaneReport
from pilin.kernel.federation.protocol.store import APPLIED, REFUSED, OutLane, Part, Row
from pilin.kernel.federation.protocol.suite import Ed25519Signer
from pilin.kernel.federation.tests.pairing import CHARTER, STRANGER, THEM, US, Pair
from tests.base.test_canonical import names, texts, values

AT = clock.read("2026-03-04T01:02:03.000004Z")
SIGNER, OTHER = Ed25519Signer(b"\1" * 32), Ed25519Signer(b"\2" * 32)
NUMBER = "11010519491231002X"  # the sample of the standard, no person's
FEW = settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])

hashes = st.binary(min_size=32, max_size=32).map(bytes.hex)
instants = st.datetimes(
    min_value=clock.read("2000-01-01T00:00:00.000000Z").replace(tzinfo=None),
    max_value=clock.read("2199-12-31T00:00:00.000000Z").replace(tzinfo=None),
).map(lambda moment: clock.Instant(moment.replace(tzinfo=AT.tzinfo)))
numbers = st.integers(0, canonical.INTEGER_MAX)
plain = texts.filter(lambda text: "\0" not in text)
bodies = st.dictionaries(names, values, max_size=4).filter(lambda body: b"\\u0000" not in canonical.encode(body))
drafts = st.builds(
    Draft,
    kind=st.sampled_from(["document.offer", "matters.step", "ledger.ask"]),
    scope=st.sampled_from(events.SCOPES),
    basis=st.just(CHARTER),
    body=bodies,
    parties=st.lists(st.sampled_from([US, THEM, STRANGER]), max_size=3),
    subject=st.sampled_from(["", "文书/甲", "matter/1"]),
    re=st.just("") | hashes,
)
places = st.builds(
    Place,
    sender=st.just(THEM),
    receiver=st.just(US),
    lane=st.sampled_from(LANES),
    seq=st.integers(1, canonical.INTEGER_MAX),
    prev=hashes,
    inc=numbers,
)
reports = st.builds(LaneReport, numbers, hashes, numbers, hashes, numbers)
headers = st.builds(
    Header,
    type=st.sampled_from(frames.TYPES),
    sender=st.just(THEM),
    receiver=st.just(US),
    inc=numbers,
    at=instants,
    speaks=st.sampled_from([(1, 1), (1, 2), (2, 2), (1, frames.VERSION_MAX)]),
    mode=st.sampled_from(["open", "paused", "recovering", "halted"]),
    lanes=st.fixed_dictionaries(dict.fromkeys(LANES, reports)),
    body=bodies,
)
lines = st.lists(st.binary(max_size=40).map(lambda data: data.replace(b"\n", b" ")), max_size=4)


def signed(draft: Draft) -> Event:
    return events.sign(draft, author=THEM, signer=SIGNER, at=AT, entropy=bytes)


EVENT = signed(Draft("document.offer", "documents", CHARTER, {"document": {"type": "note", "n": 1}}, (US,)))
HERE = Place(THEM, US, "work", 7, "a" * 64, 1)


@given(drafts, instants)
def test_an_event_reads_as_it_was_signed(draft: Draft, at: clock.Instant) -> None:
    event = events.sign(draft, author=THEM, signer=SIGNER, at=at, entropy=bytes)
    read = events.parse(canonical.decode(canonical.encode(event.as_json())))
    assert (read, read.text, read.hash) == (event, event.text, canonical.digest(event.text))
    assert read.parties == tuple(sorted({THEM, *draft.parties}))
    assert (read.at, read.is_signed_by(SIGNER.key), read.is_signed_by(OTHER.key)) == (at, True, False)


@given(plain, plain, names.filter(lambda name: "\0" not in name))
def test_no_text_of_ours_carries_an_identity_number(before: str, after: str, name: str) -> None:
    words = f"{before} {NUMBER} {after}"
    event = signed(Draft("document.offer", "documents", CHARTER, {name: [words, {"deep": NUMBER}]}, (US,)))
    assert not events.holds_identity_number(event.body)
    assert events.masked(event.body) == event.body
    assert NUMBER.encode() not in event.text


@given(drafts, places, st.none() | numbers)
def test_an_envelope_reads_as_it_was_sealed(draft: Draft, place: Place, seen: int | None) -> None:
    sealed = envelope.seal(signed(draft), place, signer=SIGNER, sent_at=AT, seen=seen)
    read, signature, text = envelope.parse(sealed.line, versions=(1, 2))
    assert (read, read.version) == (sealed, 1 if seen is None else 2)
    assert envelope.verify(signature, text, SIGNER.key)
    assert not envelope.verify(signature, text, OTHER.key)


@given(headers, lines)
def test_a_frame_reads_as_it_was_built(header: Header, payload: list[bytes]) -> None:
    data = frames.build(header, payload, SIGNER)
    read = frames.parse(data)
    assert (read.header, read.lines) == (header, tuple(payload))
    assert read.is_signed_by(SIGNER.key)
    assert replace(frames.parse_head(read.head_line), lines=read.lines) == read


def changed(data: bytes, place: int, bit: int) -> bytes:
    """Return bytes with one bit turned over."""
    at = place % len(data)
    return data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_an_envelope_with_one_changed_bit_is_not_taken(place: int, bit: int) -> None:
    line = changed(envelope.seal(EVENT, HERE, signer=SIGNER, sent_at=AT, seen=3).line, place, bit)
    try:
        _, signature, text = envelope.parse(line, versions=(1, 2))
    except Refused:
        return
    assert not envelope.verify(signature, text, SIGNER.key)


@given(st.integers(0, 10_000), st.integers(0, 7))
def test_a_frame_with_one_changed_bit_is_not_heard(place: int, bit: int) -> None:
    report = LaneReport(3, "a" * 64, 2, "b" * 64, 1)
    header = Header("push", THEM, US, 1, AT, (1, 2), "open", dict.fromkeys(LANES, report), {"lane": "work"})
    try:
        read = frames.parse(changed(frames.build(header, [b"one", b"two"], SIGNER), place, bit))
    except Refused:
        return
    assert not read.is_signed_by(SIGNER.key)


@given(st.binary(max_size=200))
def test_a_part_reads_as_it_was_written_and_fits_its_fact_alone(data: bytes) -> None:
    ref = events.PartRef("scan", parts.salted_hash("0a" * 16, data), "purpose", "2027-01-01", (US,))
    event = signed(Draft("document.offer", "documents", CHARTER, {}, (US,), parts=(ref,)))
    part = parts.read(parts.write(Part(event.hash, "scan", "0a" * 16, data)))
    assert (part.data, parts.fits(part, event)) == (data, True)
    assert not parts.fits(replace(part, data=data + b"!"), event)
    assert not parts.fits(replace(part, salt="0b" * 16), event)


# Digests


def row(seq: int, outcome: str, scope: str) -> Row:
    name = canonical.digest(str(seq).encode())
    return Row(THEM, "work", US, seq, 1, name, name, "kind", scope, b"line", AT, outcome, effect=name[:8])


rows = st.lists(st.tuples(st.sampled_from([APPLIED, REFUSED]), st.sampled_from(["ledger", "matters"])), max_size=12)
Outcomes = list[tuple[str, str]]


def numbered(outcomes: Outcomes) -> list[Row]:
    return [row(seq, outcome, scope) for seq, (outcome, scope) in enumerate(outcomes, start=1)]


@given(rows, st.integers(0, 12))
def test_a_running_digest_does_not_know_the_batches(outcomes: Outcomes, cut: int) -> None:
    whole, end = digests.chained(numbered(outcomes), {})
    first, between = digests.chained(numbered(outcomes)[:cut], {})
    second, after = digests.chained(numbered(outcomes)[cut:], between)
    assert ([*first, *second], after) == (whole, end)


@given(rows)
def test_a_running_digest_does_not_know_what_was_refused(outcomes: Outcomes) -> None:
    _, end = digests.chained(numbered(outcomes), {})
    _, applied = digests.chained([row for row in numbered(outcomes) if row.outcome == APPLIED], {})
    assert end == applied


@given(rows.filter(bool), st.data())
def test_a_digest_after_a_late_refusal_is_that_of_an_early_one(outcomes: Outcomes, data: st.DataObject) -> None:
    pair = Pair()
    place = data.draw(st.integers(1, len(outcomes)))
    before, running = digests.chained(numbered(outcomes), {})
    pair.us.store.append([(row, EVENT) for row in before])
    pair.us.store.save_out(OutLane(THEM, "work", seq=len(before), running=running))
    pair.us.store.set_outcomes([replace(before[place - 1], outcome=REFUSED)])
    digests.rechain(pair.us.store, THEM, "work", US, place)
    early = [(REFUSED, scope) if seq == place else (said, scope) for seq, (said, scope) in enumerate(outcomes, 1)]
    expected, _ = digests.chained(numbered(early), {})
    stored = pair.us.store.rows(THEM, "work", US, 0, 99)
    assert [row.running for row in stored] == [row.running for row in expected]
    scopes = {scope: digest for scope, digest in pair.out().running.items() if digest != START}
    assert scopes == {row.scope: row.running for row in expected if row.running != START}


# Documents: the order in which answers arrive does not matter


class Shelf:
    """A shelf in memory that objects to nothing."""

    def __init__(self) -> None:
        self.kept: dict[str, documents.Document] = {}
        self.agreed_ones: list[str] = []

    def get(self, document_hash: str) -> documents.Document | None:
        return self.kept.get(document_hash)

    def offered(self, offer: str) -> documents.Document | None:
        return next((document for document in self.kept.values() if document.offer == offer), None)

    def put(self, document: documents.Document) -> None:
        self.kept[document.hash] = document

    def check(self, text: Any, parties: Any) -> None:
        """Object to nothing."""

    def agreed(self, document: documents.Document, at: clock.Instant) -> None:
        self.agreed_ones.append(document.hash)


PARTIES = (STRANGER, THEM, US)


def answered(order: Sequence[tuple[str, str]]) -> tuple[str, dict[str, str], int]:
    """Return state, answers and number of agreements after one offer and answers in an order."""
    shelf, voice = Shelf(), Pair().us.rooms
    draft = documents.offer({"type": "note", "n": 1}, basis=CHARTER, parties=PARTIES)
    offer = events.sign(draft, author=THEM, signer=SIGNER, at=AT, entropy=bytes)
    documents.decide(shelf, voice, Delivered(offer, THEM, "work", own=False), AT)
    (document,) = shelf.kept.values()
    for author, kind in order:
        told = documents.sign(document) if kind == "signed" else documents.decline(document, "code", "reason")
        event = events.sign(told, author=author, signer=SIGNER, at=AT, entropy=bytes)
        documents.decide(shelf, voice, Delivered(event, author, "work", own=False), AT)
    (document,) = shelf.kept.values()
    return document.state, dict(document.answers), len(shelf.agreed_ones)


said = st.sampled_from(["signed", "declined"])


@FEW
@given(said, said, said)
def test_a_document_does_not_know_the_order_of_its_answers(ours: str, third: str, again: str) -> None:
    one = answered([(US, ours), (STRANGER, third), (US, again)])
    other = answered([(STRANGER, third), (US, ours), (STRANGER, again)])
    assert one == other
    assert one[0] == ("agreed" if (ours, third) == ("signed", "signed") else "dead")
    assert one[2] == (one[0] == "agreed")


# Receiving: in any pieces, any order, any number of times


def stored(pair: Pair) -> dict[str, Any]:
    """Return what our node made of its peer's facts; its own lines say too how far it had decided when it spoke."""
    tables = pair.us.store.t
    said = ("event_hash", "outcome", "code", "effect", "running")
    return {
        "rows": {key: [getattr(row, name) for name in said] for key, row in tables.rows.items()},
        "ins": {lane: replace(half, put=0) for (_, lane), half in tables.ins.items()},
        "documents": dict(tables.documents),
        "running": {lane: half.running for (_, lane), half in tables.outs.items()},
        "quarantined": dict(tables.quarantined),
    }


def papers(pair: Pair, count: int) -> list[bytes]:
    """Return lines of theirs, in order: papers, a text without a type, which is refused, and papers again."""
    made: list[envelope.Envelope] = []
    for seq in range(1, count + 1):
        event = pair.event({"document": {"type": "note", "n": seq} if seq % 3 else {"n": seq}})
        prev = made[-1].hash if made else START
        place = Place(THEM, US, "work", seq, prev, 1)
        made.append(envelope.seal(event, place, signer=pair.them.signers[-1], sent_at=pair.now, seen=0))
    return [sealed.line for sealed in made]


COUNT = 6
cuts = st.lists(st.integers(1, COUNT - 1), unique=True, max_size=4).map(sorted)


@FEW
@given(cuts)
def test_batches_may_be_cut_anywhere(places: list[int]) -> None:
    whole, pieces, sent = Pair(), Pair(), papers(Pair(), COUNT)
    whole.push(*sent)
    for first, last in zip([0, *places], [*places, COUNT], strict=True):
        pieces.push(*sent[first:last])
    assert stored(pieces) == stored(whole)
    assert [row.outcome for row in whole.us.store.rows(THEM, "work", THEM, 0, 99)].count(REFUSED) == COUNT // 3


@FEW
@given(st.lists(st.integers(0, COUNT - 1), max_size=10))
def test_frames_may_come_in_any_order_and_number(order: list[int]) -> None:
    whole, jumbled, sent = Pair(), Pair(), papers(Pair(), COUNT)
    whole.push(*sent)
    last = 0
    for number in order:
        jumbled.push(sent[number])
        assert jumbled.into().seq in (last, last + 1)
        last = jumbled.into().seq
    jumbled.push(*sent)
    assert stored(jumbled) == stored(whole)
    assert whole.link().mode == jumbled.link().mode == "open"


@FEW
@given(st.integers(1, 3), cuts)
def test_what_is_heard_again_changes_nothing(times: int, places: list[int]) -> None:
    pair = Pair()
    frame = pair.frame("push", {"lane": "work"}, papers(pair, COUNT)[: len(places) + 1])
    first = pair.hear(frame)
    before, tables = stored(pair), dict(pair.us.store.t.events)
    for _ in range(times):
        again = pair.hear(frame)
        assert (stored(pair), pair.us.store.t.events) == (before, tables)
        assert lanes_of(again) == lanes_of(first)


def lanes_of(effects: Effects) -> Any:
    """Return what a reply says of the lanes."""
    assert effects.reply is not None
    return frames.parse(effects.reply).header.lanes


@pytest.mark.parametrize("lane", LANES)
def test_what_crosses_on_the_way_settles_all_the_same(lane: str) -> None:
    pair = Pair()
    for number in range(3):
        for node in (pair.us, pair.them):
            draft = documents.offer({"type": "note", "n": f"{node.code} {number}"}, basis=CHARTER, parties=(US, THEM))
            pair.tell(node, replace(draft, lane=lane))
    pair.carry()
    for node in (pair.us, pair.them):
        assert pair.out(lane, node).settled >= 3
        assert pair.into(lane, node).decided >= 3
    assert pair.us.store.t.documents.keys() == pair.them.store.t.documents.keys()
