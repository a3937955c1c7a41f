"""How a clock of a matter stands on a day, as a light with its word."""

from datetime import date

from django.utils.translation import gettext, gettext_noop

from pilin.kernel.matters.queries import MatterView
from pilin.kernel.matters.queries.single import ClockView
from pilin.kernel.matters.rules import turning
from pilin.web.components import Light, Tone
from pilin.web.languages import titled

_WORDS = {
    "paused": (Tone.PAUSED, gettext_noop("暂停")),
    "met": (Tone.DONE, gettext_noop("已按期")),
    "expired": (Tone.LATE, gettext_noop("已届满")),
    "late": (Tone.LATE, gettext_noop("超期")),
    "near": (Tone.WARNING, gettext_noop("临期")),
    "running": (Tone.NORMAL, gettext_noop("在期内")),
}


def light_of(view: MatterView, clock: ClockView, day: date) -> Light:
    """Return how a clock stands; one that ended with its matter alone was not kept, and says what ended it."""
    status = clock.state.status
    if status == "met" and turning.is_cut_short(view.kind, view.matter, clock.rule):
        state = titled(view.kind.states[view.matter.state].title)
        return Light(Tone.IDLE, gettext("因“%(state)s”而停止") % {"state": state})
    late, near = clock.state.rolled_end < day, clock.state.warn_on <= day
    running = "late" if late else "near" if near else "running"
    tone, word = _WORDS[running if status == "running" else status]
    return Light(tone, gettext(word))
