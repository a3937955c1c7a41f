"""A real node for tests: its folder, its verbs, its processes, and a look into its database from outside."""

import os
import re
import select
import signal
import socket
import sqlite3
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from pilin.node.config import CHECKOUT

PATIENCE_SECONDS = 180.0
OFFICE = "毗邻办"  # made up for demonstration, one on each side
_LOOK_SECONDS = 0.05


@dataclass(eq=False)
class Node:
    """One node: `name` is that of its TOML in the checkout, `folder` holds everything of it.

    `program` and `driver` are the modules that are run as the node and as its people.
    """

    name: str
    folder: Path
    program: str = "pilin.node"
    driver: str = "tests.pair.driver"
    process: subprocess.Popen[bytes] | None = None
    people: subprocess.Popen[bytes] | None = None

    @property
    def database(self) -> Path:
        return self.folder / "data" / "pilin.sqlite3"

    @property
    def code(self) -> str:
        text = (self.folder / "nodes" / "own.toml").read_text(encoding="utf-8")
        return str(tomllib.loads(text)["node"]["code"])

    @property
    def environment(self) -> dict[str, str]:
        named = {"PILIN_NODE": str(self.folder / "nodes" / "own.toml"), "PILIN_DATA_DIR": str(self.folder / "data")}
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PILIN_")}
        return kept | named | {"DJANGO_SETTINGS_MODULE": "pilin.node.settings"}

    def run(self, *words: object, expect: int = 0) -> str:
        """Run a verb of the `pilin` command to its end and return what it said."""
        done = subprocess.run(
            [sys.executable, "-m", self.program, *map(str, words)],
            cwd=CHECKOUT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )
        assert done.returncode == expect, f"{words}: {done.returncode}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def start(self, *words: str) -> None:
        """Serve, and wait for the line that says how the node is."""
        if self.process is not None and self.process.poll() is None:
            return
        command = [sys.executable, "-m", self.program, "serve", *words]
        log = (self.folder / "log").open("ab")
        before = self.told.count("life ")
        self.process = subprocess.Popen(
            command, cwd=CHECKOUT, env=self.environment, stdout=log, stderr=log, start_new_session=True
        )
        log.close()
        eventually(lambda: self.told.count("life ") > before, f"{self.name} starts", lambda: self.told)

    @property
    def told(self) -> str:
        """Return everything that the served node ever printed."""
        file = self.folder / "log"
        return file.read_text(encoding="utf-8") if file.exists() else ""

    def kill(self) -> None:
        """Kill supervisor and worker at once, without a chance to tidy up."""
        self.signal(signal.SIGKILL)

    def stop(self) -> None:
        """Stop in an orderly way."""
        self.signal(signal.SIGTERM)

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            if number == signal.SIGKILL:
                os.killpg(self.process.pid, number)
            else:
                self.process.send_signal(number)
            self.process.wait(PATIENCE_SECONDS)

    def drive(self, *words: object) -> str:
        """Let people do something at this node (see `driver`) and return their answer."""
        self.ask(*words)
        return self.hear()

    def ask(self, *words: object) -> None:
        """Let people begin something."""
        if self.people is None:
            with (self.folder / "people.log").open("ab") as log:
                command = [sys.executable, "-m", self.driver]
                pipe = subprocess.PIPE
                self.people = subprocess.Popen(
                    command, cwd=CHECKOUT, env=self.environment, stdin=pipe, stdout=pipe, stderr=log, bufsize=0
                )
        assert self.people.stdin is not None
        self.people.stdin.write(f"{' '.join(map(str, words))}\n".encode())
        self.people.stdin.flush()

    def hear(self) -> str:
        """Wait for the answer to the first command that has none yet."""
        assert self.people is not None
        assert self.people.stdout is not None
        if not select.select([self.people.stdout], [], [], PATIENCE_SECONDS)[0]:
            pytest.fail(f"the people of {self.name} do not answer")
        answer = self.people.stdout.readline().decode()
        assert answer, (self.folder / "people.log").read_text(encoding="utf-8")
        return answer

    def send_people_home(self) -> None:
        """End the program of the people, and its connection to the database."""
        if self.people is not None:
            self.people.communicate(timeout=PATIENCE_SECONDS)
            self.people = None

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        """Read from the database, from outside."""
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True, timeout=10)) as connection:
            return connection.execute(statement).fetchall()

    def count(self, statement: str) -> int:
        return int(self.rows(statement)[0][0])


def eventually(condition: Callable[[], object], what: str, more: Callable[[], object] = lambda: "") -> None:
    """Wait until something is so, with a deadline and not a moment longer."""
    until = monotonic() + PATIENCE_SECONDS
    while monotonic() < until:
        if condition():
            return
        sleep(_LOOK_SECONDS)
    pytest.fail(f"it never happened: {what}\n{more()}")


def make(name: str, folder: Path) -> Node:
    """Make a node's folder, with ports that nobody uses, and init it."""
    node = Node(name, folder)
    configure(node)
    node.run("init", "--programme", CHECKOUT / "nodes" / "programme", "--office", OFFICE)
    return node


def configure(node: Node) -> None:
    """Make a node's folder and write its configuration, with ports that nobody uses."""
    name, folder = node.name, node.folder
    folder.mkdir()
    (folder / "nodes").mkdir()
    text = (CHECKOUT / "nodes" / f"{name}.toml").read_text(encoding="utf-8")
    link, pages = free_port(), free_port()
    text = re.sub(r"port = 9\d+", f"port = {link}", text)
    text = re.sub(r"127\.0\.0\.1:9\d+", f"127.0.0.1:{link}", text)
    text = re.sub(r"port = 8\d+", f"port = {pages}", text)
    (folder / "nodes" / "own.toml").write_text(text, encoding="utf-8")


def free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as bound:
        return int(bound.getsockname()[1])


def ceremony(one: Node, other: Node) -> None:
    """Hold the key ceremony by files, as people do: each side its own commands."""
    with ThreadPoolExecutor() as sides:
        shown = list(sides.map(lambda node: node.run("link", "card", node.folder / "card").split()[2], (one, other)))
        met = ((one, other, shown[1]), (other, one, shown[0]))
        list(
            sides.map(lambda met: met[0].run("link", "introduce", met[1].folder / "card", "--fingerprint", met[2]), met)
        )
    offered, signed, final = (one.folder / f"{paper}-{other.name}" for paper in ("offered", "signed", "final"))
    one.run("link", "offer", other.folder / "card", offered)
    other.run("link", "sign", offered, signed)
    one.run("link", "sign", signed, final)


def introduce(node: Node, peer: Node, fingerprint: str) -> None:
    node.run("link", "introduce", peer.folder / "card", "--fingerprint", fingerprint)


@contextmanager
def pair(folder: Path, *, made: Callable[[str, Path], Node] = make) -> Iterator[tuple[Node, Node]]:
    """Yield two linked nodes that do not run yet; whatever still runs at the end is killed."""
    with ThreadPoolExecutor() as sides:
        one, other = sides.map(lambda name: made(name, folder / name), ("pinghu", "jinshan"))
    both = one, other
    try:
        ceremony(*both)
        yield both
    finally:
        for node in both:
            node.kill()
            node.send_people_home()


@contextmanager
def third(one: Node, other: Node, folder: Path) -> Iterator[Node]:
    """Yield a third node, linked with each of two that serve and already have facts between them; it serves too."""
    node = make("jiashan", folder / "jiashan")
    try:
        for peer in (one, other):
            ceremony(peer, node)
        node.start()
        yield node
    finally:
        node.kill()
        node.send_people_home()


_WAITING = (
    "SELECT (SELECT count(*) FROM federation_outlane WHERE acked < seq OR settled < seq)"
    " + (SELECT count(*) FROM federation_inlane WHERE decided < seq OR seq < put)"
    " + (SELECT count(*) FROM federation_document WHERE state = 'open')"
)
_UNDECIDED = _WAITING.replace(" OR settled < seq", "")
_LANES = "SELECT lane, author, seq, hash, outcome, effect, running FROM federation_envelope ORDER BY lane, author, seq"
_DOCUMENTS = "SELECT hash, state, offered_by, answers FROM federation_document ORDER BY hash"
_AGREEMENTS = "SELECT * FROM agreements_agreement ORDER BY 1"


def until_quiet(one: Node, other: Node) -> None:
    """Wait until both have everything and have decided everything."""
    eventually(
        lambda: one.count(_WAITING) == other.count(_WAITING) == 0 and lanes(one) == lanes(other),
        "both are quiet",
        lambda: [
            (node.name, node.rows("SELECT * FROM federation_outlane"), node.told[-2000:]) for node in (one, other)
        ],
    )


def lanes(node: Node) -> list[tuple[Any, ...]]:
    return node.rows("SELECT lane, author, max(seq), count(*) FROM federation_envelope GROUP BY 1, 2 ORDER BY 1, 2")


def assert_equal(one: Node, other: Node) -> None:
    """Compare count, hashes, outcomes, effects, running digests, documents, agreements and commitments."""
    for statement in (_LANES, _DOCUMENTS):
        mine, theirs = one.rows(statement), other.rows(statement)
        assert len(mine) == len(theirs)
        assert [pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]] == []
    assert one.drive("digests") == other.drive("digests")


def until_all_decided(*several: Node) -> None:
    """Wait until each of several nodes has everything that concerns it and has decided everything."""
    eventually(
        lambda: (
            all(node.count(_UNDECIDED) == 0 for node in several)
            and all(_between(one, other) == _between(other, one) for one, other in combinations(several, 2))
        ),
        "all is decided on all",
        lambda: [(node.name, node.rows("SELECT * FROM federation_outlane"), node.told[-2000:]) for node in several],
    )


def assert_all_equal(*several: Node) -> None:
    """Compare every link of several nodes from both ends: envelopes, outcomes, effects, running digests."""
    for one, other in combinations(several, 2):
        mine, theirs = _between(one, other), _between(other, one)
        assert mine
        assert [pair for pair in zip(mine, theirs, strict=True) if pair[0] != pair[1]] == []
        assert one.drive("parties.digests", other.code) == other.drive("parties.digests", one.code)


def _between(node: Node, peer: Node) -> list[tuple[Any, ...]]:
    return node.rows(_LANES.replace("ORDER", f"WHERE peer = '{peer.code}' ORDER"))


def until_signed(one: Node, other: Node) -> None:
    """Wait until every offer has arrived, and sign what was left when the traffic ended."""
    offers = "SELECT count(*) FROM federation_document"
    nothing_waits = "SELECT count(*) FROM federation_outlane WHERE acked < seq"
    eventually(
        lambda: (
            one.count(nothing_waits) == other.count(nothing_waits) == 0 and one.count(offers) == other.count(offers)
        ),
        "every offer arrives",
        lambda: one.told + other.told,
    )
    one.drive("sign")
    other.drive("sign")
