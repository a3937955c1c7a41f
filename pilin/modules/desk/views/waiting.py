"""What waits for whom."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, ngettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.federation import queries as federated
from pilin.kernel.federation.queries.facts import OpenDocument
from pilin.kernel.matters import queries as matters
from pilin.kernel.organisations.rules import Right
from pilin.modules.desk import queries
from pilin.modules.desk.views.names import called_by
from pilin.web import cards, hiding, matter_filters, matter_lists
from pilin.web.access import PageRequest, needs
from pilin.web.cards import Counted, Onlooker, Waiting
from pilin.web.components import Column, LinkTo, Table
from pilin.web.languages import several, titled
from pilin.web.matter_filters import FilterForm

_COUNTED = {
    queries.OURS: (
        gettext_noop("待我处理"),
        gettext_noop("没有等我方办理的事项。轮到我方时，事项会排在这里，先到期的在前。"),
    ),
    queries.TO_SIGN: (
        gettext_noop("待我签收"),
        gettext_noop("没有等我方签署的事项。双方都要签的文本提出后，会排在这里，直到我方签署。"),
    ),
    queries.THEIRS: (gettext_noop("等对方"), gettext_noop("没有等对方办理的事项。")),
    queries.NEAR: (gettext_noop("临期"), gettext_noop("没有到了预警日的事项。")),
    queries.LATE: (gettext_noop("超期"), gettext_noop("没有超过法定截止日的事项。")),
}


def noted_alone(me: str, onlooker: Onlooker, _day: date) -> Sequence[Counted]:
    """Return the matters in which another side noted a step alone that we are to ratify or dispute."""
    return [Counted(matters.noted_alone(me=me, hidden=hiding.hidden_from(onlooker)), _said_of_noted)]


def _said_of_noted(number: int) -> Waiting:
    said = ngettext(
        "对方在离线期间单方记录了 %(n)s 件事项的步骤，等我方追认或提出不同意见。",
        "对方在离线期间单方记录了 %(n)s 件事项的步骤，等我方追认或提出不同意见。",
        number,
    )
    return Waiting(said % {"n": number}, f"{reverse('web:matters')}?whose=noted")


@require_GET
@needs(Right.READ)
def show_desk(request: PageRequest) -> HttpResponse:
    """Show what waits for whom: five counts, and what one of them counts."""
    day, links = clock.day_of(request.at), federated.links_state(request.at)
    wanted = matter_filters.wanted_of(request.GET, whose=queries.OURS)
    wanted = replace(wanted, hidden=hiding.hidden_from(request.visitor.onlooker))
    me, called = settings.NODE.node.code, called_by(links)
    peers = {link.peer: link.name for link in links if link.charter}
    found = queries.desk(me=me, at=request.at, wanted=wanted, peers=peers, after=request.GET.get("after", ""))
    wanted, narrowed = replace(wanted, whose=found.whose), matter_filters.narrows(wanted)
    caption, empty = (gettext(text) for text in _COUNTED[found.whose])
    query = matter_filters.query_of(wanted)
    following = f"?{urlencode({**query, 'after': found.page.after})}" if found.page.after else ""
    is_ours = found.whose in (queries.OURS, queries.TO_SIGN)
    listed = matter_lists.listed(found.page, called=called, day=day, next_url=following, to_act=is_ours)
    nothing = gettext("这一筛选下没有事项。可以放宽条件，或清除筛选。") if narrowed else empty
    context = {
        "counts": [(name, gettext(_COUNTED[name][0]), number) for name, number in found.counts.items()],
        "whose": found.whose,
        "table": Table(caption, listed.columns, listed.rows, nothing, following),
        "documents": _to_sign(found.to_sign) if found.whose == queries.TO_SIGN else None,
        "links": links,
        "filters": FilterForm(wanted, kinds=found.kinds, called=called, me=me),
        "narrowed": narrowed,
        "query": query,
        "node_state": found.node,
        "refused": found.refused,
        "refused_days": queries.REFUSED_DAYS,
        "next_year": found.next_year,
        "lacking": several(called.get(peer, peer) for peer in found.lacking),
        "may_sign": request.visitor.may(Right.SIGN),
        "beside": cards.waiting(me, request.visitor.onlooker, day=day) if found.whose == queries.OURS else [],
        "saved": queries.saved_filters(request.visitor.account),
    }
    return render(request, "desk/desk.html", context)


def _to_sign(documents: Sequence[OpenDocument]) -> Table:
    columns = [Column(gettext("文件")), Column(gettext("提出方")), Column(gettext("提出时间"), "instant")]
    where = reverse("web:documents")
    rows = [
        (LinkTo(titled(one.title), f"{where}#document-{one.hash}"), one.offered_name, one.offered_at)
        for one in documents
    ]
    empty = gettext("没有等我方签署的文件。对方提出协议、事项类型或日历后，会排在这里。")
    return Table(gettext("待签文件"), columns, rows, empty)
