"""How rows are marked by their support, and what levels are called."""

import pytest

from pilin.kernel.organisations.rules import Level, Standing
from pilin.web.standings import level_word, mark_of


@pytest.mark.parametrize(
    ("standing", "mark"),
    [
        (Standing.ARTICLE, ""),
        (Standing.LISTED, ""),
        (Standing.COMPUTED, ""),
        (Standing.REPORTED, "未核实"),
        (Standing.INFERRED, "未核实"),
        (Standing.UNVERIFIED, "未核实"),
        (Standing.ILLUSTRATIVE, "示例"),
    ],
)
def test_what_nobody_has_verified_is_marked_and_so_is_what_is_made_up(standing: Standing, mark: str) -> None:
    assert mark_of(standing) == mark


def test_every_standing_and_every_level_has_its_word() -> None:
    assert {mark_of(standing) for standing in Standing} == {"", "未核实", "示例"}
    assert len({level_word(level) for level in Level}) == len(Level)
