"""Headless Chromium without a driver: the DevTools protocol over a pair of pipes, one page at a time.

Messages are JSON, each ended by a zero byte: commands go in by descriptor 3, answers and events come out by 4.
"""

import base64
import json
import os
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fcntl import F_DUPFD, fcntl
from pathlib import Path
from time import monotonic, sleep
from typing import Any

PATIENCE_SECONDS = 60.0
PLAIN_COOKIES: dict[str, Any] = {
    "SESSION_COOKIE_SECURE": False,
    "CSRF_COOKIE_SECURE": False,
    "SESSION_COOKIE_NAME": "session",
    "CSRF_COOKIE_NAME": "csrf",
    "MESSAGE_COOKIE_NAME": "messages",
    "COUNTS_COOKIE_NAME": "counts",
}
"""Settings for pages that a test serves without TLS: a browser takes no `__Host-` cookie there."""
_INTO_PLACE = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execvp(sys.argv[3], sys.argv[3:])"
)
_OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe")
_TROUBLES = ("Runtime.exceptionThrown", "Log.entryAdded", "Network.loadingFailed")


@dataclass
class Tab:
    """One page of a running Chromium; `troubles` is what its console said of errors."""

    into: int
    out: int
    session: str = ""
    troubles: list[Any] = field(default_factory=list)
    _number: int = 0
    _rest: bytes = b""
    _events: list[Any] = field(default_factory=list)

    def ask(self, method: str, **members: Any) -> Any:
        """Send a command and return its result."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": members}
        message |= {"sessionId": self.session} if self.session else {}
        os.write(self.into, json.dumps(message).encode() + b"\0")
        while (heard := self._hear()).get("id") != self._number:
            self._keep(heard)
        assert "error" not in heard, f"{method}: {heard['error']}"
        return heard["result"]

    def _hear(self) -> Any:
        until = monotonic() + PATIENCE_SECONDS
        while b"\0" not in self._rest:
            ready = select.select([self.out], [], [], max(0.0, until - monotonic()))[0]
            read = os.read(self.out, 2**16) if ready else b""
            assert read, "Chromium does not answer"
            self._rest += read
        message, _, self._rest = self._rest.partition(b"\0")
        return json.loads(message)

    def _keep(self, event: Any) -> None:
        self._events.append(event.get("method"))
        is_note = event.get("params", {}).get("entry", {}).get("level") in ("info", "verbose")
        if event.get("method") in _TROUBLES and not is_note:
            self.troubles.append(event["params"])

    def open(self, address: str) -> None:
        """Open an address and wait until everything of it is there."""
        self._events.clear()
        self.ask("Page.navigate", url=address)
        self.settle()

    def settle(self) -> None:
        """Wait until the page that is being loaded is there; an open page may go on asking meanwhile."""
        until = monotonic() + PATIENCE_SECONDS
        while "Page.loadEventFired" not in self._events:
            assert monotonic() < until, "no page was loaded"
            self._keep(self._hear())
        self._events.clear()

    def follow(self, words: str) -> None:
        """Click the first link of the main part that bears words, and wait for its page."""
        self._events.clear()
        wanted = f"one => one.innerText.includes({json.dumps(words)})"
        self.tell(f"[...document.querySelectorAll('main a')].find({wanted}).click()")
        self.settle()

    def submit(self, form: str, **values: str) -> None:
        """Fill a form (a CSS selector) as a person does, press its main button, and wait for what follows."""
        self._events.clear()
        filled = "".join(
            f"form.elements[{json.dumps(name)}].value = {json.dumps(text)};" for name, text in values.items()
        )
        button = "(form.querySelector('button.main') || form.querySelector('button')).click()"
        self.tell(f"{{ const form = document.querySelector({json.dumps(form)}); {filled} {button}; }}")
        self.settle()

    def press(self, key: str) -> None:
        """Press a key such as Tab or Enter, as a keyboard does."""
        code, text = {"Tab": (9, ""), "Enter": (13, "\r")}[key]
        named = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        self._events.clear()
        self.ask("Input.dispatchKeyEvent", type="keyDown" if text else "rawKeyDown", text=text, **named)
        self.ask("Input.dispatchKeyEvent", type="keyUp", **named)

    @property
    def focused(self) -> str:
        """Return the words of what has the focus."""
        return " ".join(str(self.tell("document.activeElement.innerText || ''")).split())

    def tell(self, expression: str) -> Any:
        """Return the value of an expression on the page."""
        found = self.ask("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    @property
    def words(self) -> str:
        """Return the words of the page as they are shown: what is hidden is left out."""
        return " ".join(str(self.tell("document.body.innerText")).split())

    def wait_for(self, expression: str) -> None:
        """Wait until something holds on the page: what the script changes loads no new one."""
        until = monotonic() + PATIENCE_SECONDS
        while not self.tell(expression):
            assert monotonic() < until, (expression, self.words, self.troubles)
            sleep(0.1)

    def width(self, width: int, *, height: int = 900, is_phone: bool = False) -> None:
        """Let the window be so many CSS pixels wide."""
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=is_phone)

    def overflow(self) -> list[str]:
        """Return what stands out of the window to the right: nothing, where a page fits its width.

        A phone makes its window as wide as what stands in it, so the root's own width is what counts.
        """
        width = "document.documentElement.clientWidth"
        culprits = (
            f"[...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > {width} + 1)"
            ".map(one => one.tagName + '.' + one.className)"
        )
        return list(self.tell(f"document.documentElement.scrollWidth > {width} ? {culprits}.concat('page') : []"))

    def printed(self) -> bytes:
        """Return the page as it is printed: a PDF."""
        return base64.b64decode(self.ask("Page.printToPDF", printBackground=True, preferCSSPageSize=True)["data"])


@contextmanager
def chromium(folder: Path) -> Iterator[Tab]:
    """Yield a page of a fresh Chromium whose profile lies in a folder; end the program afterwards."""
    (child_reads, we_write), (we_read, child_writes) = os.pipe(), os.pipe()
    given = [fcntl(descriptor, F_DUPFD, 10) for descriptor in (child_reads, child_writes)]
    command = ["chromium", *_OPTIONS, f"--user-data-dir={folder / 'profile'}", "about:blank"]
    with (folder / "chromium.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-c", _INTO_PLACE, *map(str, given), *command], pass_fds=given, stdout=log, stderr=log
        )
    for descriptor in (child_reads, child_writes, *given):
        os.close(descriptor)
    try:
        yield _tab(we_write, we_read)
    finally:
        os.close(we_write)
        os.close(we_read)
        process.terminate()
        process.wait(PATIENCE_SECONDS)


def _tab(into: int, out: int) -> Tab:
    tab = Tab(into, out)
    target = tab.ask("Target.createTarget", url="about:blank")["targetId"]
    tab.session = tab.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    for domain in ("Page", "Runtime", "Log", "Network"):
        tab.ask(f"{domain}.enable")
    return tab
