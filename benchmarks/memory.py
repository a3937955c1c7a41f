"""script/bench memory [--small]: the memory of a served node at rest, supervisor and worker, beside its limit.

A page that two processes share is counted by half in each (PSS), as `/proc/PID/smaps_rollup` tells; where that file is
not there, nothing is measured. `--small` looks once; else the node rests a while first, and one page is fetched.
"""

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from time import sleep

import urllib3

LIMIT_MB = 250
REST_SECONDS = 20.0
CHECKOUT = Path(__file__).parents[1]


def main(argv: Sequence[str]) -> int:
    """Serve a new node, let it rest, and measure; return 1 above the limit."""
    parser = argparse.ArgumentParser(prog="script/bench memory", description=__doc__)
    parser.add_argument("--small", action="store_true", help="a size for the ordinary tests")
    small = parser.parse_args(argv).small
    if not Path("/proc/self/smaps_rollup").exists():
        sys.stdout.write("memory: this machine does not tell, not measured\n")
        return 0
    with tempfile.TemporaryDirectory(prefix="pilin-bench-") as folder:
        return _measure(Path(folder), 0.0 if small else REST_SECONDS)


def _measure(folder: Path, rest_seconds: float) -> int:
    environment, port = _node(folder)
    command = [sys.executable, "-m", "pilin.node"]
    subprocess.run([*command, "init"], env=environment, cwd=CHECKOUT, check=True, stdout=subprocess.DEVNULL)
    served = subprocess.Popen([*command, "serve"], env=environment, cwd=CHECKOUT, stdout=subprocess.PIPE)
    try:
        assert served.stdout is not None
        served.stdout.readline()  # the line that says how the node is
        if rest_seconds:
            urllib3.request("GET", f"http://127.0.0.1:{port}/", retries=False, redirect=False)
            sleep(rest_seconds)
        parts = {pid: proportional_bytes(pid) for pid in (served.pid, *children(served.pid))}
    finally:
        served.send_signal(signal.SIGTERM)
        served.wait()
    total_mb = sum(parts.values()) / 10**6
    each = " + ".join(f"{size / 10**6:.0f}" for size in parts.values())
    sys.stdout.write(f"memory at rest: {total_mb:.0f} MB ({each}), limit {LIMIT_MB} MB: {total_mb / LIMIT_MB:.2f}\n")
    return 0 if total_mb < LIMIT_MB else 1


def _node(folder: Path) -> tuple[dict[str, str], int]:
    """Return the environment of a node in the folder, on ports that nobody uses, and the port of its pages."""
    link, pages = _free_port(), _free_port()
    text = (CHECKOUT / "nodes" / "pinghu.toml").read_text(encoding="utf-8")
    text = re.sub(r"port = 9\d+", f"port = {link}", re.sub(r"port = 8\d+", f"port = {pages}", text))
    (folder / "nodes").mkdir()
    (folder / "nodes" / "own.toml").write_text(text, encoding="utf-8")
    named = {"PILIN_NODE": str(folder / "nodes" / "own.toml"), "PILIN_DATA_DIR": str(folder / "data")}
    return os.environ | named | {"DJANGO_SETTINGS_MODULE": "pilin.node.settings"}, pages


def _free_port() -> int:
    with closing(socket.create_server(("127.0.0.1", 0))) as bound:
        return int(bound.getsockname()[1])


def children(pid: int) -> list[int]:
    """Return the processes that a process started."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(word) for word in told.split()]


def proportional_bytes(pid: int) -> int:
    """Return the memory of a process, what it shares with others divided among them."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
