"""Rows written many at a time: every column arrives as it was given, on either database."""

import pytest

from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import bulk
from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import AT, PEER

pytestmark = pytest.mark.django_db


def rows(number: int) -> list[list[object]]:
    named = {
        "peer": PEER, "lane": "work", "author": PEER, "inc": 1, "event_hash": "e" * 64, "kind": "matters.step",
        "scope": "matters", "outcome": "pending", "code": "", "effect": "", "running": "", "event_id": "i", "re": "",
    }  # fmt: skip
    texts = ["", "乍浦塘", "a'b\"c\\d", "%s", "{1,NULL}", "NULL"]
    every = [
        {**named, "seq": seq, "hash": f"{seq:064x}", "line": bytes([seq, 0, 255]), "subject": texts[seq % len(texts)]}
        for seq in range(1, number + 1)
    ]
    return [[*({**row, "stored_at": AT}[name] for name in bulk.COLUMNS)] for row in every]


@pytest.mark.parametrize("number", [0, 1, 250])
def test_each_column_arrives_as_it_was_given(number: int) -> None:
    links.link()
    given = rows(number)
    bulk.insert(given)
    found = tables.Envelope.objects.order_by("seq").values_list(*bulk.COLUMNS)
    assert [[bytes(value) if isinstance(value, memoryview) else value for value in row] for row in found] == given


def test_only_the_named_rows_get_their_outcome() -> None:
    links.link()
    bulk.insert(rows(5))
    outcomes = {2: ("refused", "gap", "", "f" * 64), 4: ("applied", "", "乍浦", "NULL")}
    bulk.update_outcomes([[*outcome, PEER, "work", PEER, seq] for seq, outcome in outcomes.items()])
    bulk.update_outcomes([])
    found = tables.Envelope.objects.order_by("seq").values_list("seq", "outcome", "code", "effect", "running")
    assert {row[0]: row[1:] for row in found} == dict.fromkeys((1, 3, 5), ("pending", "", "", "")) | outcomes
