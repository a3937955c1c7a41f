"""Both sides at their pages: who is signed in where, and waiting until a page shows what the other side did."""

import calendar
import re
import time
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.node.demo.browser import Browser, links
from pilin.node.demo.nodes import DemoNode
from pilin.node.refusals import NodeRefusal
from pilin.node.words import say_both

WAIT_SECONDS = 120
MATTER = r"/matters/[0-9a-f-]{36}/"
KIND = r"/(?:matters/new/[0-9a-f]{64}|[a-z/]+/new)/"
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LABEL = "（示例）"
"""Whatever the demonstration makes up bears it: the programme's source gives neither days, sums nor texts."""


class Stage:
    """Both sides of the demonstration: their nodes, and a browser on each."""

    def __init__(self, ours: DemoNode, theirs: DemoNode) -> None:
        self.ours, self.theirs = ours, theirs
        self.us = signed_in(ours)
        self.them = signed_in(theirs)
        self.turns = 0

    def tell(self, zh: str, en: str) -> None:
        """Say the next turn of the story, in Chinese and in English."""
        self.turns += 1
        say_both(f"{self.turns} {zh}", en)

    @property
    def sides(self) -> Sequence[tuple[Browser, DemoNode]]:
        """Return who is signed in where."""
        return (self.us, self.ours), (self.them, self.theirs)

    def until(self, side: Browser, path: str, holds: Callable[[str], bool], what: str) -> str:
        """Open a page again and again until it shows something. Raises DEMO_WAITED_TOO_LONG."""
        deadline = time.monotonic() + WAIT_SECONDS
        while True:
            try:
                page = side.get(path)
            except Refused:
                page = ""
            if page and holds(page):
                return page
            if time.monotonic() > deadline:
                raise Refused(NodeRefusal.DEMO_WAITED_TOO_LONG, what=what, seconds=WAIT_SECONDS)
            time.sleep(0.3)

    def shows(self, path: str, *words: str, sides: Iterable[Browser] = ()) -> None:
        """Wait until a page shows words: on both nodes, or to those named."""
        for side in sides or (self.us, self.them):
            self.until(side, path, lambda page: all(text in page for text in words), f"{path}: {words[0]}")

    def sign_everything(self, what: str, *, ours: bool = False) -> None:
        """Let 金山, or our side, sign whatever waits for it."""
        (other, _), (side, node) = self.sides if not ours else self.sides[::-1]
        self.until(side, "/documents/", lambda page: 'value="sign"' in page, f"{what} reached {node.name}")
        while waiting := to_sign(side.get("/documents/")):
            side.fill("/documents/", {"answer": "sign"}, at=waiting[0])
        self.until(other, "/documents/", lambda page: not to_sign(page) and "<h2>" not in page, what)
        say_both(f"  {node.name}会签了：{what}", f"  {node.name} countersigned: {what}")

    def settle(self) -> None:
        """Wait until both diagnostics pages show an open link with nothing waiting."""
        for side, node in self.sides:
            self.until(side, "/diagnostics/", lambda page: "已连通" in page and "待发" not in band(page), node.name)


def signed_in(node: DemoNode) -> Browser:
    """Return a browser in which a node's first signer is signed in."""
    known = node.authenticator
    return Browser(node.pages, account=node.account, password=node.password, authenticator=known)


def to_sign(page: str) -> list[str]:
    """Return the addresses of documents that wait for a signature on this side."""
    return [part.partition('"')[0] for part in page.split('action="')[1:] if part.startswith("/documents/")]


def band(page: str) -> str:
    """Return the part of a page that every page bears."""
    return page.partition("</header>")[0]


def opening(side: Browser, kind: str) -> str:
    """Return the address at which a matter of a kind is opened."""
    return next(address for address, words in links(side.get("/matters/new/"), KIND) if kind in words)


def matter_of(page: str) -> str:
    """Return the address of the matter that a page shows: its own, or one that a module has for it."""
    found = _ID.search(page)
    if found is None:
        raise Refused(NodeRefusal.DEMO_PAGE_FAILED, page=page, said="no matter")
    return f"/matters/{found[0]}/"


def step(matter: str, name: str) -> str:
    """Return the address of a step of a matter, whose own address is given."""
    return f"{matter}steps/{name}/"


def end_of_month(months: int) -> str:
    """Return the last day of the month that lies so many months ahead: what is told is never long past."""
    today = clock.day_of(clock.now())
    year, month = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1]).isoformat()
