"""民生实事: the register under the three words, one project with what residents say, and codes on paper for them."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.queries import Named
from pilin.modules.projects.rules import livelihood, supervision
from pilin.modules.projects.rules.livelihood import BATCH_MAX, MEAN_FROM, Opinions
from pilin.modules.projects.rules.records import LIVELIHOOD, Record
from pilin.modules.projects.views import words
from pilin.modules.projects.views.findings import peer_of, peers_of
from pilin.modules.projects.views.sheets import (
    Layout,
    hand_of,
    kinds_of,
    opening_form,
    refuse_at,
    sheet,
    state_light,
    view_of,
)
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, LinkTo, Table
from pilin.web.languages import labelled, titled
from pilin.web.sides import Sides, sides_of

_LAYOUT: Layout = (
    (gettext_noop("实事"), ("worry", "place", "wish", "leads", "due")),
    (gettext_noop("办理"), ("result", "reason")),
)


class CodesForm(forms.Form):
    """How many codes to make, or that the unused ones are to be voided."""

    number = forms.IntegerField(label=_("评价码张数"), min_value=1, max_value=BATCH_MAX, initial=20)


@require_GET
@needs(Right.READ)
def show_livelihoods(request: PageRequest) -> HttpResponse:
    """Show the livelihood projects, and what the article says of them."""
    scene, day = sides_of(request), clock.day_of(request.at)
    kind = kinds_of(scene).get(LIVELIHOOD)
    counted, named = queries.article()
    may_offer = request.visitor.may(Right.ACT) and kind is not None
    context = {
        "table": _table(queries.livelihoods(), scene, kind, day),
        "named": _named(named, may_offer=may_offer),
        "counted": counted,
        "may_offer": may_offer,
        "links": scene.links,
    }
    return render(request, "projects/livelihoods.html", context)


def opinions_in_words(found: Opinions) -> str:
    """Return how many opinions there are, and their mean from ten on."""
    if not found.count:
        return gettext("还没有评价")
    if found.mean_tenths is None:
        return gettext("%(count)s 份，一方满 %(from)s 份才显示平均") % {"count": found.count, "from": MEAN_FROM}
    return gettext("%(count)s 份，平均 %(mean)s（满分 5）") % {"count": found.count, "mean": found.mean}


def _table(found: Sequence[Record], scene: Sides, kind: Kind | None, day: date) -> Table:
    sides = sorted(scene.called, reverse=True)
    columns = [Column(gettext("实事项目")), Column(gettext("群众"), "short"), Column(gettext("在哪里"))]
    columns += [Column(gettext("%(side)s牵头") % {"side": scene.name(side)}) for side in sides]
    columns += [Column(gettext("时限"), "day"), Column(gettext("群众评价")), Column(gettext("状态"))]
    worries = words.choices_of(kind, "worry")
    rows: list[Sequence[Cell]] = [
        (
            LinkTo(one.title, reverse("projects:livelihood", args=[one.id])),
            worries.get(one.text("worry"), one.text("worry")),
            one.text("place"),
            *(_lead(one, side) for side in sides),
            supervision.due_of(one),
            opinions_in_words(livelihood.opinions_of(one)),
            state_light(one, kind, day),
        )
        for one in found
    ]
    empty = gettext("清单是空的：由任一方提出群众挂心、揪心、烦心的一件事，双方签署后办理，办成与否听群众评价。")
    return Table(gettext("实事项目"), columns, rows, empty, is_titled=True)


def _lead(record: Record, side: str) -> str | None:
    role = next((role for role, node in record.roles.items() if node == side), "")
    return (record.value("leads") or {}).get(role)


def _named(named: Sequence[Named], *, may_offer: bool) -> Table:
    offering = reverse("projects:offer_livelihood")
    columns = [Column(gettext("文中点名的民生事项")), Column(gettext("在哪里"))]
    rows: list[Sequence[Cell]] = [
        (
            LinkTo(titled(one.title), f"{offering}?named={number}") if may_offer else titled(one.title),
            titled(one.place),
        )
        for number, one in enumerate(named)
    ]
    return Table(gettext("来源点名的民生事项"), columns, rows, gettext("没有。"))


@require_GET
@needs(Right.READ)
def show_livelihood(request: PageRequest, matter: str) -> HttpResponse:
    """Show one livelihood project with the opinions that both sides told, and the words that came in here."""
    scene = sides_of(request)
    shown: dict[str, Any] = sheet(request, scene, view_of(request, scene, matter, LIVELIHOOD, related=False), _LAYOUT)
    record: Record = shown["record"]
    shown |= {"register": reverse("projects:livelihoods"), "register_title": gettext("民生实事"), "holder": ""}
    shown |= {"sentence": labelled(gettext("群众评价"), opinions_in_words(livelihood.opinions_of(record)))}
    shown |= {"ladders": [_by_side(record, scene), _heard(matter)]}
    if record.state in livelihood.OPEN and request.visitor.may(Right.ACT):
        shown |= {"more": (gettext("发评价码"), reverse("projects:opinion_codes", args=[matter]))}
    return render(request, "projects/sheet.html", shown)


def _by_side(record: Record, scene: Sides) -> Table:
    """Return what each side told, as signed facts: the same table on both nodes."""
    columns = [Column(gettext("哪一方收到")), Column(gettext("份数"), "number"), Column(gettext("平均（满分 5）"))]
    found = livelihood.opinions_by_side(record)
    rows: list[Sequence[Cell]] = [
        (scene.name(side), found[side].count, found[side].mean or gettext("满 %(from)s 份才显示") % {"from": MEAN_FROM})
        for side in sorted(found, reverse=True)
    ]
    empty = gettext("双方还没有报送评价份数。节点每天自动报送一次，只报份数，每满十份再报合计，不报内容。")
    return Table(gettext("双方报送的群众评价"), columns, rows, empty)


def _heard(project: str) -> Table:
    columns = [Column(gettext("评价")), Column(gettext("群众的话"))]
    rows: list[Sequence[Cell]] = [(stars_in_words()[stars], said) for stars, said in queries.opinions_here(project)]
    empty = gettext("本方还没有收到写了话的评价。群众的话只留在本方，存前隐去身份证号、电话和车牌，不送对方，不公开。")
    return Table(gettext("本方收到的群众的话"), columns, rows, empty)


def stars_in_words() -> dict[int, str]:
    """Return what one to five mean."""
    said = (gettext("很满意"), gettext("满意"), gettext("一般"), gettext("不满意"), gettext("很不满意"))
    return dict(zip(livelihood.STARS, said, strict=True))


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def offer_livelihood(request: PageRequest) -> HttpResponse:
    """Offer a livelihood project."""
    scene = sides_of(request)
    kind = kinds_of(scene).get(LIVELIHOOD)
    if kind is None or not scene.peers:
        return render(request, "projects/open_sheet.html", {"form": None, "links": scene.links})
    _counted, named = queries.article()
    chosen = request.GET.get("named", "")
    picked = dict(enumerate(named)).get(int(chosen)) if chosen.isascii() and chosen.isdigit() else None
    said = {"title": picked.title["zh"], "place": picked.place["zh"]} if picked else {}
    form = opening_form(request.POST if request.method == "POST" else None, kind, given=(), said=said, long=("wish",))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.offer_livelihood(form.values(), peer=peer_of(request, scene), by=hand_of(request, Right.ACT))
        except Refused as refused:
            refuse_at(form, refused)
        else:
            messages.success(request, gettext("实事项目已签名提出，正在送达对方；双方签署后可以发评价码。"))
            return redirect("projects:livelihood", made)
    hint = gettext("写群众挂心、揪心或烦心的一件事；写事不写人。牵头写单位，不写姓名。")
    context = {"form": form, "title": gettext("提出实事项目"), "hint": hint, "peers": peers_of(scene)}
    context |= {"register": reverse("projects:livelihoods"), "register_title": gettext("民生实事")}
    return render(request, "projects/open_sheet.html", context | {"links": scene.links})


@never_cache
@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def hand_out_codes(request: PageRequest, matter: str) -> HttpResponse:
    """Make codes for residents; they are shown once, on sheets to be printed and cut."""
    scene = sides_of(request)
    view = view_of(request, scene, matter, LIVELIHOOD, related=False)
    form = CodesForm(request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "title": view.title, "back": reverse("projects:livelihood", args=[matter])}
    request.visitor.must(Right.ACT)
    try:
        if "void" in request.POST:
            number = actions.void_codes(matter)
            messages.success(request, gettext("已作废没有用过的评价码 %(number)s 张。") % {"number": number})
            return redirect("projects:opinion_codes", matter)
        if request.method == "POST" and form.is_valid():
            codes = actions.hand_out_codes(matter, form.cleaned_data["number"])
            context |= {"slips": [(code, _square(code)) for code in codes], "address": _typed_at()}
    except Refused as refused:
        refuse_at(form, refused)
    handed, left = queries.codes_left(matter)
    context |= {"handed": handed, "left": left, "has_site": bool(_typed_at()), "links": scene.links}
    return render(request, "projects/opinion_codes.html", context)


def _typed_at() -> str:
    """Return the address at which residents type a code; empty without a public site."""
    public = settings.NODE.public
    where = reverse("projects:say_opinion", urlconf=settings.PUBLIC_URLCONF)
    return f"{public.url.rstrip('/')}{where}" if public and public.url else ""


def _square(code: str) -> SafeString:
    """Return the square code of an address as a drawing within the page; empty without a public site."""
    if not _typed_at():
        return SafeString("")
    drawn = segno.make(f"{_typed_at()}{code}/", micro=False).svg_inline(
        scale=3, border=4, light="#ffffff", omitsize=True
    )
    return mark_safe(drawn)  # noqa: S308 - drawn by the library from modules alone; no text of anybody is in it
