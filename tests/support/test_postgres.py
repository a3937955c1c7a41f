"""The throw-away cluster: it starts, answers, and leaves nothing behind."""

import psycopg
import pytest

from tests.support import postgres


@pytest.mark.postgresql
def test_a_cluster_answers_and_leaves_nothing_behind() -> None:
    with postgres.running() as cluster:
        address = f"host={cluster.folder} port={postgres.PORT} user={postgres.USER} dbname=postgres"
        with psycopg.connect(address) as connection:
            assert connection.info.server_version >= 150000
            assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
            assert connection.execute("SHOW fsync").fetchone() == ("off",)
    assert not cluster.folder.exists()


@pytest.mark.postgresql
def test_a_cluster_is_removed_when_its_user_fails() -> None:
    with pytest.raises(ZeroDivisionError), postgres.running() as cluster:
        _ = 1 / 0
    assert not cluster.folder.exists()


@pytest.mark.postgresql
def test_a_benchmark_gets_a_durable_cluster() -> None:
    with postgres.running(durable=True) as cluster:
        address = f"host={cluster.folder} port={postgres.PORT} user={postgres.USER} dbname=postgres"
        with psycopg.connect(address) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
            assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)


def test_without_postgresql_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "binaries", lambda: None)
    with pytest.raises(FileNotFoundError, match="apt-get install postgresql"), postgres.running():
        pass
