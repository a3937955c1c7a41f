"""Facts that are refused when they are decided: by their shape, signature or parties, or after a long wait."""

from collections.abc import Callable
from typing import Any

import pytest

from pilin.base import clock
from pilin.base.canonical import DEPTH_MAX, CanonicalRefusal, Json
from pilin.kernel.federation.protocol import envelope, keys
from pilin.kernel.federation.protocol import event as events
from pilin.kernel.federation.protocol.deciding import REFUSAL
from pilin.kernel.federation.protocol.desk import Declined, Failed, Waiting
from pilin.kernel.federation.protocol.envelope import START
from pilin.kernel.federation.protocol.event import Event, PartRef
from pilin.kernel.federation.protocol.refusals import LinkRefusal
from pilin.kernel.federation.protocol.store import APPLIED, FAILED, REFUSED, WAITING, KeyRow, Row
from pilin.kernel.federation.tests.pairing import CHARTER, STRANGER, STRANGER_KEY, THEM, US, Pair, code, note, refusal

NUMBER = "11010519491231002X"  # the sample of the standard, no person's
INSTANT = clock.read("2026-05-04T01:00:00.000000Z")
DOCUMENT: Json = {"document": {"type": "note", "n": 1}}


@pytest.fixture
def pair() -> Pair:
    return Pair()


def fact(**members: Any) -> dict[str, Any]:
    """Return an event as JSON with members of its fact changed."""
    pair = Pair()
    value: dict[str, Any] = dict(pair.event().as_json())  # type: ignore[arg-type]
    return {**value, "fact": {**value["fact"], **members}}


def our_refusal(pair: Pair, event: Event) -> str:
    """Return the code that we told the author of an event."""
    told = pair.us.store.reply(US, event.hash, REFUSAL)
    return str(told.body["code"]) if told else ""


def is_refused(pair: Pair, event: Event, row: Row, expected: LinkRefusal) -> bool:
    """Tell whether a row was refused with a code and its author told so on the same lane."""
    return (row.outcome, row.code, our_refusal(pair, event)) == (REFUSED, expected.value, expected.value)


def nested(levels: int) -> events.Event:
    """Sign a fact whose body holds so many objects, one in the other."""
    body: Any = {}
    for _ in range(levels - 1):
        body = {"deeper": body}
    return events.sign(note(body=body), author=US, signer=STRANGER_KEY, at=INSTANT, entropy=bytes)


def test_what_is_nested_too_deep_for_a_peer_is_not_signed() -> None:
    assert refusal(nested, DEPTH_MAX - 3) is CanonicalRefusal.VALUE_IS_NOT_CANONICAL
    place = envelope.Place(US, THEM, "work", 1, START, 1)
    sealed = envelope.seal(nested(DEPTH_MAX - 4), place, signer=STRANGER_KEY, sent_at=INSTANT, seen=0)
    assert envelope.parse(sealed.line, versions=(1, 2))[0] == sealed


def test_an_event_reads_as_it_was_signed(pair: Pair) -> None:
    event = pair.event(subject="文书", re="a" * 64)
    read = events.parse(event.as_json())
    assert (read, read.hash, read.text) == (event, event.hash, event.text)
    assert (read.author, read.parties, read.subject, read.re) == (THEM, (THEM, US), "文书", "a" * 64)
    assert (read.kind, read.scope, read.basis, read.at) == ("document.offer", "documents", CHARTER, pair.now)
    assert read.is_signed_by(pair.them.signers[0].key)


def test_another_key_of_the_same_suite_did_not_sign_it(pair: Pair) -> None:
    assert not pair.event().is_signed_by(STRANGER_KEY.key)
    assert not pair.event(signer=STRANGER_KEY).is_signed_by(pair.them.signers[0].key)


PART = {"name": "petitioner", "hash": "0" * 64, "purpose": "p", "keep_until": "2027-01-01", "readers": [US]}
WRONG_FACTS: list[dict[str, Any]] = [
    {"v": 2},
    {"v": True},
    {"id": "1"},
    {"author": STRANGER},
    {"kind": "k" * 49},
    {"subject": "a\nb"},
    {"basis": None},
    {"parties": [US, THEM]},
    {"parties": [THEM, THEM, US]},
    {"parties": []},
    {"scope": "everything"},
    {"re": "A" * 64},
    {"at": "2026-03-02T01:00:00Z"},
    {"at": "1999-12-31T23:59:59.000000Z"},
    {"body": []},
    {"body": {"text": "\0"}},
    {"parts": [PART, PART]},
    {"parts": [{**PART, "name": ""}]},
    {"parts": [{**PART, "keep_until": "2027-1-1"}]},
    {"parts": [{**PART, "hash": "0"}]},
    {"parts": [{**PART, "readers": "all"}]},
    {"parts": [{"name": "petitioner"}]},
    {"more": 1},
]


@pytest.mark.parametrize("members", WRONG_FACTS, ids=repr)
def test_a_fact_of_another_shape_is_not_readable(members: dict[str, Any]) -> None:
    assert refusal(events.parse, fact(**members)) is LinkRefusal.EVENT_IS_NOT_READABLE


@pytest.mark.parametrize("value", [None, [], {}, {"fact": {}, "kid": "", "sig": "", "suite": ""}, {**fact(), "sig": 1}])
def test_what_is_no_event_is_not_readable(value: object) -> None:
    assert refusal(events.parse, value) is LinkRefusal.EVENT_IS_NOT_READABLE


@pytest.mark.parametrize("members", [{"kind": "k" * 49}, {"subject": "\n"}, {"scope": "all"}, {"re": "x"}, {"id": "1"}])
def test_nobody_signs_what_a_peer_would_not_read(pair: Pair, members: dict[str, Any]) -> None:
    assert refusal(pair.tell, pair.us, note(**members)) is LinkRefusal.EVENT_IS_NOT_READABLE
    assert pair.out().seq == 0


def test_a_part_is_read_as_it_was_named(pair: Pair) -> None:
    reference = PartRef("petitioner", "0" * 64, "p", "2027-01-01", (US,))
    assert events.parse(pair.event(parts=(reference,)).as_json()).parts == (reference,)


def test_an_event_that_is_not_readable_stops_the_batch_and_is_kept(pair: Pair) -> None:
    line = pair.line().replace(b'"scope":"documents"', b'"scope":"nonsense1"')
    assert code(pair.push(line)) == LinkRefusal.EVENT_IS_NOT_READABLE.value
    assert pair.quarantined() == [LinkRefusal.EVENT_IS_NOT_READABLE.value]


def test_an_event_of_another_author_is_not_taken(pair: Pair) -> None:
    event = pair.event(author=STRANGER, signer=STRANGER_KEY, parties=(STRANGER, US))
    assert code(pair.push(pair.line(event))) == LinkRefusal.AUTHOR_IS_NOT_SENDER.value
    assert LinkRefusal.AUTHOR_IS_NOT_SENDER.value in pair.alarms()
    assert pair.us.store.event(event.hash) is None


def test_our_own_event_is_not_taken_from_a_peer(pair: Pair) -> None:
    event = pair.event(node=pair.us)
    assert code(pair.push(pair.line(event))) == LinkRefusal.AUTHOR_IS_NOT_SENDER.value


def test_an_event_whose_own_signature_fails_is_refused(pair: Pair) -> None:
    good = pair.event()
    event = Event({**good.fact, "subject": "other"}, good.suite, good.kid, good.sig)
    row = pair.heard(event)
    assert is_refused(pair, event, row, LinkRefusal.EVENT_SIGNATURE_IS_BAD)
    assert LinkRefusal.EVENT_SIGNATURE_IS_BAD.value in pair.alarms()


def test_an_event_of_an_unknown_key_waits_for_it(pair: Pair) -> None:
    event = pair.event(signer=STRANGER_KEY)
    row = pair.heard(event)
    assert (row.outcome, row.code) == (WAITING, LinkRefusal.KEY_IS_NOT_KNOWN_YET.value)
    pair.us.store.save_key(KeyRow(THEM, STRANGER_KEY.key), THEM)
    pair.due(pair.us)
    assert pair.row(1).outcome == APPLIED


def test_what_waits_too_long_is_refused(pair: Pair) -> None:
    event = pair.event(signer=STRANGER_KEY)
    pair.heard(event)
    pair.later(days=29)
    pair.due(pair.us)
    assert pair.row(1).outcome == WAITING
    pair.later(days=1)
    pair.due(pair.us)
    assert is_refused(pair, event, pair.row(1), LinkRefusal.WAITED_TOO_LONG)
    told = pair.us.store.reply(US, event.hash, REFUSAL)
    assert told.body["facts"] == {"for": LinkRefusal.KEY_IS_NOT_KNOWN_YET.value}


@pytest.mark.parametrize(("scope", "kind"), [("documents", "link.news"), ("link", "document.offer")])
def test_a_kind_belongs_to_its_scope(pair: Pair, scope: str, kind: str) -> None:
    event = pair.event(scope=scope, kind=kind)
    assert is_refused(pair, event, pair.heard(event), LinkRefusal.KIND_IS_UNKNOWN)


def test_a_kind_that_no_room_knows_is_refused(pair: Pair) -> None:
    event = pair.event(kind="weather.report")
    assert is_refused(pair, event, pair.heard(event), LinkRefusal.KIND_IS_UNKNOWN)
    assert refusal(pair.tell, pair.us, note(kind="weather.report")) is LinkRefusal.KIND_IS_UNKNOWN


def test_a_fact_that_we_do_not_share_is_refused(pair: Pair) -> None:
    event = pair.event(parties=(THEM, STRANGER))
    assert is_refused(pair, event, pair.heard(event), LinkRefusal.PARTIES_DO_NOT_FIT)


def test_an_identifier_stands_for_one_fact(pair: Pair) -> None:
    first = pair.event()
    second = pair.event({"document": {"type": "note", "n": 2}}, id=first.id)
    assert pair.heard(first).outcome == APPLIED
    assert is_refused(pair, second, pair.heard(second), LinkRefusal.ID_IS_REUSED)
    assert LinkRefusal.ID_IS_REUSED.value in pair.alarms()


def test_the_same_fact_again_is_applied_once(pair: Pair) -> None:
    event = pair.event()
    first, second = pair.heard(event), pair.heard(event)
    assert (first.effect, second.outcome) == (second.effect, APPLIED)
    assert len(pair.us.store.t.applied) == 1


def test_a_text_with_an_identity_number_is_refused_and_not_kept(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(events, "masked", lambda value: value)
        event = pair.event({"document": {"type": "note", "text": f"身份证号{NUMBER}"}})
    row = pair.heard(event)
    assert is_refused(pair, event, row, LinkRefusal.TEXT_HOLDS_IDENTITY_NUMBER)
    assert row.line == b""
    assert NUMBER not in repr(pair.us.store.t)


def test_our_own_texts_are_masked_before_they_are_signed(pair: Pair) -> None:
    told = pair.tell(pair.us, note().__class__(**{**vars(note()), "body": {"document": {"type": NUMBER}}}))[0]
    assert not events.holds_identity_number(told.body)
    assert NUMBER.encode() not in told.text


def test_digests_are_no_identity_numbers() -> None:
    digest = f"{NUMBER[:17]}0".zfill(64)
    assert events.masked({"hash": [digest]}) == {"hash": [digest]}
    assert not events.holds_identity_number([digest])
    assert not events.holds_identity_number({"n": 3, "flag": None})


@pytest.mark.parametrize(
    ("verdict", "outcome", "expected"),
    [
        (Declined(LinkRefusal.BASIS_IS_UNKNOWN), REFUSED, LinkRefusal.BASIS_IS_UNKNOWN),
        (Declined(LinkRefusal.BASIS_DOES_NOT_ALLOW_KIND), REFUSED, LinkRefusal.BASIS_DOES_NOT_ALLOW_KIND),
        (Waiting(LinkRefusal.BASIS_IS_UNKNOWN), WAITING, LinkRefusal.BASIS_IS_UNKNOWN),
    ],
)
def test_the_basis_is_asked_before_the_room(pair: Pair, verdict: Any, outcome: str, expected: LinkRefusal) -> None:
    pair.us.rooms.admits = lambda _event, _at: verdict
    row = pair.heard(pair.event())
    assert (row.outcome, row.code) == (outcome, expected.value)
    assert pair.us.store.t.documents == {}
    assert refusal(pair.tell, pair.us, note()) is expected


def test_our_own_fault_is_an_alarm_and_is_tried_again(pair: Pair) -> None:
    decide: Callable[..., Any] = pair.us.rooms.decide
    pair.us.rooms.decide = lambda _kind, items, _at: [Failed("out of ink") for _ in items]
    event = pair.event()
    assert pair.heard(event).outcome == FAILED
    assert (our_refusal(pair, event), pair.alarms()) == ("", {"handler_failed"})
    pair.us.rooms.decide = decide
    pair.due(pair.us)
    assert pair.row(1).outcome == FAILED  # it rests
    pair.later(seconds=pair.us.desk.limits.retry_seconds)
    pair.due(pair.us)
    assert pair.row(1).outcome == APPLIED


def test_what_fails_is_tried_less_and_less_often_and_holds_back_nothing_else(pair: Pair) -> None:
    tried: list[int] = []
    decide: Callable[..., Any] = pair.us.rooms.decide
    bad = pair.event()

    def breaks(kind: str, items: Any, at: Any) -> list[Any]:
        tried.extend(round(at.timestamp() - pair.start.timestamp()) for item in items if item.event.hash == bad.hash)
        return [Failed("?") if item.event.hash == bad.hash else decide(kind, [item], at)[0] for item in items]

    pair.us.rooms.decide = breaks
    pair.heard(bad)
    assert pair.heard(pair.event({"document": {"type": "note", "n": 2}})).outcome == APPLIED
    for _ in range(60):
        pair.later(seconds=1)
        pair.due(pair.us)
    first = tried[0]
    assert [moment - first for moment in tried] == [0, 2, 6, 14, 30]
    assert pair.alarms() == {"handler_failed"}


def test_what_fails_until_the_end_is_refused_and_its_author_is_told(pair: Pair) -> None:
    pair.us.rooms.decide = lambda _kind, items, _at: [Failed("out of ink") for _ in items]
    event = pair.event()
    assert pair.heard(event).outcome == FAILED
    pair.later(days=pair.us.desk.limits.waiting_days)
    pair.due(pair.us)
    assert is_refused(pair, event, pair.row(1), LinkRefusal.FAILED_TOO_LONG)
    assert (pair.into().seq, pair.into().decided) == (1, 1)
    assert not pair.us.desk.failures._rests


def test_what_waits_holds_back_the_number_but_not_the_rest(pair: Pair) -> None:
    pair.heard(pair.event(signer=STRANGER_KEY))
    later = pair.heard(pair.event({"document": {"type": "note", "n": 2}}))
    assert later.outcome == APPLIED
    assert (pair.into().seq, pair.into().decided) == (2, 0)


def test_checking_an_event_names_what_is_wrong(pair: Pair) -> None:
    event, key = pair.event(), pair.them.signers[0].key
    keys.check_event(KeyRow(THEM, key), event)
    assert refusal(keys.check_event, None, event) is LinkRefusal.KEY_IS_NOT_KNOWN_YET
    assert refusal(keys.check_event, KeyRow(THEM, STRANGER_KEY.key), event) is LinkRefusal.EVENT_SIGNATURE_IS_BAD


# Refusals of peers


def refusing(pair: Pair, re: str, **members: Any) -> Event:
    """Return their refusal of an event."""
    body = {"code": "basis_is_unknown", "facts": {}, "remedy": "final"}
    return pair.event(body, kind=REFUSAL, scope="link", re=re, **members)


def test_a_refused_fact_of_ours_is_a_dead_letter_and_leaves_the_digest(pair: Pair) -> None:
    first, second = pair.tell(pair.us, note(1), note(2))
    before = pair.row(2, author=US).running
    assert pair.heard(refusing(pair, first.hash)).outcome == APPLIED
    letter = pair.row(1, author=US)
    assert (letter.outcome, letter.code, letter.event_hash) == (REFUSED, "basis_is_unknown", first.hash)
    assert pair.row(2, author=US).outcome == APPLIED
    assert pair.row(2, author=US).event_hash == second.hash
    assert pair.out().running["documents"] == pair.row(2, author=US).running != before


def test_what_is_settled_cannot_be_refused_any_more(pair: Pair) -> None:
    event = pair.tell(pair.us, note())[0]
    pair.carry()
    assert pair.out().settled >= 1
    late = refusing(pair, event.hash)
    row = pair.heard(late, prev=pair.into().head)
    assert is_refused(pair, late, row, LinkRefusal.REFUSAL_CAME_TOO_LATE)
    assert pair.row(1, author=US).outcome == APPLIED
    assert LinkRefusal.REFUSAL_CAME_TOO_LATE.value in pair.alarms()


def test_who_does_not_share_a_fact_cannot_refuse_it(pair: Pair) -> None:
    charter = f"charter:{STRANGER}-{US}"
    pair.us.store.save_link(pair.link().__class__(STRANGER, charter=charter))
    event = pair.tell(pair.us, note(parties=(STRANGER,), basis=charter))[0]
    late = refusing(pair, event.hash)
    assert is_refused(pair, late, pair.heard(late), LinkRefusal.PARTIES_DO_NOT_FIT)
    assert LinkRefusal.PARTIES_DO_NOT_FIT.value in pair.alarms()


def test_applied_and_refused_are_told_apart_by_the_receipt(pair: Pair) -> None:
    pair.heard(pair.event())
    pair.heard(pair.event(kind="weather.report"))
    assert (pair.into().seq, pair.into().decided) == (2, 2)
    assert [pair.row(seq).outcome for seq in (1, 2)] == [APPLIED, REFUSED]
