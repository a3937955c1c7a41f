"""Words and lights of the registers: every alarm and state has its own, and a colour never stands without a word."""

from dataclasses import replace

import pytest

from pilin.modules.border.rules.cameras import Alarm
from pilin.modules.border.rules.look_ups import State
from pilin.modules.border.tests.register import APPROVED, CAMERA, CLOSED, LOOK_UP
from pilin.modules.border.views.camera_words import ALARMS, STATES, camera_light, look_up_light
from pilin.web.components import Tone


def test_every_alarm_and_every_state_has_a_word_of_its_own() -> None:
    assert ALARMS.keys() == {*Alarm}
    assert STATES.keys() == {*State}
    assert len({*ALARMS.values()}) == len(Alarm)
    assert len({word for _tone, word in STATES.values()}) == len(State)


@pytest.mark.parametrize(
    ("alarm", "article"),
    [
        (Alarm.NO_SIGN, "第 13 条"),
        (Alarm.NOT_FILED, "第 14 条"),
        (Alarm.LOOK_UP_IS_OPEN, "第 16 条"),
        (Alarm.STORAGE_IS_SHORT, "第 17 条"),
        (Alarm.STORAGE_IS_LONG, "第 17 条"),
    ],
)
def test_what_the_law_asks_is_said_with_its_article(alarm: Alarm, article: str) -> None:
    assert article in ALARMS[alarm]


@pytest.mark.parametrize("alarm", [Alarm.REVIEW_IS_DUE, Alarm.END_HAS_PASSED, Alarm.COPY_IS_TO_BE_DESTROYED])
def test_a_term_of_the_house_bears_no_article(alarm: Alarm) -> None:
    assert "条" not in ALARMS[alarm]


def test_a_camera_whose_duties_are_kept_is_in_order() -> None:
    light = camera_light(CAMERA, [])
    assert (light.tone, light.word) == (Tone.NORMAL, "合规")


def test_a_camera_that_is_off_says_so_and_is_not_praised() -> None:
    light = camera_light(replace(CAMERA, is_off=True), [])
    assert (light.tone, light.word) == (Tone.IDLE, "已停用")


def test_what_is_late_of_one_that_is_off_is_said_before_that() -> None:
    light = camera_light(replace(CAMERA, is_off=True), [Alarm.LOOK_UP_IS_OPEN])
    assert (light.tone, light.word) == (Tone.LATE, "有调阅没有登记结果（第 16 条）")


def test_several_alarms_stand_in_one_light() -> None:
    light = camera_light(CAMERA, [Alarm.NO_SIGN, Alarm.STORAGE_IS_LONG])
    assert light.tone is Tone.LATE
    assert light.word == "没有提示标识（第 13 条）、保存超过 90 日，须说明必要（第 17 条）"


@pytest.mark.parametrize("alarm", list(Alarm))
def test_long_storage_alone_is_a_warning(alarm: Alarm) -> None:
    tone = Tone.WARNING if alarm is Alarm.STORAGE_IS_LONG else Tone.LATE
    assert camera_light(CAMERA, [alarm]).tone is tone


def test_a_look_up_says_how_far_it_is() -> None:
    said = [look_up_light(one, None).word for one in (LOOK_UP, APPROVED, CLOSED)]
    assert said == ["待批准", "已批准，待登记结果", "已登记结果"]
    assert look_up_light(replace(LOOK_UP, is_approved=False), None).tone is Tone.IDLE
    assert look_up_light(CLOSED, None).tone is Tone.DONE


def test_what_is_late_of_a_look_up_stands_in_the_place_of_that() -> None:
    light = look_up_light(APPROVED, Alarm.LOOK_UP_IS_OPEN)
    assert (light.tone, light.word) == (Tone.LATE, "有调阅没有登记结果（第 16 条）")
