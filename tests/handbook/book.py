"""What the pages of the handbook hold, in their order: commands, what they say, and what happens meanwhile.

A fenced block `sh` is run as it stands. Its first lines may say who runs it (`# as postgres`) and that it is not run
here (`# not runnable here: WHY`). A block `text` after it is what it says, `…` standing for anything. A comment
`<!-- meanwhile: NAME -->`, which no reader sees, lets the others of the play do something.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from pilin.node.config import CHECKOUT

INDEX = CHECKOUT / "docs" / "deployment.md"
PAGES = tuple(
    CHECKOUT / "docs" / "deployment" / f"{name}.md" for name in ("installing", "saving", "watching", "keeping")
)
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
_MEANWHILE = re.compile(r"^<!-- meanwhile: ([\w ]+) -->$", re.M)
_WHO = re.compile(r"^# as (\w+)$", re.M)
_NOT_HERE = re.compile(r"^# not runnable here: (\S.*)$", re.M)


@dataclass(frozen=True)
class Block:
    """A fenced block: where it stands, in which language, and its text."""

    page: str
    line: int
    language: str
    text: str

    @property
    def who(self) -> str:
        """Return who runs it; nobody where it does not say."""
        found = _WHO.match(self.text)
        return found[1] if found else ""

    @property
    def not_here(self) -> str:
        """Return why it is not run here; nothing where it is."""
        found = _NOT_HERE.search(self.text)
        return found[1] if found else ""

    def __str__(self) -> str:
        return f"{self.page}:{self.line}"


@dataclass(frozen=True)
class Command:
    """Commands that are run together, and what they must say."""

    block: Block
    says: str


@dataclass(frozen=True)
class Meanwhile:
    """Something that the others of the play do."""

    what: str


def blocks(page: Path) -> list[Block]:
    """Return the fenced blocks of a page."""
    text = page.read_text(encoding="utf-8")
    return [_block(page, text, found) for found in _FENCE.finditer(text)]


def _block(page: Path, text: str, found: re.Match[str]) -> Block:
    return Block(page.name, text.count("\n", 0, found.start()) + 1, found[1], found[2])


def scenes(page: Path) -> Iterator[Command | Meanwhile]:
    """Yield what is played of a page, in its order; what is not run here is left out."""
    text = page.read_text(encoding="utf-8")
    fences = list(_FENCE.finditer(text))
    said = {one.start(): two for one, two in pairwise(fences) if two[1] == "text"}
    found = [*fences, *_MEANWHILE.finditer(text)]
    for place in sorted(found, key=lambda found: found.start()):
        if place.re is _MEANWHILE:
            yield Meanwhile(place[1])
            continue
        block = _block(page, text, place)
        if block.language == "sh" and not block.not_here:
            answer = said.get(place.start())
            yield Command(block, answer[2] if answer else "")


def missing(says: str, heard: str) -> list[str]:
    """Return the lines that should have been said and were not, in their order; `…` alone stands for any lines."""
    lines, left = heard.splitlines(), []
    at = 0
    for line in filter(lambda line: line.strip() not in {"", "…"}, says.splitlines()):
        pattern = re.compile(".*".join(map(re.escape, line.strip().split("…"))))
        hit = next((number for number in range(at, len(lines)) if pattern.fullmatch(lines[number].strip())), None)
        if hit is None:
            left.append(line)
        else:
            at = hit + 1
    return left
