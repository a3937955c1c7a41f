"""Reconciliation on pages: the days with each agency, one day with its differences, one difference and what is said."""

from collections.abc import Mapping, Sequence
from datetime import date

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
from pilin.kernel.organisations.rules import Right
from pilin.modules.medical import queries
from pilin.modules.medical.actions import reconciling
from pilin.modules.medical.queries import DayRow
from pilin.modules.medical.rules import day_facts, days
from pilin.modules.medical.rules.days import Difference
from pilin.modules.medical.views import words
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Light, LinkTo, Table, Tone
from pilin.web.sentences import refuse_in, spoken
from pilin.web.sides import Sides, sides_of

SORTS: Mapping[str, str] = {
    days.MISSING: gettext_noop("一方没有这笔结算"),
    days.STATES: gettext_noop("状态不一致"),
    days.TERMS: gettext_noop("险种或就医地不一致"),
    days.AMOUNTS: gettext_noop("金额不一致"),
    days.UNENDED: gettext_noop("双方都待记账"),
}
_ENDS: Mapping[str, tuple[Tone, str]] = {
    days.ACCEPTED: (Tone.DONE, gettext_noop("已说明，对方接受")),
    days.CORRECTED: (Tone.DONE, gettext_noop("已更正，复核一致")),
    days.LEVEL: (Tone.DONE, gettext_noop("复核一致")),
}
_ACTS: Mapping[str, str] = {
    day_facts.EXPLAIN: gettext_noop("说明原因"),
    day_facts.ACCEPT: gettext_noop("接受对方说明"),
    day_facts.OBJECT: gettext_noop("不同意对方说明"),
    day_facts.CORRECT: gettext_noop("更正本方账簿"),
}


class RemarkForm(forms.Form):
    """What is said about a difference."""

    act = forms.ChoiceField(
        label=gettext_lazy("办理"), choices=[(name, gettext_lazy(word)) for name, word in _ACTS.items()]
    )
    text = forms.CharField(
        label=gettext_lazy("说明"),
        max_length=day_facts.TEXT_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("写明查到的原因和依据；不写姓名和证件号码。"),
    )

    def clean_text(self) -> str:
        """Demand words, but of who only accepts."""
        text = str(self.cleaned_data["text"]).strip()
        if not text and self.data.get("act") != day_facts.ACCEPT:
            raise forms.ValidationError(gettext("请写明说明：对方要凭它判断这条差异能否了结。"))
        return text


@require_GET
@needs(Right.READ)
def list_days(request: PageRequest) -> HttpResponse:
    """Show the days that were stated, the last one first, and the differences that are open."""
    scene = sides_of(request)
    rows = queries.days_stated()
    context = {
        "days": _days_table(rows, scene),
        "differences": differences_table(queries.open_differences(), scene, day_of(request.at), of_days=True),
        "links": scene.links,
    }
    return render(request, "medical/days.html", context)


def _days_table(rows: Sequence[DayRow], scene: Sides) -> Table:
    columns = [Column(gettext("结算日期"), "short"), Column(gettext("对方"))]
    columns += [Column(gettext("本方笔数"), "number"), Column(gettext("对方笔数"), "number")]
    columns += [Column(gettext("轮次"), "number"), Column(gettext("结果"))]
    cells: list[Sequence[Cell]] = [
        (
            LinkTo(one.day.isoformat(), reverse("medical:day", args=[one.peer, one.day])),
            scene.name(one.peer),
            one.ours.get("count"),
            one.theirs.get("count"),
            one.round,
            _outcome(one),
        )
        for one in rows
    ]
    empty = gettext("每天自动与对方核对前一天的结算；核对过的日期列在这里。")
    return Table(gettext("按日对账"), columns, cells, empty)


def _outcome(one: DayRow) -> Light:
    if not (one.ours and one.theirs):
        return Light(Tone.IDLE, gettext("等对方报账"))
    if one.open:
        return Light(Tone.WARNING, gettext("%(count)d 条差异待办") % {"count": one.open})
    return Light(Tone.NORMAL, gettext("一致"))


def differences_table(
    found: Sequence[tuple[int, Difference]], scene: Sides, day: date, *, of_days: bool = False
) -> Table:
    """Return differences with whose turn it is, by when, and how long they have been open."""
    columns = [Column(gettext("差异"))] + ([Column(gettext("结算日期"), "day")] if of_days else [])
    columns += [Column(f"{scene.name(code)}{gettext('所报')}", "money") for code in scene.order[:2]]
    columns += [Column(gettext("轮到")), Column(gettext("截止"), "day"), Column(gettext("已开天数"), "number")]
    columns += [Column(gettext("状态"))]
    cells = [_row(key, one, scene, day, of_days=of_days) for key, one in found]
    empty = gettext("没有待办的差异：双方所报的结算、金额和状态一致。")
    return Table(gettext("差异"), columns, cells, empty)


def _row(key: int, one: Difference, scene: Sides, day: date, *, of_days: bool) -> Sequence[Cell]:
    first: list[Cell] = [LinkTo(_named(one, scene), reverse("medical:difference", args=[key]))]
    paid = [one.lines.get(code) for code in scene.order[:2]]
    amounts: list[Cell] = [Fen(line.fund_fen + line.account_fen) if line else None for line in paid]
    last: list[Cell] = [scene.name(one.turn) if one.state == days.OPEN else None, one.due, one.age_days(day)]
    return [*first, *([one.day] if of_days else []), *amounts, *last, light_of(one, day)]


def _named(one: Difference, scene: Sides) -> str:
    word = gettext(SORTS[one.sort])
    return gettext("%(who)s没有这笔结算") % {"who": scene.name(one.at)} if one.at else word


def light_of(one: Difference, day: date) -> Light:
    """Return how a difference stands."""
    if one.state in _ENDS:
        tone, word = _ENDS[one.state]
        return Light(tone, gettext(word))
    return Light(Tone.LATE, gettext("逾期")) if day > one.due else Light(Tone.WARNING, gettext("待办"))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None


@require_GET
@needs(Right.READ)
def show_day(request: PageRequest, peer: str, day: str) -> HttpResponse:
    """Show one day with a peer: what both stated, and every difference, whatever became of it."""
    scene, on = sides_of(request), _day(day)
    if peer not in scene.peers:
        raise Http404
    found = queries.day_of(peer, on)
    titles = [gettext("报账方"), gettext("报账日")]
    columns = [*(Column(one) for one in titles), Column(gettext("笔数"), "number")]
    columns += [Column(one, "money") for one in (gettext("总费用"), gettext("基金支付"), gettext("个人账户支付"))]
    sums = ("total_fen", "fund_fen", "account_fen")
    rows: list[Sequence[Cell]] = [
        (scene.name(code), one.on.isoformat(), one.totals["count"], *(Fen(one.totals[name]) for name in sums))
        for code in scene.order
        if (one := found.get(code))
    ]
    empty = gettext("这一天还没有报账：由任一方发起，另一方自动应答。")
    differing = queries.differences_of(peer, on)
    context = {
        "day": on,
        "peer": peer,
        "peer_name": scene.name(peer),
        "round": max((one.round for one in found.values()), default=0),
        "stated": Table(gettext("双方所报"), columns, rows, empty),
        "differences": differences_table(differing, scene, day_of(request.at)),
        "may_act": request.visitor.may(Right.ACT),
        "links": scene.links,
    }
    return render(request, "medical/day.html", context)


@require_POST
@needs(Right.ACT)
def reconcile_day(request: PageRequest, peer: str, day: str) -> HttpResponse:
    """State the day to the peer again."""
    try:
        reconciling.reconcile(peer=peer, day=_day(day), at=request.at)
        messages.success(request, gettext("已向对方报账；对方应答后，差异会更新。"))
    except Refused as refused:
        messages.error(request, spoken(refused).sentence)
    return redirect("medical:day", peer, day)


@require_http_methods(["GET", "POST"])
@needs(Right.READ)
def show_difference(request: PageRequest, difference: int) -> HttpResponse:
    """Show one difference: both sides' lines, what was said, and what can be said now."""
    scene, found = sides_of(request), queries.difference(difference)
    if found is None:
        raise Http404
    row, one, said = found
    form = RemarkForm(request.POST if request.method == "POST" else None)
    may_act = request.visitor.may(Right.ACT) and one.state == days.OPEN and one.turn == scene.me
    if form.is_bound:
        request.visitor.must(Right.ACT)
    if form.is_bound and form.is_valid():
        try:
            reconciling.remark(difference=difference, at=request.at, **form.cleaned_data)
        except Refused as refused:
            refuse_in(form, refused, field=None)
        else:
            return redirect("medical:difference", difference)
    context = {
        "title": _named(one, scene),
        "difference": one,
        "peer": row.peer,
        "state": light_of(one, day_of(request.at)),
        "turn": scene.name(one.turn),
        "age": one.age_days(day_of(request.at)),
        "lines": _lines(one, scene),
        "remarks": [(scene.name(each.author), gettext(_ACTS[each.act]), each.on, each.text) for each in said],
        "form": form,
        "may_act": may_act,
        "illustrative": queries.terms_are_illustrative(one.day),
        "links": scene.links,
    }
    return render(request, "medical/difference.html", context)


def _lines(one: Difference, scene: Sides) -> Table:
    """Return what each side states of the settlement, from left to right."""
    columns = [Column(gettext("报账方")), Column(gettext("状态")), Column(gettext("险种"))]
    columns += [Column(name, "money") for name in (gettext("总费用"), gettext("基金支付"), gettext("个人账户支付"))]
    rows: list[Sequence[Cell]] = []
    for code in [each for each in scene.order if each in one.lines]:
        line = one.lines[code]
        state = gettext(words.STATE_CHOICES[line.state]) if line else gettext("没有这笔结算")
        insurance = words.insurance_word(line.insurance) if line else None
        amounts = (line.total_fen, line.fund_fen, line.account_fen) if line else (None, None, None)
        money: list[Cell] = [None if fen is None else Fen(fen) for fen in amounts]
        rows.append((scene.name(code), state, insurance, *money))
    return Table(gettext("双方所报"), columns, rows, "")
