"""How many filters an account keeps, and under which names."""

from collections.abc import Callable

import pytest

from pilin.base.refusal import Refused
from pilin.modules.desk import rules
from pilin.modules.desk.rules import DeskRefusal

FULL = [f"筛选{number}" for number in range(rules.FILTERS_MAX)]


def refusal(check: Callable[..., None], *arguments: object) -> object:
    try:
        check(*arguments)
    except Refused as refused:
        return refused.code
    return None


@pytest.mark.parametrize(
    ("name", "held", "code"),
    [
        ("新的", [], None),
        ("新的", FULL[:-1], None),
        ("新的", FULL, DeskRefusal.FILTERS_ARE_TOO_MANY),
        ("筛选1", FULL[:2], DeskRefusal.FILTER_NAME_IS_TAKEN),
        ("筛选1", FULL, DeskRefusal.FILTER_NAME_IS_TAKEN),
    ],
)
def test_an_account_keeps_twenty_filters_of_different_names(
    name: str, held: list[str], code: DeskRefusal | None
) -> None:
    assert refusal(rules.check_new, name, held) == code


def test_a_filter_is_renamed_to_what_no_other_bears() -> None:
    assert refusal(rules.check_renamed, "甲", ["乙"]) is None
    assert refusal(rules.check_renamed, "乙", ["乙"]) == DeskRefusal.FILTER_NAME_IS_TAKEN
