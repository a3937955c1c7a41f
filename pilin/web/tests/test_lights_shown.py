"""A light on a page: rendered once a language, the same as ever, and escaped."""

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from pilin.web.components import Light, Tone
from pilin.web.templatetags.components import light

READINGS = (
    Light(Tone.LATE, "滞后"),
    Light(Tone.LATE, "滞后", Light(Tone.NORMAL, "正常")),
    Light(Tone.LATE, "滞后", Light(Tone.NORMAL, "正常"), "金山区"),
    Light(Tone.WARNING, "<b>预警</b>", Light(Tone.NORMAL, "<i>"), "<u>"),
)


@pytest.mark.parametrize("number", range(len(READINGS)))
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_light_is_what_its_template_says_in_each_language(number: int, language: str) -> None:
    shown = READINGS[number]
    for _ in range(2):
        with translation.override(language):
            assert light(shown) == render_to_string("web/components/light.html", {"light": shown})


def test_what_is_contested_is_said_in_the_language_of_the_page() -> None:
    with translation.override("zh-hans"):
        chinese = light(READINGS[1])
    with translation.override("en"):
        english = light(READINGS[1])
    assert "对方称" in chinese
    assert "对方称" not in english


def test_a_light_escapes_its_words() -> None:
    shown = light(READINGS[3])
    assert "<b>" not in shown
    assert "<u>" not in shown
    assert "&lt;b&gt;" in shown
