"""What is done on a petition's page: triage, office, withdrawal, and the name."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from pilin.base import clock
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.petitions import actions
from pilin.modules.petitions.rules.codes import PetitionRefusal
from pilin.modules.petitions.views.common import case_of, eyes
from pilin.web.access import PageRequest, needs
from pilin.web.sentences import spoken
from pilin.web.sides import sides_of


def attempt(request: PageRequest, case: str, verb: Callable[[], object], done: str) -> HttpResponse:
    """Do something and lead back to the page, which says what came of it."""
    try:
        verb()
    except Refused as refused:
        messages.error(request, spoken(refused).sentence)
    else:
        messages.success(request, done)
    return redirect("petitions:case", case)


@require_POST
@needs(Right.ACT)
def triage(request: PageRequest, case: str) -> HttpResponse:
    """Transfer a petition to another side, or let it leave by an exit."""
    row, to = case_of(request, case).row, request.POST.get("to", "")
    peer = to.removeprefix("to:")
    if to.startswith("to:") and peer in sides_of(request).peers:
        office = row.office or request.visitor.offices(Right.ACT)[0]
        return attempt(
            request,
            case,
            lambda: actions.transfer(row, peer=peer, office=office, at=request.at),
            gettext("已转送。只转一次：对方有异议时协商，协商不成提请联席会议。"),
        )
    told = gettext("已从出口转出，本平台的期限停止。请告知信访人正确的去处。")
    return attempt(request, case, lambda: actions.way_out(row, to, at=request.at), told)


@require_POST
@needs(Right.ACT)
def route(request: PageRequest, case: str) -> HttpResponse:
    """Give a petition to an office."""
    row, office = case_of(request, case).row, request.POST.get("office", "")[:36]
    day = clock.day_of(request.at)
    return attempt(request, case, lambda: actions.route(row, office, day=day), gettext("已分派。"))


@require_POST
@needs(Right.ACT)
def withdraw_from(request: PageRequest, case: str) -> HttpResponse:
    """Enter that somebody withdraws; who withdraws himself is led to the list, for the page is closed to him now."""
    row, account = case_of(request, case).row, request.POST.get("account", "").strip()[:150]
    by = request.visitor.account
    if not account:
        messages.error(request, gettext("请写明回避人的账号。"))
        return redirect("petitions:case", case)
    # Nobody else shuts out who handles it: the name of another is entered by the office that does.
    if account != by and row.office not in request.visitor.offices(Right.ACT):
        messages.error(request, spoken(Refused(PetitionRefusal.PETITION_IS_NOT_YOURS)).sentence)
        return redirect("petitions:case", case)
    actions.withdraw_from(row, account, by=by, at=request.at)
    messages.success(request, gettext("已登记回避：回避人不再看到本件，也不能办理。"))
    return redirect("petitions:cases") if account == by else redirect("petitions:case", case)


@require_POST
@needs(Right.ACT)
def open_name(request: PageRequest, case: str) -> HttpResponse:
    """Show who tells a petition, once it is registered who asked and why."""
    found = case_of(request, case)
    try:
        who = actions.open_name(found.row, eyes=eyes(request), reason=request.POST.get("reason", ""), at=request.at)
    except Refused as refused:
        if refused.code is PetitionRefusal.NAME_IS_NOT_HERE:
            raise
        messages.error(request, spoken(refused).sentence)
        return redirect("petitions:case", case)
    return render(request, "petitions/name.html", {"found": found, "who": who, "links": sides_of(request).links})
