"""The books as both nodes say them: settlements and their cancels, what is open, what the ledger holds."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from pilin.kernel.federation.queries import facts
from pilin.modules.medical.queries import books as queries
from pilin.modules.medical.queries import illustrative_policies
from pilin.modules.medical.rules import books as rules
from pilin.modules.medical.rules.books import Held, Line, Paid
from tests.support.neighbour import CODE, Neighbour

WAY = ("330482", "310116", "310")
OTHER = ("310116", "330482", "390")


def held(state: str, total: int, fund: int = 0, account: int = 0, way: tuple[str, str, str] = WAY) -> Held:
    return Held(*way, state, total, fund, account)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], []),
        ([held("posted", 900, 285, 600)], [Line(*WAY, 1, 285, 600)]),
        ([held("posted", 900, 285, 600), held("posted", -900, -285, -600)], [Line(*WAY)]),
        # a cancel that was taken back lets its settlement stand again
        ([held("posted", 9, 3), held("posted", -9, -3), held("posted", 9, 3)], [Line(*WAY, 1, 3)]),
        ([held("declined", 900), held("voided", 900, 285)], [Line(*WAY)]),
        ([held("asked", 900), held("pending", 900, 285)], [Line(*WAY, open=2)]),
        ([held("posted", 9, 1), held("posted", 9, 2, 3, OTHER)], [Line(*OTHER, 1, 2, 3), Line(*WAY, 1, 1)]),
    ],
)
def test_what_of_settlements_counts(rows: list[Held], said: list[Line]) -> None:
    assert rules.lines(rows, []) == said


def test_a_line_of_the_ledger_stands_without_a_settlement() -> None:
    booked = Line(*WAY, booked_fen=885)
    assert rules.lines([], [booked]) == [booked]
    assert rules.lines([held("posted", 900, 285, 600)], [booked]) == [Line(*WAY, 1, 285, 600, 885)]


def test_what_was_paid_comes_off_the_position() -> None:
    booked, paid = Line(*WAY, booked_fen=85), [Paid(*WAY, 500), Paid(*WAY, 300), Paid(*OTHER, 7)]
    other, line = rules.lines([held("posted", 900, 285, 600)], [booked], paid)
    assert (line.paid_fen, line.agrees) == (800, True)
    assert (other[:3], other.paid_fen, other.agrees) == (OTHER, 7, False)


@pytest.mark.parametrize(
    ("line", "agrees"),
    [
        (Line(*WAY, 1, 285, 600, 885), True),
        (Line(*WAY), True),
        (Line(*WAY, 1, 285, 600, 884), False),
        (Line(*WAY, 1, 285, 600, 885, pending_fen=1), False),
        (Line(*WAY, 1, 285, 600, 885, open=1), False),
    ],
)
def test_a_line_agrees_where_nothing_is_left(line: Line, *, agrees: bool) -> None:
    assert line.agrees is agrees


def said() -> list[str]:
    told = StringIO()
    call_command("medical_books", stdout=told)
    return told.getvalue().splitlines()


@pytest.mark.django_db
def test_without_settlements_there_are_only_the_names_of_the_columns() -> None:
    assert said() == ["\t".join(Line._fields)]


@pytest.mark.django_db
def test_a_programme_offers_policies_only_where_its_folder_says_so(tmp_path: Path, neighbour: Neighbour) -> None:
    at = neighbour.now
    found = queries.programme(Path(__file__).parents[4] / "nodes" / "programme", at=at)
    *policies, terms = found
    assert policies == [policy.document for policy in illustrative_policies()]
    assert {text["side"] for text in policies} == {facts.me(), CODE}
    assert (terms["type"], terms["generator"]) == ("clearing_terms", facts.me())
    assert all(text["illustrative"] for text in found)
    assert queries.programme(tmp_path, at=at) == []
    head = "source: x\npublished: null\nchecked_on: 2026-01-01\nlicence: CC0-1.0\n"
    (tmp_path / "medical.yaml").write_text(f"{head}illustrative_policies: 1\n")
    assert queries.programme(tmp_path, at=at) == []
