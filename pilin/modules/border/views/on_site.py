"""Ticking off a round on the page that a phone keeps (`web.on_site`).

What is kept here is ours alone until a person tells it to the other side.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
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
from pilin.web import on_site
from pilin.web.access import PageRequest, needs
from pilin.web.sentences import refuse_in
from pilin.web.sides import sides_of


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def tick_on_site(request: PageRequest, matter: str) -> HttpResponse:
    """Show the page of one signed month on which its rounds are ticked off, and take what it sends."""
    record, month = found_month(matter)
    if record.state != "running" or record.refused_by:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = TickForm(data, offered=_offered(month), day=clock.day_of(request.at))
    by_phone = on_site.is_phone(request)
    if data is not None and form.is_valid():
        try:
            is_new = _kept(request, month, form)
        except Refused as refused:
            if by_phone:
                return on_site.refused(refused)
            refuse_in(form, refused)
        else:
            sentence = gettext("已收下。") if is_new else gettext("已经收过，没有重复登记。")
            if by_phone:
                return on_site.taken(sentence)
            messages.success(request, sentence)
            return redirect("border:on_site", matter)
    if data is not None and by_phone:
        return on_site.unfit(form)
    context = {
        "month": month,
        "form": form,
        "held": queries.squad_records(matter, side=sides_of(request).me),
        "on_site": on_site.frame(request, matter=month.id, worker=reverse("border:on_site_worker")),
    }
    return render(request, "border/on_site.html", context)


def _offered(month: Month) -> list[tuple[str, str]]:
    rounds = sorted(month.rounds, key=lambda one: (one.day, one.starts, one.id))
    return [(one.id, f"{one.id} · {one.day} {one.starts} · {stretch(one.from_m, one.to_m)}") for one in rounds]


def _kept(request: PageRequest, month: Month, form: TickForm) -> bool:
    tick = form.tick(sides_of(request).me)
    return actions.keep_tick(tick, of=month, account=request.visitor.account, by=hand_of(request, Right.ACT))


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
    """Serve the program that answers a kept page without a line."""
    return on_site.worker()
