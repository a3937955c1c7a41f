"""What the programme's source names, each offered as a plan with one click; and the form of a plan."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.actions import Begun
from pilin.modules.projects.rules import writings
from pilin.modules.projects.views import choosing, words
from pilin.modules.projects.views.sheets import hand_of
from pilin.web.access import PageRequest, needs
from pilin.web.components import Column, Light, LinkTo, Table, Tone
from pilin.web.matter_forms import StepForm
from pilin.web.sentences import refuse_in
from pilin.web.sides import Sides, sides_of

_LEADS = ("leads.initiator", "leads.responder")


@require_GET
@needs(Right.READ)
def show_drafts(request: PageRequest) -> HttpResponse:
    """Show the projects that the programme's source names, and which of them are offered already."""
    scene = sides_of(request)
    offered, kind = queries.offered_titles(), words.plan_kind(scene)
    fields = words.choices_of(kind, "field")
    columns = [Column(gettext("项目")), Column(gettext("项目方面")), Column(gettext("说明")), Column(gettext("现状"))]
    rows = []
    for draft in queries.drafts():
        plan = offered.get(draft.title)
        where = (
            reverse("projects:project", args=[plan]) if plan else f"{reverse('projects:offer_plan')}?key={draft.key}"
        )
        state = Light(Tone.DONE, gettext("已提出")) if plan else Light(Tone.IDLE, gettext("尚未提出"))
        field = fields.get(str(draft.fields.get("field", ""))) or gettext("来源未载明")
        rows.append((LinkTo(draft.title, where), field, draft.note or None, state))
    empty = gettext("这里将列出来源文章点名的项目：由运维人员执行 pilin load-programme 读入，任一方点开即可提出。")
    table = Table(gettext("文章所列项目"), columns, rows, empty, is_titled=True)
    return render(request, "projects/drafts.html", {"table": table, "links": scene.links})


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def offer_plan(request: PageRequest) -> HttpResponse:
    """Offer a plan; `?key=` begins the form with what the source gives of a project."""
    scene = sides_of(request)
    kind = words.plan_kind(scene)
    if kind is None or not scene.peers:
        return render(request, "projects/offer_plan.html", {"form": None, "links": scene.links})
    draft = next((one for one in queries.drafts() if one.key == request.GET.get("key")), None)
    template = queries.templates().get(request.GET.get("template", ""))
    said: dict[str, Any] = draft.fields if draft else template.fields() if template else {}
    data = request.POST if request.method == "POST" else None
    pairs = choosing.pairs(clock.day_of(request.at))
    form = StepForm(data, kind=kind, rule=kind.steps[0], said=said, choices={choosing.PAIR: pairs})
    arrange(form, scene)
    if request.method == "POST" and request.POST.get("do") == "keep":
        return redirect("projects:writing", _kept(request))
    if request.method == "POST" and form.is_valid():
        try:
            by = hand_of(request, Right.ACT)
            plan = actions.open_plan(form.values(), peer=peer_of(request, scene), by=by)
        except Refused as refused:
            refuse_in(form, refused)
        else:
            messages.success(request, gettext("方案已提出并签名，正在送达对方；双方签署后执行。"))
            return redirect("projects:project", plan)
    context: dict[str, Any] = {"form": form, "draft": draft, "peers": peers_of(scene), "links": scene.links}
    named = words.choices_of(kind, "field")
    context |= {"template": template, "templates": [(key, named.get(key, key)) for key in queries.templates()]}
    return render(request, "projects/offer_plan.html", context)


def _kept(request: PageRequest) -> str:
    """Begin a draft with what was typed, and judge nothing of it; return its id."""
    fields = writings.sent(request.POST.dict())
    title = str(fields.get("title", "")) or gettext("未命名的方案")
    return actions.begin(Begun(writings.PLAN, title, fields), by=request.visitor.name, at=request.at)


def arrange(form: StepForm, scene: Sides) -> None:
    """Ask first for what a plan needs, and call leads and pairs as people do: by side, by members."""
    form.order_fields(["title", "field", "aims", *_LEADS, "milestones"])
    labels = {choosing.PAIR: gettext("结对")}
    if len(scene.peers) == 1:
        sides = dict(zip(_LEADS, (scene.me, scene.peers[0]), strict=True))
        labels |= {name: gettext("%(name)s牵头单位") % {"name": scene.name(side)} for name, side in sides.items()}
    for name, label in labels.items():
        if name in form.fields:
            form.fields[name].label = label


def peers_of(scene: Sides) -> list[tuple[str, str]]:
    """Return the sides to choose from, where there are several."""
    return [(code, scene.name(code)) for code in scene.peers] if len(scene.peers) > 1 else []


def peer_of(request: PageRequest, scene: Sides) -> str:
    """Return with whom a plan is offered: the one chosen, else the first."""
    chosen = request.POST.get("peer", "")
    return chosen if chosen in scene.peers else scene.peers[0]
