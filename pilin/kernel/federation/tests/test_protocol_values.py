"""Small checks that every envelope passes: many names at once, rows that are changed a little, short texts."""

from dataclasses import fields, replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.base import masking
from pilin.base.clock import Instant
from pilin.kernel.federation.protocol import digests
from pilin.kernel.federation.protocol import event as events
from pilin.kernel.federation.protocol.store import APPLIED, PENDING, REFUSED, Row

AT = Instant(datetime(2026, 3, 4, tzinfo=UTC))
NUMBER = "11010519491231002X"  # the example of GB 11643-1999
ROW = Row("310116", "ask", "310116", 7, 1, "a" * 64, "b" * 64, "probe.open", "matters", b"line", AT)

things = st.text(max_size=4) | st.sampled_from([None, 1, True, b"ab", [], ["a"], "a\n", "\ud800", "名"])


@given(st.lists(st.tuples(things, st.integers(0, 5)), max_size=5))
def test_many_names_are_names_where_each_is_one(pairs: list[tuple[Any, int]]) -> None:
    texts, limits = [text for text, _ in pairs], [limit for _, limit in pairs]
    assert events.are_names(texts, limits) is all(events.is_name(text, limit) for text, limit in pairs)


@pytest.mark.parametrize(
    "changes", [{}, {"outcome": REFUSED, "code": "x"}, {"running": "r", "effect": "e", "line": b""}]
)
def test_a_row_is_changed_as_any_value_is(changes: dict[str, Any]) -> None:
    event = events.Event({"id": "one"}, "ed25519", "kid", "sig")
    row = replace(ROW, event=event)
    changed = row.but(**changes)
    assert changed == replace(row, **changes)
    assert changed.event is event
    assert {*vars(changed)} == {field.name for field in fields(Row)}
    assert (row.outcome, row.code, row.running) == (PENDING, "", "")


def test_running_digests_leave_the_rows_before_them_alone() -> None:
    rows = [replace(ROW, seq=number, outcome=APPLIED, effect=str(number)) for number in range(3)]
    done, heads = digests.chained(rows, {})
    assert [row.running for row in rows] == [""] * 3
    assert done[-1].running == heads["matters"]
    assert len({row.running for row in done}) == 3


@pytest.mark.parametrize("text", [NUMBER, f"号{NUMBER}", [NUMBER], {"a": {"b": (f"{NUMBER} ",)}}])
def test_a_number_is_found_and_masked_however_short_the_text(text: Any) -> None:
    assert len(NUMBER) == masking.LENGTH
    assert events.holds_identity_number(text)
    assert not events.holds_identity_number(events.masked(text))


@pytest.mark.parametrize("text", ["", NUMBER[:-1], NUMBER[1:], 11010519491231002, None])
def test_what_is_shorter_than_a_number_is_none(text: Any) -> None:
    assert not events.holds_identity_number(text)
    assert events.masked(text) == text
