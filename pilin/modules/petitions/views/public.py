"""Petitions for everybody: where to go and when, how far one's own has come by its code, and what one thinks of it."""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods

from pilin.base.refusal import Refused
from pilin.modules.petitions import actions, queries
from pilin.modules.petitions.forms import CodeForm
from pilin.modules.petitions.rules.codes import PetitionRefusal
from pilin.modules.petitions.rules.public import PUBLIC_FIELDS
from pilin.web.components import Light, Tone
from pilin.web.languages import titled
from pilin.web.public.fields import only
from pilin.web.public.writing import takes_writing
from pilin.web.sentences import refuse_in

PUBLIC_STATES: Mapping[str, tuple[Tone, str]] = {
    "registered": (Tone.NORMAL, gettext_noop("已登记，正在定由哪一边来办")),
    "transferred": (Tone.NORMAL, gettext_noop("已转给另一边，等那边决定受理")),
    "objected": (Tone.NORMAL, gettext_noop("另一边认为不归它办，等先收到的一边答复")),
    "negotiating": (Tone.NORMAL, gettext_noop("两边正在商量由谁来办，不会再转来转去")),
    "conference": (Tone.NORMAL, gettext_noop("两边要开会定下由谁来办")),
    "accepted": (Tone.NORMAL, gettext_noop("已受理")),
    "assigned": (Tone.NORMAL, gettext_noop("两边开会定了：由另一边来办")),
    "kept": (Tone.NORMAL, gettext_noop("两边开会定了：由先收到的一边来办")),
    "handling": (Tone.NORMAL, gettext_noop("正在办")),
    "hearing": (Tone.NORMAL, gettext_noop("正在听证")),
    "answered": (Tone.DONE, gettext_noop("已经答复；不同意的，可以请求复查")),
    "reviewing": (Tone.NORMAL, gettext_noop("正在复查")),
    "reviewed": (Tone.DONE, gettext_noop("复查有了结果；不同意的，可以请求复核")),
    "final_review": (Tone.NORMAL, gettext_noop("正在复核")),
    "final_hearing": (Tone.NORMAL, gettext_noop("复核正在听证")),
    "ended": (Tone.DONE, gettext_noop("复核有了结果，办理到此为止，还会回访")),
    "settled": (Tone.DONE, gettext_noop("已经办完")),
    "filed": (Tone.DONE, gettext_noop("已经办完归档")),
    "returned": (Tone.NORMAL, gettext_noop("已回到先收到的一边")),
    "left": (Tone.IDLE, gettext_noop("不归这里办，已依法转出；去处请问登记的地方")),
    "refused": (Tone.NORMAL, gettext_noop("另一边没有收下，仍在先收到的一边")),
}
"""What residents read of a state: no word of the trade, and no side blamed."""
HERE = ("own", "withdrawn")
"""Exits that lead nowhere else: they are no address for anybody."""


def _state(state: str) -> Light:
    tone, word = PUBLIC_STATES.get(state, (Tone.IDLE, state))
    return Light(tone, gettext(word))


def show_petitions(request: HttpRequest) -> HttpResponse:
    """Show the channels, the periods by their acts, and the right address for what is not met here."""
    periods = [
        (titled(one.title), gettext(one.statute), one.article, one.length, one.unit, one.standing)
        for one in queries.periods()
    ]
    ways = [(titled(one.title), titled(one.address), one.article) for one in queries.exits() if one.key not in HERE]
    return render(request, "petitions/public/petitions.html", {"periods": periods, "ways": ways})


@require_http_methods(["GET", "HEAD", "POST"])
@takes_writing
def ask(request: HttpRequest) -> HttpResponse:
    """Tell how far a petition has come, to whoever brings its code; take what he thinks of it, once."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    found = None
    if request.method == "POST" and form.is_valid():
        code, stars = form.cleaned_data["code"], form.cleaned_data["stars"]
        try:
            if stars:
                actions.rate(code, stars)
            state = queries.public_state(code)
            if state is None:
                raise Refused(PetitionRefusal.PETITION_CODE_IS_UNKNOWN)
            found = only(state, PUBLIC_FIELDS)
        except Refused as refused:
            refuse_in(form, refused, field="code")
    context = {
        "form": form,
        "found": found,
        "state": _state(found.state) if found else None,
        "due": found.due if found else None,
    }
    return render(request, "petitions/public/ask.html", context)
