"""Words and lights of envelopes."""

from django.utils.translation import gettext, gettext_noop

from pilin.modules.care.queries import Outside
from pilin.web.components import Light, Tone

KINDS = {
    "help": gettext_noop("帮扶请求"),
    "change_of_place": gettext_noop("执行地变更"),
    "approved_crossing": gettext_noop("经批准的经常性跨界"),
    "release_support": gettext_noop("解除后衔接帮扶"),
}
PURPOSES = {
    "work": gettext_noop("就业"),
    "school": gettext_noop("就学"),
    "housing": gettext_noop("住房"),
    "medical_help": gettext_noop("医疗救助"),
    "mediation": gettext_noop("调解"),
}
_LIGHTS = {
    "sent": (Tone.NORMAL, gettext_noop("办理中")),
    "closed": (Tone.PAUSED, gettext_noop("已办结，待双方清除证明")),
    "erased": (Tone.DONE, gettext_noop("内容已清除，双方证明一致")),
}


def light_of(outside: Outside) -> Light:
    """Return the light of an envelope: shape, word and colour."""
    tone, word = _LIGHTS[outside.state]
    return Light(tone, gettext(word))
