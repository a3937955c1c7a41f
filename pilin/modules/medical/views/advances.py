"""Advance accounts on pages: what is agreed, paid in and used of each fund, alerts, calls, and the form that calls."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, gettext_noop
from django.views.decorators.http import require_http_methods

from pilin.base.clock import day_of
from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.medical import queries
from pilin.modules.medical.actions import advances
from pilin.modules.medical.rules import advances as rules
from pilin.modules.medical.rules.advances import Account, Call
from pilin.modules.medical.views import words
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Light, LinkTo, Table, Tone
from pilin.web.sentences import refuse_in
from pilin.web.sides import Sides, sides_of

_STATES: Mapping[str, tuple[Tone, str]] = {
    "called": (Tone.WARNING, gettext_noop("已请求，待拨付")),
    "transferred": (Tone.WARNING, gettext_noop("已拨付，待双方认定到账")),
    rules.RECEIVED: (Tone.DONE, gettext_noop("双方已认定到账")),
    "withdrawn": (Tone.IDLE, gettext_noop("已撤回")),
    "refused": (Tone.IDLE, gettext_noop("不予拨付")),
}
_ALERTS: Mapping[str, tuple[Tone, str]] = {
    "": (Tone.NORMAL, gettext_noop("正常")),
    rules.YELLOW: (Tone.WARNING, gettext_noop("黄色预警")),
    rules.RED: (Tone.LATE, gettext_noop("红色预警")),
}


class CallForm(forms.Form):
    """What is called for, of which fund, why, and by when."""

    account = forms.ChoiceField(label=gettext_lazy("基金"))
    yuan = forms.DecimalField(label=gettext_lazy("金额（元）"), min_value=1, max_digits=12, decimal_places=2)
    why = forms.ChoiceField(
        label=gettext_lazy("事由"),
        choices=[("yearly", gettext_lazy("年度额度")), ("emergency", gettext_lazy("紧急调增"))],
    )
    due = forms.DateField(label=gettext_lazy("请求到账日期"), widget=forms.DateInput(attrs={"type": "date"}))

    def __init__(self, data: Any, *, offered: Sequence[tuple[str, str]]) -> None:
        super().__init__(data)
        self.fields["account"].choices = list(offered)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        """Return what the action takes."""
        peer, _sep, insurance = str(self.cleaned_data["account"]).partition("/")
        said = {name: self.cleaned_data[name] for name in ("why", "due")}
        return {"peer": peer, "insurance": insurance, "amount_fen": int(self.cleaned_data["yuan"] * 100), **said}


@require_http_methods(["GET", "POST"])
@needs(Right.READ)
def show_advances(request: PageRequest) -> HttpResponse:
    """Show the advance accounts and calls; who acts for our side may call for an advance."""
    scene = sides_of(request)
    found = queries.advances(day_of(request.at))
    own = [one for one in found if one.payee == scene.me]
    form = CallForm(
        request.POST if request.method == "POST" else None,
        offered=[(f"{one.payer}/{one.insurance}", _fund(one, scene)) for one in own],
    )
    may_act = request.visitor.may(Right.ACT) and bool(own)
    if form.is_bound:
        request.visitor.must(Right.ACT)
    if form.is_bound and form.is_valid():
        try:
            advances.call(at=request.at, **form.values())
        except Refused as refused:
            refuse_in(form, refused, field=None)
        else:
            return redirect("medical:advances")
    context = {
        "accounts": accounts_table(found, scene),
        "calls": _calls_table(queries.advance_calls(), scene),
        "form": form,
        "may_act": may_act,
        "illustrative": queries.terms_are_illustrative(day_of(request.at)),
        "links": scene.links,
    }
    return render(request, "medical/advances.html", context)


def _fund(one: Account, scene: Sides) -> str:
    return gettext("%(who)s · %(fund)s") % {"who": scene.name(one.payer), "fund": words.insurance_word(one.insurance)}


def accounts_table(found: Sequence[Account], scene: Sides) -> Table:
    """Return the advance accounts: agreed, paid in, owed now, the share that is used, and the alert."""
    columns = [Column(gettext("付款方")), Column(gettext("险种基金"))]
    columns += [Column(name, "money") for name in (gettext("约定额度"), gettext("已到账"), gettext("未清算占用"))]
    columns += [Column(gettext("使用率"), "number"), Column(gettext("状态"))]
    cells: list[Sequence[Cell]] = [
        (
            scene.name(one.payer), words.insurance_word(one.insurance), Fen(one.quota_fen), Fen(one.paid_fen),
            Fen(max(one.owed_fen, 0)), f"{one.used_bp / 100:.1f} %", _alert(one),
        )
        for one in found
    ]  # fmt: skip
    return Table(gettext("预付金账户"), columns, cells, gettext("清算约定签署后，约定的预付金按付款方和基金列在这里。"))


def _alert(one: Account) -> Light:
    tone, word = _ALERTS[one.alert]
    return Light(tone, gettext(word))


def _calls_table(found: Sequence[Call], scene: Sides) -> Table:
    columns = [Column(gettext("付款方")), Column(gettext("险种基金")), Column(gettext("金额"), "money")]
    columns += [Column(gettext("请求到账日期"), "day"), Column(gettext("状态"))]
    cells: list[Sequence[Cell]] = [
        (
            LinkTo(scene.name(one.payer), reverse("web:matter", args=[one.id])), words.insurance_word(one.insurance),
            Fen(one.amount_fen), one.due, _light(one),
        )
        for one in found
    ]  # fmt: skip
    return Table(gettext("拨付请求"), columns, cells, gettext("就医地请求拨付或紧急调增时，请求列在这里。"))


def _light(one: Call) -> Light:
    tone, word = _STATES[one.state]
    return Light(tone, gettext(word))
