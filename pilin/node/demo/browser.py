"""A person at the pages of a node, without a screen: signs in, opens pages, fills forms. Only HTTP."""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin

import pyotp
import urllib3

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.node.demo import forms
from pilin.node.refusals import NodeRefusal

_SEEN = re.compile(r'name="seen" value="([0-9a-f]{64})"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_SEEN = re.compile(r'name="seen" value="([^"]*)"')
_MESSAGE = re.compile(r'<li class="message ([a-z ]*)">(.*?)</li>', re.S)
_TROUBLE = re.compile(r'<p class="(?:refusal|error)"[^>]*>(.*?)</p>', re.S)
_SECRET = re.compile(r'<code class="secret">([A-Z2-7 ]+)</code>')
_SPARE = re.compile(r"<li><code>([A-Z2-7 ]+)</code></li>")
_STEP_SECONDS = 30
_TAG = re.compile(r"<[^>]+>")


@dataclass
class Authenticator:
    """The telephone of a person: the secret of the second factor once it is set up, and the spare codes on paper."""

    secret: str = ""
    spare: list[str] = field(default_factory=list)
    last_step: int = 0

    def code(self) -> str:
        """Return a code that was not shown before; a node takes the one of the next half minute too."""
        step = max(self._now(), self.last_step + 1)
        while step > self._now() + 1:
            time.sleep(1)
        self.last_step = step
        return pyotp.TOTP(self.secret).generate_otp(step)

    @staticmethod
    def _now() -> int:
        return int(clock.now().timestamp()) // _STEP_SECONDS


class Browser:
    """One person signed in at one node, with the second factor; the first time he sets it up."""

    def __init__(self, base: str, *, account: str, password: str, authenticator: Authenticator) -> None:
        self._base = base
        self._pool = urllib3.PoolManager(retries=False, timeout=30.0)
        self._cookies: dict[str, str] = {}
        self.where = "/"
        page = self.fill("/sign-in/", {"account": account, "password": password})
        if 'name="code"' in page:
            self.fill("/sign-in/code/", {"code": authenticator.code()})
        else:
            self._set_up(password, authenticator)

    def _set_up(self, password: str, authenticator: Authenticator) -> None:
        """Set up the second factor: read the secret from the page, prove it by a code, keep the spare codes."""
        where = "/account/second-factor/"
        shown = _SECRET.search(self.get(where))
        if shown is None:
            raise Refused(NodeRefusal.DEMO_PAGE_FAILED, page=where, said="no secret")
        authenticator.secret = shown[1].replace(" ", "")
        page = self.fill(where, {"code": authenticator.code(), "password": password})
        authenticator.spare = _SPARE.findall(page)

    def get(self, path: str) -> str:
        """Return a page. Raises DEMO_PAGE_FAILED where it is not shown."""
        return self._send("GET", path, None)

    def complete(self, path: str, values: Mapping[str, str] | None = None) -> str:
        """Fill in the main form of a page, leaving as it stands what is not given; return where that leads."""
        self.fill(path, {**forms.standing(self.get(path)), "filled": "1", **(values or {})})
        return self.where

    def press(self, path: str, name: str) -> str:
        """Press the button of a step on a page, which says what the page showed; return the page that follows."""
        seen = _SEEN.search(self.get(path))
        return self.fill(path, {"step": name, "seen": seen[1] if seen else ""})

    def fill(self, path: str, values: Mapping[str, str], *, at: str = "") -> str:
        """Open a page, send its form (to `at`, if that is elsewhere) and return the page that follows.

        What the page says that one has seen is sent back with it, as a browser does.
        """
        shown = self.get(path)
        token, seen = _TOKEN.search(shown), _SEEN.search(shown)
        if token is None:
            raise Refused(NodeRefusal.DEMO_PAGE_FAILED, page=path, said="no form")
        known = {"seen": seen[1]} if seen else {}
        page = self._send("POST", at or path, {**known, **values, "csrfmiddlewaretoken": token[1]})
        trouble = [plain(text) for text in _TROUBLE.findall(page)]
        trouble += [plain(text) for tone, text in _MESSAGE.findall(page) if "error" in tone]
        if trouble:
            raise Refused(NodeRefusal.DEMO_PAGE_FAILED, page=at or path, said="; ".join(trouble))
        return page

    def _send(self, method: str, path: str, values: Mapping[str, str] | None) -> str:
        """Send a request and follow where it leads."""
        for _ in range(5):
            headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
            body = urlencode(values) if values is not None else None
            if body is not None:
                headers |= {"Content-Type": "application/x-www-form-urlencoded", "Referer": self._base}
            answer = self._pool.request(method, urljoin(self._base, path), body=body, headers=headers, redirect=False)
            self._keep_cookies(answer)
            if answer.status not in (301, 302, 303):
                break
            method, values, path = "GET", None, answer.headers["Location"]
        self.where = path
        if answer.status not in (200, 409):
            raise Refused(NodeRefusal.DEMO_PAGE_FAILED, page=path, said=str(answer.status))
        return answer.data.decode("utf-8")

    def _keep_cookies(self, answer: urllib3.BaseHTTPResponse) -> None:
        for line in answer.headers.getlist("Set-Cookie"):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}


def plain(text: str) -> str:
    """Return the words of a piece of a page, without its marks."""
    return unescape(_TAG.sub("", text)).strip()


def links(page: str, pattern: str) -> list[tuple[str, str]]:
    """Return the links of a page whose address fits a pattern: (address, words)."""
    found = re.findall(rf'<a href="({pattern})"[^>]*>(.*?)</a>', page, re.S)
    return [(unescape(address), plain(words)) for address, words in found]
