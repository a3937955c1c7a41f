"""What presses whoever looks: counts as links, and one list by the end that comes first."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.federation import queries as federated
from pilin.kernel.matters.rules.pressing import Pressure
from pilin.kernel.organisations.rules import Right
from pilin.modules.reminders import queries
from pilin.web import counting, hiding
from pilin.web.access import PageRequest, needs
from pilin.web.cards import acting_page, matter_page
from pilin.web.components import Column, LinkTo, Table
from pilin.web.languages import several, titled

_COUNTED = {
    Pressure.NEAR: (gettext_noop("临期"), gettext_noop("没有到了预警日、轮到我方的事项。")),
    Pressure.DUE: (gettext_noop("今日到期"), gettext_noop("没有今天截止、轮到我方的事项。")),
    Pressure.LATE: (gettext_noop("超期"), gettext_noop("没有过了截止日、轮到我方的事项。")),
    Pressure.THEIRS: (gettext_noop("等对方"), gettext_noop("没有期限临近或已过、轮到对方的事项。")),
}


@require_GET
@needs(Right.READ)
def show_reminders(request: PageRequest) -> HttpResponse:
    """Show what presses, one way of it at a time."""
    node, links = settings.NODE.node, federated.links_state(request.at)
    called = {link.peer: link.name for link in links} | {node.code: node.name}
    wish = queries.wish_of(request.visitor.account)
    wanted, after = request.GET.get("pressing", ""), request.GET.get("after", "")
    hidden = hiding.hidden_from(request.visitor.onlooker)
    found = queries.page(wish, wanted=wanted, at=request.at, after=after, hidden=hidden)
    caption, empty = (gettext(text) for text in _COUNTED[found.pressure])
    following = f"?{urlencode({'pressing': found.pressure.value, 'after': found.after})}" if found.after else ""
    titles = (gettext("事项"), gettext("类型"), gettext("轮到"), gettext("预警"), gettext("截止"), gettext("还有几天"))
    kinds = ("text", "text", "text", "day", "day", "short")
    columns = [Column(title, kind) for title, kind in zip(titles, kinds, strict=True)]  # type: ignore[arg-type]
    where = matter_page if found.pressure is Pressure.THEIRS else acting_page
    rows = [
        (
            LinkTo(one.title, reverse(where(one.kind), args=[one.id])),
            titled(one.kind_title),
            several(called.get(code, code) for code in one.turn),
            one.warn_on,
            one.ends_on,
            _left((one.ends_on - clock.day_of(request.at)).days),
        )
        for one in found.rows
    ]
    context = {
        "counts": [(name.value, gettext(_COUNTED[name][0]), number) for name, number in found.counts.items()],
        "pressing": found.pressure.value,
        "table": Table(caption, columns, rows, empty, following),
        "links": links,
        "wish": wish,
        "kinds_number": len(wish.kinds),
        "may_see_outbox": request.visitor.may(Right.ACT),
    }
    response = render(request, "reminders/reminders.html", context)
    return counting.keep(response, {"reminders": sum(found.counts.values())})


def _left(days: int) -> str:
    """Say how many days are left, or how many are over."""
    if days == 0:
        return gettext("今天")
    return gettext("%(n)s 天") % {"n": days} if days > 0 else gettext("已过 %(n)s 天") % {"n": -days}
