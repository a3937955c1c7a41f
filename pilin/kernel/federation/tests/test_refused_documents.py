"""Documents and detached parts: who may sign, once each, and which bytes belong to a fact."""

from dataclasses import replace
from typing import Any

import pytest

from pilin.base import canonical
from pilin.kernel.federation.protocol import documents, parts
from pilin.kernel.federation.protocol.desk import Declined
from pilin.kernel.federation.protocol.documents import DECLINE, OFFER, SIGN, WITHDRAW, Document
from pilin.kernel.federation.protocol.event import PartRef
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import APPLIED, REFUSED, WAITING, Part, Row
from pilin.kernel.federation.tests.pairing import CHARTER, STRANGER, THEM, US, Pair, note, refusal

TEXT: dict[str, Any] = {"type": "note", "n": 1}
NAME = documents.name_of(TEXT, (US, THEM))
SALT = "5" * 32


@pytest.fixture
def pair() -> Pair:
    return Pair()


@pytest.fixture
def offered(pair: Pair) -> Pair:
    """Return a pair with a text of ours on the table."""
    pair.tell(pair.us, note())
    return pair


def document(pair: Pair) -> Document:
    found: Document = pair.us.store.t.documents[NAME]
    return found


def said(pair: Pair, kind: str, name: str = NAME, **members: Any) -> Row:
    """Let them say something of a document; return our row of it."""
    return pair.heard(pair.event({"document": name}, kind=kind, **members))


def is_refused(row: Row, expected: LinkRefusal) -> bool:
    return (row.outcome, row.code) == (REFUSED, expected.value)


def test_a_document_is_agreed_when_everybody_has_signed(offered: Pair) -> None:
    assert (document(offered).state, document(offered).answers) == ("open", {US: "signed"})
    assert said(offered, SIGN).outcome == APPLIED
    assert (document(offered).state, document(offered).answers) == ("agreed", {US: "signed", THEM: "signed"})


def test_a_document_is_dead_when_one_has_declined(offered: Pair) -> None:
    assert said(offered, DECLINE).outcome == APPLIED
    assert document(offered).state == "dead"


@pytest.mark.parametrize("kind", [SIGN, DECLINE, WITHDRAW])
def test_an_unknown_document_is_waited_for(pair: Pair, kind: str) -> None:
    row = said(pair, kind)
    assert (row.outcome, row.code) == (WAITING, LinkRefusal.DOCUMENT_IS_UNKNOWN.value)


def test_what_waited_for_a_document_is_decided_with_it(pair: Pair) -> None:
    assert said(pair, SIGN).outcome == WAITING
    pair.tell(pair.us, note())
    pair.due(pair.us)
    assert pair.row(1).outcome == APPLIED
    assert document(pair).state == "agreed"


@pytest.mark.parametrize(("first", "second"), [(SIGN, SIGN), (SIGN, DECLINE), (DECLINE, SIGN), (DECLINE, OFFER)])
def test_each_party_answers_once(offered: Pair, first: str, second: str) -> None:
    said(offered, first)
    state = document(offered).state
    text = {"document": TEXT} if second == OFFER else {"document": NAME}
    row = offered.heard(offered.event(text, kind=second))
    assert is_refused(row, LinkRefusal.DOCUMENT_IS_ANSWERED)
    assert document(offered).state == state


def test_offering_the_same_text_is_signing_it(offered: Pair) -> None:
    assert offered.heard(offered.event({"document": TEXT})).outcome == APPLIED
    assert document(offered).state == "agreed"
    assert document(offered).offered_by == US


def test_an_offer_that_we_refused_stays_refused_when_it_comes_again(pair: Pair) -> None:
    event = pair.event({"document": []})
    assert is_refused(pair.heard(event), LinkRefusal.EVENT_IS_NOT_READABLE)
    assert is_refused(pair.heard(event), LinkRefusal.DOCUMENT_IS_ANSWERED)


@pytest.mark.parametrize("kind", [SIGN, DECLINE])
def test_an_answer_has_the_parties_of_its_document(offered: Pair, kind: str) -> None:
    row = said(offered, kind, parties=(US, THEM, STRANGER))
    assert is_refused(row, LinkRefusal.DOCUMENT_IS_NOT_FOR_AUTHOR)


def test_who_is_no_party_of_a_document_cannot_answer_it(pair: Pair) -> None:
    pair.us.store.save_link(replace(pair.link(), peer=STRANGER))
    pair.tell(pair.us, note(parties=(US, STRANGER)))
    name = documents.name_of(TEXT, (US, STRANGER))
    assert is_refused(said(pair, SIGN, name), LinkRefusal.DOCUMENT_IS_NOT_FOR_AUTHOR)
    assert pair.us.store.t.documents[name].state == "open"


def test_only_the_offerer_takes_a_document_back(offered: Pair) -> None:
    assert is_refused(said(offered, WITHDRAW), LinkRefusal.DOCUMENT_IS_NOT_FOR_AUTHOR)
    assert not document(offered).withdrawn


def test_a_withdrawal_before_our_signature_is_declined_by_us(pair: Pair) -> None:
    offer = pair.event()
    pair.heard(offer)
    assert said(pair, WITHDRAW).outcome == APPLIED
    told = pair.us.store.reply(US, offer.hash, DECLINE)
    assert told.body["code"] == LinkRefusal.DOCUMENT_WAS_WITHDRAWN.value
    assert (document(pair).state, document(pair).withdrawn) == ("dead", True)


def test_a_withdrawal_after_our_signature_changes_nothing(pair: Pair) -> None:
    offer = pair.event()
    pair.heard(offer)
    pair.tell(pair.us, documents.sign(document(pair)))
    assert said(pair, WITHDRAW).outcome == APPLIED
    assert pair.us.store.reply(US, offer.hash, DECLINE) is None
    assert document(pair).state == "agreed"


@pytest.mark.parametrize("body", [{}, {"document": []}, {"document": {}}, {"document": {"type": 1}}], ids=str)
def test_an_offer_needs_a_text_with_a_type(pair: Pair, body: dict[str, Any]) -> None:
    row = pair.heard(pair.event(body or {"other": 1}))
    assert is_refused(row, LinkRefusal.EVENT_IS_NOT_READABLE)


def test_the_owner_of_a_type_looks_at_the_text_first(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    objection = Declined(LinkRefusal.KIND_IS_UNKNOWN, {"kind": "note"})
    monkeypatch.setattr("tests.simulation.rooms.Shelf.check", lambda _shelf, _text, _parties: objection)
    assert is_refused(pair.heard(pair.event()), LinkRefusal.KIND_IS_UNKNOWN)
    assert pair.us.store.t.documents == {}


def test_an_offer_that_the_peer_refused_is_dead(offered: Pair) -> None:
    body = {"code": "kind_is_unknown", "facts": {}, "remedy": "final"}
    offered.heard(offered.event(body, kind="link.refusal", scope="link", re=document(offered).offer))
    assert document(offered).answers == {US: "signed", THEM: "declined"}


def test_both_sides_come_to_the_same_whoever_was_first(pair: Pair) -> None:
    pair.tell(pair.us, note())
    pair.tell(pair.them, note())
    pair.carry()
    assert document(pair).state == pair.them.store.t.documents[NAME].state == "agreed"


def test_drafts_answer_the_first_offer() -> None:
    paper = Document(NAME, "note", TEXT, CHARTER, (THEM, US), US, "a" * 64, {})
    drafts = (documents.sign(paper), documents.withdraw(paper), documents.decline(paper, "code", "reason"))
    assert {(draft.re, draft.subject, draft.basis) for draft in drafts} == {("a" * 64, f"document/{NAME}", CHARTER)}
    assert drafts[2].body == {"document": NAME, "code": "code", "reason": "reason"}


# Detached parts


def referring(pair: Pair, data: bytes, readers: tuple[str, ...] = (US,)) -> Any:
    """Return an event of theirs that names a part."""
    reference = PartRef("petitioner", parts.salted_hash(SALT, data), "p", "2027-01-01", readers)
    return pair.event(parts=(reference,))


def test_a_part_reads_as_it_was_written() -> None:
    part = Part("a" * 64, "petitioner", SALT, bytes(range(256)))
    line = parts.write(part)
    assert parts.is_part(line)
    assert parts.read(line) == part
    assert not parts.is_part(b'{"envelope":{}}')


@pytest.mark.parametrize(
    "members", [{"salt": "5" * 30}, {"salt": "x" * 32}, {"data": "*"}, {"data": 1}, {"salt": None}, {"name": None}]
)
def test_a_part_of_another_shape_does_not_fit(members: dict[str, Any]) -> None:
    value = {"event": "a" * 64, "name": "n", "salt": SALT, "data": ""} | members
    kept = {name: member for name, member in value.items() if name != "name" or member}
    assert refusal(parts.read, canonical.encode({"part": kept})) is LinkRefusal.PART_DOES_NOT_FIT


def test_a_part_comes_beside_its_envelope(pair: Pair) -> None:
    event = referring(pair, b"name")
    part = Part(event.hash, "petitioner", SALT, b"name")
    assert parts.fits(part, event)
    pair.push(pair.line(event), parts.write(part))
    assert pair.us.store.parts([event.hash], US) == [part]


SPELLINGS: list[dict[str, Any]] = [
    {"salt": "AB" * 16},
    {"salt": "ab " * 16},
    {"event": "\0"},
    {"event": "A" * 64},
    {"event": {}},
    {"name": "n\0"},
    {"name": "n" * 81},
    {"more": ""},
]


@pytest.mark.parametrize("members", SPELLINGS, ids=str)
def test_a_part_has_one_spelling_that_every_table_can_hold(pair: Pair, members: dict[str, Any]) -> None:
    line = canonical.encode({"part": {"event": "a" * 64, "name": "n", "salt": SALT, "data": ""} | members})
    assert refusal(parts.read, line) is LinkRefusal.PART_DOES_NOT_FIT
    pair.push(line)
    assert pair.quarantined() == [LinkRefusal.PART_DOES_NOT_FIT.value]


@pytest.mark.parametrize("line", [b'{"part":"text"}', b'{"part":[]}', b'{"part":null}', b'{"part":{}}', b'{"part":'])
def test_a_line_that_only_begins_as_a_part_is_none(line: bytes) -> None:
    assert refusal(parts.read, line) is LinkRefusal.PART_DOES_NOT_FIT


@pytest.mark.parametrize("change", [{"data": b"other"}, {"salt": "6" * 32}, {"name": "other"}], ids=str)
def test_bytes_that_a_fact_does_not_name_are_no_part_of_it(pair: Pair, change: dict[str, Any]) -> None:
    event = referring(pair, b"name")
    part = replace(Part(event.hash, "petitioner", SALT, b"name"), **change)
    pair.push(pair.line(event), parts.write(part))
    assert pair.quarantined() == [LinkRefusal.PART_DOES_NOT_FIT.value]
    assert LinkRefusal.PART_DOES_NOT_FIT.value in pair.alarms()
    assert pair.us.store.parts([event.hash], US) == []


def test_a_part_without_its_event_is_not_kept(pair: Pair) -> None:
    pair.push(parts.write(Part("a" * 64, "petitioner", SALT, b"name")))
    assert (pair.us.store.t.parts, pair.quarantined()) == ({}, [])


def test_a_part_goes_to_its_readers_alone(pair: Pair) -> None:
    event = referring(pair, b"name", readers=(STRANGER,))
    pair.push(pair.line(event), parts.write(Part(event.hash, "petitioner", SALT, b"name")))
    assert pair.us.store.parts([event.hash], US) == []
    assert len(pair.us.store.parts([event.hash], THEM)) == 1


def test_one_text_between_others_is_another_document() -> None:
    with_a_third = documents.offer(TEXT, basis=CHARTER, parties=(US, THEM, STRANGER))
    assert with_a_third.subject == f"document/{documents.name_of(TEXT, (STRANGER, THEM, US))}" != f"document/{NAME}"
    assert documents.name_of(TEXT, (THEM, US, US)) == NAME
