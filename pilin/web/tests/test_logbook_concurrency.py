"""Many write to the access log at once: numbers stay without gaps and the chain holds."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections, transaction

from pilin.base.clock import Instant, after
from pilin.web import logbook
from pilin.web.logbook import Event, audit
from pilin.web.models import AccessEnds, AccessRecord
from pilin.web.tests import samples

AT = samples.an_instant(2026)
WRITERS, EACH = 4, 10

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer: nothing happens at the same time"),
]


def write(writer: int) -> list[int]:
    """Write some rows, each in a transaction of its own, some of which end in nothing."""
    try:
        numbers = []
        for turn in range(EACH):
            with transaction.atomic():
                number = logbook.record(Event.SIGN_IN_DONE, account=f"w{writer}", at=after(AT, seconds=turn))
                transaction.set_rollback(turn % 5 == 0)
            numbers += [] if turn % 5 == 0 else [number]
        return numbers
    finally:
        connections.close_all()


def shorten(at: Instant) -> int:
    """Shorten the log in a thread of its own."""
    try:
        return logbook.shorten(days=400, at=at)
    finally:
        connections.close_all()


def test_rows_of_many_writers_stand_in_one_chain() -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        numbers = sorted(number for found in pool.map(write, range(WRITERS)) for number in found)
    assert numbers == list(range(1, WRITERS * EACH * 4 // 5 + 1))
    assert AccessRecord.objects.count() == AccessEnds.objects.get().head_number == len(numbers)
    assert audit.findings() == []


def test_the_log_is_shortened_while_others_write() -> None:
    write(0)
    later = after(AT, seconds=402 * 24 * 3600)
    with ThreadPoolExecutor(2) as pool:
        gone = pool.submit(shorten, later)
        written = pool.submit(write, 1)
        assert gone.result() >= EACH * 4 // 5
        assert len(written.result()) == EACH * 4 // 5
    assert audit.findings() == []
