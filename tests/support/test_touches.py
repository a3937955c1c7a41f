"""On PostgreSQL only those tests are left out that touch no database."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.support import touches

ROOT = Path("/somewhere")


def item(path: str, *, marker: str = "", fixtures: tuple[str, ...] = ()) -> Any:
    """Return as much of a collected test as is asked of it."""
    return SimpleNamespace(
        path=ROOT / path,
        config=SimpleNamespace(rootpath=ROOT),
        fixturenames=["request", *fixtures],
        get_closest_marker=lambda name: name if name == marker else None,
    )


PLAIN = ("pilin/kernel/ledger/tests/test_rules.py", "tests/wire/nhsa/test_envelope.py", "tests/support/test_pages.py")


@pytest.mark.parametrize("path", PLAIN)
def test_what_asks_for_no_database_is_left_out(path: str) -> None:
    assert touches.nothing(item(path))


@pytest.mark.parametrize("path", PLAIN)
@pytest.mark.parametrize("marker", ["django_db", "postgresql", "pair"])
def test_what_is_marked_stays(path: str, marker: str) -> None:
    assert not touches.nothing(item(path, marker=marker))


@pytest.mark.parametrize("path", PLAIN)
@pytest.mark.parametrize("fixture", sorted(touches.FIXTURES))
def test_what_reaches_a_database_through_a_fixture_stays(path: str, fixture: str) -> None:
    assert not touches.nothing(item(path, fixtures=("office", fixture)))


@pytest.mark.parametrize("room", ["pairs", "node", "journeys", "handbook", "benchmarks", "simulation", "webs"])
def test_what_starts_nodes_stays_whatever_it_asks_for(room: str) -> None:
    assert not touches.nothing(item(f"tests/{room}/test_made.py"))


def test_a_test_that_touches_the_database_is_known_as_such(request: pytest.FixtureRequest, db: None) -> None:
    assert not touches.nothing(request.node)


@pytest.mark.parametrize("marker", ["chromium", "django_db"])
def test_what_pages_look_like_is_looked_at_once(marker: str) -> None:
    assert touches.nothing(item("tests/journeys/test_accessible.py", marker=marker))
    assert not touches.nothing(item("tests/journeys/test_quarter.py", marker=marker))


@pytest.mark.parametrize("path", ["tests/pair/test_third.py", "tests/handbook/test_play.py"])
@pytest.mark.parametrize("marker", ["pair", "postgresql"])
def test_nodes_with_databases_of_their_own_are_started_once(path: str, marker: str) -> None:
    assert touches.nothing(item(path, marker=marker))
    assert not touches.nothing(item("tests/handbook/test_book.py", marker=marker))
