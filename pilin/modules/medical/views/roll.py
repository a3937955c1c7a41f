"""Insured persons out of a spreadsheet: the empty book to fill in, and the file that comes back."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_GET, require_http_methods

from pilin.base.refusal import Finding, Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.medical.actions import importing
from pilin.modules.medical.actions.persons import By
from pilin.modules.medical.forms import SheetForm
from pilin.web.access import PageRequest, needs
from pilin.web.components import Column, Table
from pilin.web.sentences import refuse_in, say
from pilin.wire.sheets import layout, reading, writing
from pilin.wire.sheets.layout import Kind, Layout

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def roll() -> tuple[Layout, str]:
    """Return the table of persons, whose words are Chinese whatever the page speaks, and its word for yes."""
    with translation.override("zh-hans"):
        yes, no = gettext("是"), gettext("否")
        columns = (
            layout.Column("number", gettext("人员编号"), needed=True, width=20, length_max=30),
            layout.Column("certificate", gettext("证件类型"), needed=True, length_max=6, note=gettext("01 为身份证")),
            layout.Column("certno", gettext("证件号码"), needed=True, width=22, length_max=30, personal=True),
            layout.Column("name", gettext("姓名"), needed=True, length_max=50),
            layout.Column("card", gettext("社保卡号"), length_max=50),
            layout.Column("insurance", gettext("险种"), needed=True, length_max=6, note=gettext("310 职工，390 居民")),
            layout.Column("type", gettext("人员类别"), needed=True, length_max=6, note=gettext("前两位：11 至 16")),
            layout.Column("civil", gettext("公务员补助"), choices=(yes, no)),
            layout.Column("from_day", gettext("参保起始日"), Kind.DAY, needed=True),
            layout.Column("until_day", gettext("参保截止日"), Kind.DAY),
            layout.Column("account", gettext("个人账户余额（元）"), Kind.AMOUNT),
        )
        return Layout(gettext("参保人员"), columns), yes


@require_GET
@needs(Right.ACT)
def download_template(request: PageRequest) -> HttpResponse:
    """Send the empty book."""
    table, _yes = roll()
    response = HttpResponse(writing.write([layout.Table(table, ())]), content_type=_XLSX)
    response.headers["Content-Disposition"] = 'attachment; filename="persons.xlsx"'
    return response


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def import_roll(request: PageRequest) -> HttpResponse:
    """Enter the persons of a file, all or none; what is wrong is told by its cell."""
    sent = request.method == "POST"
    form = SheetForm(request.POST if sent else None, request.FILES if sent else None)
    context: dict[str, Any] = {"form": form}
    if sent and form.is_valid():
        try:
            count, findings, more = _entered(form.cleaned_data["file"].read(), request)
        except Refused as refused:
            refuse_in(form, refused, field="file")
        else:
            if not findings:
                told = ngettext("已登记 %(count)s 位新的参保人。", "已登记 %(count)s 位新的参保人。", count)
                messages.success(request, told % {"count": count})
                return redirect("medical:look_up")
            context |= {"table": _findings(findings), "more": more}
    return render(request, "medical/persons/import.html", context)


def _entered(data: bytes, request: PageRequest) -> tuple[int, list[Finding], int]:
    table, yes = roll()
    found = reading.read(data, [table])
    if found.findings:
        return 0, list(found.findings), found.more
    lines = found.tables[table.title]
    count, findings = importing.enter_rows(lines=lines, yes=yes, by=By(request.visitor.account, request.at))
    return count, findings[: reading.FINDINGS_MAX], max(0, len(findings) - reading.FINDINGS_MAX)


def _findings(findings: list[Finding]) -> Table:
    columns = [Column(gettext("单元格")), Column(gettext("问题"))]
    rows = [(one.where, say(one.code.value, one.facts).sentence) for one in findings]
    return Table(gettext("没有登记任何人；请改正后重新上传"), columns, rows, "")
