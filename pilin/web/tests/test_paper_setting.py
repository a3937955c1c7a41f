"""Where lines of a paper break: plain texts, a letter of one width, a Chinese one of two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pilin.web.paper import setting


def width(text: str) -> float:
    return sum(2 if ord(letter) > 0x2E80 or letter in "“”" else 1 for letter in text)


def lines(text: str, room: float) -> list[str]:
    return setting.lines(text, room=room, width=width)


@pytest.mark.parametrize(
    ("text", "room", "expected"),
    [
        ("", 10, [""]),
        ("平湖金山", 8, ["平湖金山"]),
        ("平湖金山", 4, ["平湖", "金山"]),
        ("平湖，金山", 4, ["平", "湖，", "金山"]),
        ("按（平湖）", 5, ["按", "（平", "湖）"]),
        ("按《协定》第三条", 7, ["按《协", "定》第", "三条"]),
        ("共 1,234.50 元", 9, ["共", "1,234.50", "元"]),
        ("the law of two sides", 8, ["the law", "of two", "sides"]),
        ("benefits/outpatient/ratio/2", 12, ["benefits/", "outpatient/", "ratio/2"]),
        ("一\n\n二", 8, ["一", "", "二"]),
        ("“毗邻”项目", 6, ["“毗", "邻”项", "目"]),
    ],
)
def test_lines_break_where_readers_expect_it(text: str, room: float, expected: list[str]) -> None:
    assert lines(text, room) == expected


def test_a_word_longer_than_a_line_is_torn_at_its_end() -> None:
    assert lines("A" * 25, 10) == ["A" * 10, "A" * 10, "A" * 5]


def test_an_amount_is_not_torn_apart() -> None:
    assert "12,345.67" in lines("本次统筹基金支付 12,345.67 元，其余由个人负担", 18)[1]


@given(st.text(alphabet="平湖金山，。（）《》ab1,.- \n", max_size=80), st.integers(4, 40))
def test_nothing_but_gaps_is_lost_and_no_line_is_too_long(text: str, room: int) -> None:
    broken = lines(text, room)
    assert "".join("".join(broken).split()) == "".join(text.split())
    assert all(width(line) <= room for line in broken)


@given(st.text(alphabet="平湖金山，。", min_size=1, max_size=60))
def test_no_line_begins_with_a_point_unless_points_fill_more_than_a_line(text: str) -> None:
    if "，，" not in text and "。。" not in text and "，。" not in text and "。，" not in text:
        assert all(line[0] not in "，。" for line in lines(text, 12)[1:])


def test_pieces_are_of_at_most_so_many_lines() -> None:
    assert setting.pieces("1\n2\n3\n4\n5", longest=2) == ["1\n2", "3\n4", "5"]
    assert setting.pieces("", longest=2) == [""]
