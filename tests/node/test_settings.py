"""The settings: one file for every node, and what it makes of a node's configuration."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from pilin.node.config import CHECKOUT


def told(expression: str, **environment: str) -> str:
    """Return what a fresh process finds in the settings under an environment."""
    program = f"from pilin.node import settings; print({expression})"
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or done.stderr.strip()


def test_nothing_is_debugged() -> None:
    assert settings.DEBUG is False
    assert settings.USE_TZ is True
    assert settings.TIME_ZONE == "Asia/Shanghai"


def test_over_tls_cookies_are_secure_and_browsers_stay_there() -> None:
    assert settings.SESSION_COOKIE_SECURE is settings.CSRF_COOKIE_SECURE is True
    assert settings.SECURE_HSTS_SECONDS > 0
    assert settings.ALLOWED_HOSTS == ["127.0.0.1", "pages.example", "public.example", "testserver"]


def test_over_tls_cookies_are_of_this_host_alone_and_out_of_reach_of_scripts() -> None:
    assert settings.SESSION_COOKIE_NAME == "__Host-pilin_session_330482"
    assert settings.CSRF_COOKIE_NAME == "__Host-pilin_csrf_330482"
    assert settings.MESSAGE_COOKIE_NAME == "__Host-pilin_messages_330482"
    assert settings.SESSION_COOKIE_HTTPONLY is settings.CSRF_COOKIE_HTTPONLY is True
    assert settings.SESSION_COOKIE_SAMESITE == settings.CSRF_COOKIE_SAMESITE == "Lax"
    assert (settings.SESSION_COOKIE_PATH, settings.SESSION_COOKIE_DOMAIN) == ("/", None)


@pytest.mark.parametrize(("proxies", "believed"), [(0, "None"), (1, "('HTTP_X_FORWARDED_PROTO', 'https')")])
def test_only_a_proxy_of_ours_says_that_a_request_came_over_tls(tmp_path: Path, proxies: int, believed: str) -> None:
    (tmp_path / "nodes").mkdir()
    text = (CHECKOUT / "nodes/test.toml").read_text(encoding="utf-8")
    file = tmp_path / "nodes" / "own.toml"
    file.write_text(text.replace("[pages]", f"[pages]\nproxies = {proxies}"), encoding="utf-8")
    assert told("settings.SECURE_PROXY_SSL_HEADER", PILIN_NODE=str(file)) == believed


def test_on_this_machine_cookies_work_without_tls(tmp_path: Path) -> None:
    found = told(
        "settings.SESSION_COOKIE_SECURE, settings.ALLOWED_HOSTS", PILIN_NODE="pinghu", PILIN_DATA_DIR=str(tmp_path)
    )
    assert found == "False ['127.0.0.1', '::1', 'localhost', 'public.pinghu.localhost']"


def test_two_nodes_on_one_machine_keep_their_sessions_apart(tmp_path: Path) -> None:
    cookies = {
        told(
            "settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.MESSAGE_COOKIE_NAME",
            PILIN_NODE=node,
            PILIN_DATA_DIR=str(tmp_path),
        )
        for node in ("pinghu", "jinshan")
    }
    named = (f"pilin_session_{code} pilin_csrf_{code} pilin_messages_{code}" for code in ("330482", "310116"))
    assert cookies == {*named}


def test_the_first_start_makes_a_key_for_its_owner_only(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first, second = (told("settings.SECRET_KEY", PILIN_NODE="pinghu", PILIN_DATA_DIR=str(folder)) for _ in range(2))
    assert first == second == (folder / "secret_key").read_text()
    assert len(first) > 50
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert [file.name for file in folder.iterdir()] == ["secret_key"]


def test_a_slip_stops_the_start(tmp_path: Path) -> None:
    file = tmp_path / "node.toml"
    file.write_text("[node]\nkode = 1\n")
    assert f"config_key_is_unknown (file={file}, key=node.kode)" in told("1", PILIN_NODE=str(file))


@pytest.mark.django_db
@pytest.mark.skipif(settings.NODE.database.engine != "sqlite", reason="speaks of SQLite")
@pytest.mark.parametrize(("pragma", "value"), [("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 20000)])
def test_sqlite_is_told_to_be_durable(pragma: str, value: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {pragma}")
        assert cursor.fetchone() == (value,)


def test_a_file_is_written_ahead_and_immediately(tmp_path: Path) -> None:
    options = told("settings.DATABASES['default']['OPTIONS']", PILIN_NODE="pinghu", PILIN_DATA_DIR=str(tmp_path))
    assert "'transaction_mode': 'IMMEDIATE'" in options
    assert "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL" in options


def test_a_password_comes_from_a_file_or_the_environment(tmp_path: Path) -> None:
    password = "settings.DATABASES['default']['PASSWORD']"
    assert told(password, PILIN_NODE="test-postgresql", PILIN_DATABASE_PASSWORD="open") == "open"
    nodes = tmp_path / "nodes"
    nodes.mkdir()
    text = (CHECKOUT / "nodes/test-postgresql.toml").read_text() + 'password_file = "password"\n'
    (nodes / "own.toml").write_text(text)
    (tmp_path / "password").write_text("sesame\n")
    assert told(password, PILIN_NODE=str(nodes / "own.toml"), PILIN_DATABASE_PASSWORD="open") == "sesame"
