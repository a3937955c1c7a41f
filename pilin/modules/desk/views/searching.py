"""The search over everything: what bears some words, or whose code or hash begins so, sort by sort."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from pilin.base import clock
from pilin.kernel.federation import queries as federated
from pilin.kernel.federation.queries.facts import Found
from pilin.kernel.matters.queries import Page
from pilin.kernel.organisations.rules import Right, called
from pilin.modules.desk import queries
from pilin.modules.desk.views import registers
from pilin.modules.desk.views.names import called_by
from pilin.web import hiding, logbook, matter_lists, wording
from pilin.web.access import PageRequest, needs
from pilin.web.cards import Onlooker
from pilin.web.components import Cell, Column, LinkTo, Table
from pilin.web.languages import several, titled
from pilin.web.standings import mark_of

WORDS_MAX = 100
_EXCERPT = 60


@require_GET
@needs(Right.READ)
def search(request: PageRequest) -> HttpResponse:
    """Show what bears some words, whatever it is.

    What is protected is never looked through, so whoever seeks it finds nothing; that he sought is logged, by the
    length of his words alone.
    """
    words = request.GET.get("words", "")[:WORDS_MAX]
    day, links = clock.day_of(request.at), federated.links_state(request.at)
    hidden = hiding.hidden_from(request.visitor.onlooker)
    sides, found = called_by(links), queries.search(words, me=settings.NODE.node.code, day=day, hidden=hidden)
    found = replace(found, events=_existing(found.events, request.visitor.onlooker))
    nothing = gettext("没有找到。请换一个词；也可以用事项或协议编号、地方代码、事件哈希的开头查找。")
    if words.strip() and found.is_empty:
        logbook.note(request, logbook.Event.PROTECTED_SEARCHED, at=request.at, words_length=len(words.strip()))
    listed = matter_lists.listed(Page(tuple(found.matters), ""), called=sides, day=day, next_url="")
    held = registers.register(found.agreements)
    tables = [
        Table(gettext("事项"), listed.columns, listed.rows, nothing),
        Table(held.caption, held.columns, held.rows, nothing),
        _clauses(found, words),
        _entries(found, sides),
        _events(found, sides),
    ]
    shown = [table for table in tables if table.rows]
    if words.strip() and not shown:
        shown = [Table(gettext("“%(words)s”") % {"words": words}, (), (), nothing)]
    context = {"words": words, "tables": shown, "links": links, "rows_max": queries.ROWS_MAX}
    context["is_cut"] = any(len(table.rows) >= queries.ROWS_MAX for table in shown)
    context["number"] = sum(len(table.rows) for table in shown)
    return render(request, "desk/search.html", context)


def _existing(events: Sequence[Found], onlooker: Onlooker) -> list[Found]:
    """Return signed events without those of matters that do not exist for who looks."""
    named = {one.event_hash: hiding.matter_of(one.subject) for one in events}
    hidden = hiding.hidden_among({*named.values()} - {""}, onlooker)
    return [one for one in events if named[one.event_hash] not in hidden]


def _clauses(found: queries.Hits, words: str) -> Table:
    columns = [Column(title) for title in (gettext("条款"), gettext("协议"), gettext("条文"))]
    rows: list[Sequence[Cell]] = [
        (
            LinkTo(
                f"{clause.number} {titled(clause.title)}",
                f"{reverse('desk:agreement', args=[held.history.agreement.id])}#clause-{clause.number}",
            ),
            titled(held.history.agreement.title),
            excerpt(titled(clause.text), words),
        )
        for held, clause in found.clauses
    ]
    return Table(gettext("条款"), columns, rows, "", standings=[mark_of(one.standing) for _, one in found.clauses])


def excerpt(text: str, words: str) -> str:
    """Return a text around the first place where it bears words, and its beginning where it does not."""
    at = max(text.casefold().find(words.casefold()), 0)
    first = max(at - _EXCERPT // 2, 0)
    head, tail = "…" if first else "", "…" if first + _EXCERPT < len(text) else ""
    return f"{head}{text[first : first + _EXCERPT]}{tail}"


def _entries(found: queries.Hits, sides: Mapping[str, str]) -> Table:
    titles = (gettext("名称"), gettext("代码"), gettext("公布方"), gettext("又称"))
    rows: list[Sequence[Cell]] = [
        (called(one), getattr(one, "code", None), sides.get(one.side, one.side), several(one.also) or None)
        for one in found.entries
    ]
    marks = [mark_of(one.standing) for one in found.entries]
    return Table(gettext("名录"), [Column(title) for title in titles], rows, "", standings=marks)


def _events(found: queries.Hits, sides: Mapping[str, str]) -> Table:
    """Return signed events, each leading to its place in the evidence of its subject."""
    columns = [Column(title) for title in (gettext("事件"), gettext("内容"), gettext("签署方"), gettext("所属"))]
    rows: list[Sequence[Cell]] = [
        (
            LinkTo(one.event_hash[:12], _place(one)),
            wording.word(wording.KINDS, one.kind),
            sides.get(one.author, one.author),
            wording.subject(one.subject) or None,
        )
        for one in found.events
    ]
    return Table(gettext("签名证据"), columns, rows, "")


def _place(one: Found) -> str:
    query = urlencode({"subject": one.subject, "after": one.place - 1})
    return f"{reverse('web:evidence')}?{query}#event-{one.event_hash}"
