"""The registers as who reads English sees them: tables, forms, lights, and sentences of refusals."""

import re

import pytest

from pilin.kernel.matters.tests.stage import Stage
from pilin.modules.border.tests.register import ASKED, FORM, NEW, asked, entered
from pilin.modules.border.tests.test_pages_languages import english

CHINESE = re.compile("[\u4e00-\u9fff]+")
KNOWN = {"新仓道口", "平湖市公安局", "平湖市", "金山区", "中文", "赵敏"}


@pytest.fixture
def camera(lined: Stage) -> str:
    """Enter a camera without a sign, stored for a week; return its id."""
    assert lined.matter == ""
    return entered(has_sign="", storage_days="7", filing_number="", filed_on="")


def test_the_register_of_cameras_is_english(camera: str) -> None:
    words = english("/border/cameras/")
    assert "no sign (art. 13)" in words
    assert "stored fewer than 30 days (art. 17)" in words
    assert {*CHINESE.findall(words)} <= KNOWN
    assert camera not in words


def test_one_camera_is_english(camera: str) -> None:
    words = english(f"/border/cameras/{camera}/")
    assert "By 2026-02-09 at the latest" in words
    assert "Two offices in charge" in words


def test_the_register_of_look_ups_is_english(camera: str) -> None:
    number = asked(camera)
    words = english("/border/look-ups/")
    assert "handling a case" in words
    assert "to be approved" in words
    assert {*CHINESE.findall(words)} <= KNOWN
    assert "Nobody approves what he asks for" in english(f"/border/look-ups/{number}/")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"storage_days": "0"}, "The days of storage are a whole number from 1 to 3650"),
        ({"filed_on": "2026-03-03"}, "The day 2026-03-03 has not come, or lies before 1990"),
        ({"filed_on": ""}, "Write both the number and the day of the filing, or neither"),
        ({"ends_on": "2020-01-01"}, "The planned last day lies before the first one"),
        ({"second_office": FORM["first_office"]}, "Both offices in charge are the same"),
    ],
)
def test_refusals_are_sentences_in_english(lined: Stage, change: dict[str, str], said: str) -> None:
    assert lined.matter == ""
    assert said in english(NEW, **{**FORM, **change})


def test_a_camera_entered_twice_and_a_span_that_is_none_are_said_in_english(camera: str) -> None:
    assert "stands in the register already" in english(NEW, **FORM)
    words = english(f"/border/cameras/{camera}/look-up/", **{**ASKED, "last": ASKED["first"]})
    assert "This span does not hold. It begins before it ends" in words
