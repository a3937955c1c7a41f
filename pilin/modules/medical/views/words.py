"""Words of settlements on pages: how one stands, what a kind of insurance is called, which class an item is of."""

from collections.abc import Mapping

from django.utils.translation import gettext, gettext_noop

from pilin.modules.medical.rules import settlement as rules
from pilin.modules.medical.rules.settlement import Settlement
from pilin.modules.medical.rules.split import Grade
from pilin.modules.medical.views import sentences
from pilin.web.components import Light, Tone

_STATES: Mapping[str, tuple[Tone, str]] = {
    rules.ASKED: (Tone.WARNING, gettext_noop("等待参保地答复")),
    rules.PENDING: (Tone.WARNING, gettext_noop("参保地已答复，待就医地记账")),
    rules.DECLINED: (Tone.IDLE, gettext_noop("参保地不予支付")),
    rules.POSTED: (Tone.NORMAL, gettext_noop("已结算")),
    rules.VOIDED: (Tone.IDLE, gettext_noop("已作废，未动账")),
}
STATE_CHOICES: Mapping[str, str] = {name: word for name, (_tone, word) in _STATES.items()}
_INSURANCES: Mapping[str, str] = {
    "310": gettext_noop("职工基本医保"),
    "390": gettext_noop("城乡居民基本医保"),
}
_GRADES: Mapping[str, str] = {
    Grade.A: gettext_noop("甲类"),
    Grade.B: gettext_noop("乙类"),
    Grade.C: gettext_noop("丙类或目录外"),
}


def state_light(one: Settlement, *, given_up: bool) -> Light:
    """Return how a settlement stands, as a light.

    Who stopped waiting for an answer does not know how it ended, until an answer comes and is voided.
    """
    if one.state == rules.ASKED and given_up:
        return Light(Tone.LATE, gettext("结果未明：没有等到答复，迟到的答复自动作废"))
    if one.state == rules.POSTED and one.cancelled_by:
        return Light(Tone.PAUSED, gettext("已退费或正在退费"))
    if one.state == rules.POSTED and one.cancels:
        return Light(Tone.DONE, gettext("退费已记账"))
    tone, word = _STATES[one.state]
    return Light(tone, gettext(word))


def insurance_word(code: str) -> str:
    """Return what a kind of insurance (`insutype`) is called; its code where the pages know no word."""
    return gettext(_INSURANCES[code]) if code in _INSURANCES else code


def grade_word(grade: str) -> str:
    """Return what a class of the catalogue is called."""
    return gettext(_GRADES[grade]) if grade in _GRADES else grade


def level_word(level: int) -> str:
    """Return what a level of hospitals is called."""
    return gettext(sentences.LEVELS[level])


def percent(ratio_bp: int) -> str:
    """Write a ratio as per cent."""
    return sentences.percent(ratio_bp)
