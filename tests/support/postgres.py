"""A throw-away PostgreSQL cluster, for tests and benchmarks: `with running() as cluster: ...`.

It listens on a Unix socket in a temporary folder only, and is stopped and removed whatever happens. PostgreSQL refuses
to run as root, so root hands it to the system's user `postgres`. Durability, compiling of statements and cleaning
up are off unless a benchmark asks for them: what a test asks takes milliseconds.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER = "postgres"
PORT = 5432
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Cluster:
    """A running cluster: its socket lies in `folder`."""

    folder: Path

    @property
    def environment(self) -> dict[str, str]:
        """Return what libpq reads to find it."""
        return {"PGHOST": str(self.folder), "PGPORT": str(PORT), "PGUSER": USER}


def binaries() -> Path | None:
    """Return the folder of the newest installed PostgreSQL server, from 15 on; None where there is none."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    newest = max(found, key=lambda folder: int(folder.parent.name), default=None)
    return newest if newest is not None and int(newest.parent.name) >= 15 else None


@contextmanager
def running(*, durable: bool = False) -> Iterator[Cluster]:
    """Make, start, and afterwards stop and remove a cluster."""
    folder = binaries()
    if folder is None:
        raise FileNotFoundError("PostgreSQL 15 or newer is not installed (Debian: apt-get install postgresql)")
    home = Path(tempfile.mkdtemp(prefix="pilin-postgresql-"))
    data = home / "data"
    try:
        if os.geteuid() == 0:
            shutil.chown(home, USER, USER)
        _run(home, folder / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
        settings = () if durable else NOT_DURABLE
        options = ["-c listen_addresses=''", f"-c unix_socket_directories={home}", f"-c port={PORT}"]
        spelled = " ".join([*options, *(f"-c {setting}" for setting in settings)])
        try:
            _run(home, folder / "pg_ctl", "-D", data, "-w", "-l", home / "log", "-o", spelled, "start")
            yield Cluster(home)
        finally:
            _run(home, folder / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(home)


def _run(home: Path, *command: str | Path) -> None:
    """Run one of PostgreSQL's programs, as its own user where we are root; show what it said only when it fails."""
    user = USER if os.geteuid() == 0 else None
    done = subprocess.run(
        [str(word) for word in command],
        user=user,
        group=user,
        extra_groups=[] if user else None,
        cwd=home,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{Path(command[0]).name} failed:\n{done.stdout}")


def main(command: Sequence[str]) -> int:
    """Run a command, with the node of the tests over a cluster of its own; return its exit status."""
    with running() as cluster:
        node = {"PILIN_NODE": "test-postgresql", "PILIN_TEST_DATABASE": "postgresql"}
        return subprocess.run(command, env=os.environ | cluster.environment | node, check=False).returncode


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("command", nargs=argparse.REMAINDER)
    sys.exit(main(parser.parse_args().command))
