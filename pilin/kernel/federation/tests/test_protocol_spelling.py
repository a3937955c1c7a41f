"""Bytes that are taken from a line, instead of being spelled anew, are the ones that spelling would give."""

import base64
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base import canonical
from pilin.base.refusal import Refused
from pilin.kernel.federation.protocol import envelope, parts
from pilin.kernel.federation.protocol import event as events
from pilin.kernel.federation.protocol import frame as frames
from pilin.kernel.federation.protocol.envelope import Place
from pilin.kernel.federation.protocol.event import Draft, Event
from pilin.kernel.federation.protocol.frame import Header
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import Part
from pilin.kernel.federation.tests.pairing import CHARTER, THEM, US, refusal
from pilin.kernel.federation.tests.test_protocol_laws import AT, FEW, SIGNER, bodies, headers, places

LOOKS = [
    {"kid": "k", "sig": "s", "suite": "u"},
    {"text": '","kid":"x","sig":"y","suite":"z"},"from":"330482"'},
    {"text": "\\", "名".encode().hex(): "乍浦塘"},
    {"kid": {"kid": [{"kid": ',"kid":'}]}},
    {"event": {"fact": {"kid": 1}, "kid": "k", "sig": "s", "suite": "u"}, "from": "330482", "kid": ""},
]


def told(body: dict[str, Any]) -> Event:
    draft = Draft("ledger.ask", "ledger", CHARTER, body, (US, THEM))
    return events.sign(draft, author=THEM, signer=SIGNER, at=AT, entropy=bytes)


def line(event: Event, seen: int | None) -> bytes:
    place = Place(THEM, US, "ask", 7, "a" * 64, 1)
    return envelope.seal(event, place, signer=SIGNER, sent_at=AT, seen=seen).line


@pytest.mark.parametrize("seen", [None, 3])
@pytest.mark.parametrize("body", LOOKS, ids=range(len(LOOKS)))
def test_whatever_a_fact_says_its_bytes_are_found_in_its_line(body: dict[str, Any], seen: int | None) -> None:
    event = told(body)
    found = envelope.parse(line(event, seen), versions=(1, 2))[0].event
    assert found.text == canonical.encode(found.fact) == event.text
    assert found.is_signed_by(SIGNER.key)


def test_an_event_inside_another_keeps_its_own_bytes() -> None:
    inner = told({"amount_fen": 1})
    outer = told({"event": inner.as_json(), "kid": "none"})
    found = envelope.parse(line(outer, 1), versions=(1, 2))[0].event
    assert (found.text, found.hash) == (outer.text, outer.hash)
    assert events.parse(found.body["event"]).text == inner.text


@FEW
@given(bodies, places, st.none() | st.integers(0, 9))
def test_facts_of_any_content_keep_their_bytes(body: dict[str, Any], place: Place, seen: int | None) -> None:
    event = told(body)
    sealed = envelope.seal(event, place, signer=SIGNER, sent_at=AT, seen=seen)
    found, _, signed = envelope.parse(sealed.line, versions=(1, 2))
    assert found.event.text == event.text
    assert canonical.encode(canonical.decode(signed)) == signed


@pytest.mark.parametrize("member", ["fact", "kid", "sig", "suite"])
def test_an_event_without_a_member_is_refused_wherever_its_bytes_would_stand(member: str) -> None:
    said: Any = canonical.decode(line(told({}), 1))
    del said["envelope"]["event"][member]
    with pytest.raises(Refused) as refused:
        envelope.parse(canonical.encode(said), versions=(1, 2))
    assert refused.value.code is LinkRefusal.EVENT_IS_NOT_READABLE


@FEW
@given(headers)
def test_a_header_is_signed_as_it_stands_in_its_line(header: Header) -> None:
    data = frames.build(header, [b"{}"], SIGNER)
    found = frames.parse(data)
    said: Any = canonical.decode(found.head_line)
    assert found.signed == canonical.encode(said["header"])
    assert found.head_line == canonical.encode(said)
    assert found.is_signed_by(SIGNER.key)


@pytest.mark.parametrize("sig", ["", "é", '"', "=" * 500])
def test_no_other_text_is_the_signature_of_a_header(sig: str) -> None:
    head = frames.build(Header("hello", THEM, US, 1, AT, (1, 2), "open", REPORTS, {}), [], SIGNER).partition(b"\n")[0]
    said: Any = canonical.decode(head)
    assert frames.parse_head(canonical.encode(said)).is_signed_by(SIGNER.key)
    assert not frames.parse_head(canonical.encode({**said, "sig": sig})).is_signed_by(SIGNER.key)


REPORTS = {lane: frames.LaneReport(0, "0" * 64, 0, "0" * 64, 0) for lane in envelope.LANES}
NAMES = ["patient", "住院号", 'a "b" \\ c', "x" * 80]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("data", [b"", b"\0", bytes(range(256)), "住院号".encode()])
def test_a_part_is_written_as_the_canonical_bytes_of_its_members(name: str, data: bytes) -> None:
    part = Part("a" * 64, name, "5" * 32, data)
    members = {"event": part.event_hash, "name": name, "salt": part.salt, "data": base64.b64encode(data).decode()}
    assert parts.write(part) == canonical.encode({"part": members})
    assert parts.read(parts.write(part)) == part


WRITTEN = parts.write(Part("a" * 64, "n", "5" * 32, b"name"))
OTHERWISE = [
    WRITTEN + b" ",
    WRITTEN.replace(b":", b": "),
    WRITTEN.replace(b'"n"', b'"\\u006e"'),
    WRITTEN.replace(b'"n"', '"e\u0301"'.encode()),
    WRITTEN.replace(b'"n"', b'"\\ud800"'),
    WRITTEN.replace(b'{"data"', b'{"name":"n","data"'),
    WRITTEN[:-1] + b',"more":1}',
    WRITTEN.replace(b"=", b""),
    b'{"part":' + b"[" * 100_000,
    b"\xef\xbb\xbf" + WRITTEN,
    WRITTEN.decode().encode("utf-16"),
]


@pytest.mark.parametrize("other", OTHERWISE, ids=range(len(OTHERWISE)))
def test_a_part_that_is_spelled_otherwise_does_not_fit(other: bytes) -> None:
    assert other != WRITTEN
    assert refusal(parts.read, other) is LinkRefusal.PART_DOES_NOT_FIT
