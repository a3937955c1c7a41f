"""Plans and months in Excel: what stands is handed out; what staff filled in is looked at, and made into drafts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilin.base import clock
from pilin.base.refusal import Finding, Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.actions import Begun
from pilin.modules.projects.rules import month_tables, months, tables, writings
from pilin.modules.projects.rules.table_refusals import TableRefusal
from pilin.modules.projects.rules.tables import Words
from pilin.modules.projects.views import words
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Light, Table, Tone
from pilin.web.languages import labelled
from pilin.web.sentences import refuse_in, say
from pilin.web.sides import Sides, sides_of
from pilin.wire.sheets import layout as sheets
from pilin.wire.sheets import parts, reading, writing
from pilin.wire.sheets.reading import Reading

_SALT, _KEPT_SECONDS, _SHOWN_MAX = "projects.tables", 3600, 100
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TableForm(forms.Form):
    """Which table it is, and the file."""

    sort = forms.ChoiceField(
        label=_("哪一种表"), choices=[(writings.PLAN, _("项目清单（一项一策）")), (writings.HALF, _("月报表"))]
    )
    upload = forms.FileField(
        label=_("Excel 文件（.xlsx）"),
        help_text=_("先读取并预览；有一处错误就什么都不导入。导入的是草稿，不会签名或送出。"),
        allow_empty_file=True,
    )


class MonthForm(forms.Form):
    """The month of a table."""

    month = forms.RegexField(r"\d{4}-(0[1-9]|1[0-2])", label=_("月份"))


@dataclass(frozen=True)
class Preview:
    """What a file holds: drafts to be made, how many rows stand already, and what is wrong, by cell."""

    begun: Sequence[Begun]
    same: int
    findings: Sequence[Finding]
    more: int = 0

    @property
    def is_empty(self) -> bool:
        """Tell whether the file says nothing at all."""
        return not self.begun and not self.same and not self.findings


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def show_tables(request: PageRequest) -> HttpResponse:
    """Hand out tables, and show what is in one that staff filled in; nothing is kept here."""
    scene, day = sides_of(request), clock.day_of(request.at)
    form = TableForm(request.POST if request.method == "POST" else None, request.FILES or None)
    last = months.month_of(day.replace(day=1) - (date(2, 1, 2) - date(2, 1, 1)))
    context: dict[str, Any] = {"form": form, "months": [months.month_of(day), last], "links": scene.links}
    if form.is_valid():
        try:
            found = _preview(request, form, scene)
        except Refused as refused:
            refuse_in(form, refused, field="upload")
        else:
            context |= _in_words(found, form.cleaned_data["upload"].name, request)
    return render(request, "projects/tables.html", context)


def _preview(request: PageRequest, form: TableForm, scene: Sides) -> Preview:
    """Read what was uploaded. What could not be read goes to quarantine with its reason, unless it is too large."""
    data, day = form.cleaned_data["upload"].read(parts.BYTES_MAX + 1), clock.day_of(request.at)
    read = _plans if form.cleaned_data["sort"] == writings.PLAN else _halves
    try:
        found = read(data, scene, day)
    except Refused as refused:
        if data and len(data) <= parts.BYTES_MAX:
            actions.set_aside(data, reason=refused.code.value, at=request.at)
        raise
    if found.is_empty:
        raise Refused(TableRefusal.TABLE_IS_EMPTY)
    return found


def _plans(data: bytes, scene: Sides, day: date) -> Preview:
    named = words_of(scene)
    found = reading.read(data, tables.layouts(named))
    known = {plan.title: plan for plan in queries.standing_plans()}
    read, crossed = tables.entries(found.tables, named) if not found.findings else ([], [])
    new, same, against = tables.sorted_out(read, known, me=scene.me, day=day)
    begun = [Begun(writings.PLAN, str(one.said["title"]), writings.flat(one.said)) for one in new]
    return Preview(begun, len(same), [*found.findings, *crossed, *against], found.more)


def _halves(data: bytes, scene: Sides, day: date) -> Preview:
    names = [scene.name(code) for code in scene.order]
    found: Reading = reading.read(data, [month_tables.layout(names)])
    lines = found.tables[month_tables.MONTH]
    said = {str(line.cells.get("month")) for line in lines}
    known = queries.reportable([one for one in sorted(said) if months.is_month(one)], me=scene.me)
    new, same, against = month_tables.told(lines, known, me=scene.me, day=day) if not found.findings else ([], [], [])
    begun = [
        Begun(writings.HALF, one.plan.title, writings.half_fields(one.half), one.plan.id, one.month) for one in new
    ]
    return Preview(begun, len(same), [*found.findings, *against], found.more)


def words_of(scene: Sides) -> Words:
    """Return what choices are called in our tables: the sides by their role in a plan that we offer."""
    kind = words.plan_kind(scene)
    roles = {code: "initiator" if code == scene.me else "responder" for code in scene.order}
    sides = {roles[code]: scene.name(code) for code in scene.order}
    fields, domains = words.choices_of(kind, "field"), words.choices_of(kind, "particulars", "domain")
    return Words(fields or {"unknown": gettext("来源未载明")}, domains, sides, scene.me)


def _in_words(found: Preview, name: str, request: PageRequest) -> dict[str, Any]:
    context: dict[str, Any] = {"name": name, "same": found.same, "more": found.more}
    if found.findings:
        return {**context, "findings": [said_at(one) for one in found.findings]}
    kept = [vars(one) for one in found.begun]
    made = signing.dumps(kept, salt=_SALT + request.visitor.account, compress=True) if kept else ""
    return {**context, "table": _table(found.begun), "count": len(found.begun), "rows": made}


def said_at(finding: Finding) -> str:
    """Return a fault with its place at its head."""
    sentence = say(finding.code.value, finding.facts).sentence
    return sentence if sentence.startswith(finding.where) else labelled(finding.where, sentence)


def _table(begun: Sequence[Begun]) -> Table:
    columns = [Column(gettext("项目")), Column(gettext("月份")), Column(gettext("内容")), Column(gettext("导入后"))]
    rows: list[Sequence[Cell]] = [
        (
            one.title,
            one.month or None,
            one.fields.get("done") or one.fields.get("aims") or None,
            Light(Tone.IDLE, gettext("成为草稿")),
        )
        for one in begun[:_SHOWN_MAX]
    ]
    return Table(gettext("读到的内容"), columns, rows, gettext("表里的内容都已存在，没有新的要导入。"))


@require_POST
@needs(Right.ACT)
def import_table(request: PageRequest) -> HttpResponse:
    """Make the drafts that the preview showed, all or none."""
    try:
        kept = signing.loads(request.POST.get("rows", ""), salt=_SALT + request.visitor.account, max_age=_KEPT_SECONDS)
    except signing.BadSignature:
        raise Refused(TableRefusal.PREVIEW_IS_GONE) from None
    begun = [Begun(**one) for one in kept]
    made = actions.import_drafts(begun, by=request.visitor.name, at=request.at)
    facts = {"made": len(made), "held": len(begun) - len(made)}
    messages.success(request, gettext("已导入 %(made)s 份草稿；%(held)s 份以前导入过，没有重复。") % facts)
    return redirect("projects:writings")


@require_GET
@needs(Right.READ)
def export_plans(request: PageRequest) -> HttpResponse:
    """Hand out the plans that stand as 项目清单."""
    scene = sides_of(request)
    plans = queries.standing_plans() if request.GET.get("empty") is None else []
    return handed(tables.written(plans, words_of(scene)), "plans.xlsx")


@require_GET
@needs(Right.READ)
def export_month(request: PageRequest) -> HttpResponse:
    """Hand out the table of a month, to be filled in."""
    scene, form = sides_of(request), MonthForm(request.GET)
    month = form.cleaned_data["month"] if form.is_valid() else months.month_of(clock.day_of(request.at))
    known = queries.reportable([month], me=scene.me)[month]
    fields, names = words_of(scene).fields, [scene.name(code) for code in scene.order]
    made = month_tables.written(month, [*known.values()], me=scene.me, names=names, fields=fields)
    return handed(made, f"month-{month}.xlsx")


def handed(made: Sequence[sheets.Table], name: str, *, explained: bool = True) -> HttpResponse:
    """Return tables as a file to be kept."""
    data = writing.write(made, explained=explained)
    return HttpResponse(data, content_type=_TYPE, headers={"Content-Disposition": f'attachment; filename="{name}"'})
