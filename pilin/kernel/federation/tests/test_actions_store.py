"""The store over tables: it reads by its indexes at any size, and knows what a rolled-back handler left behind."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.db import connection

from pilin.base.canonical import digest
from pilin.base.clock import Instant
from pilin.kernel.federation import actions
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import asking
from pilin.kernel.federation.actions.store import DjangoStore
from pilin.kernel.federation.models import LostEnvelope
from pilin.kernel.federation.protocol.desk import Applied, Delivered, Outcome
from pilin.kernel.federation.protocol.event import Draft
from pilin.kernel.federation.protocol.store import Prior
from pilin.kernel.federation.tests import links
from tests.support import neighbour as neighbours

ASKED, TOLD = "test.asked", "test.told"
HASHES = [digest(bytes([number])) for number in range(3)]
READS: dict[str, Callable[[DjangoStore], Any]] = {
    "undecided": lambda store: store.undecided(links.PEER, "work", ("pending",), 0, 500),
    "recovered": lambda store: store.recovered(),
    "prior": lambda store: store.prior([links.event(links.PEER, subject=name) for name in "ab"]),
    "reply": lambda store: store.reply(links.ours(), HASHES[0], "link.refusal"),
    "event": lambda store: store.event(HASHES[0]),
    "row": lambda store: store.row(links.PEER, "work", links.PEER, 7),
    "rows": lambda store: store.rows(links.PEER, "work", links.PEER, 7, 500),
    "rows_of_event": lambda store: store.rows_of_event(HASHES[0]),
    "running": lambda store: store.running(links.PEER, "work", links.PEER, "matters", 7),
    "answer_to": lambda _: asking.answer_to(HASHES[0]),
}


def read_statements(read: Callable[[DjangoStore], Any]) -> list[tuple[str, Any]]:
    """Return the statements, with their parameters, by which the envelopes are read."""
    statements: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT") and "federation_envelope" in sql:
            statements.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        read(DjangoStore(links.ours()))
    return statements


def plan_of(sql: str, params: Any) -> str:
    """Return how the database would read, were there many rows."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{sql}", params)
        return "\n".join(str(row) for row in cursor.fetchall())


@pytest.mark.django_db
@pytest.mark.parametrize("name", READS)
def test_envelopes_are_read_by_an_index(name: str) -> None:
    links.link()
    links.envelope(1, author=links.PEER, outcome="pending")
    statements = read_statements(READS[name])
    assert statements
    for sql, params in statements:
        plan = plan_of(sql, params)
        assert "Seq Scan on federation_envelope" not in plan
        assert "SCAN federation_envelope" not in plan.replace("SCAN federation_envelope USING INDEX", "")


@pytest.mark.django_db
def test_a_row_is_read_as_it_was_kept() -> None:
    links.link()
    kept = [links.envelope(seq, author=links.PEER, outcome="refused", code="gap") for seq in (1, 2)]
    store = DjangoStore(links.ours())
    (first, second), one = (
        store.rows(links.PEER, "work", links.PEER, 0, 9),
        store.row(links.PEER, "work", links.PEER, 2),
    )
    assert one == second
    assert (one.hash, one.line, one.stored_at) == (kept[1].hash, kept[1].line, kept[1].stored_at)
    assert (first.seq, first.outcome, first.code, type(first.line)) == (1, "refused", "gap", bytes)
    assert store.rows_of_event(first.event_hash) == [first]
    assert store.row(links.PEER, "ask", links.PEER, 2) is None


@pytest.mark.django_db
def test_a_stored_event_is_read_from_the_first_line_that_holds_it() -> None:
    links.link()
    told, hidden = (links.event(links.PEER, subject=name) for name in ("told", "hidden"))
    links.envelope(1, author=links.PEER, told=told, line=b"")
    links.envelope(2, author=links.PEER, told=told)
    links.envelope(3, author=links.PEER, told=hidden, line=b"")
    store = DjangoStore(links.ours())
    assert store.event(told.hash) == told
    assert store.event(hidden.hash) is store.event("0" * 64) is None
    assert len(read_statements(lambda other: [other.event(told.hash), other.event(told.hash)])) == 2


@pytest.mark.django_db
def test_what_is_known_of_events_is_read_for_all_of_them_at_once() -> None:
    links.link()
    done, first, same, lost, fresh = (
        links.event(links.PEER, at=links.ago(seconds), subject=name)
        for name, seconds in (("done", 1), ("first", 2), ("same", 2), ("lost", 3), ("fresh", 4))
    )
    links.envelope(1, author=links.PEER, told=done, effect="e" * 64)
    links.envelope(2, author=links.PEER, told=first, outcome="pending")
    links.envelope(3, author=links.PEER, told=same, outcome="pending")
    gone = {"peer": links.PEER, "lane": "work", "seq": 9, "inc": 1, "line": b"", "stored_at": links.AT}
    LostEnvelope.objects.create(event_hash=lost.hash, outcome="applied", effect="f" * 64, **gone)
    store = DjangoStore(links.ours())
    found = store.prior([done, first, same, lost, fresh])
    assert found[done.hash] == Prior(applied=True, effect="e" * 64)
    assert (found[first.hash], found[same.hash]) == (Prior(), Prior(clash=first.hash))
    assert (found[lost.hash], found[fresh.hash]) == (Prior(applied=True, effect="f" * 64), Prior())
    assert len(read_statements(lambda other: other.prior([done, fresh]))) == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "author"), [("undecided", links.PEER), ("recovered", links.ours())])
def test_undecided_rows_are_found_by_their_own_index(name: str, author: str) -> None:
    links.link()
    links.envelope(1, author=author, outcome="pending")
    statements = read_statements(READS[name])
    assert len(statements) > 1  # where there are such rows at all, and which
    assert all("envelope_undecided" in plan_of(sql, params) for sql, params in statements)


@pytest.fixture
def clumsy() -> Iterator[list[str]]:
    """Register a handler that tells an answer and then breaks, the first two times that it is called."""
    calls: list[str] = []

    def answer(delivered: Sequence[Delivered], at: Instant) -> list[Outcome]:
        for item in delivered:
            body = {"n": len(calls)}
            actions.tell([Draft(TOLD, "observations", "test:", body, (neighbours.CODE,), re=item.event.hash)], at=at)
        calls.append("called")
        if len(calls) <= 2:
            raise ValueError("clumsy")
        return [Applied("") for _ in delivered]

    actions.registry.handle([ASKED], answer)
    actions.registry.handle([TOLD], lambda delivered, _at: [Applied("") for _ in delivered])
    actions.registry.basis("test:", lambda _event, _at: None)
    yield calls
    del actions.registry.handlers[ASKED], actions.registry.handlers[TOLD], actions.registry.basis_checks["test:"]


def test_what_a_broken_handler_told_takes_no_number(neighbour: Any, clumsy: list[str]) -> None:
    neighbour.node.peer.desk.rooms.decide = lambda _kind, delivered, _at: [Applied("") for _ in delivered]
    neighbour.tell(*(_question(number) for number in range(2)))
    neighbour.exchange()
    ours = tables.Envelope.objects.filter(author=links.ours(), lane="work").order_by("seq")
    out = tables.OutLane.objects.get(lane="work")
    assert [row.seq for row in ours] == list(range(1, out.seq + 1))
    assert ours.filter(kind=TOLD).count() == 2
    assert out.settled == out.seq
    assert len(clumsy) == 4


def _question(number: int) -> Draft:
    return Draft(ASKED, "observations", "test:", {"n": number}, (links.ours(),))
