"""Two served nodes with a gateway each, the hospitals of a town, and a day that goes on while processes are killed."""

import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pilin.base import clock
from pilin.node.config import CHECKOUT
from pilin.node.demo.nodes import reached
from pilin.node.his import day, town
from pilin.node.his.counter import Patience
from pilin.node.his.day import Course
from pilin.node.his.tally import Tally, Way
from pilin.node.his.town import Town
from tests.pair import nodes
from tests.pair.nodes import PATIENCE_SECONDS, Node

FILES = CHECKOUT / "nodes" / "medical"
W1, W4 = "W1-0001", "W4-0001"
_PERSON = '  - {{person: {0}, certificate: {0}, name: 某, insurance: "{1}", type: "{2}", account_fen: {3}, {4}}}\n'
_FILING = '  - {{person: {0}, kind: {1}, area: "{2}", {3}}}\n'
_DAYS = "from_day: 2025-01-01"
MORE = {
    "330482": (_PERSON.format(W1, "390", "1501", 0, _DAYS), _FILING.format(W1, "referred", "310116", _DAYS)),
    "310116": (_PERSON.format(W4, "310", "1101", 60_000, _DAYS), _FILING.format(W4, "long_term", "330482", _DAYS)),
}
"""The persons of the worked cases of the research, one of each side."""
Sums = dict[Way, tuple[int, int, int]]


@dataclass(eq=False)
class Site:
    """A node and its gateway, which are two trees of processes."""

    node: Node
    port: int
    gate: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Start the gateway and wait until it is there."""
        with (self.node.folder / "gateway.log").open("ab") as log:
            self.gate = subprocess.Popen(
                [sys.executable, "-m", "pilin.node", "serve", "--only", "gateway"],
                cwd=CHECKOUT, env=self.node.environment, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        nodes.eventually(lambda: reached(f"{self.url}/") > 0, f"the gateway of {self.node.name} opens", self.log)

    def log(self) -> str:
        return (self.node.folder / "gateway.log").read_text(encoding="utf-8")[-2000:]

    def shut(self) -> None:
        """Kill the gateway."""
        if self.gate is not None and self.gate.poll() is None:
            os.killpg(self.gate.pid, signal.SIGKILL)
            self.gate.wait(PATIENCE_SECONDS)

    def strike(self, what: str) -> None:
        """Kill the node, its gateway, or both at once, and start what was killed."""
        if what in ("gate", "both"):
            self.shut()
        if what in ("node", "both"):
            self.node.kill()
            self.node.start()
        if what in ("gate", "both"):
            self.open()


@contextmanager
def sites(folder: Path) -> Iterator[tuple[Site, Site]]:
    """Yield two agencies that have signed everything, with hospitals and persons entered and gateways open."""
    with nodes.pair(folder) as both:
        found = Site(both[0], _gateway(both[0])), Site(both[1], _gateway(both[1]))
        home = _town(folder)
        try:
            for site in found:
                site.node.start()
                site.node.drive("agencies.enter", home)
            _sign(*both)
            for site in found:
                site.open()
            yield found
        finally:
            for site in found:
                site.shut()


def _gateway(node: Node) -> int:
    """Give a node's configuration a gateway; return its port."""
    port = nodes.free_port()
    with (node.folder / "nodes" / "own.toml").open("a", encoding="utf-8") as file:
        file.write(f"\n[gateway]\nport = {port}\n")
    return port


def _town(folder: Path) -> Path:
    """Copy the files of the town, with the persons of the worked cases and a secret for each program."""
    home = Path(shutil.copytree(FILES, folder / "town"))
    for name in "abcd":
        (home / f"his-{name}.secret").write_text(secrets.token_urlsafe(24), encoding="utf-8")
    for side, (insured, filing) in MORE.items():
        file = home / f"{side}{town.INSURED}"
        text = file.read_text(encoding="utf-8").replace("filings:\n", f"{insured}filings:\n{filing}")
        file.write_text(text, encoding="utf-8")
    return home


def _sign(one: Node, other: Node) -> None:
    """Agree, and sign the policies of both sides."""
    one.drive("agencies.agree")
    waits = "SELECT count(*) FROM federation_document WHERE state = 'open'"
    nodes.eventually(lambda: other.count(waits) == 1, "the agreement arrives")
    other.drive("parties.sign")
    nodes.eventually(lambda: one.count(waits) == other.count(waits) == 0, "the agreement is signed")
    offers = "SELECT count(*) FROM federation_document"
    before = one.count(offers)
    for node in (one, other):
        node.drive("agencies.offer_policies")
    nodes.eventually(lambda: one.count(offers) == other.count(offers) == before + 5, "the policies arrive")
    for node in (one, other):
        node.drive("parties.sign")
    nodes.eventually(lambda: one.count(waits) == other.count(waits) == 0, "the policies are signed")


def read(both: tuple[Site, Site]) -> Town:
    """Return the town as its hospitals know it; the persons of the worked cases stay at home."""
    home = both[0].node.folder.parent / "town"
    found = town.read(home, {site.node.code: site.url for site in both})
    return Town(found.hospitals, [one for one in found.persons if one.number not in (W1, W4)])


def live(found: Town, *, seed: int, visits: int, patience_seconds: float = 240.0) -> Tally:
    """Live a day."""
    return day.play(found, Course(seed, visits, clock.now, Patience(patience_seconds, 0.3)))


def standing(*tallies: Tally) -> Sums:
    """Return what hospitals hold after several days."""
    sums: Sums = {}
    for tally in tallies:
        for way, row in tally.standing.items():
            before = sums.get(way, (0, 0, 0))
            sums[way] = (before[0] + row[0], before[1] + row[1], before[2] + row[2])
    return dict(sorted(sums.items()))


def closed(both: tuple[Site, Site]) -> Sums:
    """Wait until both books are equal with nothing pending or open; return what stands."""
    lines: list[list[Any]] = []

    def equal() -> bool:
        said = [site.node.drive("agencies.books") for site in both]
        lines[:] = json.loads(said[0])
        return said[0] == said[1] and all(_is_closed(line) for line in lines)

    nodes.eventually(
        equal, "both books are equal and closed", lambda: [site.node.drive("agencies.settlements") for site in both]
    )
    return {Way(*line[:3]): (line[3], line[4], line[5]) for line in lines if line[3]}


def _is_closed(line: list[Any]) -> bool:
    fund, account, booked, pending, paid, left = line[4:]
    return bool(booked == fund + account - paid and not (pending or left))
