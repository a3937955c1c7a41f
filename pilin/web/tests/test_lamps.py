"""One table of lights: every state has a shape and a word, and no two of a project's read alike."""

import pytest

from pilin.web import lamps
from pilin.web.components import SHAPES, Light, Tone
from pilin.web.lamps import LAMPS, Lamp

PROJECTS = tuple(Lamp)[:9]


def test_every_lamp_has_a_tone_with_a_shape_and_a_word() -> None:
    assert {*LAMPS} == {*Lamp}
    assert all(tone in SHAPES and word for tone, word in LAMPS.values())


def test_no_two_lights_of_a_project_are_called_alike() -> None:
    assert len({LAMPS[one][1] for one in PROJECTS}) == len(PROJECTS)


def test_the_colour_of_what_is_late_stands_for_nothing_else() -> None:
    assert {one for one, (tone, _word) in LAMPS.items() if tone is Tone.LATE} == {Lamp.RED, Lamp.LATE}


@pytest.mark.parametrize(
    ("name", "shape", "word"),
    [
        ("red", "■", "滞后"),
        ("yellow", "▲", "预警"),
        ("green", "●", "正常"),
        ("late", "■", "超期"),
        ("over", "○", "已结束"),
    ],
)
def test_a_lamp_is_found_by_the_word_of_a_room(name: str, shape: str, word: str) -> None:
    shown = lamps.lamp(name)
    assert (shown.shape, shown.word, shown.against) == (shape, word, None)


def test_a_contested_lamp_bears_the_other_reading_and_whose_it_is() -> None:
    other = Light(Tone.WARNING, "预警")
    shown = lamps.lamp("red", against=other, against_by="金山区")
    assert (shown.against, shown.against_by) == (other, "金山区")


def test_a_word_that_no_room_has_is_a_mistake_of_the_program() -> None:
    with pytest.raises(ValueError, match="mood"):
        lamps.lamp("mood")
