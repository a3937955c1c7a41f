"""季度轧差: one netting line by line, its statement for both finance offices, and the form that offers one."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base import clock
from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules import netting, quarters
from pilin.modules.projects.rules.records import NETTING, Record
from pilin.modules.projects.views.findings import peer_of, peers_of
from pilin.modules.projects.views.paying import shown_payments
from pilin.modules.projects.views.sharing import net_in_words, register_links
from pilin.modules.projects.views.sheets import Layout, hand_of, kinds_of, refuse_at, sheet, view_of
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, LinkTo, Table
from pilin.web.sides import Sides, sides_of

_LAYOUT: Layout = ((gettext_noop("轧差"), ("quarter", "cut_off")), (gettext_noop("办理"), ("reason",)))


class NettingForm(forms.Form):
    """The quarter to be netted, and the day until which lines count."""

    quarter = forms.ChoiceField(label=_("季度"))
    cut_off = forms.DateField(label=_("截止日"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, *, day: date) -> None:
        super().__init__(data)
        now = quarters.quarter_of(day)
        choices = [quarters.before(quarters.before(now)), quarters.before(now), now]
        self.fields["quarter"] = forms.ChoiceField(label=gettext("季度"), choices=[(one, one) for one in choices])
        self.initial["quarter"] = quarters.before(now)
        self.initial["cut_off"] = quarters.last_day(quarters.before(now)).isoformat()


@require_GET
@needs(Right.READ)
def show_netting(request: PageRequest, matter: str) -> HttpResponse:
    """Show one netting."""
    shown = shown_netting(request, matter)
    shown |= {"paper": reverse("projects:netting_statement", args=[matter]), "more": shown["tells"]}
    shown |= {"ladders": [one for one in (shown["payments"],) if one is not None]}
    return render(request, "projects/sheet.html", shown)


@require_GET
@needs(Right.READ)
def show_statement(request: PageRequest, matter: str) -> HttpResponse:
    """Show a netting as a statement with places for the seals of both finance offices."""
    shown = shown_netting(request, matter)
    record, scene = shown["record"], shown["scene"]
    day = record.done.get("sign")
    shown |= {
        "back": reverse("projects:netting", args=[matter]),
        "files": [
            ("PDF", reverse("projects:netting_pdf", args=[matter])),
            (gettext("电子表格"), reverse("projects:netting_sheet", args=[matter])),
        ],
        "signed_on": date.fromisoformat(day) if day else None,
        "seals": [scene.name(code) for code in sorted(record.roles.values(), reverse=True)],
    }
    return render(request, "projects/netting_statement.html", shown)


def shown_netting(request: PageRequest, matter: str) -> dict[str, Any]:
    """Return what pages and papers of a netting show: its lines with what this node holds of them, and its net."""
    scene = sides_of(request)
    shown: dict[str, Any] = sheet(request, scene, view_of(request, scene, matter, NETTING, related=False), _LAYOUT)
    record: Record = shown["record"]
    lines = netting.netted_lines(record)
    held, payments = queries.beside_netting(record.id, [line.expense for line in lines])
    net = net_in_words(Fen(record.value("net")), record.roles["initiator"], record.roles["responder"], scene)
    sides = sorted(record.roles.values(), reverse=True)
    rows = [*rows_of(lines, held, sides, scene), totals_of(lines, sides)]
    table = Table(gettext("计入的支出"), columns_of(sides, scene), rows, gettext("没有。"))
    named = {"scene": scene, "holder": "", "sentence": net, "table": table, "lines": lines, "held": held}
    day, may_tell = clock.day_of(request.at), request.visitor.may(Right.ACT)
    return shown | register_links() | named | shown_payments(record, payments, scene, day=day, may_tell=may_tell)


def columns_of(sides: Sequence[str], scene: Sides) -> list[Column]:
    """Return the columns of a netting: a line, and what each side owes of it."""
    columns = [Column(gettext("序号"), "number"), Column(gettext("支出日期"), "day"), Column(gettext("支出事由"))]
    columns += [Column(gettext("凭证号"), "short"), Column(gettext("支出方")), Column(gettext("金额"), "money")]
    return [*columns, *(Column(gettext("%(side)s应付") % {"side": scene.name(side)}, "money") for side in sides)]


def rows_of(
    lines: Sequence[netting.Line], held: dict[str, Record], sides: Sequence[str], scene: Sides
) -> list[Sequence[Cell]]:
    """Return the lines of a netting, numbered."""
    return [_row(number, line, held.get(line.expense), sides, scene) for number, line in enumerate(lines, start=1)]


def totals_of(lines: Sequence[netting.Line], sides: Sequence[str]) -> list[Cell]:
    """Return the last row: what each side owes in all."""
    return [None, None, gettext("合计"), None, None, None, *(sum_of(lines, side) for side in sides)]


def sum_of(lines: Sequence[netting.Line], side: str) -> Fen:
    """Return what a side owes of the lines that the other paid."""
    return Fen(sum(line.due_fen for line in lines if line.paid_by != side))


def _row(number: int, line: netting.Line, held: Record | None, sides: Sequence[str], scene: Sides) -> Sequence[Cell]:
    owed = [line.due_fen if line.paid_by != side else None for side in sides]
    if held is None:  # the netting is signed by the other side, and its line has not come yet
        return [number, None, gettext("本方尚未收到这笔支出"), None, scene.name(line.paid_by), None, *owed]
    title = LinkTo(held.title, reverse("projects:expense", args=[held.id]))
    paid_on, amount = date.fromisoformat(held.text("paid_on")), Fen(held.value("amount"))
    return [number, paid_on, title, held.text("voucher"), scene.name(line.paid_by), amount, *owed]


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def offer_netting(request: PageRequest) -> HttpResponse:
    """Offer the netting of a quarter."""
    scene = sides_of(request)
    if NETTING not in kinds_of(scene) or not scene.peers:
        return render(request, "projects/open_sheet.html", {"form": None, "links": scene.links})
    form = NettingForm(request.POST if request.method == "POST" else None, day=clock.day_of(request.at))
    if request.method == "POST" and form.is_valid():
        quarter, cut_off = form.cleaned_data["quarter"], form.cleaned_data["cut_off"]
        try:
            by = hand_of(request, Right.ACT)
            title = gettext("%(quarter)s 共同费用轧差") % {"quarter": quarter}
            made = actions.offer_netting(title, quarter, cut_off, peer=peer_of(request, scene), by=by)
        except Refused as refused:
            refuse_at(form, refused)
        else:
            messages.success(request, gettext("轧差已签名提出；对方节点自行核算一致后才能签署，签署后记入双方账簿。"))
            return redirect("projects:netting", made)
    hint = gettext("计入截止日及以前双方已认可、未曾轧差的全部支出；未认可和有争议的转入以后的季度。")
    context = {"form": form, "title": gettext("提出季度轧差"), "hint": hint, "peers": peers_of(scene)}
    return render(request, "projects/open_sheet.html", context | register_links() | {"links": scene.links})
