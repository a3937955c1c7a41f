"""What may leave: a value that shows the fields on its list and nothing else."""

from dataclasses import dataclass

import pytest

from pilin.web.public.fields import FieldIsNotPublicError, PublicFields, names, only


@dataclass(frozen=True)
class Stone:
    """A boundary stone with a note that is nobody's business."""

    name: str
    note: str = "secret"

    @property
    def called(self) -> str:
        """Return its name in brackets."""
        return f"({self.name})"


@dataclass(frozen=True)
class Row:
    """A row of stones."""

    title: str
    stones: tuple[Stone, ...]
    by_name: dict[str, Stone]


LIST: PublicFields = {Stone: ("name", "called"), Row: ("stones", "by_name")}
STONE = Stone("甲")
ROW = Row("row", (STONE, Stone("乙")), {"甲": STONE})


def test_listed_fields_and_properties_are_read() -> None:
    shown = only(STONE, LIST)
    assert (shown.name, shown.called) == ("甲", "(甲)")


def test_a_field_that_is_not_listed_stops_the_page() -> None:
    with pytest.raises(FieldIsNotPublicError, match=r"Stone\.note"):
        _ = only(STONE, LIST).note


def test_what_lies_within_is_read_through_the_same_list() -> None:
    shown = only(ROW, LIST)
    assert [stone.name for stone in shown.stones] == ["甲", "乙"]
    with pytest.raises(FieldIsNotPublicError):
        _ = shown.stones[0].note
    with pytest.raises(FieldIsNotPublicError):
        _ = shown.by_name["甲"].note


def test_nothing_is_shown_as_a_whole() -> None:
    for way in (str, repr, "{}".format):
        with pytest.raises(FieldIsNotPublicError, match="as a whole"):
            way(only(STONE, LIST))


def test_a_kind_that_is_not_listed_is_not_shown_at_all() -> None:
    with pytest.raises(FieldIsNotPublicError, match="Stone as a whole"):
        only(STONE, {})
    with pytest.raises(FieldIsNotPublicError, match="Stone as a whole"):
        _ = only(ROW, {Row: ("stones",)}).stones


def test_plain_values_pass() -> None:
    assert only(("a", 1, None), LIST) == ("a", 1, None)


def test_a_list_reads_as_words() -> None:
    assert names(LIST) == {"stone.name", "stone.called", "row.stones", "row.by_name"}
