"""The page about the interface of hospitals and the table of what is done say the same."""

import re

from pilin.modules.medical.gateway.table import DEEDS
from pilin.wire.nhsa.registry import TRANSACTIONS
from tests.house import tree

PAGE = tree.ROOT / "docs/protocols/nhsa.md"
KNOWN = {one.infno for one in TRANSACTIONS}


def numbers_in(text: str) -> set[str]:
    """Return the numbers that a text names, one by one or from one to another."""
    found = set(re.findall(r"\b\d{4}\b", text))
    for first, last in re.findall(r"\b(\d{4}) to (\d{4})\b", text):
        found |= {number for number in KNOWN if first <= number <= last}
    return found


def answered() -> str:
    """Return the sentence that says what is answered."""
    text = tree.text(PAGE)
    return text[text.index("**Answered today**") :].split(".\n", 1)[0]


def rows() -> dict[str, str]:
    """Return the table of transactions: number and title."""
    lines = re.findall(r"^\| (\d{4})[^|]*\| ([^|]*) \|", tree.text(PAGE), re.MULTILINE)
    return dict(lines)


def test_what_is_said_to_be_answered_is_and_nothing_else() -> None:
    assert numbers_in(answered()) == set(DEEDS)


def test_every_transaction_of_the_grammar_has_its_row() -> None:
    assert set(rows()) == KNOWN


def test_what_is_said_of_single_transactions_is_of_answered_ones() -> None:
    text = tree.text(PAGE)
    told = text[text.index("| number | what is done") :].split("\n\n", 1)[0]
    first = {number for line in told.splitlines()[2:] for number in numbers_in(line.split("|")[1])}
    assert first <= set(DEEDS), first


def test_ranges_are_read() -> None:
    assert numbers_in("2201 to 2203, 9001") == {"2201", "2202", "2203", "9001"}
