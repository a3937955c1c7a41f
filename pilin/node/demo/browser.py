"""A person at the pages of a node, without a screen: signs in, opens pages, fills forms. Only HTTP."""

import re
from collections.abc import Mapping
from html import unescape
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin

import urllib3

from pilin.base.refusal import Refused
from pilin.node.refusals import NodeRefusal

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_MESSAGE = re.compile(r'<li class="message ([a-z ]*)">(.*?)</li>', re.S)
_TROUBLE = re.compile(r'<p class="(?:refusal|error)"[^>]*>(.*?)</p>', re.S)
_TAG = re.compile(r"<[^>]+>")


class Browser:
    """One person signed in at one node."""

    def __init__(self, base: str, *, account: str, password: str) -> None:
        self._base = base
        self._pool = urllib3.PoolManager(retries=False, timeout=30.0)
        self._cookies: dict[str, str] = {}
        self.fill("/sign-in/", {"account": account, "password": password})

    def get(self, path: str) -> str:
        """Return a page. Raises DEMO_PAGE_FAILED where it is not shown."""
        return self._send("GET", path, None)

    def fill(self, path: str, values: Mapping[str, str], *, at: str = "") -> str:
        """Open a page, send its form (to `at`, if that is elsewhere) and return the page that follows."""
        token = _TOKEN.search(self.get(path))
        if token is None:
            raise Refused(NodeRefusal.DEMO_PAGE_FAILED, page=path, said="no form")
        page = self._send("POST", at or path, {**values, "csrfmiddlewaretoken": token[1]})
        trouble = [_plain(text) for text in _TROUBLE.findall(page)]
        trouble += [_plain(text) for tone, text in _MESSAGE.findall(page) if "error" in tone]
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
        if answer.status not in (200, 409):
            raise Refused(NodeRefusal.DEMO_PAGE_FAILED, page=path, said=str(answer.status))
        return answer.data.decode("utf-8")

    def _keep_cookies(self, answer: urllib3.BaseHTTPResponse) -> None:
        for line in answer.headers.getlist("Set-Cookie"):
            self._cookies |= {name: morsel.value for name, morsel in SimpleCookie(line).items()}


def _plain(text: str) -> str:
    return unescape(_TAG.sub("", text)).strip()


def links(page: str, pattern: str) -> list[tuple[str, str]]:
    """Return the links of a page whose address fits a pattern: (address, words)."""
    found = re.findall(rf'<a href="({pattern})"[^>]*>(.*?)</a>', page, re.S)
    return [(unescape(address), _plain(words)) for address, words in found]
