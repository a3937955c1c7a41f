"""Looking entries up: by words of any of their names, in any case, or by the beginning of their code."""

from datetime import date

import pytest

from pilin.kernel.organisations import actions, queries, rules
from pilin.kernel.organisations.tests.samples import AT, DAY, an_id, body, place

pytestmark = pytest.mark.django_db
SIDE = "330482"


@pytest.fixture(autouse=True)
def _declared() -> None:
    entries = [
        place(
            "山塘村", id=an_id("north"), side=SIDE, level=rules.Level.VILLAGE, code=f"{SIDE}100201", also=("北山塘",)
        ),
        place("Harbour Town", id=an_id("harbour"), side=SIDE, code=f"{SIDE}101000"),
        body("山塘工作站", id=an_id("station"), side=SIDE),
        body("旧局", id=an_id("old"), side=SIDE, valid_to=date(2020, 1, 1)),
    ]
    assert actions.declare(entries=entries, author=rules.Author(SIDE), at=AT) == []


def found(words: str) -> list[str]:
    return sorted(entry.name or "" for entry in queries.bearing(words, day=DAY))


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("山塘", ["山塘工作站", "山塘村"]),
        ("北山塘", ["山塘村"]),
        ("harbour", ["Harbour Town"]),
        ("HARBOUR", ["Harbour Town"]),
        (SIDE, ["Harbour Town", "山塘村"]),
        (f"{SIDE}1002", ["山塘村"]),
        ("100201", []),  # the middle of a code is no beginning
        ("旧局", []),  # no longer in force
        ("没有", []),
    ],
)
def test_entries_are_found_by_name_and_by_code(words: str, names: list[str]) -> None:
    assert found(words) == names


@pytest.mark.parametrize("words", ["%", "_", "kind", "standing", "place", "{", '"'])
def test_the_spelling_of_a_stored_entry_is_no_name(words: str) -> None:
    assert found(words) == []


def test_entries_are_called_by_id_in_one_question() -> None:
    names = queries.called([an_id("north"), an_id("station"), an_id("nobody")])
    assert names == {an_id("north"): "山塘村（北山塘）", an_id("station"): "山塘工作站"}
    assert queries.called([]) == {}
