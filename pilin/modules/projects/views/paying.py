"""轧差付款: one payment of a netting, the form that tells it, and how far a netting is paid, in words."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base import clock, money
from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules import paying
from pilin.modules.projects.rules.netting import NETTED
from pilin.modules.projects.rules.records import NETTING, NETTING_PAYMENT, Record
from pilin.modules.projects.views.expenses import values_of, with_voucher
from pilin.modules.projects.views.sharing import register_links
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
from pilin.web.components import Column, LinkTo, Table
from pilin.web.sides import Sides, sides_of

_LAYOUT: Layout = (
    (gettext_noop("付款"), ("netting", "amount", "paid_on")),
    (gettext_noop("凭证"), ("voucher", "voucher_hash")),
    (gettext_noop("核对"), ("reason", "answer")),
)
_GIVEN = ("title", "netting", "amount")


@require_GET
@needs(Right.READ)
def show_payment(request: PageRequest, matter: str) -> HttpResponse:
    """Show one payment of a netting."""
    scene = sides_of(request)
    shown: dict[str, Any] = sheet(request, scene, view_of(request, scene, matter, NETTING_PAYMENT), _LAYOUT)
    payment: Record = shown["record"]
    shown |= {"more": (gettext("所付轧差"), reverse("projects:netting", args=[payment.text("netting")]))}
    payer, payee = (scene.name(payment.roles[role]) for role in ("payer", "payee"))
    facts = {"payer": payer, "payee": payee, "yuan": money.yuan_text(Fen(payment.value("amount")))}
    shown |= {"sentence": gettext("%(payer)s付给%(payee)s %(yuan)s 元") % facts}
    return render(request, "projects/sheet.html", shown | register_links())


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def tell_payment(request: PageRequest, matter: str) -> HttpResponse:
    """Tell that our side paid what a netting came to; the sum is that of the netting and nobody types it."""
    scene = sides_of(request)
    netted, kind = queries.records([matter]).get(matter), kinds_of(scene).get(NETTING_PAYMENT)
    if netted is None or netted.kind != NETTING:
        raise Http404
    if kind is None:
        return render(request, "projects/open_sheet.html", {"form": None, "links": scene.links})
    said = {"paid_on": clock.day_of(request.at).isoformat()}
    data = request.POST if request.method == "POST" else None
    form = opening_form(data, kind, given=_GIVEN, said=said, long=())
    form.files = request.FILES
    with_voucher(form)
    title = gettext("%(quarter)s 轧差付款") % {"quarter": netted.quarter}
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.tell_payment(matter, title, values_of(form), by=hand_of(request, Right.ACT))
        except Refused as refused:
            refuse_at(form, refused)
        else:
            messages.success(request, gettext("付款已登记并签名，正在送达对方；对方确认收到后，双方账簿同时结清。"))
            return redirect("projects:payment", made)
    yuan = money.yuan_text(paying.owed(netted, scene.me))
    hint = gettext("按轧差付 %(yuan)s 元，一次付清；金额取自双方已签的轧差，不另填写。") % {"yuan": yuan}
    context = {"form": form, "title": title, "hint": hint, "peers": [], "links": scene.links}
    context |= {"register": reverse("projects:netting", args=[matter]), "register_title": gettext("回到轧差")}
    return render(request, "projects/open_sheet.html", context)


def shown_payments(
    netted: Record, found: Sequence[Record], scene: Sides, *, day: date, may_tell: bool
) -> dict[str, Any]:
    """Return what the pages of a netting show of its payments: in words, as a table, and where ours is told."""
    if netted.state != NETTED:
        return {"payment": "", "payments": None, "tells": None}
    kind = kinds_of(scene).get(NETTING_PAYMENT)
    is_open = not paying.standing(found, scene.me) and paying.owed(netted, scene.me) > 0
    tells = may_tell and kind is not None and is_open
    columns = [Column(gettext("付款日期"), "day"), Column(gettext("付款")), Column(gettext("凭证号"), "short")]
    columns += [Column(gettext("付款方")), Column(gettext("金额"), "money"), Column(gettext("状态"))]
    rows = [
        (
            date.fromisoformat(one.text("paid_on")),
            LinkTo(one.title, reverse("projects:payment", args=[one.id])),
            one.text("voucher"),
            scene.name(one.opened_by),
            Fen(one.value("amount")),
            state_light(one, kind, day),
        )
        for one in found
    ]
    empty = gettext("还没有付款。应付的一方付款后在这里登记凭证，另一方确认收到，双方账簿同时结清。")
    where = (gettext("登记付款"), reverse("projects:tell_payment", args=[netted.id])) if tells else None
    table = Table(gettext("付款"), columns, rows, empty)
    return {"payment": in_words(netted, found, scene), "payments": table, "tells": where}


def in_words(netted: Record, found: Sequence[Record], scene: Sides) -> str:
    """Return how far a netting that both signed is paid."""
    if netted.value("net") == 0:
        return gettext("双方两清，无须付款")
    owing = next(side for side in netted.roles.values() if paying.owed(netted, side))
    told = paying.standing(found, owing)
    # What both confirmed stands, whatever is told beside it.
    one = min(told, key=lambda one: one.state != paying.CONFIRMED, default=None)
    if one is None:
        return gettext("尚未付款")
    facts = {"payer": scene.name(one.roles["payer"]), "payee": scene.name(one.roles["payee"])}
    facts |= {"day": one.text("paid_on"), "voucher": one.text("voucher"), "on": one.done.get("confirm", "")}
    said = {
        "paid": gettext("%(payer)s称 %(day)s 已付（凭证 %(voucher)s），待%(payee)s确认收到"),
        "contested": gettext("%(payer)s称 %(day)s 已付（凭证 %(voucher)s），%(payee)s称未收到或不符"),
        paying.CONFIRMED: gettext("%(payer)s于 %(day)s 付清（凭证 %(voucher)s），双方于 %(on)s 确认，账簿已结清"),
    }
    return said[one.state] % facts
