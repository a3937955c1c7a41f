"""One settlement: what both agencies signed of it, and its explanation, which whoever opens it says why."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from pilin.base.money import Fen
from pilin.base.refusal import Refused
from pilin.kernel.organisations.rules import Right
from pilin.modules.medical.queries import explanations
from pilin.modules.medical.queries.explanations import Facts
from pilin.modules.medical.views import looking, paper, statement, words
from pilin.modules.medical.views.looking import ExportForm, LookForm
from pilin.modules.medical.views.statement import Statement
from pilin.web import paper as papers
from pilin.web.access import PageRequest, needs
from pilin.web.sentences import refuse_in
from pilin.web.sides import Sides, sides_of


@require_GET
@needs(Right.READ)
def show_settlement(request: PageRequest, settlement: str) -> HttpResponse:
    """Show a settlement without anything personal: amounts, how it stands, who signed which half."""
    found, scene = _found(settlement), sides_of(request)
    return render(request, "medical/settlement.html", shown(request, found, scene, ExportForm()))


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def explain_settlement(request: PageRequest, settlement: str) -> HttpResponse:
    """Show the explanation of a settlement; each time it is shown is registered, so it has no address to come back."""
    if request.method == "GET":
        return HttpResponseRedirect(reverse("medical:settlement", args=[settlement]))
    found, scene, form = _found(settlement), sides_of(request), LookForm(request.POST)
    made = _opened(request, found, scene, form, what="explanation")
    if made is None:
        return render(request, "medical/settlement.html", shown(request, found, scene, form))
    context = {"statement": made, "settlement": settlement, "form": form, "links": scene.links}
    context |= {"evidence": _evidence(settlement), "totals": made.sums}
    return render(request, "medical/statement.html", context)


@require_POST
@needs(Right.ACT)
def print_settlement(request: PageRequest, settlement: str) -> HttpResponse:
    """Hand out the explanation of a settlement as PDF, registered as the page is."""
    found, scene, form = _found(settlement), sides_of(request), LookForm(request.POST)
    made = _opened(request, found, scene, form, what="explanation.pdf")
    if made is None:
        return render(request, "medical/settlement.html", shown(request, found, scene, form))
    address = papers.page_of(request, reverse("medical:settlement", args=[settlement]))
    issuer = scene.names([found.settlement.care, found.settlement.insured])
    sheet = paper.paper_of(made, issuer=issuer, address=address, at=request.at)
    return papers.answer(sheet, name=f"{gettext('结算说明')}-{made.code}")


def _found(settlement: str) -> Facts:
    found = explanations.facts_of(settlement)
    if found is None:
        raise Http404
    return found


def _opened(request: PageRequest, found: Facts, scene: Sides, form: LookForm, *, what: str) -> Statement | None:
    """Return the explanation and register that it is shown; None where the form or a half says why not."""
    if not form.is_valid():
        return None
    try:
        told = explanations.explanation(found)
    except Refused as refused:
        refuse_in(form, refused, field=None)
        return None
    looking.note(request, found, told, form, what=what)
    return statement.statement(found, told, scene)


def shown(request: PageRequest, found: Facts, scene: Sides, form: LookForm) -> dict[str, Any]:
    """Return what the page of a settlement shows; `form` is how it was asked to be opened or exported."""
    one = found.settlement
    return {
        "settlement": one.id,
        "form": form if isinstance(form, ExportForm) else ExportForm(form.data),
        "may_open": request.visitor.may(Right.ACT),
        "facts": statement.facts(found, scene),
        "state": words.state_light(one, given_up=found.given_up),
        "halves": statement.halves(found, scene),
        "totals": [
            (gettext("总费用"), Fen(one.total_fen)),
            (gettext("医保基金支付"), Fen(one.fund_fen)),
            (gettext("个人账户支付"), Fen(one.account_fen)),
        ],
        "cancels": one.cancels,
        "cancelled_by": one.cancelled_by,
        "asked_at": found.asked_at,
        "moved_at": found.moved_at,
        "evidence": _evidence(one.id),
        "links": scene.links,
    }


def _evidence(settlement: str) -> str:
    return f"{reverse('web:evidence')}?subject=settlement/{settlement}"
