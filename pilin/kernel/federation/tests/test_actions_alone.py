"""What one verb looks up and what it tells are one: nobody writes in between."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection, connections, transaction

from pilin.base.clock import Instant
from pilin.kernel.federation import actions
from pilin.kernel.federation import models as tables
from pilin.kernel.federation.actions import cellar, sessions
from pilin.kernel.organisations.tests.samples import AT


@actions.alone()
def once(name: str, at: Instant) -> int:
    """Raise an alarm unless there is one, slowly; return how many there were."""
    there = tables.Alarm.objects.count()
    time.sleep(0.05)
    if not there:
        cellar.alarm(f"seen_by_{name}", "", at, {})
    return there


def apart(name: str) -> int:
    """Do it in a thread of its own."""
    try:
        return once(name, AT)
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer: nothing happens at the same time")
def test_two_at_once_come_one_after_the_other(node_folder: Path) -> None:
    tables.NodeState.objects.get_or_create(pk=1)
    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(apart, "abcd")) == [0, 1, 1, 1]


@pytest.mark.django_db
def test_what_is_told_within_joins_it_and_goes_with_it(node_folder: Path) -> None:
    with actions.alone(), sessions.session() as inner, sessions.session() as same:
        assert inner is same
        cellar.alarm("x", "", AT, {})
        transaction.set_rollback(True)
    assert not tables.Alarm.objects.exists()
