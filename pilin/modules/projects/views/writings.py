"""Drafts in the making: written by several, saved by themselves, merged field by field, sent once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.actions import Saved
from pilin.modules.projects.forms import HalfForm
from pilin.modules.projects.queries import Written
from pilin.modules.projects.rules import writings
from pilin.modules.projects.rules.merging import ROWS, Clash, Fields
from pilin.modules.projects.rules.table_refusals import TableRefusal
from pilin.modules.projects.views import choosing, words
from pilin.modules.projects.views.drafts import arrange, peer_of, peers_of
from pilin.modules.projects.views.sheets import hand_of
from pilin.web.access import PageRequest, needs
from pilin.web.components import Column, Light, LinkTo, Table, Tone
from pilin.web.languages import apart, labelled, several, titled
from pilin.web.matter_forms import StepForm
from pilin.web.rows import MORE, RowsField
from pilin.web.sentences import refuse_in, spoken
from pilin.web.sides import sides_of
from pilin.web.templatetags.words import instant

AUTO, SEND, USE = "auto", "send", "use"


@require_GET
@needs(Right.READ)
def show_writings(request: PageRequest) -> HttpResponse:
    """Show the drafts of this side, the one saved last first."""
    scene = sides_of(request)
    sorts = {writings.PLAN: gettext("一项一策"), writings.HALF: gettext("月报（我方）")}
    columns = [Column(gettext("草稿")), Column(gettext("类型")), Column(gettext("最后保存")), Column(gettext("现状"))]
    rows = [
        (
            LinkTo(labelled(one.month, one.title) if one.month else one.title, _address(one.id)),
            sorts[one.sort],
            several((one.saved_by, instant(one.saved_at))),
            Light(Tone.PAUSED, gettext("已搁置")) if one.is_dropped else Light(Tone.IDLE, gettext("起草中")),
        )
        for one in queries.writings()
    ]
    empty = gettext("这里将列出正在起草的方案和月报：在“提出项目”页存为草稿，或从 Excel 表导入。草稿只有我方看得到。")
    table = Table(gettext("起草中的方案和月报"), columns, rows, empty, is_titled=True)
    context = {"table": table, "links": scene.links, "may_act": request.visitor.may(Right.ACT)}
    return render(request, "projects/writings.html", context)


def _address(writing: str) -> str:
    return reverse("projects:writing", args=[writing])


@dataclass(frozen=True)
class Told:
    """What others changed while somebody wrote, in sentences, and the fields of which two texts are there."""

    taken: str = ""
    clashes: Sequence[tuple[Clash, str, str]] = ()


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def show_writing(request: PageRequest, writing: str) -> HttpResponse:
    """Show a draft to be written on; save it, by itself or by the button; send it."""
    found = queries.writing(writing)
    if found is None:
        raise Http404
    if found.matter:
        return redirect("projects:found" if found.sort == writings.HALF else "projects:project", found.matter)
    page = _Page(request, found)
    return page.answer() if request.method == "POST" else page.shown(found.fields, found.version)


class _Page:
    """One request about one draft."""

    def __init__(self, request: PageRequest, found: Written) -> None:
        self.request, self.found, self.scene = request, found, sides_of(request)
        self.does = request.POST.get("do", "")

    def answer(self) -> HttpResponse:
        """Save what was sent, merged with what others saved, and go on as the button says."""
        typed = writings.sent(self.request.POST.dict())
        if use := self.request.POST.get(USE, ""):
            typed = {**typed, use: self.found.fields.get(use, "")}
        base = self.request.POST.get("base", "")
        began = int(base) if base.isascii() and base.isdigit() and len(base) < 9 else 0
        saved = actions.save(
            self.found.id,
            typed,
            base=began,
            both_seen=self.does != AUTO,
            by=self.request.visitor.name,
            at=self.request.at,
        )
        told = self._told(saved, began)
        if self.does == AUTO:
            context = {"told": told, "base": saved.base, "saved_at": self.request.at}
            return render(self.request, "projects/writing_saved.html", context)
        if saved.merged.clashes:
            mine = {**saved.merged.fields, **{one.name: one.mine for one in saved.merged.clashes}}
            return self.shown(mine, saved.base, told, refusal=Refused(TableRefusal.DRAFT_HAS_TWO_TEXTS))
        if self.does == SEND:
            return self._send(saved, told)
        if MORE in self.request.POST:
            more = {**saved.merged.fields, MORE: self.request.POST[MORE]}
            return self.shown(more, saved.version, told)
        messages.success(self.request, apart(text for text in (gettext("草稿已保存。"), told.taken) if text))
        return redirect("projects:writing", self.found.id)

    def _told(self, saved: Saved, began: int) -> Told:
        """Return in words who changed what and when."""
        if saved.merged.is_mine:
            return Told()
        form = self._form(saved.merged.fields)
        others = queries.saved_by_others(self.found.id, since=began, account_name=self.request.visitor.name)
        name, at = others[0] if others else (self.found.saved_by, self.found.saved_at)
        facts = {"name": name, "at": instant(at)}
        fields = [label_of(form, one) for one in saved.merged.taken if not one.endswith(ROWS)]
        taken = gettext("%(name)s在 %(at)s 改了%(fields)s，已并入草稿。") % {**facts, "fields": several(fields)}
        both = gettext("%(name)s在 %(at)s 也改了这一栏")
        clashes = [(one, label_of(form, one.name), both % facts) for one in saved.merged.clashes]
        return Told(taken if fields else "", clashes)

    def _send(self, saved: Saved, told: Told) -> HttpResponse:
        form = self._form(saved.merged.fields, is_judged=True)
        if form.is_valid():
            try:
                made = actions.send(self.found.id, version=saved.version, verb=lambda: self._open(form))
            except Refused as refused:
                refuse_in(form, refused)
            else:
                messages.success(self.request, gettext("已签名并送出，正在送达对方。"))
                return redirect("projects:found" if self.found.sort == writings.HALF else "projects:project", made)
        return self.shown(saved.merged.fields, saved.version, told, form=form)

    def _open(self, form: forms.Form) -> str:
        by = hand_of(self.request, Right.ACT)
        if isinstance(form, StepForm):
            return actions.open_plan(form.values(), peer=peer_of(self.request, self.scene), by=by)
        assert isinstance(form, HalfForm)
        plan = queries.plans([self.found.plan])[self.found.plan]
        return actions.report_month(plan, self.found.month, form.half(), by=by)

    def _form(self, fields: Fields, *, is_judged: bool = False) -> forms.Form:
        """Return the form of the draft with what stands in it; judged only when it is sent."""
        day = clock.day_of(self.request.at)
        if self.found.sort == writings.HALF:
            plan = queries.plans([self.found.plan]).get(self.found.plan)
            milestones = plan.milestones if plan else ()
            return HalfForm(fields if is_judged else None, milestones=milestones, until=day, initial=fields)
        kind = words.plan_kind(self.scene)
        if kind is None:
            raise Http404
        data = fields if is_judged else {MORE: "", **fields}
        choices = {choosing.PAIR: choosing.pairs(day)}
        form = StepForm(data, kind=kind, rule=kind.steps[0], said={}, choices=choices)
        arrange(form, self.scene)
        return form

    def shown(
        self,
        fields: Fields,
        base: int,
        told: Told | None = None,
        *,
        form: forms.Form | None = None,
        refusal: Refused | None = None,
    ) -> HttpResponse:
        """Return the page with a form in which these fields stand."""
        made = form or self._form(fields)
        context = {
            "writing": self.found,
            "form": made,
            "base": base,
            "told": told,
            "refusal": spoken(refusal).sentence if refusal else "",
            "is_half": self.found.sort == writings.HALF,
            "peers": peers_of(self.scene) if self.found.sort == writings.PLAN else [],
            "versions": self._versions(),
            "links": self.scene.links,
        }
        return render(self.request, "projects/writing.html", context)

    def _versions(self) -> Table:
        columns = [Column(gettext("保存时间")), Column(gettext("保存人")), Column(gettext("说明"))]
        kept = gettext("与他人同时改动，另存的一份：%(text)s")
        rows = [
            (
                instant(one.saved_at),
                one.saved_by,
                kept % {"text": apart(one.fields.values())[:200]} if one.is_aside else None,
            )
            for one in queries.latest_versions(self.found.id)
        ]
        return Table(gettext("谁在什么时候保存过"), columns, rows, gettext("还没有人保存过。"))


def label_of(form: forms.Form, name: str) -> str:
    """Return what people call an input: its label, or its row and member."""
    if name in form.fields:
        return str(form.fields[name].label)
    base, _dash, rest = name.partition("-")
    field, (number, _, member) = form.fields.get(base), rest.partition("-")
    if not isinstance(field, RowsField) or member not in field.rule.members or not number.isdecimal():
        return name
    facts = {"list": field.label, "row": int(number) + 1, "member": titled(field.rule.members[member].title)}
    return gettext("%(list)s第 %(row)s 行的%(member)s") % facts


@require_POST
@needs(Right.ACT)
def drop_writing(request: PageRequest, writing: str) -> HttpResponse:
    """Put a draft away, or take it up again."""
    if queries.writing(writing) is None:
        raise Http404
    is_dropped = request.POST.get("do") != "again"
    actions.drop(writing, is_dropped=is_dropped)
    messages.success(request, gettext("草稿已搁置，可以随时取回。") if is_dropped else gettext("草稿已取回。"))
    return redirect("projects:writings" if is_dropped else _address(writing))
