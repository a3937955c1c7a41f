"""Colours: every text stands against its background, for every node; nothing is said by colour alone."""

import re
import tomllib
from itertools import product
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from pilin.web import colours
from pilin.web.components import SHAPES, Tone

CSS = (Path(__file__).parents[1] / "static/web/pilin.css").read_text(encoding="utf-8")
PALETTE = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", CSS))
NODES = sorted((Path(__file__).parents[3] / "nodes").glob("*.toml"))
TEXTS = ("ink", "soft", "normal", "warning", "late", "paused", "idle", "done")
LIGHTER = ("paper", "shade", "warning-tint", "normal-tint", "paused-tint")


@pytest.mark.parametrize(("text", "behind"), list(product(TEXTS, LIGHTER)))
def test_text_stands_against_its_background(text: str, behind: str) -> None:
    assert colours.contrast(PALETTE[text], PALETTE[behind]) >= colours.CONTRAST_MIN


def test_marked_text_stands_against_its_mark() -> None:
    assert colours.contrast(PALETTE["ink"], PALETTE["mark"]) >= colours.CONTRAST_MIN


@pytest.mark.parametrize("file", NODES, ids=lambda file: file.stem)
def test_a_nodes_colour_bears_text_and_is_text(file: Path) -> None:
    colour = tomllib.loads(file.read_text(encoding="utf-8"))["node"]["colour"]
    tint = colours.tinted(colour, 0.08)
    deep = colours.deepened(colour, against=tint)
    assert colours.contrast(deep, "#ffffff") >= colours.CONTRAST_MIN
    assert colours.contrast(deep, tint) >= colours.CONTRAST_MIN
    assert min(colours.contrast(PALETTE[text], tint) for text in TEXTS) >= colours.CONTRAST_MIN


def test_contrast_is_that_of_the_standard() -> None:
    assert colours.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert colours.contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert colours.contrast("#1f6f78", "#1f6f78") == 1


def test_a_dark_colour_is_left_alone_and_a_light_one_deepened() -> None:
    assert colours.deepened("#1f6f78") == "#1f6f78"
    assert colours.deepened("#a86f12") != "#a86f12"
    assert colours.contrast(colours.deepened("#ffff00"), "#ffffff") >= colours.CONTRAST_MIN


def test_a_tint_is_a_share_of_a_colour_in_white() -> None:
    assert colours.tinted("#000000", 0.2) == "#cccccc"
    assert colours.tinted("#1f6f78", 0) == "#ffffff"
    assert colours.tinted("#1f6f78", 1) == "#1f6f78"


def test_every_tone_has_a_shape_of_its_own() -> None:
    assert set(SHAPES) == set(Tone)
    assert len(set(SHAPES.values())) == len(Tone)


def test_every_tone_has_a_colour() -> None:
    assert [tone for tone in Tone if f".light.{tone.value}" not in CSS] == []


def test_the_style_sheet_gives_the_nodes_colour() -> None:
    response = Client().get("/node.css")
    assert response.headers["Content-Type"] == "text/css; charset=utf-8"
    assert f"--node: {settings.NODE.node.colour};" in response.content.decode()


def test_colours_stand_in_the_palette_alone() -> None:
    body = CSS.partition("@layer reset {")[2]
    assert set(re.findall(r"#[0-9a-f]{3,6}\b", body)) <= {"#000000"}


def test_the_sheet_takes_nothing_from_elsewhere() -> None:
    assert "url(" not in CSS
    assert "@import" not in CSS


def test_focus_phone_print_and_enlargement_are_thought_of() -> None:
    assert ":focus-visible" in CSS
    assert "@media print" in CSS
    assert "@media screen and (max-width: 40rem)" in CSS
    assert re.findall(r"font-size: \d+px", CSS) == []
