"""The log by pages, newest first, and the same rows as a table to download. Who reads it is written into it."""

import csv
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.organisations.rules import Right
from pilin.web import logbook, recoveries
from pilin.web.access import PageRequest, needs
from pilin.web.components import Column, Table
from pilin.web.inspection.forms import WantedForm
from pilin.web.inspection.words import event_word, fact_words
from pilin.web.logbook import Event, reading
from pilin.web.logbook.reading import Row, Wanted
from pilin.web.templatetags.words import second

_NUMBER_MAX = 2**63 - 1
_WIDE = 0xFEE0  # from a sign to its wide twin, which counts too in Chinese and Japanese settings
_FORMULA = ("\t", "\r", *(wide for sign in "=+-@" for wide in (sign, chr(ord(sign) + _WIDE))))
_HEAD = ("number", "at", "event", "account", "client", "subject", "facts", "digest")


@require_GET
@needs(Right.INSPECT)
def show_log(request: PageRequest) -> HttpResponse:
    """Show one page of the log."""
    form = WantedForm(request.GET)
    wanted = form.wanted()
    rows, following = reading.page(wanted, before=_before(request))
    logbook.note(request, Event.LOG_READ, at=request.at, **wanted.facts())
    asked = {name: str(value) for name, value in wanted.facts().items()}
    older = f"?{urlencode({**asked, 'before': following})}" if following else ""
    download = f"{reverse('web:access_log_download')}?{urlencode(asked)}".rstrip("?")
    context = {
        "form": form,
        "table": _table(rows, older, is_filtered=bool(asked)),
        "download": download,
        "is_first": "before" not in request.GET,
        "recovered": recoveries.to_inspectors(at=request.at),
        "days": settings.NODE.limits.access_log_days,
    }
    return render(request, "web/access_log.html", context)


def _before(request: HttpRequest) -> int | None:
    """Return below which number the page begins; an address that names none begins with the newest."""
    text = request.GET.get("before", "")
    return min(int(text), _NUMBER_MAX) if text.isascii() and text.isdigit() and len(text) < 20 else None


def _table(rows: Sequence[Row], older: str, *, is_filtered: bool) -> Table:
    columns = [
        Column(gettext("编号"), "number"),
        Column(gettext("时间"), "instant"),
        *(Column(title) for title in (gettext("事件"), gettext("账号"), gettext("来源网段"))),
        *(Column(title) for title in (gettext("对象"), gettext("说明"))),
    ]
    cells = [
        (
            row.number,
            row.at,
            event_word(row.event),
            row.account or None,
            row.client or None,
            row.subject or None,
            fact_words(row.facts) or None,
        )
        for row in rows
    ]
    nothing = gettext("还没有记录。有人登录、办理账号和任命、查看受保护内容时，会逐条记在这里。")
    unmet = gettext("没有符合条件的记录。请放宽条件，或清空后再看。")
    empty = unmet if is_filtered else nothing
    return Table(gettext("访问记录，新的在前"), columns, cells, empty, older, is_story=True)


@require_GET
@needs(Right.INSPECT)
def download_log(request: PageRequest) -> StreamingHttpResponse:
    """Send the rows under a filter as a table, newest first, up to the row that says who took it."""
    wanted = WantedForm(request.GET).wanted()
    up_to = logbook.note(request, Event.LOG_DOWNLOADED, at=request.at, format="csv", **wanted.facts())
    response = StreamingHttpResponse(_lines(wanted, up_to), content_type="text/csv; charset=utf-8")
    name = f"access-log-{settings.NODE.node.code}-{clock.day_of(request.at).isoformat()}.csv"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Echo:
    """Gives the writer of tables its line back."""

    def write(self, line: str) -> str:
        return line


def _lines(wanted: Wanted, up_to: int) -> Iterator[str]:
    """Yield the table line by line; the mark in front lets spreadsheets read it as UTF-8."""
    write = csv.writer(_Echo()).writerow
    yield "\ufeff" + str(write(_HEAD))
    for row in reading.rows(wanted, up_to=up_to):
        texts = (row.event, row.account, row.client, row.subject, fact_words(row.facts))
        yield str(write((row.number, second(row.at), *map(_plain, texts), row.digest)))


def _plain(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text
