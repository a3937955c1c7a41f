"""The queue of writers on SQLite: nobody overtakes, nobody starves, and who breaks or dies hands its turn on."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from pilin.kernel.federation.tests.ends import assert_later
from pilin.node.sqlite.base import DatabaseWrapper
from pilin.node.sqlite.turnstile import Turnstile, turnstile

SETTINGS: dict[str, Any] = {
    "ENGINE": "pilin.node.sqlite", "AUTOCOMMIT": True, "ATOMIC_REQUESTS": False, "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": False, "TIME_ZONE": None, "TEST": {"NAME": None},
    "OPTIONS": {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL; PRAGMA busy_timeout=50"},
}  # fmt: skip
HOLDER = """
import sys, time
from pathlib import Path
from pilin.node.sqlite.turnstile import Turnstile
Turnstile(Path(sys.argv[1])).take()
print("taken", flush=True)
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def databases_of_its_own(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def through(tmp_path: Path) -> Turnstile:
    return Turnstile(tmp_path / "turn")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[DatabaseWrapper]:
    connection = another(tmp_path)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE counter (n integer)")
        cursor.execute("INSERT INTO counter VALUES (0)")
    yield connection
    connection.close()


def another(folder: Path) -> DatabaseWrapper:
    return DatabaseWrapper(SETTINGS | {"NAME": str(folder / "db.sqlite3")}, "default")


def begin(connection: DatabaseWrapper) -> None:
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def is_taken(folder: Path) -> bool:
    return turnstile(str(folder / "db.sqlite3"))._taken


def _is_as_long(through: Turnstile, length: int) -> bool:
    return len(through._waiting) == length


def test_the_first_to_wait_is_the_next_to_go(through: Turnstile) -> None:
    went = []

    def go(name: str) -> None:
        turn = through.take()
        went.append(name)
        through.give(turn)

    threads = [threading.Thread(target=go, args=(name,)) for name in "abc"]
    turn = through.take()
    for number, thread in enumerate(threads, start=1):
        thread.start()
        assert_later(partial(_is_as_long, through, number))
    assert went == []
    through.give(turn)
    go("d")  # comes when three wait already
    for thread in threads:
        thread.join()
    assert went == ["a", "b", "c", "d"]


def test_one_is_through_at_a_time(through: Turnstile) -> None:
    inside, most = [], []

    def go() -> None:
        for _ in range(50):
            turn = through.take()
            inside.append(1)
            most.append(len(inside))
            inside.pop()
            through.give(turn)

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1] * 200


def test_a_process_that_dies_lets_go(through: Turnstile, tmp_path: Path) -> None:
    command = [sys.executable, "-c", HOLDER, str(tmp_path / "turn")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "taken\n"
        taken: list[int] = []
        waiter = threading.Thread(target=lambda: taken.append(through.take()))
        waiter.start()
        assert_later(lambda: through._taken)
        assert taken == []
        holder.kill()
        waiter.join()
    through.give(taken[0])


def test_a_lock_that_cannot_be_opened_keeps_nobody_waiting(tmp_path: Path) -> None:
    through = Turnstile(tmp_path / "missing" / "turn")
    for _ in range(2):  # the second would wait for ever
        with pytest.raises(FileNotFoundError):
            through.take()


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_a_transaction_has_its_turn_until_it_ends(database: DatabaseWrapper, tmp_path: Path, end: str) -> None:
    begin(database)
    assert is_taken(tmp_path)
    getattr(database, end)()
    assert not is_taken(tmp_path)


def test_a_second_begin_waits_for_the_first(database: DatabaseWrapper, tmp_path: Path) -> None:
    def count() -> None:
        connection = another(tmp_path)
        for _ in range(25):
            begin(connection)
            with connection.cursor() as cursor:
                cursor.execute("UPDATE counter SET n = n + 1")
            connection.commit()
            connection.set_autocommit(True)
        connection.close()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.cursor() as cursor:
        assert cursor.execute("SELECT n FROM counter").fetchone() == (100,)


def test_a_stranger_who_writes_is_waited_for_and_then_refused(database: DatabaseWrapper, tmp_path: Path) -> None:
    stranger = another(tmp_path)
    with stranger.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")  # past the queue, as a shell would
    with pytest.raises(OperationalError, match="locked"):
        begin(database)
    assert not is_taken(tmp_path)
    stranger.close()


def test_a_database_in_memory_has_no_queue() -> None:
    connection = DatabaseWrapper(SETTINGS | {"NAME": ":memory:"}, "default")
    begin(connection)
    assert connection._turn is None
    connection.rollback()
    connection.close()
