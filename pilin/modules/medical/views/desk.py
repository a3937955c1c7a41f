"""The agency's desk: what was settled in a period, what nobody knows the outcome of, hospitals and the catalogue."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.organisations.rules import Right
from pilin.modules.medical.queries import lists
from pilin.modules.medical.views import narrowing, stated, tables, words
from pilin.web.access import PageRequest, needs
from pilin.web.sides import sides_of

_CURSOR_MAX, _WORDS_MAX = 50, 60


@require_GET
@needs(Right.READ)
def show_desk(request: PageRequest) -> HttpResponse:
    """Show the agency what was settled today, or in the period of the address."""
    scene, today = sides_of(request), clock.day_of(request.at)
    form, wanted = narrowing.asked(request.GET, today)
    found = lists.settlements(wanted, before=_cursor(request, "before"))
    nothing = gettext("这一时段没有结算。对方参保人在本方医院结算、或本方参保人在对方医院结算后，逐笔列在这里。")
    narrowed = narrowing.narrows(wanted)
    empty = gettext("这一筛选下没有结算。可以放宽条件，或清除筛选。") if narrowed else nothing
    late, work = lists.unknown(request.at), lists.clearing_work()
    unknown = gettext("没有结果未明的结算：每一笔都已记账、作废或退回。")
    context = {
        "form": form,
        "narrowed": narrowed,
        "is_today": (wanted.since, wanted.until) == (today, today),
        "since": wanted.since,
        "until": wanted.until,
        "sums": tables.sums(lists.sums(wanted), scene, gettext("已记账合计")),
        "work": work,
        "batches": [(batch, month, scene.name(peer)) for batch, month, peer in work.batches],
        "unknown": tables.settlements(late, scene, caption=gettext("结果未明"), empty=unknown),
        "settlements": tables.settlements(
            found.rows,
            scene,
            caption=gettext("逐笔结算"),
            empty=empty,
            next_url=narrowing.following(wanted, found.before),
        ),
        "links": scene.links,
    }
    return render(request, "medical/desk.html", context)


@require_GET
@needs(Right.READ)
def show_institutions(request: PageRequest) -> HttpResponse:
    """Show our hospitals with their contracts."""
    table = tables.institutions(lists.institutions(), clock.day_of(request.at))
    return render(request, "medical/institutions.html", {"table": table})


@require_GET
@needs(Right.READ)
def show_institution(request: PageRequest, code: str) -> HttpResponse:
    """Show a hospital: its contract, its settlements of today or of the period of the address, and what it stated."""
    one = next(iter(lists.institutions(code)), None)
    if one is None:
        raise Http404
    scene, today = sides_of(request), clock.day_of(request.at)
    form, wanted = narrowing.asked(request.GET, today, institution=code)
    found = lists.settlements(wanted, before=_cursor(request, "before"))
    empty = gettext("这一时段没有这家医院的结算；医院通过接口结算后，逐笔列在这里，供双方核对。")
    context = {
        "institution": one,
        "level": words.level_word(one.level),
        "contract": tables.contract_light(one, today),
        "form": form,
        "narrowed": narrowing.narrows(wanted),
        "sums": tables.sums(lists.sums(wanted), scene, gettext("已记账合计")),
        "settlements": tables.settlements(
            found.rows,
            scene,
            caption=gettext("逐笔结算"),
            empty=empty,
            next_url=narrowing.following(wanted, found.before),
        ),
        "stated": stated.of(code),
        "links": scene.links,
    }
    return render(request, "medical/institution.html", context)


@require_GET
@needs(Right.READ)
def show_catalogue(request: PageRequest) -> HttpResponse:
    """Show the items of our catalogue that are in force today, by which lines at our hospitals are split."""
    typed = request.GET.get("words", "")[:_WORDS_MAX].strip()
    found = lists.catalogue(clock.day_of(request.at), words=typed, after=_cursor(request, "after"))
    nothing = gettext("还没有登记目录。没有有效条目的费用行会被退回，不会猜测。")
    empty = gettext("没有这样的有效条目。可以换个编码或名称。") if typed else nothing
    following = f"?{narrowing.query({'words': typed, 'after': found.after})}" if found.after else ""
    table = tables.catalogue(found, empty=empty, next_url=following)
    return render(request, "medical/catalogue.html", {"table": table, "words": typed})


def _cursor(request: PageRequest, name: str) -> str:
    """Return where an address says that a page begins; what no page gave is the beginning."""
    given = request.GET.get(name, "")
    return given if len(given) <= _CURSOR_MAX and given.isprintable() else ""
