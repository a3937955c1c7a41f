"""Two nodes as processes: their configuration, their start, the ceremony between them, and how they are told to work.

A node is told by a line of JSON, [verb, arguments], and answers with a line of JSON.
"""

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

CODES = {"pinghu": "330482", "jinshan": "310116"}
_CONFIG = """
modules = []
[node]
code = "{code}"
name = "{name}"
colour = "#1f6f78"
province = "{name}"
data_dir = "{folder}"
[link]
port = {port}
url = "https://127.0.0.1:{port}"
[database]
engine = "{engine}"
name = "{database}"
"""


class End:
    """One node in its own process."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def __call__(self, verb: str, **arguments: Any) -> Any:
        """Let the node do something and return what came of it."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps([verb, arguments]) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the node ended while it was to {verb}")
        return json.loads(line)


@contextmanager
def linked(folder: Path, engine: str, environment: Mapping[str, str]) -> Iterator[tuple[End, End]]:
    """Start two nodes, link them by a ceremony, and let the receiver listen; end them in the end."""
    with ExitStack() as stack:
        sender, receiver = (stack.enter_context(_started(folder, engine, name, environment)) for name in CODES)
        cards = sender("card"), receiver("card")
        sender("introduce", card=cards[1])
        receiver("introduce", card=cards[0])
        offered = sender("offer_charter", card=cards[1])
        sender("sign_charter", paper=receiver("sign_charter", paper=offered))
        receiver("listen")
        yield sender, receiver


@contextmanager
def _started(folder: Path, engine: str, name: str, environment: Mapping[str, str]) -> Iterator[End]:
    file = folder / f"{name}.toml"
    database = name if engine == "postgresql" else f"{name}.sqlite3"
    members = {"code": CODES[name], "folder": folder / name, "port": _free_port(), "database": database}
    file.write_text(_CONFIG.format(name=name, engine=engine, **members), encoding="utf-8")
    settings = {"DJANGO_SETTINGS_MODULE": "pilin.node.settings", "PILIN_NODE": str(file)}
    command = [sys.executable, "-m", "benchmarks.federation", "--end"]
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    inherited = {key: value for key, value in os.environ.items() if key != "PILIN_DATA_DIR"}
    with subprocess.Popen(command, env={**inherited, **environment, **settings}, **pipes) as process:
        try:
            yield End(process)
        finally:
            assert process.stdin is not None
            process.stdin.close()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
