"""Both sides of the quarter: a served node each, somebody at its pages in a browser, and a clock that both share."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time
from functools import partial
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg
import pyotp
from django.conf import settings

from pilin.base import clock
from pilin.base.clock import CHINA
from pilin.node.config import CHECKOUT
from tests.pair import nodes
from tests.pair.nodes import Node
from tests.support.chromium import Tab, chromium

PROGRAMME = CHECKOUT / "nodes" / "programme"
PATIENCE_SECONDS, LOOK_SECONDS, CODE_SECONDS = 180.0, 0.2, 30
_PASSWORD = re.compile(r"the password is (\S+)")
_MODULES = re.compile(r"(?m)^modules = .*$")


@dataclass(eq=False)
class Moved:
    """The clock of both nodes: it goes as the machine's does, from the moment to which it was set."""

    file: Path

    def set(self, day: str) -> None:
        """Let it be nine in the morning of a day."""
        wanted = datetime.combine(datetime.fromisoformat(day), time(9), CHINA)
        ahead = (wanted - clock.now()).total_seconds()
        draft = self.file.with_suffix(".new")
        draft.write_text(str(ahead), encoding="ascii")
        draft.replace(self.file)

    @property
    def seconds(self) -> int:
        return int(clock.now().timestamp() + float(self.file.read_text(encoding="ascii")))


@dataclass(eq=False)
class Side:
    """One side: its node, what its people call it, and the browser in which its signer sits."""

    node: Node
    name: str
    tab: Tab
    clock: Moved
    password: str
    secret: str = ""
    code_of: int = field(default=0, repr=False)

    @property
    def url(self) -> str:
        text = (self.node.folder / "nodes" / "own.toml").read_text(encoding="utf-8")
        return f"http://127.0.0.1:{tomllib.loads(text)['pages']['port']}"

    def open(self, path: str) -> str:
        """Open a page of the own node; return its words."""
        self.tab.open(f"{self.url}{path}")
        return self.tab.words

    def until(self, path: str, *words: str) -> str:
        """Open a page until it shows words."""
        until = monotonic() + PATIENCE_SECONDS
        while any(word not in (page := self.open(path)) for word in words):
            assert monotonic() < until, (self.name, path, words, page, self.node.told[-1500:])
            sleep(LOOK_SECONDS)
        return page

    def fill(self, path: str, **values: str) -> str:
        """Fill the form of a page and send it; return the id of the matter to which that leads."""
        self.open(path)
        return self.send(**values)

    def send(self, form: str = "main form.step-form", **values: str) -> str:
        """Send the form of the page that is open; return the id of the matter to which that leads."""
        before = self.where
        self.tab.submit(form, **values)
        wrong = self.tab.tell("[...document.querySelectorAll('main .error, main .refusal')].map(one => one.innerText)")
        assert not wrong, (self.name, before, wrong)
        assert self.where != before or form != "main form.step-form", (self.name, before, self.tab.words)
        return self.where.strip("/").rpartition("/")[2]

    def send_at(self, path: str, form: str) -> None:
        """Open a page and press the button of one of its forms."""
        self.open(path)
        self.send(form)

    def take(self, matter: str, step: str, **values: str) -> None:
        """Take a step of a matter by its form, when it has become ours."""
        self.open(f"/matters/{matter}/")
        button = f"!!document.querySelector(`.steps form[action$='/{step}/'] button:not(:disabled)`)"
        until = monotonic() + PATIENCE_SECONDS
        while not self.tab.tell(button):
            assert monotonic() < until, (self.name, step, self.tab.words)
            sleep(LOOK_SECONDS)
            self.open(f"/matters/{matter}/")
        self.fill(f"/matters/{matter}/steps/{step}/", **values)

    @property
    def where(self) -> str:
        return str(self.tab.tell("location.pathname"))

    def sign_in(self) -> None:
        """Sign in by the form; the first time set the second factor up."""
        if "退出" in self.open("/") and "账号由本单位管理员开设" not in self.tab.words:
            return
        self.tab.submit("main form", account="signer", password=self.password)
        if not self.secret:
            self.open("/account/second-factor/")
            self.secret = str(self.tab.tell("document.querySelector('code.secret').innerText")).replace(" ", "")
            self.tab.submit("main form", code=self._code(), password=self.password)
        else:
            self.tab.submit("main form", code=self._code())
        assert "验证码" not in self.tab.words.partition("备用码")[0], self.tab.words

    def _code(self) -> str:
        """Return a code that was not shown before; a node takes the one of the next half minute too."""
        self.code_of = max(self.clock.seconds // CODE_SECONDS, self.code_of + 1)
        return pyotp.TOTP(self.secret).generate_otp(self.code_of)


def made(name: str, folder: Path) -> Node:
    """Make a node of the room of projects over the database of this run, its clock moved; keep what it says."""
    node = Node(name, folder, "tests.journeys.quarter.served", "tests.journeys.quarter.people")
    nodes.configure(node)
    file = folder / "nodes" / "own.toml"
    text = _MODULES.sub('modules = ["desk", "reminders", "programme", "projects"]', file.read_text(encoding="utf-8"))
    if settings.NODE.database.engine == "postgresql":
        with closing(psycopg.connect(dbname="postgres", autocommit=True)) as cluster:
            for verb in ("DROP DATABASE IF EXISTS", "CREATE DATABASE"):
                cluster.execute(f"{verb} quarter_{name}")
        text += f'\n[database]\nengine = "postgresql"\nname = "quarter_{name}"\n'
    file.write_text(text, encoding="utf-8")
    said = node.run("init", "--programme", PROGRAMME, "--office", nodes.OFFICE)
    (folder / "said").write_text(said, encoding="utf-8")
    return node


@contextmanager
def both(folder: Path, first_day: str) -> Iterator[tuple[Side, Side]]:
    """Yield both sides on a day, with the programme signed and somebody signed in at each."""
    moved = Moved(folder / "clock")
    moved.set(first_day)
    with ExitStack() as stack:
        pair = stack.enter_context(nodes.pair(folder, made=made))
        for node in pair:
            node.start()
        agree(*pair)
        named = zip(pair, ("平湖市", "金山区"), strict=True)
        yield tuple(_side(stack, node, name, moved) for node, name in named)  # type: ignore[misc]


def _side(stack: ExitStack, node: Node, name: str, moved: Moved) -> Side:
    found = _PASSWORD.search((node.folder / "said").read_text(encoding="utf-8"))
    assert found is not None
    tab = stack.enter_context(chromium(node.folder))
    tab.width(1440)
    side = Side(node, name, tab, moved, found[1])
    side.sign_in()
    return side


def agree(one: Node, other: Node) -> None:
    """Offer the programme and let the other side sign the agreement, then kinds, calendar and rules."""
    for _ in range(2):
        offered = one.run("load-programme", PROGRAMME).count("offered")
        nodes.eventually(partial(_signed, other, offered), "all that is offered arrives and is signed")
        other.drive("parties.sign")


def _signed(node: Node, number: int) -> Any:
    """Tell whether so many documents wait for a signature of a node."""
    return int(node.drive("parties.waiting")) >= number
