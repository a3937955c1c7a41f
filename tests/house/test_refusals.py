"""Every refusal code has a sentence in both languages, a heading in the docs, and a test that names it."""

import ast
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from tests.house import tree

SENTENCES = tree.ROOT / "pilin/web/locale/refusals.yaml"
HEADINGS = tree.ROOT / "docs/refusals.md"


@dataclass(frozen=True)
class Member:
    """One refusal code as the source declares it."""

    room: str
    name: str
    value: str


def members_of(path: Path) -> Iterator[Member]:
    for node in ast.walk(tree.parsed(path)):
        if isinstance(node, ast.ClassDef) and "Code" in {base.id for base in node.bases if isinstance(base, ast.Name)}:
            for line in node.body:
                if isinstance(line, ast.Assign) and isinstance(line.targets[0], ast.Name):
                    first = line.value.elts[0] if isinstance(line.value, ast.Tuple) else line.value
                    yield Member(node.name, line.targets[0].id, ast.literal_eval(first))


@pytest.fixture(scope="module")
def members() -> list[Member]:
    return [member for path in tree.python() if not tree.is_test(path) for member in members_of(path)]


@pytest.fixture(scope="module")
def sentences() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load(tree.text(SENTENCES))
    return loaded


def test_codes_are_found(members: list[Member]) -> None:
    assert Member("MoneyRefusal", "AMOUNT_IS_NOT_YUAN", "amount_is_not_yuan") in members


def test_a_code_ends_with_its_name_and_belongs_to_one_room(members: list[Member]) -> None:
    assert [member for member in members if not member.value.endswith(member.name.lower())] == []
    assert [value for value, times in Counter(member.value for member in members).items() if times > 1] == []


def test_every_code_has_sentences(members: list[Member], sentences: dict[str, dict[str, str]]) -> None:
    assert sorted({member.value for member in members} ^ sentences.keys()) == []
    short = [value for value, spoken in sentences.items() if set(spoken) != {"zh", "en"} or not all(spoken.values())]
    assert short == []


def test_sentences_end_as_sentences(sentences: dict[str, dict[str, str]]) -> None:
    open_ended = [
        value for value, spoken in sentences.items() if not (spoken["zh"].endswith("。") and spoken["en"].endswith("."))
    ]
    assert open_ended == []


def test_every_code_has_a_heading(members: list[Member]) -> None:
    headings = {line.removeprefix("### ") for line in tree.text(HEADINGS).splitlines() if line.startswith("### ")}
    assert sorted({member.value for member in members} ^ headings) == []


def test_every_code_has_a_test(members: list[Member]) -> None:
    tests = [path for path in tree.python() if tree.is_test(path) and "house" not in path.parts]
    words = {word for path in tests for word in names_in(tree.parsed(path))}
    assert sorted(member.value for member in members if not {member.name, member.value} & words) == []


def names_in(module: ast.Module) -> Iterator[str]:
    for node in ast.walk(module):
        if isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from node.value.split()
