"""Photographs beside a finding: added by either side with the tick, shown with whose they are, sent one by one."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base.clock import day_of
from pilin.kernel.matters.queries import MatterView
from pilin.kernel.matters.rules.chain import NOTE
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.forms import PhotoForm
from pilin.modules.projects.rules import evidence
from pilin.modules.projects.rules.evidence import Evidence
from pilin.modules.projects.rules.facts import Shown
from pilin.modules.projects.rules.records import FINDING
from pilin.modules.projects.views.photos import Figure, sent
from pilin.modules.projects.views.sheets import view_of
from pilin.web.access import PageRequest, needs
from pilin.web.languages import apart
from pilin.web.sides import Sides, sides_of


def evidence_in(view: MatterView) -> list[Evidence]:
    """Return the photographs that stand beside a finding."""
    notes = [(one.author, day_of(one.at), one.body) for one in view.timeline if one.action == NOTE]
    return evidence.evidence_of(notes)


def figures(view: MatterView, scene: Sides) -> list[Figure]:
    """Return the photographs of a finding: those of who recorded it as evidence, of the owner as rectification."""
    words = {"recorder": gettext("问题证据"), "owner": gettext("整改情况")}
    roles = {node: role for role, node in view.matter.roles.items()}
    return [
        Figure(
            reverse("projects:finding_photo", args=[view.id, one.digest]),
            one.caption,
            apart([words.get(roles.get(one.side, ""), ""), scene.name(one.side), one.day.isoformat()]),
        )
        for one in evidence_in(view)
    ]


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def add_evidence(request: PageRequest, matter: str) -> HttpResponse:
    """Put photographs beside a finding."""
    scene = sides_of(request)
    view = view_of(request, scene, matter, FINDING, related=False)
    sent_in = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = PhotoForm(*sent_in)
    listed = _listed(form, [*view.matter.roles.values()]) if request.method == "POST" else None
    if listed:
        request.visitor.must(Right.ACT)
        actions.add_evidence(view.id, listed, at=request.at)
        messages.success(request, gettext("照片已签名，正在送达对方。"))
        return redirect("projects:finding", view.id)
    context = {
        "form": form,
        "title": gettext("为问题加照片"),
        "hint": gettext("只放现场的照片，不要拍到可以认出来的人和车牌。照片会缩小重画，拍摄地点和设备信息随之去掉。"),
        "register": reverse("projects:finding", args=[view.id]),
        "register_title": gettext("回到问题"),
        "links": scene.links,
    }
    return render(request, "projects/open_sheet.html", context)


def _listed(form: PhotoForm, parties: Sequence[str]) -> list[dict[str, str]] | None:
    """Return the photographs that were added; None where something does not fit, told in its field."""
    if not form.is_valid():
        return None
    listed = form.photos(lambda data: actions.keep_evidence(data, parties))
    if listed == []:
        form.add_error("file.1", gettext("请选一张照片；不加照片，请回到问题。"))
    return listed


@require_GET
@needs(Right.READ)
def show_evidence(request: PageRequest, matter: str, digest: str) -> HttpResponse:
    """Send a photograph that stands beside a finding."""
    view = view_of(request, sides_of(request), matter, FINDING, related=False)
    named = [Shown(one.digest, one.caption, "", one.side, is_signed=False) for one in evidence_in(view)]
    return sent(queries.photo(named, digest))
