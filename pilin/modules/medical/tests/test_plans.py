"""What a counter asks of tables that grow by the million is found by an index: nothing reads such a table through."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from pilin.base.clock import after
from pilin.modules.medical.actions import resuming, settling
from pilin.modules.medical.queries import lists
from pilin.modules.medical.rules.settlement import POST, VOID
from pilin.modules.medical.tests import test_batches, test_counter
from pilin.modules.medical.tests.crowd import Counter, open_the_counter, spelled, visitors
from pilin.modules.medical.tests.hospital import Hospital
from tests.support.neighbour import Neighbour

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(
        settings.NODE.database.engine != "sqlite",
        reason="PostgreSQL reads small tables through whatever their indexes; a plan there says nothing of large ones",
    ),
]
next_door, visitor = test_counter.next_door, test_counter.visitor
PEOPLE = range(5)
FEW = "(medical_open|envelope_undecided)"
"""Indexes of what has not ended, which are read whole: few rows stand in them."""
GROWING = (
    "settlement|carevisit|caresettlement|feeline|answered|envelope|part|entry"
    "|computation|year|person|insurance|filing|chronic"
)
SCAN = re.compile(rf"SCAN (medical|federation|ledger)_({GROWING})\b(?! USING (COVERING )?INDEX {FEW})")


@pytest.fixture
def people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Insure five residents, of whom next door asks."""
    test_batches.insure(monkeypatch, people=len(PEOPLE))


@contextmanager
def planned() -> Iterator[list[str]]:
    """Gather the statements that read a growing table through, with the parameters they were asked with."""
    found: list[str] = []

    def look(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not many and sql.lstrip().upper().startswith(("SELECT", "UPDATE", "DELETE")):
            with connection.cursor() as cursor:
                plan = execute(f"EXPLAIN QUERY PLAN {sql}", params, many, {**context, "cursor": cursor}).fetchall()
            found.extend(f"{row[3]}: {sql}" for row in plan if SCAN.search(row[3]))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look):
        yield found


def test_one_visit_from_its_registration_to_its_reversal(visitor: Hospital) -> None:
    with planned() as scans:
        visitor.quotes()
        settled = visitor.settles("M-7").output.setlinfo.setl_id
        visitor.cancels(settled, "M-8")
        visitor.reverses("M-8", "2208")
        visitor.registers("OP-2")
    assert scans == []


def test_many_at_once(neighbour: Neighbour, monkeypatch: pytest.MonkeyPatch) -> None:
    open_the_counter(neighbour, monkeypatch)
    counter, come = Counter(neighbour), visitors(neighbour, 3)
    with planned() as scans:
        for verb in ("quotes", "settles"):
            counter.takes(*(spelled(one, verb) for one in come))
            counter.takes()
    assert scans == []


@pytest.mark.usefixtures("people")
def test_what_the_insured_place_reads_for_those_who_are_asked_for(neighbour: Neighbour) -> None:
    with planned() as scans:
        told = test_batches.ask(neighbour, *(test_batches.claim(number) for number in PEOPLE))
        again = test_batches.ask(neighbour, *(test_batches.claim(number) for number in PEOPLE))
        posted = test_batches.end(neighbour, told, POST)
        test_batches.end(neighbour, again, VOID)
        cancels = [
            test_batches.question(neighbour, test_batches.claim(0), cancels=one.id, total_fen=-one.total_fen)
            for one in posted
        ]
        neighbour.tell(*(draft for _, draft in cancels))
        neighbour.exchange()
    assert scans == []


def test_what_the_worker_and_a_new_process_look_for(visitor: Hospital, neighbour: Neighbour) -> None:
    visitor.settles()
    late = after(neighbour.now, seconds=3600)
    with planned() as scans:
        assert settling.end_left(at=late) == 0
        assert resuming.take_over(at=late) == 0
        assert lists.unknown(late) == []
    assert scans == []
