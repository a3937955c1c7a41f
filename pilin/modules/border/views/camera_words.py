"""What pages of the registers say: alarms with their articles, states of look-ups, and lights."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext, gettext_noop

from pilin.modules.border.rules.cameras import Alarm, Camera
from pilin.modules.border.rules.look_ups import LookUp, State
from pilin.web.components import Light, Tone
from pilin.web.languages import several

ALARMS: Mapping[Alarm, str] = {
    Alarm.NO_SIGN: gettext_noop("没有提示标识（第 13 条）"),
    Alarm.NOT_FILED: gettext_noop("逾期未备案（第 14 条）"),
    Alarm.LOOK_UP_IS_OPEN: gettext_noop("有调阅没有登记结果（第 16 条）"),
    Alarm.COPY_IS_TO_BE_DESTROYED: gettext_noop("副本销毁期限已过"),
    Alarm.STORAGE_IS_SHORT: gettext_noop("保存不足 30 日（第 17 条）"),
    Alarm.STORAGE_IS_LONG: gettext_noop("保存超过 90 日，须说明必要（第 17 条）"),
    Alarm.REVIEW_IS_DUE: gettext_noop("影响评估或复核到期"),
    Alarm.END_HAS_PASSED: gettext_noop("计划停用日期已过"),
}
STATES: Mapping[State, tuple[Tone, str]] = {
    State.ASKED: (Tone.NORMAL, gettext_noop("待批准")),
    State.DECLINED: (Tone.IDLE, gettext_noop("未批准")),
    State.APPROVED: (Tone.NORMAL, gettext_noop("已批准，待登记结果")),
    State.CLOSED: (Tone.DONE, gettext_noop("已登记结果")),
}


def camera_light(camera: Camera, late: Sequence[Alarm]) -> Light:
    """Return how a camera stands: what is late, by article; or that its duties are kept.

    Long storage alone is a warning: the law allows it where the purpose needs it.
    """
    if late:
        tone = Tone.WARNING if [*late] == [Alarm.STORAGE_IS_LONG] else Tone.LATE
        return Light(tone, several(gettext(ALARMS[one]) for one in late))
    return Light(Tone.IDLE, gettext("已停用")) if camera.is_off else Light(Tone.NORMAL, gettext("合规"))


def look_up_light(look_up: LookUp, late: Alarm | None) -> Light:
    """Return how far a look-up is; what is late of it stands in the place of that."""
    if late is not None:
        return Light(Tone.LATE, gettext(ALARMS[late]))
    tone, word = STATES[look_up.state]
    return Light(tone, gettext(word))
