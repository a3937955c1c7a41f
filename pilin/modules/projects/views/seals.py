"""The lights of a day under both signatures: each node signs what it computed, and the page says where they met."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.queries import Sealed
from pilin.modules.projects.views.findings import peer_of, peers_of
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Light, Table, Tone
from pilin.web.sentences import spoken
from pilin.web.sides import Sides, sides_of


@require_http_methods(["GET", "POST"])
@needs(Right.READ)
def show_seals(request: PageRequest) -> HttpResponse:
    """Show the seals of the last days; sign the lights of today."""
    scene = sides_of(request)
    if request.method == "POST":
        request.visitor.must(Right.ACT)
        try:
            actions.seal_lights(peer=peer_of(request, scene), at=request.at)
        except Refused as refused:
            messages.error(request, spoken(refused).sentence)
        else:
            messages.success(request, gettext("今天的灯已签名，正在送达对方；对方算得相同并对签后，双方即已签署。"))
        return redirect("projects:seals")
    context = {
        "table": _table(queries.sealed(), scene),
        "peers": peers_of(scene),
        "may_seal": request.visitor.may(Right.ACT) and bool(scene.peers),
        "links": scene.links,
    }
    return render(request, "projects/seals.html", context)


def _table(found: Sequence[Sealed], scene: Sides) -> Table:
    columns = [Column(gettext("日期"), "short"), Column(gettext("状态")), Column(gettext("提出方"))]
    columns += [Column(gettext("项目数"), "number"), Column(gettext("核对码"), "short")]
    agreed = {one.day for one in found if one.is_agreed}
    rows: list[Sequence[Cell]] = [
        (
            one.day,
            _state(one, is_sealed=one.day in agreed),
            scene.name(one.offered_by),
            one.count,
            one.hash[:16],
        )
        for one in found
    ]
    empty = gettext("这里列出双方对签的状态灯：任一方签署当天的灯，另一方算得相同，签名即成双方所签。")
    return Table(gettext("近日的对签"), columns, rows, empty)


def _state(one: Sealed, *, is_sealed: bool) -> Light:
    if one.is_agreed:
        return Light(Tone.DONE, gettext("双方已签"))
    return Light(Tone.IDLE, gettext("当天另有双方已签的一份") if is_sealed else gettext("待另一方对签"))
