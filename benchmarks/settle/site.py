"""The two agencies' nodes of the benchmark: their folders, their verbs, their processes, and what these have used."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.settle import shares
from tests.pair.nodes import free_port

CODES = {"pinghu": "330482", "jinshan": "310116"}
_CONFIG = """
modules = ["medical"]
[node]
code = "{code}"
name = "{name}"
colour = "#1f6f78"
province = "{name}"
data_dir = "{folder}"
[pages]
port = {pages}
url = "http://127.0.0.1:{pages}"
[link]
port = {link}
url = "https://127.0.0.1:{link}"
[gateway]
port = {gateway}
[database]
engine = "{engine}"
name = "{database}"
"""
_START_SECONDS = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Site:
    """One agency's node."""

    name: str
    folder: Path
    environment: Mapping[str, str]
    gateway: int = 0
    processes: "dict[str, subprocess.Popen[bytes]]" = field(default_factory=dict)

    @property
    def code(self) -> str:
        """Return the node's code."""
        return CODES[self.name]

    def run(self, *words: object, program: str = "pilin.node") -> str:
        """Run a program of the node to its end and return what it said."""
        command = [sys.executable, "-m", program, *map(str, words)]
        done = subprocess.run(command, env={**self.environment}, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{self.name}: {words}: {done.stdout}{done.stderr}")
        return done.stdout

    def people(self, verb: str, *words: object) -> str:
        """Let somebody do something at this node: see `people`."""
        return self.run("--people", verb, *words, program="benchmarks.settle").strip()

    def start(self, part: str, program: str = "pilin.node") -> None:
        """Serve one part of the node by a program, and wait for the line that says how it is."""
        file = self.folder / f"{part}.log"
        with file.open("wb") as log:
            command = [sys.executable, "-m", program, "serve", "--only", part]
            environment = {**self.environment, shares.FILE: str(self._shares(part))}
            self.processes[part] = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        until = time.monotonic() + _START_SECONDS
        while b"life " not in file.read_bytes():
            if time.monotonic() > until or self.processes[part].poll() is not None:
                raise RuntimeError(f"{self.name} does not start its {part}: {file.read_text(encoding='utf-8')}")
            time.sleep(0.05)

    def _shares(self, part: str) -> Path:
        return self.folder / f"{part}.shares"

    def shares(self, part: str) -> Mapping[str, float]:
        """Return what a part that `benchmarks.settle.shares` serves has spent on what so far, in seconds."""
        found: Mapping[str, float] = json.loads(self._shares(part).read_text(encoding="ascii"))
        return found

    def stop(self) -> None:
        """End what serves."""
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            process.wait(30)
        self.processes.clear()


@contextmanager
def linked(folder: Path, engine: str, environment: Mapping[str, str]) -> Iterator[tuple[Site, Site]]:
    """Yield two nodes that are linked and whose workers run; end them in the end."""
    made = [_made(folder, engine, name, environment) for name in CODES]
    one, other = made
    try:
        _ceremony(one, other)
        for site in made:
            site.start("worker")
        yield one, other
    finally:
        for site in made:
            site.stop()


def _made(folder: Path, engine: str, name: str, environment: Mapping[str, str]) -> Site:
    own = folder / name
    own.mkdir()
    file = own / f"{name}.toml"
    gateway = free_port()
    database = name if engine == "postgresql" else f"{name}.sqlite3"
    members = {"code": CODES[name], "folder": own / "data", "pages": free_port(), "link": free_port()}
    text = _CONFIG.format(name=name, engine=engine, database=database, gateway=gateway, **members)
    file.write_text(text, encoding="utf-8")
    settings = {"DJANGO_SETTINGS_MODULE": "pilin.node.settings", "PILIN_NODE": str(file)}
    inherited = {key: value for key, value in os.environ.items() if key != "PILIN_DATA_DIR"}
    site = Site(name, own, {**inherited, **environment, **settings}, gateway)
    site.run("init")
    return site


def _ceremony(one: Site, other: Site) -> None:
    prints = {site.name: site.run("link", "card", site.folder / "card").split()[2] for site in (one, other)}
    for site, peer in ((one, other), (other, one)):
        site.run("link", "introduce", peer.folder / "card", "--fingerprint", prints[peer.name])
    offered, signed, final = (one.folder / paper for paper in ("offered", "signed", "final"))
    one.run("link", "offer", other.folder / "card", offered)
    other.run("link", "sign", offered, signed)
    one.run("link", "sign", signed, final)


def used_seconds(groups: Mapping[str, Sequence[int]]) -> dict[str, float]:
    """Return the processor seconds that groups of processes have used so far; those that ended count no more."""
    return {name: sum(_seconds(pid) for pid in pids) for name, pids in groups.items()}


def _seconds(pid: int) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _TICKS


def servers() -> list[int]:
    """Return the processes of database servers on this machine."""
    found = []
    for file in Path("/proc").glob("[0-9]*/comm"):
        try:
            name = file.read_text(encoding="ascii").strip()
        except OSError:
            continue
        if name.startswith("postgres"):
            found.append(int(file.parent.name))
    return found
