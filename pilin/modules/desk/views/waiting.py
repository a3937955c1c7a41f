"""What waits for whom, and the search over everything."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.federation import queries as federated
from pilin.kernel.federation.queries.facts import OpenDocument
from pilin.kernel.matters.queries import Page
from pilin.kernel.organisations.rules import Right
from pilin.modules.desk import queries
from pilin.modules.desk.views import registers
from pilin.modules.desk.views.names import called_by
from pilin.web import matter_pages
from pilin.web.access import PageRequest, needs
from pilin.web.components import Column, LinkTo, Table
from pilin.web.languages import several, titled
from pilin.web.standings import mark_of

_COUNTED = {
    queries.OURS: (
        gettext_noop("待我处理"),
        gettext_noop("没有等我方办理的事项。轮到我方时，事项会排在这里，先到期的在前。"),
    ),
    queries.TO_SIGN: (
        gettext_noop("待我签收"),
        gettext_noop("没有等我方签署的文件。对方提出协议、事项类型或日历后，会排在这里。"),
    ),
    queries.THEIRS: (gettext_noop("等对方"), gettext_noop("没有等对方办理的事项。")),
    queries.NEAR: (gettext_noop("临期"), gettext_noop("没有到了预警日的事项。")),
    queries.LATE: (gettext_noop("超期"), gettext_noop("没有超过法定截止日的事项。")),
}


@require_GET
@needs(Right.READ)
def show_desk(request: PageRequest) -> HttpResponse:
    """Show what waits for whom: five counts, and what one of them counts."""
    day, links = clock.day_of(request.at), federated.links_state(request.at)
    whose, after = request.GET.get("whose", ""), request.GET.get("after", "")
    found = queries.desk(me=settings.NODE.node.code, day=day, whose=whose or queries.OURS, after=after)
    caption, empty = (gettext(text) for text in _COUNTED[found.whose])
    following = f"?{urlencode({'whose': found.whose, 'after': found.page.after})}" if found.page.after else ""
    if found.whose == queries.TO_SIGN:
        table = _to_sign(found.to_sign, caption, empty)
    else:
        listed = matter_pages.listed(found.page, called=called_by(links), day=day, next_url=following)
        table = Table(caption, listed.columns, listed.rows, empty, following)
    counts = [(name, gettext(_COUNTED[name][0]), number) for name, number in found.counts.items()]
    return render(request, "desk/desk.html", {"counts": counts, "whose": found.whose, "table": table, "links": links})


def _to_sign(documents: Sequence[OpenDocument], caption: str, empty: str) -> Table:
    columns = [Column(gettext("文件")), Column(gettext("提出方")), Column(gettext("提出时间"), "instant")]
    where = reverse("web:documents")
    rows = [
        (LinkTo(titled(one.title), f"{where}#document-{one.hash}"), one.offered_name, one.offered_at)
        for one in documents
    ]
    return Table(caption, columns, rows, empty)


@require_GET
@needs(Right.READ)
def search(request: PageRequest) -> HttpResponse:
    """Show what bears some words, whatever it is."""
    words = request.GET.get("words", "")[:100]
    day, links = clock.day_of(request.at), federated.links_state(request.at)
    called, found = called_by(links), queries.search(words, me=settings.NODE.node.code, day=day)
    listed = matter_pages.listed(Page(tuple(found.matters), ""), called=called, day=day, next_url="")
    nothing = gettext("没有找到。请换一个词；事项也可以用编号的开头查找。")
    entries = [
        (entry.name or entry.id, called.get(entry.side, entry.side), several(entry.also) or None)
        for entry in found.entries
    ]
    columns = [Column(title) for title in (gettext("名称"), gettext("公布方"), gettext("又称"))]
    held = registers.register(found.agreements)
    tables = [
        Table(gettext("事项"), listed.columns, listed.rows, nothing),
        Table(held.caption, held.columns, held.rows, nothing),
        Table(
            gettext("名录"), columns, entries, nothing, standings=[mark_of(entry.standing) for entry in found.entries]
        ),
    ]
    shown = [table for table in tables if table.rows] or ([Table(words, (), (), nothing)] if words.strip() else [])
    return render(request, "desk/search.html", {"words": words, "tables": shown, "links": links})
