"""The stage on which the handbook is played: folders, ports and a database of its own, and a neighbour that serves.

Paths, ports and addresses of the pages are replaced by the stage's. `pilin`, `pg_ctlcluster` and `systemctl` are small
programs here: the second is played by `pg_ctl`, the third lets the test start and stop the node.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pilin.node.config import CHECKOUT
from tests.handbook import book
from tests.handbook.book import Command
from tests.pair import nodes
from tests.pair.nodes import Node
from tests.support import postgres
from tests.support.postgres import Cluster

SECONDS_MAX = 120
PILIN = '#!/bin/sh\nexec "{python}" -m pilin.node "$@"\n'
CLUSTER = '#!/bin/sh\nshift 2\nexec "{bin}/pg_ctl" --pgdata="{data}" --wait --log="{log}" "$@" > /dev/null\n'
SYSTEM = '#!/bin/sh\necho "$*" > "{control}"\nread answer < "{answer}"\n[ "$answer" = done ]\n'
CONFIGURATION = "listen_addresses = ''\nunix_socket_directories = '{folder}'\nport = 5432\nfsync = off\n"


@dataclass
class Stage:
    """Everything of one play; `one` is the node of the pages, `other` its neighbour."""

    folder: Path
    cluster: Cluster
    one: Node
    other: Node
    shown: dict[str, str] = field(default_factory=dict)
    seen: dict[str, Any] = field(default_factory=dict)

    def told(self, text: str) -> str:
        """Return a text of the pages with the stage's paths, ports and addresses."""
        for there, here in self.shown.items():
            text = text.replace(there, here)
        return text

    def run(self, command: Command) -> str:
        """Run a block as who it says, stop at the first command that fails, and return what it said."""
        is_postgres = command.block.who == "postgres"
        user = postgres.USER if is_postgres and os.geteuid() == 0 else None
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", self.told(command.block.text)],
            user=user,
            group=user,
            extra_groups=[] if user else None,
            cwd=self.folder,
            env=self.environment(postgres.USER if is_postgres else "pilin"),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS_MAX,
            check=False,
        )
        assert done.returncode == 0, f"{command.block}: {done.returncode}\n{done.stdout}\n{self.one.told[-2000:]}"
        return done.stdout

    def environment(self, role: str) -> dict[str, str]:
        """Return the environment of whoever runs a block."""
        path = f"{self.folder}/bin:{postgres.binaries()}:{os.environ['PATH']}"
        database = self.cluster.environment | {"PGUSER": role}
        return self.one.environment | database | {"PATH": path, "PYTHONPATH": str(CHECKOUT), "PILIN_LANGUAGE": "en"}

    def ask(self, statement: str) -> str:
        """Ask the node's database from outside."""
        words = ["psql", "--tuples-only", "--no-align", "--dbname=pilin", f"--command={statement}"]
        done = subprocess.run(words, env=self.environment("postgres"), capture_output=True, text=True, check=True)
        return done.stdout.strip()


@contextmanager
def built() -> Iterator[Stage]:
    """Build a stage, and take it down whatever happened."""
    folder = Path(tempfile.mkdtemp(prefix="pilin-handbook-"))
    folder.chmod(0o755)
    try:
        with postgres.running() as cluster:
            stage = Stage(folder, cluster, Node("pinghu", folder / "pinghu"), nodes.make("jinshan", folder / "jinshan"))
            _set_up(stage)
            try:
                yield stage
            finally:
                for node in (stage.one, stage.other):
                    node.kill()
                    node.send_people_home()
    finally:
        shutil.rmtree(folder)


def _set_up(stage: Stage) -> None:
    folder, pages, link, figures = stage.folder, *(str(nodes.free_port()) for _ in range(3))
    stage.shown = {
        "/etc/pilin/nodes/pinghu.toml": f"{folder}/pinghu/nodes/own.toml",
        "/var/lib/pilin": f"{folder}/pinghu/data",
        "/var/backups": f"{folder}/backups",
        "/var/lib/postgresql/15/main": f"{stage.cluster.folder}/data",
        "/var/run/postgresql": str(stage.cluster.folder),
        "/opt/pilin": str(CHECKOUT),
        "8001": pages,
        "link.pinghu.example:9001": f"127.0.0.1:{link}",
        "port = 9001": f"port = {link}",
        "9101": figures,
        "10.20.0.5": "127.0.0.1",
    }
    for name in ("pinghu/nodes", "pinghu/data", "backups/pilin", "backups/pilin-base", "backups/pilin-wal", "bin"):
        (folder / name).mkdir(parents=True)
    if os.geteuid() == 0:
        for name in ("pilin-base", "pilin-wal"):
            shutil.chown(folder / "backups" / name, postgres.USER, postgres.USER)
    (toml,) = [block for block in book.blocks(book.PAGES[0]) if block.language == "toml"]
    (folder / "pinghu/nodes/own.toml").write_text(stage.told(toml.text), encoding="utf-8")
    with (stage.cluster.folder / "data" / "postgresql.conf").open("a") as configuration:
        configuration.write(CONFIGURATION.format(folder=stage.cluster.folder))
    _programs(stage)


def _programs(stage: Stage) -> None:
    folder, home = stage.folder, stage.cluster.folder
    control, answer = folder / "control", folder / "answer"
    programs = {
        "pilin": PILIN.format(python=sys.executable),
        "pg_ctlcluster": CLUSTER.format(bin=postgres.binaries(), data=home / "data", log=home / "log"),
        "systemctl": SYSTEM.format(control=control, answer=answer),
    }
    for name, text in programs.items():
        (folder / "bin" / name).write_text(text)
        (folder / "bin" / name).chmod(0o755)
    for pipe in (control, answer):
        os.mkfifo(pipe)
    threading.Thread(target=_manage, args=(stage.one, control, answer), name="systemctl", daemon=True).start()


def _manage(node: Node, control: Path, answer: Path) -> None:
    """Start and stop the node when somebody says so."""
    does = {"start pilin.target": node.start, "stop pilin.target": node.stop}
    while control.exists():
        said = control.read_text().strip()
        try:
            does[said]()
        except BaseException as failure:  # noqa: BLE001 -- whatever it is, who waits must hear of it
            answer.write_text(f"{failure!r}\n")
        else:
            answer.write_text("done\n")
