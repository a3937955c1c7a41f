"""A seal tells which column changed."""

from hypothesis import assume, given
from hypothesis import strategies as st

from pilin.kernel.ledger import rules

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), min_size=1, max_size=12)


def test_a_seal_is_a_checksum_a_column_and_one_over_all() -> None:
    assert rules.seal(["", "123456789"]) == "00000000cbf43926aa2a6525"


@given(TEXTS, st.data())
def test_a_changed_column_changes_its_own_part_alone(columns: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(columns) - 1))
    other = data.draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=4))
    assume(other != columns[place])
    before = rules.seal(columns)
    after = rules.seal([*columns[:place], other, *columns[place + 1 :]])
    parts = range(len(columns))
    assert [n for n in parts if before[8 * n : 8 * n + 8] != after[8 * n : 8 * n + 8]] == [place]
