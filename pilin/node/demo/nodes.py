"""A node of the demonstration: its configuration, its data folder, its commands and its running process."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import urllib3

from pilin.base.refusal import Refused
from pilin.node.demo.browser import Authenticator
from pilin.node.refusals import NodeRefusal

START_SECONDS = 60
_OK = 200
_PASSWORD = re.compile(r"the password is (\S+)")


@dataclass
class DemoNode:
    """One side: `toml` is its configuration, `folder` its data, `public` its public site, `gateway` that of hospitals.

    Account, password and telephone are those of its first signer.
    """

    code: str
    name: str
    toml: Path
    folder: Path
    pages: str
    public: str = ""
    gateway: str = ""
    account: str = "signer"
    password: str = ""
    authenticator: Authenticator = field(default_factory=Authenticator)
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)
    gate: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def run(self, *words: str) -> str:
        """Run one verb of the node and return what it says. Raises DEMO_STEP_FAILED with its words."""
        done = subprocess.run(  # noqa: S603 - our own command
            [*self._command(), *words], capture_output=True, text=True, env=self._environment(), check=False
        )
        if done.returncode != 0:
            said = (done.stdout + done.stderr).strip()
            raise Refused(NodeRefusal.DEMO_STEP_FAILED, step=" ".join(words[:2]), node=self.name, said=said)
        return done.stdout

    def _command(self) -> list[str]:
        return [sys.executable, "-m", "pilin.node", "--node", str(self.toml), "--data-dir", str(self.folder)]

    def _environment(self) -> dict[str, str]:
        return {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(Path(__file__).parents[3])}

    def init(self, programme: Path, office: str) -> None:
        """Make the node and its first signer."""
        said = self.run("init", "--programme", str(programme), "--signer", self.account, "--office", office)
        found = _PASSWORD.search(said)
        self.password = found[1] if found else ""

    def serve(self) -> None:
        """Start the node and wait until its pages answer. Raises DEMO_NODE_DOES_NOT_START."""
        self.process = self._started("serve.log", "serve")
        self._until(self._answers, self.process, "serve.log")

    def serve_hospitals(self) -> None:
        """Start the gateway of hospitals, a process of its own, and wait until it is there."""
        self.gate = self._started("gateway.log", "serve", "--only", "gateway")
        self._until(lambda: reached(f"{self.gateway}/") > 0, self.gate, "gateway.log")

    def _started(self, log: str, *words: str) -> "subprocess.Popen[bytes]":
        with (self.folder / log).open("ab") as told:
            return subprocess.Popen(  # noqa: S603 - our own command
                [*self._command(), *words], stdout=told, stderr=told, env=self._environment()
            )

    def _until(self, holds: Callable[[], bool], process: "subprocess.Popen[bytes]", log: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not holds():
            if time.monotonic() > deadline or process.poll() is not None:
                said = (self.folder / log).read_text(encoding="utf-8")[-800:]
                raise Refused(NodeRefusal.DEMO_NODE_DOES_NOT_START, node=self.name, said=said)
            time.sleep(0.1)

    def _answers(self) -> bool:
        return reached(f"{self.pages}/sign-in/") == _OK

    def stop(self, *, hard: bool = False) -> None:
        """Stop the node and its gateway: in order, or as a power cut does."""
        for process in (self.gate, self.process):
            if process is not None and process.poll() is None:
                process.send_signal(signal.SIGKILL if hard else signal.SIGTERM)
                process.wait(30)
        self.gate = self.process = None

    @property
    def database(self) -> Path:
        """Return the file of the node's tables."""
        return self.folder / "pilin.sqlite3"

    def destroy_database(self) -> None:
        """Lose the disk: the tables are gone; the key folder stands beside them and stays."""
        for file in self.folder.glob("*.sqlite3*"):
            file.unlink()


def reached(url: str) -> int:
    """Return the status with which an address answers; 0 where nobody does."""
    try:
        return urllib3.request("GET", url, retries=False, timeout=2.0).status
    except urllib3.exceptions.HTTPError:
        return 0


def configured(template: Path, folder: Path, *, pages_port: int, link_port: int, gateway_port: int) -> Path:
    """Write a node's configuration with other ports into its data folder and return the file."""
    text = template.read_text(encoding="utf-8")
    pages, link = f"http://127.0.0.1:{pages_port}", f"https://127.0.0.1:{link_port}"
    sections = re.split(r"(?m)^(?=\[)", text)
    kept = [part for part in sections if not part.startswith(("[pages]", "[link]", "[gateway]"))]
    kept.append(f'\n[pages]\nport = {pages_port}\nurl = "{pages}"\n')
    kept.append(f'\n[link]\nport = {link_port}\nurl = "{link}"\n')
    kept.append(f"\n[gateway]\nport = {gateway_port}\n")
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / template.name
    file.write_text("".join(kept), encoding="utf-8")
    return file


def fresh(folder: Path) -> Path:
    """Return an empty folder in the place of whatever stood there."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
