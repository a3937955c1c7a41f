"""One case for who has its code, on the public site: how it stands, whose turn it is, by when."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from pilin.base import clock
from pilin.modules.mediation import queries
from pilin.modules.mediation.rules.cases import code_typed
from pilin.web.components import Light, Tone
from pilin.web.languages import several
from pilin.web.public.writing import takes_writing

STATES: Mapping[str, tuple[Tone, str]] = {
    "offered": (Tone.NORMAL, gettext_noop("已登记，等另一边的调委会接手")),
    "consenting": (Tone.NORMAL, gettext_noop("正在问两边当事人愿不愿意调解")),
    "mediating": (Tone.NORMAL, gettext_noop("两边正在一起调解")),
    "signing": (Tone.NORMAL, gettext_noop("说好了，两边调委会正在确认协议")),
    "effective": (Tone.DONE, gettext_noop("协议已生效，按约定的日期履行")),
    "filed": (Tone.NORMAL, gettext_noop("已申请司法确认，等法院裁定")),
    "confirmed": (Tone.DONE, gettext_noop("法院已确认协议有效")),
    "performed": (Tone.DONE, gettext_noop("协议已经履行完")),
    "refused": (Tone.IDLE, gettext_noop("有一方不愿调解，调解已结束")),
    "failed": (Tone.IDLE, gettext_noop("没有谈成，调解已结束")),
    "joined": (Tone.IDLE, gettext_noop("已并入同一纠纷的另一个编码")),
    "declined": (Tone.IDLE, gettext_noop("另一边没有接手")),
    "withdrawn": (Tone.IDLE, gettext_noop("登记的一方已撤回")),
}
_ENDED = ("refused", "failed", "declined", "withdrawn")


class CodeForm(forms.Form):
    """The code on the slip."""

    code = forms.CharField(
        label=_("纸上的十二位编码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@takes_writing
def find_case(request: HttpRequest) -> HttpResponse:
    """Ask for a code, and lead to its page."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        code = code_typed(form.cleaned_data["code"])
        if code and queries.public_case(code) is not None:
            return redirect("mediation:case", code)
        form.add_error(
            "code", gettext("没有这个编码的案件。请对照纸上的十二位字母和数字再输一次，或到登记的调委会问一问。")
        )
    return render(request, "mediation/public/find.html", {"form": form})


def _called(node: str, names: Mapping[str, str]) -> str:
    """Return what a side is called for everybody; where the directory names no county, ours by our own name."""
    own = settings.NODE.node
    return names.get(node) or (own.name if node == own.code else gettext("另一方"))


def show_case(request: HttpRequest, code: str) -> HttpResponse:
    """Show how one case stands. Nothing on this page tells who or what it is about."""
    found = queries.public_case(code)
    if found is None:
        raise Http404
    names = queries.public_names(day=clock.day_of(clock.now()))
    tone, word = STATES.get(found.state, (Tone.IDLE, found.state))
    context: dict[str, Any] = {
        "one": found,
        "state": Light(tone, gettext(word)),
        "turn": several(dict.fromkeys(_called(node, names) for node in found.turn)),
        "has_ended": found.state in _ENDED,
    }
    return render(request, "mediation/public/case.html", context)
