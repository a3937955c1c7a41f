"""Rows written from plain values: the mapper reads back what was given, whatever the kind of a column."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from pilin.base.clock import Instant
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import many
from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import AT, PEER, ago

pytestmark = pytest.mark.django_db

PART = ("event_hash", "name", "author", "readers", "purpose", "keep_until", "salt", "key", "cipher", "erased_at")
DAY = date(2030, 12, 31)


def part(name: str, *, readers: Sequence[str] = (PEER,), key: bytes = b"\0\xff", erased: Instant | None = None) -> Any:
    return ("a" * 64, name, links.ours(), readers, "目的 'x' %s", DAY, "00", key, b"cipher", erased)


def kept() -> list[tuple[Any, ...]]:
    rows = tables.Part.objects.order_by("name").values_list(*PART)
    return [(*row[:7], bytes(row[7]), bytes(row[8]), row[9]) for row in rows]


def test_every_kind_of_column_is_read_back_as_it_was_given() -> None:
    given = [part("one"), part("two", readers=[PEER, '"{}"'], erased=AT), part("three", readers=[], key=b"")]
    many.insert(tables.Part, PART, given)
    expected = sorted([(*row[:3], [*row[3]], *row[4:]) for row in given], key=lambda row: row[1])
    assert kept() == expected
    assert tables.Part.objects.filter(name="two", keep_until=DAY, erased_at=AT, readers__0=PEER).count() == 1


def test_a_reference_is_the_key_of_what_it_refers_to_and_what_is_not_named_is_empty() -> None:
    row = links.link()
    names = ("link", "lane", "seq", "put", "recovered", "stored_at", "head", "running", "decided")
    many.insert(tables.InLane, names, [(row.pk, "ask", 2**40, 7, True, AT, "h", {"ledger": "d"}, 3)])
    lane = tables.InLane.objects.get()
    assert (lane.link_id, lane.seq, lane.put, lane.recovered) == (PEER, 2**40, 7, True)
    assert (lane.stored_at, lane.running, lane.decided) == (AT, {"ledger": "d"}, 3)


def test_what_is_there_is_left_as_it_is_or_updated_in_what_is_named() -> None:
    unique = ("event_hash", "name")
    many.insert(tables.Part, PART, [part("one", key=b"first")])
    many.insert(tables.Part, PART, [part("one", key=b"second"), part("two", key=b"second")], unique=unique)
    assert [row[7] for row in kept()] == [b"first", b"second"]
    later = [part("one", key=b"third", readers=[]), part("three")]
    many.insert(tables.Part, PART, later, unique=unique, update=("key",))
    assert [(row[1], row[3], row[7]) for row in kept()][:2] == [("one", [PEER], b"third"), ("three", [PEER], b"\0\xff")]
    with pytest.raises(IntegrityError), transaction.atomic():
        many.insert(tables.Part, PART, [part("four"), part("one")])
    assert tables.Part.objects.count() == 3  # all of them or none


def test_who_inserts_is_told_how_many_were_new() -> None:
    unique = ("event_hash", "name")
    assert many.insert(tables.Part, PART, [part("one")], unique=unique) == 1
    assert many.insert(tables.Part, PART, [part("one", key=b"other")], unique=unique) == 0
    assert many.insert(tables.Part, PART, []) == 0
    assert many.insert(tables.Part, PART, [part("two")]) == 1
    assert [row[7] for row in kept()] == [b"\0\xff", b"\0\xff"]


def test_rows_are_updated_by_their_key() -> None:
    for name in ("one", "two", "three"):
        links.alarm(name)
    first, second, _ = tables.Alarm.objects.order_by("pk")
    rows = [({"a": 1}, 4, AT, first.pk), ({"b": ["二"]}, 5, None, second.pk)]
    many.update(tables.Alarm, "id", ("facts", "times", "closed_at"), rows)
    found = tables.Alarm.objects.order_by("pk").values_list("facts", "times", "closed_at", "last_at")
    untouched: Any = ({}, 3, None, ago(60))
    assert list(found) == [({"a": 1}, 4, AT, ago(60)), ({"b": ["二"]}, 5, None, ago(60)), untouched]


def test_nothing_is_written_where_nothing_is_given(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        many.insert(tables.Part, PART, [])
        many.update(tables.Alarm, "id", ("times",), iter(()))


def test_rows_of_different_lengths_are_a_programmers_error() -> None:
    with pytest.raises(ValueError, match="argument"):
        many.insert(tables.Part, PART, [part("one"), part("two")[:-1]])
    with pytest.raises(ValueError, match="argument"):
        many.insert(tables.Part, PART[:-1], [part("one")])


def test_rows_are_updated_by_two_keys_and_those_that_were_there_are_counted() -> None:
    many.insert(tables.Part, PART, [part("one"), part("two")])
    changed = [("甲", "a" * 64, "one"), ("乙", "b" * 64, "two"), ("丙", "a" * 64, "none")]
    assert many.update(tables.Part, ("event_hash", "name"), ("purpose",), changed) == 1
    assert dict(tables.Part.objects.values_list("name", "purpose")) == {"one": "甲", "two": "目的 'x' %s"}
    assert many.update(tables.Part, "name", ("purpose",), []) == 0


ENVELOPE = (
    *("peer", "lane", "author", "seq", "inc", "hash", "event_hash", "kind", "scope", "line", "stored_at", "outcome"),
    *("code", "effect", "running", "event_id", "subject", "re"),
)
PLACE, OUTCOME = ("peer", "lane", "author", "seq"), ("outcome", "code", "effect", "running")


def envelopes(number: int) -> list[tuple[object, ...]]:
    named = {
        "peer": PEER, "lane": "work", "author": PEER, "inc": 1, "event_hash": "e" * 64, "kind": "matters.step",
        "scope": "matters", "outcome": "pending", "code": "", "effect": "", "running": "", "event_id": "i", "re": "",
    }  # fmt: skip
    texts = ["", "乍浦塘", "a'b\"c\\d", "%s", "{1,NULL}", "NULL"]
    every = [
        {**named, "seq": seq, "hash": f"{seq:064x}", "line": bytes([seq, 0, 255]), "stored_at": ago(seconds=seq % 3)}
        for seq in range(1, number + 1)
    ]
    return [tuple({**row, "subject": texts[n % len(texts)]}[name] for name in ENVELOPE) for n, row in enumerate(every)]


@pytest.mark.parametrize("number", [1, 250])
def test_envelopes_arrive_as_they_were_given_however_many(number: int, django_assert_num_queries: Any) -> None:
    given = envelopes(number)
    with django_assert_num_queries(1):
        many.insert(tables.Envelope, ENVELOPE, given)
    found = tables.Envelope.objects.order_by("seq").values_list(*ENVELOPE)
    assert [tuple(bytes(one) if isinstance(one, memoryview) else one for one in row) for row in found] == given


def test_only_the_envelopes_at_named_places_get_their_outcome() -> None:
    many.insert(tables.Envelope, ENVELOPE, envelopes(5))
    outcomes = {2: ("refused", "gap", "", "f" * 64), 4: ("applied", "", "乍浦", "NULL"), 9: ("applied", "", "", "")}
    rows = [(*outcome, PEER, "work", PEER, seq) for seq, outcome in outcomes.items()]
    assert many.update(tables.Envelope, PLACE, OUTCOME, rows) == 2
    assert many.update(tables.Envelope, PLACE, OUTCOME, [(*outcomes[2], PEER, "ask", PEER, 2)]) == 0
    found = tables.Envelope.objects.order_by("seq").values_list("seq", *OUTCOME)
    untouched = dict.fromkeys((1, 3, 5), ("pending", "", "", ""))
    assert {row[0]: row[1:] for row in found} == untouched | {seq: outcomes[seq] for seq in (2, 4)}


def test_moments_of_one_batch_are_kept_each_as_it_is() -> None:
    many.insert(tables.Part, PART, [part("a", erased=ago(seconds=0.25)), part("b", erased=AT), part("c", erased=AT)])
    assert [row[9] for row in kept()] == [ago(seconds=0.25), AT, AT]
