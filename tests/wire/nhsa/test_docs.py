"""docs/protocols/nhsa.md lists what the grammar knows: transactions and their classes, refusals, lists, identities."""

import re
from typing import Any

import pytest

from pilin.wire.nhsa import addresses, codes, registry
from pilin.wire.nhsa.refusals import CallerRefusal, FileRefusal, NhsaRefusal
from pilin.wire.nhsa.transactions import NO_OUTPUT, Shape, Transaction
from pilin.wire.nhsa.transport import Dialect
from tests.house import tree

PAGE = tree.text(tree.ROOT / "docs/protocols/nhsa.md")
ROWS = {
    number: cells
    for line in PAGE.splitlines()
    if (cells := [cell.strip() for cell in line.strip("|").split("|")]) and re.fullmatch(r"\d{4}(, \d{4}A)?", cells[0])
    for number in cells[0].split(", ")
}


def names(shape: Shape[Any], cell: str) -> bool:
    """Tell whether a cell names a shape's class and its node."""
    return shape.kind.__name__ in cell and all(f"`{name}`" in cell or "[]" in cell for name in shape.names)


def test_every_transaction_has_a_row_and_every_row_a_transaction() -> None:
    assert set(ROWS) == set(registry.BY_NUMBER)


@pytest.mark.parametrize("one", registry.TRANSACTIONS, ids=lambda one: one.infno)
def test_a_row_names_the_classes(one: Transaction[Any, Any]) -> None:
    _, _, request, reply, _ = ROWS[one.infno]
    assert names(one.request, request)
    if one.reply is NO_OUTPUT:
        assert reply == "none"
    else:
        assert one.reply.kind.__name__ in reply or one.infno == "9102"


@pytest.mark.parametrize("one", registry.TRANSACTIONS, ids=lambda one: one.infno)
def test_what_no_source_gives_is_marked_on_the_page(one: Transaction[Any, Any]) -> None:
    unsourced = any("[U]" in (kind.__doc__ or "") for kind in (one.request.kind, one.reply.kind))
    assert re.search(r"\bU\b|MEM|INF", ROWS[one.infno][4]) if unsourced else True


@pytest.mark.parametrize("code", [*NhsaRefusal, *FileRefusal, *CallerRefusal])
def test_every_refusal_is_on_the_page(code: str) -> None:
    assert f"`{code}`" in PAGE


def test_identities_dialects_and_addresses_are_on_the_page() -> None:
    assert re.findall(r"^\| (I\d) \|", PAGE, re.M) == [f"I{number}" for number in range(1, 10)]
    section = PAGE.partition("## 4. Who calls")[2].partition("## 5.")[0]
    assert len(re.findall(r"^\| (TIF|CSB|API key|relay) \|", section, re.M)) == len(Dialect)
    assert all(path in section for path in addresses.INGRESS if path != "/hsa/hgs/{infno}")


def test_the_page_says_how_far_a_pool_is_named() -> None:
    assert codes.pools() == {"": 4, "31": 2, "33": 4}
    assert "two for Shanghai (31), four for Zhejiang" in PAGE
