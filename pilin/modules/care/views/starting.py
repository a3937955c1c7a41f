"""The two keys: what the room lacks, the start that is written, its approvals, and its end."""

from collections.abc import Collection
from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.agreements import queries as agreements
from pilin.kernel.agreements.rules import basis_of
from pilin.kernel.federation.queries import facts
from pilin.kernel.organisations import queries as organisations
from pilin.kernel.organisations.rules import Right
from pilin.modules.care import actions, queries
from pilin.modules.care.forms import StartForm
from pilin.modules.care.views.common import keeper_of
from pilin.web.access import PageRequest, needs
from pilin.web.languages import titled
from pilin.web.sentences import refuse_in, say
from pilin.web.views import attempt

_START = "care:start"


@require_http_methods(["GET", "POST"])
@needs(Right.READ)
def show_start(request: PageRequest) -> HttpResponse:
    """Show what is missing and what was written; take a new start from who signs."""
    form = _form(request)
    if request.method == "POST":
        request.visitor.must(Right.SIGN)
        if form.is_valid():
            try:
                actions.draft_start(form.drafted(), by=keeper_of(request, queries.latest()), at=request.at)
            except Refused as refused:
                refuse_in(form, refused)
            else:
                messages.success(request, gettext("已登记。还需两个不同机构的两个人批准，起草人不算。"))
                return redirect(_START)
    row = queries.latest()
    found = queries.lacking(row, at=request.at)
    context = {
        "form": form,
        "row": row,
        "sentences": [say(one.code.value, one.facts) for one in found],
        "clause": clauses_called([row.agreement], day=clock.day_of(request.at))[row.agreement] if row else "",
        "may_sign": request.visitor.may(Right.SIGN),
        "is_running": row is not None and row.stopped_at is None,
    }
    return render(request, "care/start.html", context)


def _form(request: PageRequest) -> StartForm:
    """Return the form with the clauses that allow envelopes, and the bodies in which our people hold an office."""
    day = clock.day_of(request.at)
    bases = {basis: peer for peer in facts.peers() for basis in queries.bases(peer, day=day)}
    offices = organisations.offices(side=facts.me(), day=day)
    named = organisations.offices_called([office.id for office in offices])
    bodies = sorted({body for body, _ in named.values() if body})
    data, called = request.POST if request.method == "POST" else None, clauses_called(bases, day=day)
    return StartForm(data, bases=bases, called=called, bodies=bodies)


def clauses_called(bases: Collection[str], *, day: date) -> dict[str, str]:
    """Return what the cited clauses are called: the title of their agreement, their number and their title."""
    found = {}
    for held in agreements.held(day=day) if bases else ():
        for number, clause in held.reading.clauses.items():
            agreement = titled(held.history.agreement.title)
            words = {"agreement": agreement, "number": number, "title": titled(clause.title)}
            found[basis_of(held.history.agreement.id, number)] = (
                gettext("《%(agreement)s》第 %(number)s 条 %(title)s") % words
            )
    return {basis: found.get(basis, basis) for basis in bases}


@require_POST
@needs(Right.SIGN)
def approve_start(request: PageRequest, start: str) -> HttpResponse:
    """Turn one of the two keys."""
    request.visitor.must(Right.SIGN)
    verb = partial(actions.approve, start=start, by=keeper_of(request, queries.latest()), at=request.at)
    return attempt(request, verb, done=gettext("已批准。"), back=reverse(_START))


@require_POST
@needs(Right.SIGN)
def stop_start(request: PageRequest, start: str) -> HttpResponse:
    """Shut the room."""
    request.visitor.must(Right.SIGN)
    verb = partial(actions.stop, start=start, at=request.at)
    return attempt(request, verb, done=gettext("已停用；在途内容按期清除。"), back=reverse(_START))
