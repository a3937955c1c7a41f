"""The handbook says what it must: every command is run or marked, every key, figure, verb and file in it is real."""

import argparse
import re
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import get_type_hints

import pytest

from pilin.kernel.federation.tests import links
from pilin.kernel.federation.tests.links import AT
from pilin.node import __main__ as command
from pilin.node import config
from pilin.node.watch import figures
from tests.handbook import book
from tests.handbook.book import Block, Command, Meanwhile

ALL = [book.INDEX, *book.PAGES]
PEOPLE = {"pilin", "postgres", "root", "developer"}
INLINE = re.compile(r"`pilin ((?:--node \S+ )?)([a-z][a-z-]+)([^`]*)`")


def shell() -> list[Block]:
    return [block for page in ALL for block in book.blocks(page) if block.language == "sh"]


def test_every_page_is_in_the_index() -> None:
    index = book.INDEX.read_text(encoding="utf-8")
    named = re.findall(r"\]\(deployment/(\w+)\.md\)", index)
    assert list(dict.fromkeys(named)) == [page.stem for page in book.PAGES]
    assert sorted(book.PAGES) == sorted((book.INDEX.parent / "deployment").iterdir())


def test_a_block_is_commands_what_they_say_or_configuration() -> None:
    found = {str(block): block.language for page in ALL for block in book.blocks(page)}
    assert {where for where, language in found.items() if language not in {"sh", "text", "toml"}} == set()


@pytest.mark.parametrize("block", shell(), ids=str)
def test_a_command_says_who_runs_it_and_is_run_or_marked(block: Block) -> None:
    assert block.who in PEOPLE
    played = [str(scene.block) for page in book.PAGES for scene in book.scenes(page) if isinstance(scene, Command)]
    assert (str(block) in played) != bool(block.not_here)


def test_a_mark_needs_a_reason() -> None:
    bare = Block("page", 1, "sh", "# as root\n# not runnable here:\nreboot\n")
    assert bare.not_here == ""
    assert Block("page", 1, "sh", "# as root\n# not runnable here: ends it\nreboot\n").not_here == "ends it"


def test_what_is_said_follows_a_command() -> None:
    for page in book.PAGES:
        found = book.blocks(page)
        assert [
            str(two) for one, two in pairwise(found) if two.language == "text" != one.language and one.language != "sh"
        ] == []


def test_a_line_that_is_not_said_is_missed() -> None:
    heard = "ok   the database answers\nok   one\nBAD  two\n"
    assert book.missing("ok   the … answers\n…\nBAD  two\n", heard) == []
    assert book.missing("BAD  two\nok   one\n", heard) == ["ok   one"]
    assert book.missing("ok   the database\n", heard) == ["ok   the database"]
    assert book.missing("three\n", "") == ["three"]


def test_scenes_keep_their_order(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(
        "```sh\n# as pilin\none\n```\n```text\nsaid\n```\n<!-- meanwhile: work -->\n```sh\n# as root\ntwo\n```\n"
    )
    first, between, last = book.scenes(page)
    assert isinstance(first, Command)
    assert isinstance(last, Command)
    assert (first.says, between, last.says, last.block.who) == ("said\n", Meanwhile("work"), "", "root")


def keys() -> Iterator[str]:
    hints = get_type_hints(config.Config)
    for entry in fields(config.Config):
        table = hints[entry.name]
        kinds = [table, *getattr(table, "__args__", ())]
        yield from (
            f"{entry.name}.{key.name}"
            for kind in kinds
            if hasattr(kind, "__dataclass_fields__")
            for key in fields(kind)
        )


def test_every_key_of_the_configuration_is_in_the_table() -> None:
    table = book.INDEX.read_text(encoding="utf-8")
    assert list(keys())
    assert [key for key in keys() if f"`{key}`" not in table] == []


@pytest.mark.parametrize("page", book.PAGES, ids=lambda page: str(page.stem))
def test_a_configuration_can_be_read(page: Path, tmp_path: Path) -> None:
    for block in book.blocks(page):
        if block.language == "toml":
            file = tmp_path / "nodes" / "pinghu.toml"
            file.parent.mkdir()
            file.write_text(block.text, encoding="utf-8")
            loaded = config.load(file)
            assert (loaded.node.name, loaded.database.engine, loaded.metrics.port) == ("平湖市", "postgresql", 9101)


@pytest.mark.django_db
def test_every_figure_is_in_the_table(node_folder: Path) -> None:
    links.busy()
    page = book.PAGES[2].read_text(encoding="utf-8")
    told = [f"{one.name}_total" if one.kind == "counter" else one.name for one in figures.read(at=AT)]
    assert [name for name in told if f"`{name}`" not in page] == []


@pytest.mark.parametrize("page", ALL, ids=lambda page: str(page.stem))
def test_every_verb_that_a_page_names_is_one_and_takes_what_is_written(page: Path) -> None:
    known = {verb.name: verb.module for verb in command.VERBS}
    for _, verb, rest in INLINE.findall(page.read_text(encoding="utf-8")):
        assert verb in known
        parser = argparse.ArgumentParser(prog=verb)
        import_module(known[verb]).arguments(parser)
        assert set(re.findall(r"--[a-z-]+", rest)) <= set(_options(parser)), f"{verb}{rest}"


def _options(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:
        yield from action.option_strings
        if isinstance(action, argparse._SubParsersAction):
            for below in action.choices.values():
                yield from _options(below)


@pytest.mark.parametrize("page", ALL, ids=lambda page: str(page.stem))
def test_every_file_of_ours_that_a_page_names_is_there(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = set(re.findall(r"(?<![\w/.])((?:deploy|tests|docs)/[\w/.-]*\w)", text))
    linked = set(re.findall(r"\]\(([^)#:]+)(?:#[\w-]+)?\)", text))
    assert [name for name in named if not (config.CHECKOUT / name).exists()] == []
    assert [name for name in linked if not (page.parent / name).exists()] == []
