"""Offering the entry of the pattern, with what the source names filled in."""

from functools import cache
from pathlib import Path
from typing import Any, cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from pilin.base import refdata
from pilin.base.refusal import Refused
from pilin.kernel.federation.queries import facts
from pilin.kernel.matters import actions as matters
from pilin.kernel.matters import queries as matter_queries
from pilin.kernel.matters.rules.docket_refusals import DocketRefusal
from pilin.kernel.organisations.rules import Right
from pilin.modules.programme.rules.entry import PATTERN, draft
from pilin.web.access import PageRequest, needs
from pilin.web.matter_forms import StepForm
from pilin.web.sentences import refuse_in


@cache
def _reference() -> dict[str, Any]:
    file = Path(__file__).parents[1] / "reference" / "pattern.yaml"
    return cast("dict[str, Any]", refdata.load(file).tables["entry"])


@require_http_methods(["GET", "POST"])
@needs(Right.ACT)
def propose_pattern(request: PageRequest) -> HttpResponse:
    """Offer an entry of the pattern to the side with which its kind is agreed."""
    agreed = [item for item in matter_queries.kinds_agreed() if item[0].name == PATTERN and facts.me() in item[1]]
    if not agreed:
        raise Refused(DocketRefusal.KIND_IS_NOT_SIGNED_YET, kind=gettext("合作格局登记"))
    kind, parties, _basis = agreed[0]
    partner = next(code for code in parties if code != facts.me())
    form = StepForm(request.POST or None, kind=kind, rule=kind.steps[0], said=draft(_reference()))
    if request.method == "POST" and form.is_valid():
        roles, office = {"initiator": facts.me(), "responder": partner}, request.visitor.offices(Right.ACT)[0]
        try:
            matter = matters.open_under_a_clause(
                PATTERN, roles=roles, fields=form.values(), office=office, at=request.at
            )
        except Refused as refused:
            refuse_in(form, refused)
        else:
            messages.success(request, gettext("已发起并签名，正在送达对方。"))
            return redirect("web:matter", matter)
    return render(request, "web/open_matter.html", {"kind": kind, "form": form})
