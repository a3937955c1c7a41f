"""Recording on site, on the page that a phone keeps (`web.on_site`): what is sent is kept as a draft at once."""

from collections.abc import Sequence
from typing import Any

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
from pilin.modules.projects import actions, queries
from pilin.modules.projects.forms import OnSiteForm
from pilin.modules.projects.rules import objects
from pilin.modules.projects.rules.objects import Looked
from pilin.modules.projects.rules.on_site import SiteRecord
from pilin.modules.projects.rules.records import SUPERVISION, VISIT, Record
from pilin.web import on_site
from pilin.web.access import PageRequest, needs
from pilin.web.sentences import refuse_in


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def record_on_site(request: PageRequest, matter: str) -> HttpResponse:
    """Show the page of one signed supervision on which its objects are recorded on site, and take what it sends."""
    plan = queries.records([matter]).get(matter)
    if plan is None or plan.kind != SUPERVISION or plan.state != "in_force":
        raise Http404
    looked = objects.looked_at([plan], queries.of_quarter(VISIT, plan.quarter), ())
    data = request.POST if request.method == "POST" else None
    form = OnSiteForm(data, offered=[one.object for one in looked], day=clock.day_of(request.at))
    if data is not None and form.is_valid():
        try:
            is_new = _kept(request, plan, form)
        except Refused as refused:
            if on_site.is_phone(request):
                return on_site.refused(refused)
            refuse_in(form, refused)
        else:
            sentence = _sentence(looked, form.cleaned_data["item"], is_new=is_new)
            if on_site.is_phone(request):
                return on_site.taken(sentence)
            messages.success(request, sentence)
            return redirect("projects:on_site", plan.id)
    if data is not None and on_site.is_phone(request):
        return on_site.unfit(form)
    return render(request, "projects/on_site.html", _context(request, plan, form, looked))


def _kept(request: PageRequest, plan: Record, form: OnSiteForm) -> bool:
    return actions.keep_site_record(
        form.cleaned_data["phone_id"],
        at_object=(plan.id, form.cleaned_data["item"]),
        fields=form.values(),
        account=request.visitor.account,
        written_at=form.cleaned_data["written_at"],
        at=request.at,
    )


def _sentence(looked: Sequence[Looked], item: str, *, is_new: bool) -> str:
    """Say what became of an entry, and where an object has a record already, what follows of that."""
    if any(one.visit is not None for one in looked if one.object.id == item):
        return gettext("已收为草稿，但这个对象本季度已有走访记录，不能再记一次；请把所见作为补充写到那份记录上。")
    if not is_new:
        return gettext("已经收过，没有重复登记；草稿在本页下方，由您打开核对后签名送出。")
    return gettext("已收为草稿，尚未签名；请在本页下方打开核对，再签名送出。")


def _context(request: PageRequest, plan: Record, form: OnSiteForm, looked: Sequence[Looked]) -> dict[str, Any]:
    visited = {one.object.id for one in looked if one.visit is not None}
    called = {one.object.id: one.object.title for one in looked}
    drafts = queries.site_records(plan.id)
    return {
        "plan": plan,
        "form": form,
        "drafts": [(one, called.get(one.item, one.item), _open(one), one.item in visited) for one in drafts],
        "on_site": on_site.frame(request, matter=plan.id, worker=reverse("projects:on_site_worker")),
    }


def _open(draft: SiteRecord) -> str:
    """Return where a draft is opened to be signed, or where the record is that it became."""
    if draft.visit:
        return reverse("projects:visit", args=[draft.visit])
    return f"{reverse('projects:record_visit', args=[draft.supervision])}?item={draft.item}&draft={draft.id}"


@require_POST
@needs(Right.ACT)
def drop_site_record(request: PageRequest, matter: str, draft: str) -> HttpResponse:
    """Throw away a draft; what it became stays."""
    if not actions.drop_site_record(draft, supervision=matter):
        raise Http404
    messages.success(request, gettext("草稿已删除。"))
    return redirect("projects:on_site", matter)


@require_GET
@cache_control(no_cache=True)
def serve_worker(_request: HttpRequest) -> HttpResponse:
    """Serve the program that answers a kept page without a line."""
    return on_site.worker()
