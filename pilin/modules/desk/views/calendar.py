"""Importing the working days of a year: a file, a preview, and the offer that the other side countersigns."""

from collections.abc import Mapping, Sequence
from functools import partial

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from pilin.base import clock
from pilin.base.refusal import Finding, Refused
from pilin.kernel.federation import queries as federated
from pilin.kernel.matters import queries as matters
from pilin.kernel.organisations.rules import Right
from pilin.modules.desk import actions
from pilin.modules.desk.forms import CalendarForm, ConfirmForm
from pilin.web.access import PageRequest, needs
from pilin.web.components import Cell, Column, Table
from pilin.web.sentences import refuse_in, say
from pilin.web.views import attempt
from pilin.wire import workdays
from pilin.wire.workdays import Day, Sheet, WorkdaysRefusal


@require_http_methods(["GET", "POST"])
@needs(Right.SIGN)
def show_calendar(request: PageRequest) -> HttpResponse:
    """Take a file with the days of a year and show what is in it; nothing is kept or offered here."""
    links = federated.links_state(request.at)
    initial = {"year": clock.day_of(request.at).year + 1}
    form = CalendarForm(request.POST or None, request.FILES or None, initial=initial)
    context: dict[str, object] = {"form": form, "links": links, "progress": matters.progress()}
    if form.is_valid():
        try:
            sheet = _sheet(request, form)
        except Refused as refused:
            refuse_in(form, refused, field="upload")
        else:
            context |= _preview(sheet, form.cleaned_data)
    return render(request, "desk/calendar.html", context)


def _sheet(request: PageRequest, form: CalendarForm) -> Sheet:
    """Read what was uploaded; what is no text is set aside in quarantine, what is too large is not even read."""
    upload = form.cleaned_data["upload"]
    data = upload.read(workdays.BYTES_MAX + 1)
    try:
        return workdays.read(data, year=form.cleaned_data["year"])
    except Refused as refused:
        if refused.code is WorkdaysRefusal.UPLOAD_IS_NO_TEXT:
            actions.set_aside(data, reason=refused.code.value, at=request.at)
        raise


def _preview(sheet: Sheet, said: Mapping[str, object]) -> dict[str, object]:
    return {
        "year": said["year"],
        "source": said["source"],
        "findings": [(finding.where, _sentence(finding)) for finding in sheet.findings],
        "table": _table(sheet.days),
        "days": "" if sheet.findings else workdays.write(sheet.days),
    }


def _sentence(finding: Finding) -> str:
    return say(finding.code.value, finding.facts).sentence


def _table(days: Sequence[Day]) -> Table:
    words = {"holiday": gettext("放假"), "workday": gettext("周末补班")}
    week = (gettext("一"), gettext("二"), gettext("三"), gettext("四"), gettext("五"), gettext("六"), gettext("日"))
    columns = [Column(gettext("日期"), "day"), *(Column(title) for title in (gettext("星期"), gettext("安排")))]
    columns.append(Column(gettext("名称")))
    rows: list[Sequence[Cell]] = [(one.day, week[one.day.weekday()], words[one.kind], one.name or None) for one in days]
    return Table(gettext("读到的日子"), columns, rows, gettext("没有读到任何日子。"))


@require_POST
@needs(Right.SIGN)
def offer_calendar(request: PageRequest) -> HttpResponse:
    """Offer the calendar with the year that the preview showed; our signature stands with the offer."""
    form, back = ConfirmForm(request.POST), reverse("desk:calendar")
    if not form.is_valid():
        return attempt(request, _no_preview, back=back)
    year, said = form.cleaned_data["year"], form.cleaned_data["days"]
    sheet = workdays.read(said.encode(), year=year)
    if sheet.findings:
        return attempt(request, _no_preview, back=back)
    peers = [link.peer for link in federated.links_state(request.at) if link.charter]
    source = form.cleaned_data["source"]
    verb = partial(actions.offer_year, days=sheet.days, year=year, source=source, peers=peers, at=request.at)
    done = gettext("已提出并签名；对方在“待签文件”中签署后生效，暂定的期限随即重新计算。")
    return attempt(request, verb, done=done, back=reverse("web:documents"))


def _no_preview() -> None:
    raise Refused(WorkdaysRefusal.LINE_DOES_NOT_READ, text="")
