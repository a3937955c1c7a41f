"""A node to be measured: its configuration with ports of its own, and its pages, served as in an office."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
START_SECONDS = 60
PUBLIC_HOST = "public.bench.localhost"

_TEXT = """modules = ["desk", "reminders", "programme", "projects", "medical", "mediation", "border"]

[node]
code = "330482"
name = "平湖市"
colour = "#1f6f78"
province = "浙江省"
data_dir = "{folder}"

[pages]
port = {port}
url = "http://127.0.0.1:{port}"

[public]
host = "{public}"
url = "http://{public}:{port}"
cache_seconds = 0
requests_per_minute_max = 100000

[database]
engine = "{engine}"
name = "{database}"
"""


def configured(folder: Path, engine: str) -> Path:
    """Write the configuration of a node with this engine and a free port; return its file."""
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    file = folder / "bench.toml"
    database = "pilin" if engine == "postgresql" else "pilin.sqlite3"
    text = _TEXT.format(folder=folder, port=port, public=PUBLIC_HOST, engine=engine, database=database)
    file.write_text(text, encoding="utf-8")
    return file


@contextmanager
def served(port: int) -> Iterator[None]:
    """Serve the pages of the node of this environment, which listens at a port, until the block is left."""
    command = [sys.executable, "-m", "pilin.node", "serve", "--only", "web"]
    process = subprocess.Popen(command, cwd=CHECKOUT, env=os.environ, stdout=subprocess.DEVNULL)
    try:
        _wait(port)
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _wait(port: int) -> None:
    """Wait until the node listens."""
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
        else:
            return
