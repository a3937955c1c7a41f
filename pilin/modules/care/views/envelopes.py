"""Envelopes: the list, a new one, one with who opened it, and what two persons read together."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts
from pilin.kernel.organisations.rules import Right
from pilin.modules.care import actions, queries, rules
from pilin.modules.care.forms import AloneForm, EnvelopeForm, ReasonForm
from pilin.modules.care.queries import Keeper, Outside
from pilin.modules.care.views import words
from pilin.modules.care.views.common import inside
from pilin.web import logbook
from pilin.web.access import PageRequest
from pilin.web.components import Column, LinkTo, Table
from pilin.web.logbook import Event
from pilin.web.sentences import refuse_in, spoken
from pilin.web.views import attempt

_FIELDS = {
    rules.CareRefusal.ENVELOPE_STAYS_TOO_LONG: "delete_on",
    rules.CareRefusal.CONTENT_NAMES_SOMEBODY: "text",
    rules.CareRefusal.CONTENT_IS_ABOUT_A_CHILD: "text",
    rules.CareRefusal.ARTICLE_IS_NOT_OF_THE_KIND: "article",
}


@require_GET
@inside(Right.READ)
def show_care(request: PageRequest, by: Keeper) -> HttpResponse:
    """Show the outsides of envelopes, under which start the room is open, and the rights of persons."""
    context = {"table": _table(queries.envelopes()), "start": by.start, "may_act": request.visitor.may(Right.ACT)}
    return render(request, "care/care.html", context)


def _table(shown: Sequence[Outside]) -> Table:
    columns = [
        Column(gettext("编号")),
        Column(gettext("发出")),
        Column(gettext("接收")),
        Column(gettext("条文")),
        Column(gettext("清除日"), "day"),
        Column(gettext("拆阅次数"), "number"),
        Column(gettext("状态")),
    ]
    rows = [
        (
            LinkTo(one.row.pk[-8:], reverse("care:envelope", args=[one.row.pk])),
            *(one.row.sender, one.row.receiver, one.row.article, one.row.delete_on),
            *(one.opened, words.light_of(one)),
        )
        for one in shown
    ]
    empty = gettext("还没有联系单。由两个法定机构的经办人发出；内容到期清除，这里只留编号、机构、日期和条文。")
    return Table(gettext("联系单"), columns, rows, empty, is_titled=True)


@require_http_methods(["GET", "POST"])
@inside(Right.ACT)
def write_envelope(request: PageRequest, _by: Keeper) -> HttpResponse:
    """Take a new envelope; what it must not say comes back at its field."""
    form = EnvelopeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        request.visitor.must(Right.ACT)
        try:
            envelope = actions.send(form.wanted(), at=request.at)
        except Refused as refused:
            refuse_in(form, refused, field=_FIELDS.get(refused.code))  # type: ignore[call-overload]
        else:
            messages.success(request, gettext("已签名，正在送达对方。姓名和材料请由法定渠道移送。"))
            return redirect("care:envelope", envelope)
    return render(request, "care/new.html", {"form": form})


@require_GET
@inside(Right.READ)
def show_envelope(request: PageRequest, by: Keeper, envelope: str) -> HttpResponse:
    """Show the outside of an envelope and who opened it; its content to the two persons of a session alone."""
    found = _found(envelope)
    sessions = queries.sessions(envelope)
    session = queries.waiting(sessions, at=request.at)
    content, refusal = _content(request, by, found, sessions)
    context = {
        "one": found,
        "light": words.light_of(found),
        "told": queries.openings(envelope_id=envelope),
        "content": content,
        "refusal": refusal,
        "kind": gettext(words.KINDS[content.kind]) if content else "",
        "purpose": gettext(words.PURPOSES[content.purpose]) if content else "",
        "session": session,
        "is_receiver": found.row.peer == facts.me(),
        "mine": bool(session and session.first == by.account),
        "me": facts.me(),
        "reason_form": ReasonForm(),
        "alone_form": AloneForm(),
        "may_act": request.visitor.may(Right.ACT),
        "may_sign": request.visitor.may(Right.SIGN),
    }
    return render(request, "care/envelope.html", context)


def _content(
    request: PageRequest, by: Keeper, found: Outside, sessions: Sequence[Any]
) -> tuple[rules.Content | None, str]:
    """Return what two persons read, and note in the access log that it was read."""
    try:
        content = queries.content_for(by.account, found.row, held=sessions, at=request.at)
    except Refused as refused:
        return None, spoken(refused).sentence
    if content is not None:
        logbook.note(request, Event.PROTECTED_READ, at=request.at, subject=f"care/{found.row.pk}", page="care:envelope")
    return content, ""


def _found(envelope: str) -> Outside:
    found = queries.envelope(envelope)
    if found is None:
        raise Http404
    return found


@require_POST
@inside(Right.ACT)
def ask_to_open(request: PageRequest, by: Keeper, envelope: str) -> HttpResponse:
    """Ask to open; a second person joins."""
    reason = request.POST.get("reason", "")
    verb = partial(actions.ask, envelope=_found(envelope).row.pk, reason=reason, by=by, at=request.at)
    return attempt(request, verb, done=gettext("已申请拆阅；请有“签署”权限的另一人确认。"), back=_page(envelope))


@require_POST
@inside(Right.SIGN)
def join_session(request: PageRequest, by: Keeper, number: int) -> HttpResponse:
    """Join as the second person: both read for half an hour."""
    verb = partial(actions.join, session=number, by=by, at=request.at)
    done = gettext("已由两人拆阅，三十分钟内有效；双方均已获知。")
    return attempt(request, verb, done=done, back=_page(request.POST.get("envelope", "")))


@require_POST
@inside(Right.SIGN)
def open_alone(request: PageRequest, by: Keeper, envelope: str) -> HttpResponse:
    """Open alone because a life is in danger."""
    said = partial(actions.open_alone, reason=request.POST.get("alone_reason", ""), danger="danger" in request.POST)
    verb = partial(said, envelope=_found(envelope).row.pk, by=by, at=request.at)
    return attempt(
        request, verb, done=gettext("已紧急拆阅；双方均已获知，三个工作日内由另一人复核。"), back=_page(envelope)
    )


@require_POST
@inside(Right.ACT)
def close_envelope(request: PageRequest, _by: Keeper, envelope: str) -> HttpResponse:
    """End an envelope and erase its content here; the other node erases it when it hears."""
    verb = partial(actions.close, envelope=_found(envelope).row.pk, at=request.at)
    return attempt(
        request, verb, done=gettext("已办结，本节点的内容已清除；对方节点清除后互换证明。"), back=_page(envelope)
    )


@require_POST
@inside(Right.SIGN)
def review_opening(request: PageRequest, by: Keeper, opening: str) -> HttpResponse:
    """Say whether it was needed to open alone."""
    needed = request.POST.get("needed") == "yes"
    verb = partial(actions.review, opening=opening, needed=needed, by=by, at=request.at)
    return attempt(
        request, verb, done=gettext("复核意见已签名，正在送达对方。"), back=_page(request.POST.get("envelope", ""))
    )


def _page(envelope: str) -> str:
    """Return the page of an envelope, or the list where none is named."""
    return reverse("care:envelope", args=[envelope]) if queries.envelope(envelope) else reverse("care:care")
