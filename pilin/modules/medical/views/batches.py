"""Clearing on pages: the batches, one batch with its rows and the step that is ours, and its papers."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, gettext_noop
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilin.base.clock import day_of
from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.kernel.matters import queries as matters
from pilin.kernel.organisations.rules import Right
from pilin.modules.medical import queries
from pilin.modules.medical.actions import clearing
from pilin.modules.medical.queries import BatchRow
from pilin.modules.medical.rules import clearing as rules
from pilin.modules.medical.rules.clearing import Row
from pilin.modules.medical.views import words
from pilin.web import matter_pages
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Light, LinkTo, Table, Tone
from pilin.web.sentences import refuse_in, spoken
from pilin.web.sides import Sides, sides_of

STATES: Mapping[str, tuple[Tone, str]] = {
    rules.OPEN: (Tone.IDLE, gettext_noop("已开立，待生成")),
    rules.GENERATED: (Tone.WARNING, gettext_noop("已生成，待双方确认")),
    rules.CONFIRMED: (Tone.WARNING, gettext_noop("双方已确认，待拨付")),
    rules.PAID: (Tone.NORMAL, gettext_noop("双方已认定拨付")),
    rules.CLOSED: (Tone.DONE, gettext_noop("已关账")),
    rules.WITHDRAWN: (Tone.IDLE, gettext_noop("已撤回或未达成")),
}
_STEPS: Mapping[str, tuple[str, Callable[..., None]]] = {
    rules.GENERATE: (gettext_noop("按本方账簿生成清算"), clearing.generate),
    rules.CONFIRM: (gettext_noop("核对本方账簿并确认"), clearing.confirm),
    "record": (gettext_noop("登记全部拨付与到账"), clearing.record_payments),
    rules.AGREE_PAID: (gettext_noop("认定已拨付"), clearing.agree_paid),
    rules.CLOSE: (gettext_noop("关账"), clearing.close),
}
_OFFERED: Mapping[str, Sequence[str]] = {
    rules.OPEN: (rules.GENERATE,),
    rules.GENERATED: (rules.CONFIRM,),
    rules.CONFIRMED: ("record", rules.AGREE_PAID),
    rules.PAID: (rules.CLOSE,),
}


class MonthForm(forms.Form):
    """The month that is to be cleared, and with whom."""

    peer = forms.ChoiceField(label=gettext_lazy("对方"))
    month = forms.CharField(label=gettext_lazy("清算月份"), max_length=7, help_text=gettext_lazy("写成 2026-03"))

    def __init__(self, data: Any, *, scene: Sides, month: str) -> None:
        super().__init__(data, initial={"month": month})
        self.fields["peer"].choices = [(code, scene.name(code)) for code in scene.peers]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@needs(Right.READ)
def list_batches(request: PageRequest) -> HttpResponse:
    """Show the batches, the last month first; who acts for our side may open a month."""
    scene, month = sides_of(request), day_of(request.at).isoformat()[: len("2026-03")]
    form = MonthForm(request.POST if request.method == "POST" else None, scene=scene, month=month)
    may_act = request.visitor.may(Right.ACT)
    if form.is_bound:
        request.visitor.must(Right.ACT)
    if form.is_bound and form.is_valid():
        try:
            opened = clearing.open_month(at=request.at, **form.cleaned_data)
        except Refused as refused:
            refuse_in(form, refused, field="month")
        else:
            return redirect("medical:batch", opened)
    context = {
        "batches": _batches_table(queries.batch_rows(), scene),
        "form": form,
        "may_act": may_act and bool(scene.peers),
        "links": scene.links,
    }
    return render(request, "medical/batches.html", context)


def _batches_table(found: Sequence[BatchRow], scene: Sides) -> Table:
    columns = [Column(gettext("月份"), "short"), Column(gettext("对方")), Column(gettext("结算日期截至"), "day")]
    columns += [Column(gettext("笔数"), "number"), Column(gettext("本方应付"), "money")]
    columns += [Column(gettext("对方应付"), "money"), Column(gettext("状态"))]
    cells: list[Sequence[Cell]] = [
        (
            LinkTo(one.month, reverse("medical:batch", args=[one.id])),
            scene.name(one.peer),
            one.until,
            one.count,
            Fen(sum(row.pays_fen for row in one.rows if row.payer == scene.me)),
            Fen(sum(row.pays_fen for row in one.rows if row.payer != scene.me)),
            light_of(one),
        )
        for one in found
    ]
    empty = gettext("还没有清算：到清算约定的日期，由约定的一方开立并生成，另一方核对确认。")
    return Table(gettext("清算批次"), columns, cells, empty, is_titled=True)


def light_of(one: BatchRow) -> Light:
    """Return how a batch stands."""
    tone, word = STATES[one.state]
    return Light(Tone.LATE, gettext("已确认，但本方账簿已变")) if one.differs else Light(tone, gettext(word))


@require_GET
@needs(Right.READ)
def show_batch(request: PageRequest, matter: str) -> HttpResponse:
    """Show one batch: gross rows, what they net to, what each side recorded, and the step that is ours."""
    scene, one = sides_of(request), batch_or_404(matter)
    may_act = request.visitor.may(Right.ACT)
    offered = [name for name in _OFFERED.get(one.state, ()) if name != rules.GENERATE or one.initiator == scene.me]
    payer, owed = rules.net(one.rows, (scene.me, one.peer))
    view = matters.matter(one.id, me=scene.me, day=day_of(request.at), related=False, story=False)
    context = {
        "batch": one,
        "peer_name": scene.name(one.peer),
        "maker": scene.name(one.initiator),
        "illustrative": queries.terms_are_illustrative(day_of(request.at)),
        "state": light_of(one),
        "turn": matter_pages.turn_line(view, scene.called) if view else None,
        "half_signed": matter_pages.half_signed(view, scene.called) if view else (),
        "rows": rows_table(one.rows, scene),
        "net_payer": scene.name(payer),
        "net": Fen(owed),
        "payments": _payments_table(one, scene),
        "steps": [(name, gettext(_STEPS[name][0])) for name in offered] if may_act else [],
        "links": scene.links,
    }
    return render(request, "medical/batch.html", context)


def batch_or_404(matter: str) -> BatchRow:
    """Return a batch."""
    found = next(iter(queries.batch_rows(matter=matter)), None)
    if found is None:
        raise Http404
    return found


def rows_table(rows: Sequence[Row], scene: Sides) -> Table:
    """Return the gross rows of a batch, by payer and fund."""
    columns = [Column(gettext("付款方")), Column(gettext("险种基金")), Column(gettext("笔数"), "number")]
    columns += [Column(name, "money") for name in (gettext("基金支付"), gettext("个人账户支付"), gettext("应付合计"))]
    cells: list[Sequence[Cell]] = [
        (
            scene.name(row.payer), words.insurance_word(row.insurance), row.count,
            Fen(row.fund_fen), Fen(row.account_fen), Fen(row.pays_fen),
        )
        for row in sorted(sorted(rows, key=lambda each: each.insurance), key=lambda each: each.payer, reverse=True)
    ]  # fmt: skip
    return Table(gettext("分基金应付"), columns, cells, gettext("生成后，每个付款方、每个险种的基金各列一行。"))


def _payments_table(one: BatchRow, scene: Sides) -> Table:
    columns = [Column(gettext("登记方")), Column(gettext("对应行")), Column(gettext("金额"), "money")]
    columns += [Column(gettext("日期"), "short"), Column(gettext("凭证号"))]
    named = {row.id: f"{scene.name(row.payer)} · {words.insurance_word(row.insurance)}" for row in one.rows}
    cells: list[Sequence[Cell]] = [
        (
            scene.name(code), named.get(str(paid["id"]), str(paid["id"])), Fen(int(paid["amount_fen"])),
            str(paid["paid_on"]), str(paid["reference"]),
        )
        for code in scene.order
        for paid in one.payments.get(code, ())
    ]  # fmt: skip
    empty = gettext("双方确认后，各自登记拨付和到账；每行一笔，不轧差。")
    return Table(gettext("拨付与到账"), columns, cells, empty)


@require_POST
@needs(Right.ACT)
def take_step(request: PageRequest, matter: str, step: str) -> HttpResponse:
    """Take the step that is ours."""
    batch_or_404(matter)
    if step not in _STEPS:
        raise Http404
    try:
        _STEPS[step][1](matter=matter, at=request.at)
    except Refused as refused:
        messages.error(request, spoken(refused).sentence)
    return redirect("medical:batch", matter)
