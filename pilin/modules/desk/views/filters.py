"""Filters that a person keeps under names: each is an address of the desk, her own and nobody else's."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from pilin.base.refusal import Refused
from pilin.kernel.federation import queries as federated
from pilin.kernel.organisations.rules import Right
from pilin.modules.desk import actions, queries
from pilin.modules.desk.forms import NameForm
from pilin.modules.desk.rules import FILTERS_MAX, NAME_MAX
from pilin.web import matter_filters
from pilin.web.access import PageRequest, needs
from pilin.web.sentences import spoken


@require_GET
@needs(Right.READ)
def show_filters(request: PageRequest) -> HttpResponse:
    """List the filters of the visitor, each to be opened, renamed or let go."""
    context = {
        "saved": queries.saved_filters(request.visitor.account),
        "gone": request.GET.get("gone", "")[:NAME_MAX],
        "gone_query": matter_filters.query_of(matter_filters.wanted_of(request.GET)),
        "filters_max": FILTERS_MAX,
        "links": federated.links_state(request.at),
    }
    return render(request, "desk/filters.html", context)


@require_POST
@needs(Right.READ)
def save_filter(request: PageRequest) -> HttpResponse:
    """Keep the filter that the form bears under a name, and open it."""
    form = NameForm(request.POST)
    query = matter_filters.query_of(matter_filters.wanted_of(request.POST))
    back = f"{reverse('desk:desk')}?{urlencode(query)}"
    if not form.is_valid():
        messages.error(request, _name_is_wrong())
        return HttpResponseRedirect(back)
    try:
        name = form.cleaned_data["name"]
        actions.save_filter(account=request.visitor.account, name=name, query=query, at=request.at)
    except Refused as refused:
        messages.error(request, spoken(refused).sentence)
    else:
        messages.success(request, gettext("已保存筛选“%(name)s”。") % {"name": name})
    return HttpResponseRedirect(back)


@require_POST
@needs(Right.READ)
def rename_filter(request: PageRequest, number: int) -> HttpResponse:
    """Give a filter of the visitor another name."""
    form = NameForm(request.POST)
    if not form.is_valid():
        messages.error(request, _name_is_wrong())
        return redirect("desk:filters")
    try:
        found = actions.rename_filter(account=request.visitor.account, number=number, name=form.cleaned_data["name"])
    except Refused as refused:
        messages.error(request, spoken(refused).sentence)
        return redirect("desk:filters")
    if not found:
        raise Http404
    messages.success(request, gettext("已改名。"))
    return redirect("desk:filters")


@require_POST
@needs(Right.READ)
def delete_filter(request: PageRequest, number: int) -> HttpResponse:
    """Let a filter of the visitor go; the page that follows can bring it back."""
    row = actions.delete_filter(account=request.visitor.account, number=number)
    if row is None:
        raise Http404
    return HttpResponseRedirect(f"{reverse('desk:filters')}?{urlencode({**row.query, 'gone': row.name})}")


def _name_is_wrong() -> str:
    return gettext("没有保存：名称不能为空，最多 %(max)d 个字。") % {"max": NAME_MAX}
