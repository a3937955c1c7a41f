"""The English catalogs: what pages say in Chinese, gathered from the source, and its translation beside each room.

    script/translate             gather, carry over what is translated, compile; then list what is not
    script/translate --missing   list only

A room is a package with pages: the shell, or a module. Its catalog is `locale/en/LC_MESSAGES/django.po`, compiled into
the `.mo` beside it, and both are committed: a node has neither building step nor translation tools. Templates are read
as Django reads them, Python by its grammar. A text that another room has translated already takes that translation, so
that one Chinese text reads the same everywhere; where it must not, `pgettext` and a context tell the uses apart.
"""

import ast
import re
import sys
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, TypeAlias

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation import templatize

ROOT = Path(__file__).parents[2]
CATALOG = Path("locale/en/LC_MESSAGES/django.po")
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
MARKS = frozenset({"（", "）", "、", "\u3000", "中文", "毗邻 "})
"""What is no sentence: marks within names, the space that sets a body in, and a language and the software by name."""
HEAD = ("Language", "Plural-Forms", "MIME-Version", "Content-Type", "Content-Transfer-Encoding")

Text: TypeAlias = Any
"""A text as Babel holds it: a string, or one for each form where numbers count."""


class Plain(Catalog):
    """A catalog whose head bears neither dates nor names: the same texts are the same bytes."""

    def _get_mime_headers(self) -> list[tuple[str, str]]:
        return [(name, value) for name, value in super()._get_mime_headers() if name in HEAD]

    mime_headers = property(_get_mime_headers, Catalog._set_mime_headers)


def rooms() -> list[Path]:
    """Return the packages that have pages."""
    return [ROOT / "pilin/web", *sorted(path.parent for path in (ROOT / "pilin/modules").glob("*/apps.py"))]


def _sources(room: Path) -> list[Path]:
    found = [path for path in room.rglob("*") if path.suffix in {".py", ".html", ".txt"}]
    return sorted(path for path in found if not {"tests", "migrations", "static"} & {*path.relative_to(room).parts})


def said_in(path: Path) -> Iterator[tuple[Text, str | None]]:
    """Yield what a file lets the translator say: its text (or texts of one and of many), and the context."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":  # read as Python, line by line: indentation of a page is none of a program
        text = "\n".join(line.lstrip() for line in templatize(text).splitlines())
    for _line, message, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
        yield message, context


def gathered(room: Path) -> Catalog:
    """Return what a room says, without translations."""
    catalog = _new()
    for path in _sources(room):
        for text, context in said_in(path):
            catalog.add(text, locations=[(path.relative_to(ROOT).as_posix(), 0)], context=context)
    return catalog


def _new() -> Catalog:
    return Plain("en", header_comment="# English of this room; script/translate keeps it.", fuzzy=False)


def stored(room: Path) -> Catalog:
    """Return the catalog of a room as it is committed; an empty one where there is none."""
    path, catalog = room / CATALOG, _new()
    if path.exists():
        with path.open("rb") as stream:
            for message in texts(read_po(stream, locale="en")):
                catalog[message.id] = message
    return catalog


def texts(catalog: Catalog) -> list[Message]:
    """Return the texts of a catalog without its head."""
    return [message for message in catalog if message.id]


def is_translated(message: Message) -> bool:
    """Tell whether every form of a text has a translation."""
    return all(forms(message.string))


def forms(text: Text) -> tuple[str, ...]:
    """Return the forms of a text: one, or one for each number."""
    return text if isinstance(text, tuple) else (text,)


def updated() -> dict[Path, Catalog]:
    """Return the catalog of each room as its source has it now, with every translation that is known."""
    known: dict[tuple[Text, str | None], Any] = {}
    own = {room: stored(room) for room in rooms()}
    for catalog in own.values():
        known |= {(one.id, one.context): one.string for one in texts(catalog) if is_translated(one)}
    fresh = {room: gathered(room) for room in own}
    for room, catalog in fresh.items():
        for message in texts(catalog):
            before = own[room].get(message.id, message.context)
            other = known.get((message.id, message.context), message.string)
            message.string = before.string if before is not None and is_translated(before) else other
    return {room: catalog for room, catalog in fresh.items() if texts(catalog)}


def po_bytes(catalog: Catalog) -> bytes:
    """Return a catalog as it is kept for people."""
    stream = BytesIO()
    write_po(stream, catalog, sort_by_file=True, include_lineno=False, width=120)
    return stream.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """Return a catalog as Django reads it."""
    stream = BytesIO()
    write_mo(stream, catalog)
    return stream.getvalue()


def missing() -> list[tuple[str, Text]]:
    """Return the texts without a translation: room and text."""
    return [
        (room.name, message.id)
        for room, catalog in updated().items()
        for message in texts(catalog)
        if not is_translated(message)
    ]


def unsaid_in(path: Path) -> Iterator[tuple[int, str]]:
    """Yield Chinese texts of a program that no translator hears: line and text. Docstrings are for whoever reads it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    heard = {id(node) for call in ast.walk(tree) if _is_said(call) for node in ast.walk(call)}
    for node in ast.walk(tree):
        if id(node) not in heard and isinstance(node, ast.Constant) and CHINESE.search(str(node.value)):
            yield node.lineno, str(node.value)


def _is_said(node: ast.AST) -> bool:
    """Tell whether what stands in a node is said by the translator, or is a text that stands for itself."""
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    is_name = isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
    if is_name and node.targets[0].id == "verbose_name":  # type: ignore[attr-defined]
        return True
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KEYWORDS


def unsaid() -> list[str]:
    """Return where Chinese stands in a room's program and no translator hears it.

    Rules are left out: what they say is signed or kept, and no page's; they know no translator.
    """
    programs = [path for room in rooms() for path in _sources(room) if path.suffix == ".py"]
    programs = [path for path in programs if "rules" not in {*path.parts, path.stem}]
    found = [(path.relative_to(ROOT).as_posix(), *one) for path in programs for one in unsaid_in(path)]
    return [f"{name}:{line} {text}" for name, line, text in found if text not in MARKS]


def main(arguments: Sequence[str]) -> int:
    """Bring the catalogs up to the source, and list what lacks a translation."""
    if list(arguments) not in ([], ["--missing"]):
        print(__doc__)
        return 2
    if not arguments:
        for room, catalog in updated().items():
            path = room / CATALOG
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(po_bytes(catalog))
            path.with_suffix(".mo").write_bytes(mo_bytes(stored(room)))
    for where in unsaid():
        print(f"outside gettext: {where}")
    left = missing()
    for room_name, text in left:
        print(f"{room_name}: {forms(text)[0]}")
    print(f"{len(left)} texts without English." if left else "Every text has its English.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
