"""What pages of petitions share: who looks, words for states and periods, and the case or nothing."""

from datetime import date

from django.http import Http404
from django.utils.translation import gettext, gettext_noop

from pilin.base import clock
from pilin.kernel.organisations.rules import Right
from pilin.modules.petitions import queries
from pilin.modules.petitions.queries import OneCase
from pilin.modules.petitions.rules.looking import Eyes
from pilin.modules.petitions.rules.periods import Run
from pilin.web.access import PageRequest
from pilin.web.components import Light, Tone

STATES = {
    "registered": gettext_noop("已登记，待分流"),
    "transferred": gettext_noop("已转送，待受理"),
    "objected": gettext_noop("有异议，待转送方答复"),
    "negotiating": gettext_noop("协商受理中，不得再转"),
    "conference": gettext_noop("待联席会议"),
    "accepted": gettext_noop("已受理"),
    "assigned": gettext_noop("联席会议定由接收方办理"),
    "kept": gettext_noop("联席会议定由首接方办理"),
    "handling": gettext_noop("办理中"),
    "hearing": gettext_noop("听证中"),
    "answered": gettext_noop("已答复，可请求复查"),
    "reviewing": gettext_noop("复查中"),
    "reviewed": gettext_noop("已复查，可请求复核"),
    "final_review": gettext_noop("复核中"),
    "final_hearing": gettext_noop("复核听证中"),
    "ended": gettext_noop("三级终结，随访中"),
    "settled": gettext_noop("已了结"),
    "filed": gettext_noop("已归档"),
    "returned": gettext_noop("转送方同意退回"),
    "left": gettext_noop("已依法转出"),
    "refused": gettext_noop("对方未接受这次转送"),
}


STATUTES = (gettext_noop("信访工作条例"), gettext_noop("浙江省信访条例"), gettext_noop("上海市信访条例"))
"""The acts whose periods stand side by side, as readers of both languages name them."""


def eyes(request: PageRequest) -> Eyes:
    """Return who looks at the page."""
    visitor = request.visitor
    reads, acts = visitor.offices(Right.READ), visitor.offices(Right.ACT)
    held, day = visitor.onlooker.offices, clock.day_of(request.at)
    return queries.eyes_of(visitor.account, reads=reads, acts=acts, held=held, day=day)


def case_of(request: PageRequest, case: str) -> OneCase:
    """Return a case as the visitor sees it, or 404: what is closed to him does not exist for him."""
    found = queries.one(eyes(request), case)
    if found is None:
        raise Http404
    return found


def state_word(state: str) -> str:
    """Return what a state is called."""
    return gettext(STATES[state]) if state in STATES else state


def light_of(run: Run, day: date) -> Light:
    """Return how a period stands on a day, by its rolled end; the warning comes from the raw one."""
    if run.late_on(day):
        return Light(Tone.LATE, gettext("超期") if run.runs else gettext("超期办结"))
    if not run.runs:
        return Light(Tone.DONE, gettext("按期"))
    return Light(Tone.WARNING, gettext("临期")) if day >= run.warn_on else Light(Tone.NORMAL, gettext("正常"))


def basis_of(run: Run) -> str:
    """Return statute and article of a period; what is not verified says so."""
    text = gettext("《%(statute)s》第%(article)s条") % {
        "statute": gettext(run.period.statute),
        "article": run.period.article,
    }
    return f"{text} {gettext('未核实')}" if run.period.standing else text
