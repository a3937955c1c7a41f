"""nginx with the files of `deploy/nginx`, on ports of the test: whole, so that it can be checked and run."""

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pilin.base.clock import Instant
from pilin.kernel.federation.transport import make_certificate
from pilin.node.config import CHECKOUT

NGINX = CHECKOUT / "deploy" / "nginx"
MODULE = Path("/usr/lib/nginx/modules/ngx_stream_module.so")
_HERE = "client_body_temp_path {0}/body; proxy_temp_path {0}/proxy; fastcgi_temp_path {0}/fastcgi;"


def written(folder: Path, told: Callable[[str], str] = str) -> Path:
    """Write a whole configuration around ours, with a certificate; `told` replaces what is of the test. Return it."""
    private, certificate = make_certificate("330482", at=Instant(datetime(2026, 1, 1, tzinfo=UTC)), days=3650)
    (folder / "pages.key").write_text(private)
    (folder / "pages.pem").write_text(certificate)
    for file in NGINX.iterdir():
        text = re.sub("/etc/(?:pilin/tls|nginx)", str(folder), file.read_text(encoding="utf-8"))
        (folder / file.name).write_text(told(text), encoding="utf-8")
    stream = [f"load_module {MODULE};", f"include {folder}/link.conf;"] if MODULE.exists() else []
    inner = f"access_log off; {_HERE.format(folder)} include {folder}/pilin.conf;"
    whole = [*stream[:1], f"pid {folder}/pid;", "events {}", f"http {{ {inner} }}"]
    (folder / "nginx.conf").write_text("\n".join([*whole, *(stream[1:] if told is str else [])]))
    return folder / "nginx.conf"


@contextmanager
def running(configuration: Path) -> Iterator[None]:
    """Run nginx as long as the block lasts."""
    words = ["nginx", "-e", str(configuration.with_name("error.log")), "-c", str(configuration)]
    subprocess.run(words, check=True)
    try:
        yield
    finally:
        subprocess.run([*words, "-s", "quit"], check=True)
