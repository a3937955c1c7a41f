"""`/healthz`: 200 from a whole node, 503 from one that is not, no secret in either, and few queries."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import django.db
import pytest
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from pilin.base import clock
from pilin.base.clock import after
from pilin.kernel.federation.actions import keyring
from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import AT, PEER
from pilin.node.watch import health, pulse
from pilin.node.watch.health import Finding, Kept, Report
from pilin.web.models import OpenSession as Session


@pytest.fixture
def whole(ready: Path) -> Path:
    """Give the node a worker that lives."""
    pulse.beat(at=AT)
    return ready


def ills(seconds: float = 30) -> dict[str, Finding]:
    """Return what is not well so long after the worker's last sign of life."""
    found = health.report(at=after(AT, seconds=seconds))
    return {name: finding for name, finding in found.checks.items() if finding is not Finding.OK}


def test_a_whole_node_is_well(whole: Path, django_assert_max_num_queries: Any) -> None:
    links.link()
    links.link("330421", "嘉善县", mode="paused")
    with django_assert_max_num_queries(5):
        found = health.report(at=after(AT, seconds=30))
    assert found.is_whole
    assert (found.worker_age_seconds, found.mode, found.links) == (30, "open", {"open": 1, "paused": 1})


def test_a_peer_out_of_reach_does_not_make_the_node_ill(whole: Path) -> None:
    links.link(mode="halted", heard_at=None)
    assert ills() == {}


@pytest.mark.parametrize(("seconds", "expected"), [(180, {}), (181.5, {"worker": Finding.STALE}), (-5, {})])
def test_a_silent_worker_is_told(whole: Path, seconds: float, expected: dict[str, Finding]) -> None:
    assert ills(seconds) == expected


@pytest.mark.parametrize("text", ["", "{}", '{"at": "yesterday", "pid": 1}', "[]"])
def test_a_sign_of_life_that_cannot_be_read_is_none(whole: Path, text: str) -> None:
    (whole / "worker.pulse").write_text(text)
    assert ills() == {"worker": Finding.MISSING}


def test_missing_key_and_marks_are_told(whole: Path) -> None:
    for file in keyring.folder().iterdir():
        file.unlink()
    assert ills() == {"key": Finding.MISSING, "marks": Finding.MISSING}


def test_a_damaged_key_is_told(whole: Path) -> None:
    (keyring.folder() / "0002-x.key").write_bytes(b"short")
    assert ills() == {"key": Finding.MISSING}


def test_a_database_that_lacks_a_table_is_told(whole: Path) -> None:
    MigrationRecorder.Migration.objects.filter(app="federation").delete()
    found = health.report(at=AT)
    assert found.checks["migrations"] is Finding.BEHIND
    assert not found.is_whole


def test_a_database_that_is_away_is_told(whole: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise django.db.OperationalError("no route to db.example")

    monkeypatch.setattr(health, "_unapplied", fail)
    assert ills() == {"database": Finding.UNREACHABLE, "migrations": Finding.UNKNOWN}


def test_an_answer_serves_for_some_seconds() -> None:
    asked: list[object] = []

    def look(*, at: object) -> Report:
        asked.append(at)
        return Report({}, None, "open", {})

    kept = Kept(look)
    for seconds in (0, 2.9, 3, 1):  # the last: a clock that was set back
        kept.report(at=after(AT, seconds=seconds))
    assert asked == [AT, after(AT, seconds=3), after(AT, seconds=1)]


@pytest.fixture
def answered(whole: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Any]:
    """Return a function that asks as a probe does, without account."""
    monkeypatch.setattr(clock, "now", lambda: after(AT, seconds=10))
    monkeypatch.setattr(health, "kept", Kept())
    return lambda: Client().get("/healthz", headers={"host": "127.0.0.1"})


def test_a_probe_needs_no_account_and_leaves_no_session(answered: Callable[[], Any]) -> None:
    answer = answered()
    assert (answer.status_code, answer.json()["status"]) == (200, "ok")
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert "Set-Cookie" not in answer.headers
    assert Session.objects.count() == 0


def test_an_ill_node_answers_503_and_tells_no_secret(answered: Callable[[], Any], whole: Path) -> None:
    links.link(name="金山区")
    (whole / "worker.pulse").unlink()
    answer = answered()
    assert (answer.status_code, answer.json()["checks"]["worker"]) == (503, "missing")
    text = answer.content.decode()
    assert [word for word in (PEER, "金山", str(whole), "example", "life") if word in text] == []


def test_nothing_is_changed_by_asking(answered: Callable[[], Any]) -> None:
    assert Client().post("/healthz", headers={"host": "127.0.0.1"}).status_code == 405
