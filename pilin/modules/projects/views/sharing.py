"""责任共担: the register of shared costs, one formula, and the form that offers one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base import clock, money
from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.kernel.matters.rules.kinds import Kind
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules import netting, sharing
from pilin.modules.projects.rules.records import COST_FORMULA, JOINT_EXPENSE, NETTING, Record
from pilin.modules.projects.views import words
from pilin.modules.projects.views.findings import peer_of, peers_of
from pilin.modules.projects.views.sheets import (
    Kinds,
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
from pilin.web.languages import apart, labelled
from pilin.web.sides import Sides, sides_of

_LAYOUT: Layout = (
    (gettext_noop("分担办法"), ("covers", "method", "from_day", "replaces")),
    (gettext_noop("权数"), ("weights", "unit", "source", "illustrative")),
    (gettext_noop("办理"), ("reason",)),
)


@require_GET
@needs(Right.READ)
def show_shares(request: PageRequest) -> HttpResponse:
    """Show formulas, lines on their way, lines to be netted, and nettings."""
    scene, day, kinds = sides_of(request), clock.day_of(request.at), kinds_of(sides_of(request))
    nettings = queries.nettings()
    taken = {line.expense for one in nettings for line in netting.netted_lines(one)}
    agreed = queries.lines_to_net(taken)
    may = request.visitor.may(Right.ACT)
    context = {
        "formulas": _formulas(queries.formulas(), scene, kinds.get(COST_FORMULA), day),
        "open": _open(queries.open_expenses(), scene, kinds.get(JOINT_EXPENSE), day),
        "agreed": _agreed(agreed, scene),
        "standings": _standings(agreed, scene),
        "positions": _positions(scene),
        "nettings": _nettings(nettings, scene, kinds.get(NETTING), day),
        "may_offer": may and COST_FORMULA in kinds,
        "may_enter": may and JOINT_EXPENSE in kinds,
        "may_net": may and NETTING in kinds,
        "links": scene.links,
    }
    return render(request, "projects/shares.html", context)


def _formulas(found: Sequence[Record], scene: Sides, kind: Kind | None, day: date) -> Table:
    titles = [gettext("办法"), gettext("适用的共同费用"), gettext("方法"), gettext("各方承担"), gettext("权数来源")]
    columns = [*(Column(title) for title in titles), Column(gettext("自"), "day"), Column(gettext("状态"))]
    methods = words.choices_of(kind, "method")
    rows: list[Sequence[Cell]] = [
        (
            LinkTo(one.title, reverse("projects:formula", args=[one.id])),
            one.text("covers"),
            methods.get(one.text("method"), one.text("method")),
            fractions_in_words(one, scene),
            source_in_words(one),
            date.fromisoformat(one.text("from_day")),
            state_light(one, kind, day),
        )
        for one in found
    ]
    empty = gettext("还没有分担办法。任一方提出，写明方法和权数，双方签署后才能按它登记共同支出。")
    return Table(gettext("分担办法"), columns, rows, empty)


def fractions_in_words(formula: Record, scene: Sides) -> str:
    """Return what each side bears, as fractions; by use each line says it."""
    weights = sharing.weights_of(formula)
    if not weights:
        return gettext("逐笔按使用量")
    shares = sharing.fractions(weights)
    return apart(labelled(scene.name(code), str(shares[code])) for code in sorted(shares, reverse=True))


def source_in_words(formula: Record) -> str:
    """Return where the weights come from, with the word 示例 where they are illustrative."""
    source = formula.text("source")
    return gettext("示例：%(source)s") % {"source": source} if formula.value("illustrative") else source


def _expense_columns() -> list[Column]:
    found = [Column(gettext("支出日期"), "day"), Column(gettext("支出事由")), Column(gettext("支出方"))]
    found += [Column(gettext("凭证号"), "short"), Column(gettext("金额"), "money")]
    return [*found, Column(gettext("支出方承担"), "money"), Column(gettext("另一方承担"), "money")]


def expense_cells(one: Record, scene: Sides) -> list[Cell]:
    """Return what lists show of a line."""
    shares = one.value("shares")
    title = gettext("更正：%(title)s") % {"title": one.title} if one.text("corrects") else one.title
    return [
        date.fromisoformat(one.text("paid_on")),
        LinkTo(title, reverse("projects:expense", args=[one.id])),
        scene.name(one.opened_by),
        one.text("voucher"),
        Fen(one.value("amount")),
        Fen(shares["payer"]),
        Fen(shares["sharer"]),
    ]


def _open(found: Sequence[Record], scene: Sides, kind: Kind | None, day: date) -> Table:
    columns = [
        *_expense_columns(),
        Column(gettext("争议理由")),
        Column(gettext("截止"), "day"),
        Column(gettext("状态")),
    ]
    rows: list[Sequence[Cell]] = [
        (
            *expense_cells(one, scene),
            one.text("reason", "sharer") if one.state == "disputed" else None,
            one.day,
            state_light(one, kind, day),
        )
        for one in found
    ]
    empty = gettext("没有待核对或有争议的支出。一方登记后，另一方逐笔认可，或说明理由提出争议。")
    return Table(gettext("待核对与有争议的支出（转入以后的季度）"), columns, rows, empty)


def _agreed(found: Sequence[Record], scene: Sides) -> Table:
    columns = [*_expense_columns(), Column(gettext("双方认可"), "day")]
    rows: list[Sequence[Cell]] = [
        (*expense_cells(one, scene), date.fromisoformat(one.done["agree"])) for one in found[: queries.LISTED_MAX]
    ]
    empty = gettext("没有待轧差的支出。双方认可的支出列在这里，到季末由任一方提出轧差。")
    return Table(gettext("双方已认可、待轧差的支出"), columns, rows, empty)


def _standings(agreed: Sequence[Record], scene: Sides) -> list[str]:
    """Return in sentences what would be netted today with each other side."""
    found = []
    for peer in scene.peers:
        lines = netting.lines_of(agreed, (scene.me, peer), cut_off=date.max)
        if lines:
            found.append(net_in_words(netting.net_fen(lines, scene.me), scene.me, peer, scene))
    return found


def _positions(scene: Sides) -> list[str]:
    """Return how our own ledger stands with each other side over shared costs, where it ever moved."""
    found = []
    for peer, standing in queries.positions_with(scene.peers).items():
        payer, payee = (peer, scene.me) if standing > 0 else (scene.me, peer)
        facts = {"payer": scene.name(payer), "payee": scene.name(payee), "yuan": money.yuan_text(Fen(abs(standing)))}
        said = (
            gettext("%(payer)s尚欠%(payee)s %(yuan)s 元")
            if standing
            else gettext("%(payee)s与%(payer)s已结清，余额为零")
        )
        found.append(said % facts)
    return found


def net_in_words(net: Fen, side: str, other: str, scene: Sides) -> str:
    """Return who pays whom and how much."""
    payer, payee = (other, side) if net > 0 else (side, other)
    if net == 0:
        return gettext("双方两清")
    facts = {"payer": scene.name(payer), "payee": scene.name(payee), "yuan": money.yuan_text(Fen(abs(net)))}
    return gettext("%(payer)s应付%(payee)s %(yuan)s 元") % facts


def _nettings(found: Sequence[Record], scene: Sides, kind: Kind | None, day: date) -> Table:
    columns = [Column(gettext("季度"), "short"), Column(gettext("截止日"), "day"), Column(gettext("笔数"), "number")]
    columns += [Column(gettext("轧差结果")), Column(gettext("状态"))]
    rows: list[Sequence[Cell]] = [
        (
            LinkTo(one.quarter, reverse("projects:netting", args=[one.id])),
            date.fromisoformat(one.text("cut_off")),
            len(one.value("lines")),
            net_in_words(Fen(one.value("net")), one.roles["initiator"], one.roles["responder"], scene),
            state_light(one, kind, day),
        )
        for one in found
    ]
    empty = gettext("还没有轧差。季末后任一方提出，双方节点各自核算一致才能签署，签署后记入双方账簿。")
    return Table(gettext("季度轧差"), columns, rows, empty)


def register_links() -> dict[str, str]:
    """Return the way back to the register."""
    return {"register": reverse("projects:shares"), "register_title": gettext("费用分担")}


@require_GET
@needs(Right.READ)
def show_formula(request: PageRequest, matter: str) -> HttpResponse:
    """Show one formula."""
    scene = sides_of(request)
    shown: dict[str, Any] = sheet(request, scene, view_of(request, scene, matter, COST_FORMULA), _LAYOUT)
    record: Record = shown["record"]
    shown |= register_links() | {
        "holder": "",
        "sentence": labelled(gettext("各方承担"), fractions_in_words(record, scene)),
    }
    if record.value("illustrative"):
        shown |= {"caution": gettext("示例：权数为演示值，来源未载明，双方可用新版办法取代。")}
    if record.state == sharing.IN_FORCE and request.visitor.may(Right.ACT):
        shown |= {"more": (gettext("提出新版办法"), f"{reverse('projects:offer_formula')}?replaces={record.id}")}
    return render(request, "projects/sheet.html", shown)


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def offer_formula(request: PageRequest) -> HttpResponse:
    """Offer a formula, or the next edition of one."""
    scene = sides_of(request)
    kinds: Kinds = kinds_of(scene)
    kind = kinds.get(COST_FORMULA)
    if kind is None or not scene.peers:
        return render(request, "projects/open_sheet.html", {"form": None, "links": scene.links})
    former = queries.records([request.GET.get("replaces", "")]).get(request.GET.get("replaces", ""))
    names = ("title", "covers", "method", "weights", "unit", "source", "illustrative")
    said = {name: former.value(name) for name in names} | {"replaces": former.id} if former else {"illustrative": True}
    form = opening_form(request.POST if request.method == "POST" else None, kind, given=(), said=said, long=("covers",))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.offer_formula(form.values(), peer=peer_of(request, scene), by=hand_of(request, Right.ACT))
        except Refused as refused:
            refuse_at(form, refused)
        else:
            messages.success(request, gettext("办法已签名提出，正在送达对方；双方签署后适用。"))
            return redirect("projects:formula", made)
    hint = gettext("份额是权数的精确分数，算到分；除不尽的分按最大余数分配，余数相等时先归办法提出方。")
    context = {"form": form, "title": gettext("提出分担办法"), "hint": hint, "peers": peers_of(scene)}
    return render(request, "projects/open_sheet.html", context | register_links() | {"links": scene.links})
