"""共同支出: one line with its voucher and shares, and the form that enters or corrects one."""

import hashlib
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.projects import actions, queries
from pilin.modules.projects.rules import sharing
from pilin.modules.projects.rules.records import JOINT_EXPENSE, Record
from pilin.modules.projects.views.sharing import register_links
from pilin.modules.projects.views.sheets import Layout, hand_of, kinds_of, opening_form, refuse_at, sheet, view_of
from pilin.web.access import PageRequest, needs
from pilin.web.inputs import NOTHING
from pilin.web.matter_forms import StepForm
from pilin.web.sides import sides_of

_LAYOUT: Layout = (
    (gettext_noop("支出"), ("paid_on", "amount", "plan", "corrects")),
    (gettext_noop("分担"), ("formula", "use", "shares")),
    (gettext_noop("凭证"), ("voucher", "voucher_hash")),
    (gettext_noop("核对"), ("reason", "answer")),
)
_FILE = "voucher_file"


@require_GET
@needs(Right.READ)
def show_expense(request: PageRequest, matter: str) -> HttpResponse:
    """Show one line; the side that paid may put it right by a new one."""
    scene = sides_of(request)
    shown: dict[str, Any] = sheet(request, scene, view_of(request, scene, matter, JOINT_EXPENSE), _LAYOUT)
    record: Record = shown["record"]
    if record.state == sharing.AGREED and record.opened_by == scene.me and request.visitor.may(Right.ACT):
        shown |= {"more": (gettext("登记更正"), f"{reverse('projects:enter_expense')}?corrects={record.id}")}
    return render(request, "projects/sheet.html", shown | register_links())


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def enter_expense(request: PageRequest) -> HttpResponse:
    """Enter a line that we paid for both; its shares are worked out by its formula."""
    scene = sides_of(request)
    kind = kinds_of(scene).get(JOINT_EXPENSE)
    if kind is None or not scene.peers:
        return render(request, "projects/open_sheet.html", {"form": None, "links": scene.links})
    data = request.POST if request.method == "POST" else None
    form = opening_form(data, kind, given=("shares",), said=_said(request), long=())
    form.files = request.FILES
    with_voucher(form)
    signed = [(one.id, one.title) for one in sharing.signed(queries.formulas()) if scene.me in one.roles.values()]
    form.fields["formula"].choices = [NOTHING, *signed]  # type: ignore[attr-defined]
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.enter_expense(values_of(form), by=hand_of(request, Right.ACT))
        except Refused as refused:
            refuse_at(form, refused)
        else:
            messages.success(request, gettext("支出已登记并签名，正在送达对方；对方逐笔认可，或说明理由提出争议。"))
            return redirect("projects:expense", made)
    hint = gettext("一笔支出一张凭证；各方承担由所选办法算出。已认可的支出不改动，有误的另记一笔更正，金额可为负。")
    context = {"form": form, "title": gettext("登记共同支出"), "hint": hint, "peers": [], "links": scene.links}
    return render(request, "projects/open_sheet.html", context | register_links())


def _said(request: PageRequest) -> dict[str, Any]:
    """Return what the form begins with: nothing, or the line that is to be put right, turned round."""
    name = request.GET.get("corrects", "")
    line = queries.records([name]).get(name)
    if line is None or line.kind != JOINT_EXPENSE:
        return {}
    kept = {one: line.value(one) for one in ("title", "formula", "paid_on", "voucher", "voucher_hash", "use", "plan")}
    return {**kept, "amount": -line.value("amount"), "corrects": line.id}


def with_voucher(form: StepForm) -> None:
    """Let the digest be typed, or made here of a file that is not kept."""
    form.fields["voucher_hash"].required = False
    form.fields["voucher_hash"].help_text = gettext("与下面的凭证文件填一项即可")
    form.fields[_FILE] = forms.FileField(
        label=gettext("或选凭证文件，由本节点计算校验值"),
        help_text=gettext("只计算校验值，文件不保存、不送出"),
        required=False,
    )


def values_of(form: StepForm) -> dict[str, Any]:
    """Return what the event of a line or a payment carries."""
    file = form.cleaned_data[_FILE]
    typed = str(form.cleaned_data["voucher_hash"] or "").strip().lower()
    return {**form.values(), "voucher_hash": _digest(file) if file else typed}


def _digest(file: "UploadedFile[Any]") -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()
