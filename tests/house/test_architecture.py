"""The picture on the wall and the house are the same house: docs/architecture.md against the import contracts."""

import re
from itertools import groupby

import pytest

from tests.house import tree

PAGE = tree.ROOT / "docs/architecture.md"


def table_below(heading: str) -> list[set[str]]:
    """Return the first table below a heading: rows `| storey | `name` | ...`, as one set of names a storey."""
    section = tree.text(PAGE).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", section, re.M)
    return [{name for _, name in storey} for _, storey in groupby(rows, key=lambda row: row[0])]


@pytest.mark.parametrize(
    ("heading", "container"),
    [
        ("Floors", "pilin"),
        ("Kernel rooms", "pilin.kernel"),
        ("Corners of a kernel room", "pilin.kernel.*"),
        ("Rooms of a module", "pilin.modules.*"),
    ],
)
def test_the_page_shows_the_layers_of_the_contract(heading: str, container: str) -> None:
    assert table_below(heading) == tree.layers(container)


def test_the_page_names_every_contract() -> None:
    page = tree.text(PAGE)
    assert [contract["name"] for contract in tree.contracts() if contract["name"] not in page] == []
