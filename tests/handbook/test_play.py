"""The handbook is played from its first command to its last, by an office over PostgreSQL and its neighbour."""

import re
import shutil
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import urllib3

from tests.handbook import book, proxy, stage
from tests.handbook.book import Meanwhile
from tests.handbook.stage import Stage
from tests.pair.nodes import ceremony, eventually, free_port

pytestmark = [pytest.mark.postgresql, pytest.mark.pair]
_DOCUMENTS = "SELECT count(*) FROM federation_document"
_AGREED = f"{_DOCUMENTS} WHERE state = 'agreed'"
OFFICE, PUBLIC = "pilin.pinghu.example", "public.pinghu.example"
LOOKS = [(name, path) for name in (OFFICE, PUBLIC) for path in ("/", "/sign-in/", "/metrics", "/healthz")]
_LANES = "SELECT count(*) FROM federation_envelope"


@dataclass
class Play:
    """What was heard of each command, by its place, and what was missing of what it should have said."""

    stage: Stage
    heard: dict[str, str] = field(default_factory=dict)
    missed: dict[str, list[str]] = field(default_factory=dict)


def meet(on: Stage) -> None:
    """Hold the key ceremony; the neighbour serves from now on."""
    ceremony(on.one, on.other)
    on.other.start()


def work(on: Stage) -> None:
    """Let the office offer something and the neighbour sign it, or let it wait where the neighbour is away."""
    wanted = int(on.ask(_AGREED)) + 1
    on.one.drive("offer", 1)
    on.one.send_people_home()
    eventually(lambda: on.other.count(_DOCUMENTS) >= wanted, "the offer arrives", lambda: on.one.told[-1500:])
    on.other.drive("sign")
    eventually(lambda: int(on.ask(_AGREED)) == wanted, "it is agreed", lambda: on.one.told[-1500:])


def caught_up(on: Stage) -> None:
    """Wait until the office is open again and holds what its neighbour holds."""
    eventually(
        lambda: (
            on.ask("SELECT mode FROM federation_nodestate") == "open"
            and int(on.ask(_AGREED)) == on.other.count(_AGREED)
            and int(on.ask(_LANES)) == on.other.count(_LANES)
        ),
        "it catches up",
        lambda: on.one.told[-3000:],
    )


def go_away(on: Stage) -> None:
    """Take the neighbour out of reach."""
    on.other.stop()


def come_back(on: Stage) -> None:
    """Bring the neighbour back; a recovery asks it anew each minute, which this play does not wait for."""
    on.other.start()


def look_through_the_proxy(on: Stage) -> None:
    """Let nginx stand before the pages for a moment, and keep what it answered to each name and path."""
    if shutil.which("nginx") is None:
        return
    (folder := on.folder / "nginx").mkdir()
    port, plain = str(free_port()), str(free_port())

    def told(text: str) -> str:
        text = re.sub(r"^ *listen \[::\].*$", "", on.told(text), flags=re.M)
        return text.replace("listen 443", f"listen {port}").replace("listen 80;", f"listen {plain};")

    with proxy.running(proxy.written(folder, told)):
        for name, path in LOOKS:
            on.seen[name + path] = asked(port, name, path, folder / "pages.pem")


def asked(port: str, name: str, path: str, certificate: Path) -> urllib3.BaseHTTPResponse:
    """Ask nginx for a path under a name, and trust the one certificate that it has."""
    context = ssl.create_default_context(cafile=certificate)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    with urllib3.HTTPSConnectionPool("127.0.0.1", int(port), ssl_context=context, assert_hostname=False) as pool:
        return pool.request("GET", path, headers={"Host": name}, redirect=False, retries=5, timeout=10.0)


DOES: dict[str, Callable[[Stage], None]] = {
    "ceremony": meet,
    "proxy": look_through_the_proxy,
    "work": work,
    "caught up": caught_up,
    "away": go_away,
    "back": come_back,
}


@pytest.fixture(scope="module")
def play() -> Iterator[Play]:
    """Play every page, one after the other; a command that fails ends the play."""
    with stage.built() as on:
        play = Play(on)
        for page in book.PAGES:
            for scene in book.scenes(page):
                if isinstance(scene, Meanwhile):
                    DOES[scene.what](on)
                    continue
                heard = on.run(scene)
                play.heard[str(scene.block)] = heard
                play.missed[str(scene.block)] = book.missing(on.told(scene.says), heard)
        yield play


@pytest.mark.parametrize("page", book.PAGES, ids=lambda page: str(page.stem))
def test_every_command_of_a_page_says_what_the_page_shows(play: Play, page: Path) -> None:
    wrong = {
        where: (missed, play.heard[where])
        for where, missed in play.missed.items()
        if where.startswith(page.name) and missed
    }
    assert any(where.startswith(page.name) for where in play.heard)
    assert wrong == {}


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
def test_through_the_proxy_each_name_shows_its_own(play: Play) -> None:
    seen = play.stage.seen
    found = {place: answer.status for place, answer in seen.items() if answer.status != 302}
    assert found == {
        f"{OFFICE}/sign-in/": 200,
        f"{OFFICE}/metrics": 404,
        f"{OFFICE}/healthz": 200,  # asked from the machine itself
        f"{PUBLIC}/": 200,
        f"{PUBLIC}/sign-in/": 404,
        f"{PUBLIC}/metrics": 404,
        f"{PUBLIC}/healthz": 404,
    }
    page = seen[f"{OFFICE}/sign-in/"]
    assert page.headers["Strict-Transport-Security"].startswith("max-age=")
    assert all("Secure" in cookie for cookie in page.headers.getlist("Set-Cookie"))
    assert seen[f"{OFFICE}/"].headers["Location"].startswith("/sign-in/")
    assert "Set-Cookie" not in seen[f"{PUBLIC}/"].headers


def test_after_all_that_both_sides_hold_the_same(play: Play) -> None:
    on = play.stage
    assert int(on.ask(_AGREED)) == on.other.count(_AGREED) == 3
    assert "everything holds" in on.other.run("audit")
