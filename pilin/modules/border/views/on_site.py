"""Ticking off a round on a phone: a page kept by a tap, whose ticks wait there and are sent when there is a line.

Without script the form works as any other. The answer to each entry is a word and a sentence (JSON); the same sent
twice is one record. What is kept here is ours alone until a person tells it to the other side.
"""

from functools import cache

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.border import actions, queries
from pilin.modules.border.forms.patrols import TickForm
from pilin.modules.border.rules.patrols import Month
from pilin.modules.border.views.common import hand_of, stretch
from pilin.modules.border.views.patrols import found_month
from pilin.web import unsent
from pilin.web.access import PageRequest, needs
from pilin.web.sentences import refuse_in, spoken
from pilin.web.sides import sides_of

PHONE = "X-Phone"
"""The header by which the script says that it asks, and wants an answer that it can read."""


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def tick_on_site(request: PageRequest, matter: str) -> HttpResponse:
    """Show the page of one signed month on which its rounds are ticked off, and take what it sends."""
    record, month = found_month(matter)
    if record.state != "running" or record.refused_by:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = TickForm(data, offered=_offered(month), day=clock.day_of(request.at))
    by_phone = PHONE in request.headers
    if data is not None and form.is_valid():
        try:
            is_new = _kept(request, month, form)
        except Refused as refused:
            if by_phone:
                return JsonResponse({"taken": False, "sentence": spoken(refused).sentence}, status=409)
            refuse_in(form, refused)
        else:
            sentence = gettext("已收下。") if is_new else gettext("已经收过，没有重复登记。")
            if by_phone:
                return JsonResponse({"taken": True, "sentence": sentence})
            messages.success(request, sentence)
            return redirect("border:on_site", matter)
    if data is not None and by_phone:
        return JsonResponse({"taken": False, "sentence": _faults(form)}, status=400)
    context = {
        "month": month,
        "form": form,
        "held": queries.squad_records(matter, side=sides_of(request).me),
        "account": request.visitor.account,
        "unsent_cookie": unsent.name(),
        "is_secure": settings.SESSION_COOKIE_SECURE,
    }
    return render(request, "border/on_site.html", context)


def _offered(month: Month) -> list[tuple[str, str]]:
    rounds = sorted(month.rounds, key=lambda one: (one.day, one.starts, one.id))
    return [(one.id, f"{one.id} · {one.day} {one.starts} · {stretch(one.from_m, one.to_m)}") for one in rounds]


def _kept(request: PageRequest, month: Month, form: TickForm) -> bool:
    tick = form.tick(sides_of(request).me)
    return actions.keep_tick(tick, of=month, account=request.visitor.account, by=hand_of(request, Right.ACT))


def _faults(form: TickForm) -> str:
    """Return what does not fit as one sentence, field by field."""
    labels = {name: str(field.label) for name, field in form.fields.items()}
    return " ".join(
        gettext("%(label)s：%(text)s") % {"label": labels.get(name, ""), "text": said[0]}
        for name, said in form.errors.items()
    )


@require_POST
@needs(Right.ACT)
def drop_record(request: PageRequest, matter: str, record: str) -> HttpResponse:
    """Throw away a record that the other side was not told of."""
    if not actions.drop_tick(record, month=matter):
        raise Http404
    messages.success(request, gettext("记录已删除。"))
    return redirect("border:on_site", matter)


@require_GET
@cache_control(no_cache=True)
def serve_worker(_request: HttpRequest) -> HttpResponse:
    """Serve the program that answers a kept page without a line; it sees to addresses below its own alone."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@cache
def _worker() -> bytes:
    return unsent.WORKER.read_bytes()
