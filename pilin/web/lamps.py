"""What lights are called: one table of words, shapes and colours for all rooms, so that none reads one differently.

A room says in a word of its own code how something stands; what people see of it stands here and nowhere else.
"""

from collections.abc import Mapping
from enum import StrEnum

from django.utils.translation import gettext, gettext_noop

from pilin.web.components import Light, Tone


class Lamp(StrEnum):
    """How something stands: a project by its light, and what has a day by how far that is."""

    RED = "red"
    YELLOW = "yellow"
    GREEN = "green"
    NOT_STARTED = "not_started"
    UNDATED = "undated"
    OFFERED = "offered"
    PAUSED = "paused"
    DONE = "done"
    ENDED = "ended"
    LATE = "late"
    NEAR = "near"
    NORMAL = "normal"
    OVER = "over"


LAMPS: Mapping[Lamp, tuple[Tone, str]] = {
    Lamp.RED: (Tone.LATE, gettext_noop("滞后")),
    Lamp.YELLOW: (Tone.WARNING, gettext_noop("预警")),
    Lamp.GREEN: (Tone.NORMAL, gettext_noop("正常")),
    Lamp.NOT_STARTED: (Tone.IDLE, gettext_noop("未启动")),
    Lamp.UNDATED: (Tone.IDLE, gettext_noop("未定期")),
    Lamp.OFFERED: (Tone.IDLE, gettext_noop("待会签")),
    Lamp.PAUSED: (Tone.PAUSED, gettext_noop("暂停")),
    Lamp.DONE: (Tone.DONE, gettext_noop("已完成")),
    Lamp.ENDED: (Tone.IDLE, gettext_noop("已终止")),
    Lamp.LATE: (Tone.LATE, gettext_noop("超期")),
    Lamp.NEAR: (Tone.WARNING, gettext_noop("临期")),
    Lamp.NORMAL: (Tone.NORMAL, gettext_noop("正常")),
    Lamp.OVER: (Tone.IDLE, gettext_noop("已结束")),
}


def lamp(name: str, *, against: Light | None = None, against_by: str = "") -> Light:
    """Return a state as pages show it; where it is contested, with what `against_by` reads in its place."""
    tone, word = LAMPS[Lamp(name)]
    return Light(tone, gettext(word), against, against_by)
