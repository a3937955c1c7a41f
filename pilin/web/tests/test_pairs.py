"""Pairs as a table: the sides in one order whoever looks, members by their names, and whether every side has spoken."""

from pilin.kernel.organisations import rules
from pilin.kernel.organisations.tests.samples import an_id, half, place
from pilin.web.components import Light
from pilin.web.pairs import pairs_table

BOTH = ("310116", "330482")
CALLED = {"310116": "金山区", "330482": "平湖市"}


def pairs(*sides: str) -> list[rules.Pair]:
    """Return one pair of two towns as the given sides said it."""
    return rules.pairs([half(side, side=side, sides=BOTH, pair="P1", members=(an_id(side),)) for side in sides])


def test_members_stand_under_their_side_by_name() -> None:
    names = {an_id("330482"): "甲镇", an_id("310116"): "乙镇（北乙）"}
    table = pairs_table(pairs(*BOTH), names, CALLED)
    assert [column.title for column in table.columns] == ["层级", "平湖市", "金山区", "共同做的事", "状态"]
    assert table.rows[0][1:3] == ("甲镇", "乙镇（北乙）")
    assert isinstance(table.rows[0][-1], Light)
    assert table.rows[0][-1].word == "各方均已公布"


def test_a_half_that_is_missing_is_said() -> None:
    table = pairs_table(pairs("330482"), {}, {})
    assert table.rows[0][2] is None
    assert [column.title for column in table.columns][1:3] == ["330482", "310116"]


def test_no_pairs_say_who_brings_them() -> None:
    assert "各方公布自己的一半" in pairs_table([], {}, CALLED).empty


def test_an_entry_is_called_by_its_name_with_a_second_one_in_brackets() -> None:
    assert rules.called(place("山塘村", also=("北山塘",))) == "山塘村（北山塘）"
    assert rules.called(place("甲镇")) == "甲镇"
    assert rules.called(place(None, id=an_id("x"))) == an_id("x")
