"""What every test run shares: a missing Chromium or PostgreSQL is a counted skip, or a failure where it is required."""

import gc
import os
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import override_settings

from pilin.kernel.federation.actions import sessions
from pilin.kernel.federation.protocol.failures import Failures
from pilin.web.public.middleware import limiter
from pilin.web.public.writing import writers
from tests.support import logbook, postgres, touches
from tests.support.neighbour import Neighbour

REQUIRED = frozenset(filter(None, os.environ.get("PILIN_REQUIRE", "").split(",")))

QUICK = frozenset({"base", "his", "house", "simulation", "support", "web", "wire"})
"""Folders of tests whose files are done soon. The others start processes and browsers and wait for them: they come
first, so that no core waits at the end for one of them.
"""

hypothesis.settings.register_profile("pilin", deadline=None)
hypothesis.settings.load_profile("pilin")


def _missing() -> dict[str, str]:
    """Return, by marker, why tests that bear it cannot run here."""
    missing = {}
    if shutil.which("chromium") is None:
        missing["chromium"] = "Chromium is not installed"
    if postgres.binaries() is None:
        missing["postgresql"] = "PostgreSQL is not installed"
    return missing


def pytest_configure() -> None:
    """Refuse to run where something is missing that PILIN_REQUIRE names: a skip would look like a success."""
    for marker, reason in _missing().items():
        if marker in REQUIRED:
            raise pytest.UsageError(f"PILIN_REQUIRE names {marker}: {reason}")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what cannot run here and leave out what PostgreSQL would only see run again; what waits comes first."""
    for marker, reason in _missing().items():
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=reason))
    if settings.NODE.database.engine == "postgresql":
        plain = {item for item in items if touches.nothing(item)}
        config.hook.pytest_deselected(items=[item for item in items if item in plain])
        items[:] = [item for item in items if item not in plain]
    tests = config.rootpath / "tests"
    items.sort(key=lambda item: item.path.parent.name in QUICK or not item.path.is_relative_to(tests))


def pytest_collection_finish() -> None:
    """Keep what was collected as it is: looking through it for what is unused takes a tenth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 10)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count what was skipped, one line a reason."""
    reasons = Counter(
        report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        for report in terminalreporter.getreports("skipped")
    )
    for reason, count in sorted(reasons.items()):
        terminalreporter.write_line(f"{count} skipped: {reason}")


@pytest.fixture(scope="session")
def django_db_modify_db_settings_xdist_suffix(request: pytest.FixtureRequest) -> None:
    """Give each worker a database of its own on PostgreSQL; SQLite is in the memory of each anyway.

    pytest-django knows SQLite by the name of Django's engine; ours derives from it, and would get a file.
    """
    worker = getattr(request.config, "workerinput", {}).get("workerid")
    database: dict[str, Any] = settings.DATABASES["default"]
    if worker and settings.NODE.database.engine == "postgresql":
        database["TEST"] = {**database.get("TEST", {}), "NAME": f"test_{database['NAME']}_{worker}"}


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    """Hash passwords quickly, by an override that only tests know."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(autouse=True)
def _log_is_cleared(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty the access log after a test that commits, before the tables are flushed: its rows refuse to be deleted."""
    marker = request.node.get_closest_marker("django_db")
    commits = marker is not None and marker.kwargs.get("transaction")
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        logbook.clear()


@pytest.fixture(autouse=True)
def _failures_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test rest what failed in another: both number what they tell from one on."""
    monkeypatch.setattr(sessions, "failures", Failures())


@pytest.fixture
def node_folder(settings: Any, tmp_path: Path) -> Path:
    """Give the node of this test a data folder of its own, for keys, marks and attachments."""
    settings.NODE = replace(settings.NODE, node=replace(settings.NODE.node, data_dir=tmp_path))
    return tmp_path


@pytest.fixture
def neighbour(db: None, node_folder: Path) -> Neighbour:
    """Return a neighbour that is linked to the node of this test."""
    return Neighbour(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))


@pytest.fixture
def fresh() -> Iterator[None]:
    """Let the public site of this test know nothing of pages kept and readers counted by another one."""
    _forget()
    yield
    _forget()


def _forget() -> None:
    caches["public"].clear()
    limiter.cache_clear()
    writers.cache_clear()
